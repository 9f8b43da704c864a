import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { guessEstimate, learnEstimate } from '../../../../src/main/exports/estimate.ts'
import type { KnownRun } from '../../../../src/main/exports/estimate.ts'
import { progressAt } from '../../../../src/shared/progress.ts'
import { observation, start } from './support.ts'

const size = { workflows: 3, pipelines: 2 }

describe('the first guess', () => {
  it.each([
    ['job-cluster', 300_000],
    ['serverless-optimized', 60_000],
    ['serverless', 300_000],
    ['existing-cluster', 30_000],
  ] as const)('starts up as %s does', (compute, startupMs) => {
    expect(guessEstimate(compute, size)).toMatchObject({
      startupMs,
      executionMs: 180_000,
      pastRuns: 0,
    })
  })

  it('may be twice as long, or half, because nothing is known', () => {
    expect(guessEstimate('serverless-optimized', size)).toMatchObject({
      lowMs: 120_000,
      highMs: 480_000,
    })
  })

  it('expects at least one item', () => {
    expect(guessEstimate(null, { workflows: 0, pipelines: 0 }).executionMs).toBe(30_000)
  })
})

describe('what past runs teach', () => {
  const past = (runId: string, setupMs: number, executionMs: number) =>
    observation({
      runId,
      lifeCycle: 'terminated',
      result: 'succeeded',
      queueMs: 1000,
      setupMs,
      executionMs,
    })
  const learn = (runs: ReturnType<typeof past>[], known: Record<string, KnownRun> = {}) =>
    learnEstimate({
      compute: 'serverless-optimized',
      size,
      runs,
      known: (runId) => known[runId] ?? null,
    })

  it('is the median of start-up and execution', () => {
    const runs = [past('1', 1000, 10_000), past('2', 9000, 90_000), past('3', 3000, 20_000)]
    expect(learn(runs)).toMatchObject({ startupMs: 4000, executionMs: 20_000, pastRuns: 3 })
  })

  it('is the middle of the two medians of an even number', () => {
    expect(learn([past('1', 1000, 10_000), past('2', 3000, 30_000)])).toMatchObject({
      startupMs: 3000,
      executionMs: 20_000,
      pastRuns: 2,
    })
  })

  it('scales a run with the number of items where that is known', () => {
    const runs = [past('1', 1000, 60_000)]
    const unseen = { startupMs: null, executionMs: null }
    const double = { workflows: 6, pipelines: 4, ...unseen }
    const small = { workflows: 1, pipelines: 0, ...unseen }
    expect(learn(runs, { 1: double }).executionMs).toBe(30_000)
    expect(learn(runs, { 1: small }).executionMs).toBe(300_000)
  })

  it('takes durations from start and end for a run of several tasks', () => {
    const run = { ...past('1', 0, 0), startedAt: start, endedAt: start + 21_000 }
    expect(learn([run])).toMatchObject({ startupMs: 1000, executionMs: 20_000, pastRuns: 1 })
  })

  it('knows the set-up of a run of several tasks from having followed it', () => {
    const runs = [past('1', 0, 24_000)]
    const known = { 1: { ...size, startupMs: 7000, executionMs: 18_000 } }
    expect(learn(runs, known)).toMatchObject({ startupMs: 7000, executionMs: 18_000, pastRuns: 1 })
  })

  it('has the range in which nearly all past runs lay', () => {
    const minutes = [10, 3, 4, 4, 5, 5, 5, 6, 6, 7, 30]
    const runs = minutes.map((each, at) => past(String(at), 0, each * 60_000 - 1000))
    expect(learn(runs)).toMatchObject({ lowMs: 240_000, highMs: 600_000, pastRuns: 11 })
  })

  it('does not take runs that were alike for a promise', () => {
    const alike = ['1', '2', '3'].map((id) => past(id, 9000, 90_000))
    expect(learn(alike)).toMatchObject({ lowMs: 90_000, highMs: 110_000 })
  })

  it('trusts a single run less', () => {
    expect(learn([past('1', 9000, 90_000)])).toMatchObject({ lowMs: 75_000, highMs: 125_000 })
  })

  it('scales the range with the number of items as well', () => {
    const double = { workflows: 6, pipelines: 4, startupMs: null, executionMs: null }
    const runs = [past('1', 0, 100_000), past('2', 0, 200_000)]
    expect(learn(runs, { 1: double, 2: double })).toMatchObject({
      executionMs: 75_000,
      lowMs: 56_000,
      highMs: 96_000,
    })
  })

  it('lies around what is expected, whatever the past runs were', () => {
    const duration = fc.integer({ min: 1, max: 1e8 })
    fc.assert(
      fc.property(fc.array(fc.tuple(duration, duration), { minLength: 1 }), (durations) => {
        const runs = durations.map(([setup, run], at) => past(String(at), setup, run))
        const { startupMs, executionMs, lowMs, highMs } = learn(runs)
        expect(lowMs).toBeLessThan(startupMs + executionMs)
        expect(highMs).toBeGreaterThan(startupMs + executionMs - 1)
        expect(lowMs).toBeGreaterThan(0)
      }),
    )
  })

  it('does not learn from runs that did not succeed', () => {
    const failed = { ...past('1', 1000, 10_000), result: 'failed' as const }
    expect(learn([failed])).toEqual(guessEstimate('serverless-optimized', size))
  })
})

describe('progress', () => {
  const estimate = {
    startupMs: 60_000,
    executionMs: 180_000,
    lowMs: 240_000,
    highMs: 240_000,
    pastRuns: 0,
  }
  const usual = { finishing: false, cancelRequested: false }
  const starting = { estimate, createdAt: start, runningSince: null, ...usual }
  const running = { estimate, createdAt: start, runningSince: start + 60_000, ...usual }

  it('is 0 to 30 % while starting', () => {
    expect(progressAt(starting, start)).toBe(0)
    expect(progressAt(starting, start + 30_000)).toBe(15)
    expect(progressAt(starting, start + 1e9)).toBeLessThan(30)
  })

  it('is 30 to 95 % while running', () => {
    expect(progressAt(running, start + 60_000)).toBe(30)
    expect(progressAt(running, start + 150_000)).toBe(62.5)
    expect(progressAt(running, start + 1e12)).toBeLessThan(95)
  })

  it('is 95 % while finishing, except when that is because of a cancellation', () => {
    expect(progressAt({ ...running, finishing: true }, start + 61_000)).toBe(95)
    const canceled = { ...running, finishing: true, cancelRequested: true }
    expect(progressAt(canceled, start + 60_000)).toBe(30)
  })

  it('never goes back as time passes, and not below 0 when the clock does', () => {
    expect(progressAt(starting, start - 1e9)).toBe(0)
    fc.assert(
      fc.property(fc.nat(1e7), fc.nat(1e7), (first, more) => {
        for (const record of [starting, running]) {
          const before = progressAt(record, start + first)
          expect(progressAt(record, start + first + more)).toBeGreaterThanOrEqual(before)
        }
      }),
    )
  })
})
