import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  durationText,
  isOverdue,
  rangeText,
  remainingMs,
  remainingText,
  timeLeft,
} from '../../../src/shared/duration.ts'

describe('a duration in words', () => {
  it.each([
    [0, '0 s'],
    [-5000, '0 s'],
    [45_000, '45 s'],
    [60_000, '1 min'],
    [200_000, '3 min 20 s'],
    [3_600_000, '1 h'],
    [3_900_000, '1 h 5 min'],
  ])('%d ms is %s', (milliseconds, text) => {
    expect(durationText(milliseconds)).toBe(text)
  })
})

const minute = 60_000

describe('what is left in words', () => {
  it.each([
    [-1, -1, 'longer than usual'],
    [0, 0, 'longer than usual'],
    [0, 1, 'less than a minute left'],
    [0, minute, 'less than a minute left'],
    [0, minute + 1, 'up to 2 min left'],
    [0.9 * minute, 4 * minute, 'up to 4 min left'],
    [2 * minute, 4 * minute, '2 to 4 min left'],
    [2.9 * minute, 3.1 * minute, '2 to 4 min left'],
    [3 * minute, 3 * minute, 'about 3 min left'],
    [50 * minute, 63 * minute, '50 min to 1 h 5 min left'],
    [63 * minute, 122 * minute, '1 h to 2 h 5 min left'],
  ])('%d to %d ms is %s', (lowMs, highMs, text) => {
    expect(remainingText({ lowMs, highMs, isGuess: false })).toBe(text)
  })

  it('does not speak of the usual where nothing is known of it', () => {
    expect(rangeText({ lowMs: 0, highMs: 0, isGuess: true })).toBe('longer than expected')
  })

  it('is nothing when nothing is known', () => {
    expect(remainingText(null)).toBe('')
  })
})

const record = {
  state: 'starting' as const,
  finishing: false,
  cancelRequested: false,
  estimate: {
    startupMs: minute,
    executionMs: 3 * minute,
    lowMs: 3 * minute,
    highMs: 6 * minute,
    pastRuns: 2,
  },
  createdAt: 1_000_000,
  runningSince: null as number | null,
}
const running = { ...record, state: 'running' as const, runningSince: 1_100_000 }
const at = (ms: number) => record.createdAt + ms

describe('what is left of an export', () => {
  it('is start-up and execution at first', () => {
    expect(remainingMs(record, at(10_000))).toBe(230_000)
    expect(timeLeft(record, at(0))).toMatchObject({ lowMs: 3 * minute, highMs: 6 * minute })
  })

  it('is the whole execution while the start drags on', () => {
    expect(remainingMs(record, 9_000_000)).toBe(3 * minute)
    expect(timeLeft(record, at(2 * minute))).toMatchObject({
      lowMs: 2 * minute,
      highMs: 5 * minute,
    })
  })

  it('is the rest of the execution while running, negative over the estimate', () => {
    expect(remainingMs(running, 1_150_000)).toBe(130_000)
    expect(remainingMs(running, 1_300_000)).toBe(-20_000)
    expect(timeLeft(running, 1_160_000)).toMatchObject({ lowMs: minute, highMs: 4 * minute })
  })

  it('is longer than usual only beyond the range', () => {
    const end = running.runningSince + 5 * minute
    expect(remainingText(timeLeft(running, end - 1))).toBe('less than a minute left')
    expect(remainingText(timeLeft(running, end))).toBe('longer than usual')
  })

  it('is longer than usual when the start alone takes longer than all of it should', () => {
    expect(remainingText(timeLeft(record, at(6 * minute)))).toBe('longer than usual')
  })

  it('is little while Databricks ends the run', () => {
    const finishing = { ...running, finishing: true }
    expect(remainingText(timeLeft(finishing, running.runningSince))).toBe('less than a minute left')
    expect(remainingText(timeLeft(finishing, 9_000_000))).toBe('longer than usual')
  })

  it('is unknown without an estimate, after the end and while canceling', () => {
    expect(remainingMs({ ...record, estimate: null }, 0)).toBeNull()
    expect(remainingMs({ ...record, state: 'succeeded' }, 0)).toBeNull()
    expect(timeLeft({ ...record, estimate: null }, 0)).toBeNull()
    expect(timeLeft({ ...record, state: 'succeeded' }, 0)).toBeNull()
    expect(timeLeft({ ...record, cancelRequested: true }, 0)).toBeNull()
  })

  it('does not grow when the clock is set back', () => {
    expect(remainingMs(record, 0)).toBe(240_000)
  })

  it('never grows as time passes, in figures and in words', () => {
    const duration = fc.integer({ min: 1, max: 4 * 3_600_000 })
    const moments = fc.array(fc.nat(6 * 3_600_000), { minLength: 2 })
    /** The figures of a text, in minutes: "50 min to 1 h 5 min" is 50 and 65. */
    const figures = (text: string): number => {
      const hours = Number(/(?:to |about )?(\d+) h[^h]*$/.exec(text)?.[1] ?? 0)
      const minutes = Number(/(\d+) min left$/.exec(text)?.[1] ?? 0)
      return text.startsWith('longer') ? 0 : Math.max(1, hours * 60 + minutes)
    }
    fc.assert(
      fc.property(
        duration,
        duration,
        duration,
        moments,
        (startupMs, executionMs, spread, times) => {
          const expected = startupMs + executionMs
          const lowMs = Math.max(1, expected - spread)
          const estimate = { startupMs, executionMs, lowMs, highMs: expected + spread, pastRuns: 3 }
          const sorted = times.toSorted((left, right) => left - right)
          for (const each of [record, { ...running, runningSince: record.createdAt }]) {
            const left = sorted.map((time) => timeLeft({ ...each, estimate }, at(time)))
            left.slice(1).forEach((after, index) => {
              const before = left[index]
              expect(after?.lowMs).toBeLessThanOrEqual(before?.lowMs ?? -1)
              expect(after?.highMs).toBeLessThanOrEqual(before?.highMs ?? -1)
              const [sooner, later] = [before, after].map((one) => remainingText(one ?? null))
              expect(figures(later ?? '')).toBeLessThanOrEqual(figures(sooner ?? ''))
            })
          }
        },
      ),
    )
  })
})

describe('an export that is overdue', () => {
  it('took a quarter longer than it should have at most, and at least a minute', () => {
    expect(isOverdue(record, at(7.5 * minute))).toBe(false)
    expect(isOverdue(record, at(7.5 * minute) + 1)).toBe(true)
    const quick = { ...record, estimate: { ...record.estimate, highMs: 20_000 } }
    expect(isOverdue(quick, at(80_000))).toBe(false)
    expect(isOverdue(quick, at(80_001))).toBe(true)
  })

  it('is none without an estimate, after its end, or when the clock was set back', () => {
    expect(isOverdue({ ...record, estimate: null }, at(1e9))).toBe(false)
    expect(isOverdue({ ...record, state: 'failed' }, at(1e9))).toBe(false)
    expect(isOverdue(record, 0)).toBe(false)
  })
})
