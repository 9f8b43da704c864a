import { describe, expect, it } from 'vitest'
import { durationText, remainingMs, remainingText } from '../../../src/shared/duration.ts'

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

describe('what is left in words', () => {
  it.each([
    [null, ''],
    [-1, 'longer than usual'],
    [0, 'longer than usual'],
    [20_000, 'less than a minute left'],
    [185_000, 'about 3 min left'],
    [4_800_000, 'about 1 h 20 min left'],
  ])('%s ms is %s', (milliseconds, text) => {
    expect(remainingText(milliseconds)).toBe(text)
  })
})

describe('what is left of an export', () => {
  const record = {
    state: 'starting' as const,
    estimate: {
      startupMs: 60_000,
      executionMs: 180_000,
      lowMs: 240_000,
      highMs: 240_000,
      pastRuns: 2,
    },
    createdAt: 1_000_000,
    runningSince: null,
  }

  it('is start-up and execution at first', () => {
    expect(remainingMs(record, 1_010_000)).toBe(230_000)
  })

  it('is the whole execution while the start drags on', () => {
    expect(remainingMs(record, 9_000_000)).toBe(180_000)
  })

  it('is the rest of the execution while running, negative over the estimate', () => {
    const running = { ...record, state: 'running' as const, runningSince: 1_100_000 }
    expect(remainingMs(running, 1_150_000)).toBe(130_000)
    expect(remainingMs(running, 1_300_000)).toBe(-20_000)
  })

  it('is unknown without an estimate and after the end', () => {
    expect(remainingMs({ ...record, estimate: null }, 0)).toBeNull()
    expect(remainingMs({ ...record, state: 'succeeded' }, 0)).toBeNull()
  })

  it('does not grow when the clock is set back', () => {
    expect(remainingMs(record, 0)).toBe(240_000)
  })
})
