import { describe, expect, it } from 'vitest'
import type { RunObservation } from '../../../../src/main/databricks/gateway.ts'
import { observedExport } from '../../../../src/main/exports/adopt.ts'
import type { TrackedExport } from '../../../../src/main/exports/tracked.ts'
import type { ExportState } from '../../../../src/shared/export.ts'
import { followedExport, observation, start } from './support.ts'

const later = start + 10_000

function observe(tracked: TrackedExport, run: Partial<RunObservation>, now = later) {
  return observedExport(tracked, observation(run), now)
}

describe('while the run is under way', () => {
  const lifeCycles: [RunObservation['lifeCycle'], ExportState][] = [
    ['queued', 'queued'],
    ['blocked', 'queued'],
    ['pending', 'starting'],
    ['running', 'running'],
    ['terminating', 'queued'],
    ['unknown', 'queued'],
  ]
  it.each(lifeCycles)('%s of a run just submitted is %s', (lifeCycle, state) => {
    expect(observe(followedExport(), { lifeCycle }).state).toBe(state)
  })

  it.each(lifeCycles)('%s never takes a running export back', (lifeCycle) => {
    const running = followedExport({ state: 'running', runningSince: start })
    expect(observe(running, { lifeCycle }).state).toBe('running')
  })

  it('counts as starting while every task still waits for compute', () => {
    const tasks = [{ key: 'a', runId: null, state: 'waiting' as const }]
    expect(observe(followedExport(), { tasks }).state).toBe('starting')
  })
})
