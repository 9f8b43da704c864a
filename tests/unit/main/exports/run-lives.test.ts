import type {
  RunLifeCycleState,
  RunLifecycleStateV2State,
  RunResultState,
  RunState,
  RunStatus,
  TerminationCodeCode,
  TerminationTypeType,
} from '@databricks/sdk-experimental/dist/apis/jobs/index.js'
import { describe, expect, it } from 'vitest'
import { readRunState } from '../../../../src/main/databricks/run-states.ts'
import { advance } from '../../../../src/main/exports/state-machine.ts'
import type { TrackedExport } from '../../../../src/main/exports/tracked.ts'
import type { ExportRecord, ExportState } from '../../../../src/shared/export.ts'
import {
  activeExportStates,
  exportStateSchema,
  isActiveExport,
} from '../../../../src/shared/export.ts'
import { observation, start, trackedExport } from './support.ts'

/**
 * Every value that Databricks documents, seen by an export in every state, with and without a
 * cancellation asked for. The compiler holds the tables against the SDK's types: a value that it adds
 * has to be added here.
 */
const underWay: Record<
  Exclude<RunLifeCycleState, 'TERMINATED' | 'SKIPPED' | 'INTERNAL_ERROR'>,
  { phase: ExportState; waiting: ExportRecord['waiting']; finishing: boolean }
> = {
  QUEUED: { phase: 'queued', waiting: 'queue', finishing: false },
  BLOCKED: { phase: 'queued', waiting: 'blocked', finishing: false },
  WAITING_FOR_RETRY: { phase: 'queued', waiting: 'retry', finishing: false },
  PENDING: { phase: 'starting', waiting: null, finishing: false },
  RUNNING: { phase: 'running', waiting: null, finishing: false },
  TERMINATING: { phase: 'queued', waiting: null, finishing: true },
}
const underWayInStatus: Record<
  Exclude<RunLifecycleStateV2State, 'TERMINATED'>,
  (typeof underWay)[keyof typeof underWay]
> = {
  QUEUED: underWay.QUEUED,
  BLOCKED: underWay.BLOCKED,
  WAITING: { phase: 'queued', waiting: 'compute', finishing: false },
  PENDING: underWay.PENDING,
  RUNNING: underWay.RUNNING,
  TERMINATING: underWay.TERMINATING,
}
const unknown = { phase: 'queued', waiting: null, finishing: false } as const

type End = 'succeeded' | 'failed' | 'canceled'

const results: Record<RunResultState | 'UPSTREAM_EVICTED' | 'EVICTED', End> = {
  SUCCESS: 'succeeded',
  SUCCESS_WITH_FAILURES: 'succeeded',
  FAILED: 'failed',
  TIMEDOUT: 'failed',
  CANCELED: 'canceled',
  EXCLUDED: 'failed',
  DISABLED: 'failed',
  EVICTED: 'failed',
  MAXIMUM_CONCURRENT_RUNS_REACHED: 'failed',
  UPSTREAM_FAILED: 'failed',
  UPSTREAM_CANCELED: 'failed',
  UPSTREAM_EVICTED: 'failed',
}
const codes: Record<TerminationCodeCode | 'BREAKING_CHANGE', End> = {
  SUCCESS: 'succeeded',
  SUCCESS_WITH_FAILURES: 'succeeded',
  USER_CANCELED: 'canceled',
  CANCELED: 'canceled',
  SKIPPED: 'failed',
  INTERNAL_ERROR: 'failed',
  DRIVER_ERROR: 'failed',
  CLUSTER_ERROR: 'failed',
  REPOSITORY_CHECKOUT_FAILED: 'failed',
  INVALID_CLUSTER_REQUEST: 'failed',
  WORKSPACE_RUN_LIMIT_EXCEEDED: 'failed',
  FEATURE_DISABLED: 'failed',
  CLUSTER_REQUEST_LIMIT_EXCEEDED: 'failed',
  STORAGE_ACCESS_ERROR: 'failed',
  RUN_EXECUTION_ERROR: 'failed',
  UNAUTHORIZED_ERROR: 'failed',
  LIBRARY_INSTALLATION_ERROR: 'failed',
  MAX_CONCURRENT_RUNS_EXCEEDED: 'failed',
  MAX_SPARK_CONTEXTS_EXCEEDED: 'failed',
  RESOURCE_NOT_FOUND: 'failed',
  INVALID_RUN_CONFIGURATION: 'failed',
  CLOUD_FAILURE: 'failed',
  MAX_JOB_QUEUE_SIZE_EXCEEDED: 'failed',
  BUDGET_POLICY_LIMIT_EXCEEDED: 'failed',
  DISABLED: 'failed',
  BREAKING_CHANGE: 'failed',
}
const types: Record<TerminationTypeType | 'A_TYPE_OF_THE_FUTURE', End> = {
  SUCCESS: 'succeeded',
  CLIENT_ERROR: 'failed',
  INTERNAL_ERROR: 'failed',
  CLOUD_FAILURE: 'failed',
  A_TYPE_OF_THE_FUTURE: 'failed',
}

const now = start + 10_000

/** An export in every state that it can be in, with and without a cancellation asked for. */
const everyExport: TrackedExport[] = exportStateSchema.options.flatMap((state) =>
  [false, true].map((cancelRequested) => {
    const record = {
      state,
      cancelRequested,
      runId: state === 'submitting' ? null : '77',
      runningSince: state === 'running' ? start + 5000 : null,
      endedAt: activeExportStates.includes(state) ? null : start + 9000,
      progress: state === 'succeeded' ? 100 : 12,
    }
    return trackedExport(record, { submittedAt: start + 1000 })
  }),
)

/** What the gateway makes of an answer, taken in by an export. */
function see(tracked: TrackedExport, answer: { state?: object; status?: object }) {
  const reading = readRunState(answer as { state?: RunState; status?: RunStatus })
  const ended = reading.lifeCycle === 'terminated' ? start + 8000 : null
  const run = observation({ ...reading, endedAt: ended })
  return advance(tracked, { type: 'observed', run }, now)
}

function expectUnderWay(answer: object, expected: (typeof underWay)['QUEUED']): void {
  for (const before of everyExport) {
    const step = see(before, answer)
    const { record } = step.export
    if (!isActiveExport(before.record)) {
      expect(step).toEqual({ export: before, effects: [] })
      continue
    }
    const order = activeExportStates
    const further = Math.max(order.indexOf(before.record.state), order.indexOf(expected.phase))
    expect(record.state).toBe(order[further])
    expect(record).toMatchObject({ waiting: expected.waiting, finishing: expected.finishing })
    expect(record).toMatchObject({ endedAt: null, error: null, attention: null })
    expect(record.progress).toBeGreaterThanOrEqual(before.record.progress)
    expect(record.progress).toBeLessThan(100)
    expect(step.effects).not.toContain('ended')
    const asksAgain = record.cancelRequested && record.runId !== null && !expected.finishing
    expect(step.effects.includes('cancel-run')).toBe(asksAgain)
  }
}

function expectEnd(answer: object, state: End): void {
  for (const before of everyExport) {
    const step = see(before, answer)
    const { record } = step.export
    if (!isActiveExport(before.record)) {
      expect(step).toEqual({ export: before, effects: [] })
      continue
    }
    expect(record).toMatchObject({ state, endedAt: start + 8000, waiting: null, finishing: false })
    expect(step.effects).toEqual(['save', 'announce', 'ended'])
    expect(record.progress === 100).toBe(state === 'succeeded')
    expect(record.error === null).toBe(state !== 'failed')
    if (state !== 'succeeded') expect(record.message).toMatch(/\w/)
    if (state === 'failed') expect(record.error?.suggestion).toMatch(/\w/)
  }
}

describe('a run under way, in `state`', () => {
  it.each(Object.entries(underWay))('%s', (code, expected) => {
    expectUnderWay({ state: { life_cycle_state: code } }, expected)
  })

  it('with a value of the future', () => {
    expectUnderWay({ state: { life_cycle_state: 'HIBERNATING' } }, unknown)
  })
})

describe('a run under way, in `status`', () => {
  it.each(Object.entries(underWayInStatus))('%s', (code, expected) => {
    expectUnderWay({ status: { state: code } }, expected)
  })

  it('with a value of the future, or with nothing at all', () => {
    expectUnderWay({ status: { state: 'HIBERNATING' } }, unknown)
    expectUnderWay({}, unknown)
  })
})

describe('a run that ended, in `state`', () => {
  it.each(Object.entries(results))('with %s is %s', (result_state, end) => {
    for (const life_cycle_state of ['TERMINATED', 'SKIPPED', 'INTERNAL_ERROR']) {
      expectEnd({ state: { life_cycle_state, result_state } }, end)
    }
  })

  it.each(['TERMINATED', 'SKIPPED', 'INTERNAL_ERROR'])('as %s without a result', (code) => {
    expectEnd({ state: { life_cycle_state: code } }, 'failed')
  })

  it('with a result of the future, which is told as it is', () => {
    const answer = { state: { life_cycle_state: 'TERMINATED', result_state: 'EVAPORATED' } }
    expectEnd(answer, 'failed')
    const [first] = everyExport
    if (first) expect(see(first, answer).export.record.message).toContain('EVAPORATED')
  })
})

describe('a run that ended, in `status`', () => {
  it.each(Object.entries(codes))('with the code %s is %s, whatever its type', (code, end) => {
    for (const type of Object.keys(types)) {
      // A code without a known meaning is what its type says.
      const meant = end === 'failed' && type === 'SUCCESS' ? null : end
      const answer = { status: { state: 'TERMINATED', termination_details: { code, type } } }
      if (meant !== null) expectEnd(answer, meant)
    }
  })

  it.each(Object.entries(types))('with a code of the future of type %s is %s', (type, end) => {
    const termination_details = { code: 'EVAPORATED', type }
    expectEnd({ status: { state: 'TERMINATED', termination_details } }, end)
  })

  it('with a code in words of its own, as far as Databricks documents it', () => {
    const unspoken = Object.entries(codes).filter(([code, end]) => {
      if (end !== 'failed') return false
      const details = { code, type: 'CLIENT_ERROR' }
      const [first] = everyExport
      if (!first) return true
      const { record } = see(first, {
        status: { state: 'TERMINATED', termination_details: details },
      }).export
      return record.error?.message.includes(code) === true
    })
    expect(unspoken).toEqual([])
  })
})

describe('a canceled run of which Databricks does not say who canceled it', () => {
  it('was canceled by the user, where that was asked for here', () => {
    for (const tracked of everyExport.filter(({ record }) => isActiveExport(record))) {
      const answer = { state: { life_cycle_state: 'TERMINATED', result_state: 'CANCELED' } }
      const words = tracked.record.cancelRequested ? 'You canceled' : 'canceled in Databricks'
      expect(see(tracked, answer).export.record.message).toContain(words)
    }
  })
})
