import { describe, expect, it } from 'vitest'
import type { RunObservation } from '../../../../src/main/databricks/gateway.ts'
import { observedExport } from '../../../../src/main/exports/adopt.ts'
import type { TrackedExport } from '../../../../src/main/exports/tracked.ts'
import { followedExport, observation, start } from './support.ts'

const later = start + 10_000

function observe(tracked: TrackedExport, run: Partial<RunObservation>, now = later) {
  return observedExport(tracked, observation(run), now)
}

describe('an export that is observed', () => {
  it('knows the start of execution from queue and set-up', () => {
    const record = observe(followedExport(), { queueMs: 2000, setupMs: 3000 })
    expect(record.runningSince).toBe(start + 5500)
  })

  it('corrects the start of execution when the workspace’s clock is an hour off', () => {
    for (const offset of [3_600_000, -3_600_000]) {
      const run = { startedAt: start + offset, queueMs: 2000, setupMs: 3000 }
      const record = observe(followedExport(), run)
      expect(record.runningSince).toBeGreaterThanOrEqual(start + 5000)
      expect(record.runningSince).toBeLessThanOrEqual(start + 6000)
    }
  })

  it('takes the first sight of running for the start when Databricks tells none', () => {
    const polled = followedExport({ state: 'starting', lastPolledAt: later - 5000 })
    expect(observe(polled, {}).runningSince).toBe(later)
  })

  it('takes the expected start after a gap, for example when the app was closed', () => {
    const now = start + 600_000
    expect(observe(followedExport(), {}, now).runningSince).toBe(start + 60_500)
  })
})

describe('the end of the run', () => {
  it('never lies in the future or before the start, whatever the clocks say', () => {
    for (const endedAt of [0, start - 9e9, start + 9e9]) {
      const run = { lifeCycle: 'terminated' as const, result: 'succeeded' as const, endedAt }
      const record = observe(followedExport(), run)
      expect(record.endedAt).toBeGreaterThanOrEqual(start)
      expect(record.endedAt).toBeLessThanOrEqual(later)
    }
  })
})
