import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pollDelay, pollInterval } from '../../../../src/main/exports/cadence.ts'

const second = 1000
const minute = 60 * second
const hour = 60 * minute

describe('the time from one poll to the next', () => {
  const rows: [what: string, ageMs: number, leftMs: number | null, interval: number][] = [
    ['at the start', 0, 5 * minute, 2 * second],
    ['in the first half minute', 29_999, 5 * minute, 2 * second],
    ['after half a minute', 30_000, 5 * minute, 5 * second],
    ['without an estimate', 5 * minute, null, 5 * second],
    ['just before ten minutes', 10 * minute - 1, hour, 5 * second],
    ['after ten minutes', 10 * minute, hour, 15 * second],
    ['after ten minutes without an estimate', 11 * minute, null, 15 * second],
    ['15 s before the end of a short run', 2 * minute, 15 * second, 2 * second],
    ['16 s before the end of a short run', 2 * minute, 16 * second, 5 * second],
    ['15 s after the expected end', 2 * minute, -15 * second, 2 * second],
    ['16 s after the expected end', 2 * minute, -16 * second, 5 * second],
    ['a tenth of a longer run before its end', 8 * minute, 48 * second, 2 * second],
    ['a minute before the end of a long run', 3 * hour, minute, 2 * second],
    ['two minutes before the end of a long run', 3 * hour, 2 * minute, 15 * second],
    ['a day over the estimate', 25 * hour, -24 * hour, 15 * second],
    ['with a clock that was set back a year', 5 * minute, 365 * 24 * hour, 5 * second],
    ['with a clock that was set forward a year', 5 * minute, -365 * 24 * hour, 5 * second],
    ['with an export from the future', -hour, null, 2 * second],
  ]
  it.each(rows)('%s', (_what, ageMs, leftMs, interval) => {
    expect(pollInterval({ ageMs, leftMs })).toBe(interval)
  })

  const figure = fc.double({ min: -1e15, max: 1e15, noNaN: true })
  const chance = fc.double({ min: 0, max: 0.999999, noNaN: true })

  it('is never above its interval, nor more than a fifth below it', () => {
    fc.assert(
      fc.property(figure, fc.option(figure), chance, (ageMs, leftMs, random) => {
        const interval = pollInterval({ ageMs, leftMs })
        const delay = pollDelay({ ageMs, leftMs, failures: 0 }, () => random)
        expect(delay).toBeLessThanOrEqual(interval)
        expect(delay).toBeGreaterThanOrEqual(0.8 * interval)
      }),
    )
  })

  it('differs by chance, so that exports get out of step', () => {
    const pace = { ageMs: hour, leftMs: null, failures: 0 }
    expect(pollDelay(pace, () => 0)).toBe(15_000)
    expect(pollDelay(pace, () => 0.5)).toBe(13_500)
  })
})

describe('the time until the next poll after failures', () => {
  it.each([
    [1, 6000, 10_000],
    [2, 12_000, 20_000],
    [3, 24_000, 40_000],
    [4, 36_000, 60_000],
    [1000, 36_000, 60_000],
  ])('%d in a row is from %d to %d ms', (failures, from, to) => {
    for (const ageMs of [0, 5 * minute, hour]) {
      expect(pollDelay({ ageMs, leftMs: 0, failures }, () => 0)).toBe(from)
      expect(pollDelay({ ageMs, leftMs: 0, failures }, () => 0.999_999)).toBe(to)
    }
  })
})
