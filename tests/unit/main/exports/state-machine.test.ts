import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RunObservation } from '../../../../src/main/databricks/gateway.ts'
import { advance } from '../../../../src/main/exports/state-machine.ts'
import type { ExportEvent } from '../../../../src/main/exports/state-machine.ts'
import { trackedExportSchema } from '../../../../src/main/exports/tracked.ts'
import type { TrackedExport } from '../../../../src/main/exports/tracked.ts'
import { errorCodes, signInCodes } from '../../../../src/shared/errors.ts'
import type { ErrorCode, ErrorRecord } from '../../../../src/shared/errors.ts'
import { exportStateSchema, isActiveExport } from '../../../../src/shared/export.ts'
import type { ExportState } from '../../../../src/shared/export.ts'
import { followedExport, observation, start, trackedExport } from './support.ts'

const later = start + 10_000

function errorOf(code: ErrorCode): ErrorRecord {
  return { code, message: `It went wrong: ${code}.`, suggestion: 'Try again.', details: {} }
}

function observe(tracked: TrackedExport, run: Partial<RunObservation>, now = later) {
  return advance(tracked, { type: 'observed', run: observation(run) }, now)
}

describe('while the run is under way', () => {
  it('takes over link, tasks and message, and clears the attention', () => {
    const tracked = followedExport({ attention: 'connection-lost', attentionError: errorOf('tls') })
    const tasks = [{ key: 'a', runId: '8', state: 'running' as const }]
    const { record } = observe(tracked, { tasks, message: 'In run' }).export
    expect(record).toMatchObject({
      attention: null,
      attentionError: null,
      tasks,
      message: 'In run',
      runUrl: 'http://127.0.0.1:1/jobs/1290381902/runs/77',
      lastPolledAt: later,
    })
  })

  it('announces and saves only what matters', () => {
    const tracked = observe(followedExport(), {}).export
    expect(observe(tracked, {}, later + 100).effects).toEqual([])
    expect(observe(tracked, {}, later + 15_000).effects).toEqual(['announce'])
    const effects = ['save-soon', 'announce']
    expect(observe(tracked, { message: 'New' }, later + 5000).effects).toEqual(effects)
  })
})

describe('the end of the run', () => {
  const ends: [RunObservation['result'], string, ExportState][] = [
    ['succeeded', 'SUCCESS', 'succeeded'],
    ['succeeded-with-failures', 'SUCCESS_WITH_FAILURES', 'succeeded'],
    ['failed', 'FAILED', 'failed'],
    ['failed', 'RUN_EXECUTION_ERROR', 'failed'],
    ['failed', 'INTERNAL_ERROR', 'failed'],
    ['failed', 'DRIVER_ERROR', 'failed'],
    ['failed', 'CLUSTER_ERROR', 'failed'],
    ['failed', 'CLOUD_FAILURE', 'failed'],
    ['failed', 'LIBRARY_INSTALLATION_ERROR', 'failed'],
    ['failed', 'UNAUTHORIZED_ERROR', 'failed'],
    ['failed', 'STORAGE_ACCESS_ERROR', 'failed'],
    ['failed', 'WORKSPACE_RUN_LIMIT_EXCEEDED', 'failed'],
    ['failed', 'REPOSITORY_CHECKOUT_FAILED', 'failed'],
    ['failed', 'RESOURCE_NOT_FOUND', 'failed'],
    ['failed', 'INVALID_RUN_CONFIGURATION', 'failed'],
    ['failed', 'INVALID_CLUSTER_REQUEST', 'failed'],
    ['failed', 'CLUSTER_REQUEST_LIMIT_EXCEEDED', 'failed'],
    ['failed', 'FEATURE_DISABLED', 'failed'],
    ['failed', 'A_CODE_OF_THE_FUTURE', 'failed'],
    ['timed-out', 'TIMEDOUT', 'failed'],
    ['canceled', 'CANCELED', 'canceled'],
    ['canceled', 'USER_CANCELED', 'canceled'],
    ['skipped', 'MAX_CONCURRENT_RUNS_EXCEEDED', 'failed'],
    ['skipped', 'SKIPPED', 'failed'],
    ['other', 'MAXIMUM_CONCURRENT_RUNS_REACHED', 'failed'],
    ['other', 'EXCLUDED', 'failed'],
    ['other', 'DISABLED', 'failed'],
    ['other', 'EVICTED', 'failed'],
    ['other', 'UPSTREAM_FAILED', 'failed'],
    ['other', 'UPSTREAM_CANCELED', 'failed'],
    ['other', 'UPSTREAM_EVICTED', 'failed'],
    ['other', 'A_RESULT_OF_THE_FUTURE', 'failed'],
    [null, '', 'failed'],
  ]
  const everyState = ['submitting', 'queued', 'starting', 'running'] as const

  it.each(ends)('%s with %s is %s, from every active state', (result, resultCode, state) => {
    for (const before of everyState) {
      const tracked = followedExport({ state: before })
      const run = { lifeCycle: 'terminated' as const, result, resultCode, endedAt: start + 8000 }
      const step = observe(tracked, run)
      expect(step.export.record).toMatchObject({ state, endedAt: start + 8000, attention: null })
      expect(step.effects).toEqual(['save', 'announce', 'ended'])
      expect(step.export.record.progress === 100).toBe(state === 'succeeded')
      expect(step.export.record.error === null).toBe(state !== 'failed')
      if (state === 'failed') {
        expect(step.export.record.message).toMatch(/\w/)
        expect(step.export.record.error?.suggestion).toMatch(/\w/)
      }
    }
  })

  it('says what Databricks said when it failed', () => {
    const message = 'Task export_workflows failed with message: no permission.'
    const run = { lifeCycle: 'terminated' as const, result: 'failed' as const, message }
    expect(observe(followedExport(), run).export.record.message).toBe(message)
  })

  it('names a code it does not know', () => {
    const run = {
      lifeCycle: 'terminated' as const,
      result: 'other' as const,
      resultCode: 'NEW_ONE',
    }
    expect(observe(followedExport(), run).export.record.message).toContain('NEW_ONE')
  })

  it('names the tasks that failed in a run that succeeded with failures', () => {
    const step = observe(followedExport(), {
      lifeCycle: 'terminated',
      result: 'succeeded-with-failures',
      tasks: [
        { key: 'good', runId: '8', state: 'succeeded' },
        { key: 'bad', runId: '9', state: 'failed' },
      ],
    })
    expect(step.export.record.message).toContain('bad')
    expect(step.export.record.message).not.toContain('good')
  })

  it('is lost when the run was deleted, and says so', () => {
    const event = { type: 'observation-failed', error: errorOf('not-found') } as const
    const step = advance(followedExport({ state: 'running' }), event, later)
    expect(step.export.record).toMatchObject({ state: 'lost', endedAt: later })
    expect(step.export.record.message).toContain('no longer exists')
    expect(step.effects).toContain('ended')
  })

  it('is lost when its connection was removed', () => {
    const step = advance(followedExport(), { type: 'connection-removed' }, later)
    expect(step.export.record).toMatchObject({ state: 'lost', error: { code: 'not-connected' } })
  })
})

describe('submitting', () => {
  it('is queued as soon as the run is known', () => {
    const step = advance(trackedExport(), { type: 'submitted', runId: '9' }, later)
    expect(step.export.record).toMatchObject({ state: 'queued', runId: '9', attention: null })
    expect(step.export.submittedAt).toBe(later)
    expect(step.effects).toEqual(['save', 'announce'])
  })

  const refusals = ['bad-input', 'forbidden', 'id-not-exact', 'invalid-request', 'not-found']
  it.each(errorCodes.filter((code) => refusals.includes(code)))(
    'fails when refused: %s',
    (code) => {
      const event = { type: 'submission-failed', error: errorOf(code) } as const
      const { record } = advance(trackedExport(), event, later).export
      expect(record).toMatchObject({ state: 'failed', error: { code }, endedAt: later })
    },
  )

  it.each(errorCodes.filter((code) => !refusals.includes(code) && code !== 'too-large'))(
    'goes on after %s, because the run may have been started',
    (code) => {
      const event = { type: 'submission-failed', error: errorOf(code) } as const
      const { record, submissionUnclear } = advance(trackedExport(), event, later).export
      expect(record.state).toBe('submitting')
      expect(record.attention).not.toBeNull()
      expect(submissionUnclear).toBe(code !== 'unauthorized')
    },
  )

  it('does not claim that nothing ran when a refusal follows a lost answer', () => {
    const unclear = advance(trackedExport(), { type: 'interrupted' }, later).export
    const event = { type: 'submission-failed', error: errorOf('forbidden') } as const
    const { record } = advance(unclear, event, later).export
    expect(record.state).toBe('lost')
    expect(record.error?.details.refusal).toContain('forbidden')
  })
})

describe('trouble with polling', () => {
  // While the app is locked, unlocking it is all that is needed.
  const signIn = ['forbidden', ...signInCodes.filter((code) => code !== 'locked')]
  it.each(errorCodes.filter((code) => code !== 'not-found'))(
    '%s is a flag, not a state',
    (code) => {
      const event = { type: 'observation-failed', error: errorOf(code) } as const
      const { record } = advance(followedExport({ state: 'running' }), event, later).export
      expect(record.state).toBe('running')
      expect(record.attention).toBe(signIn.includes(code) ? 'sign-in-needed' : 'connection-lost')
      expect(record.attentionError?.code).toBe(code)
    },
  )
})

describe('canceling', () => {
  const request = { type: 'cancel-requested' } as const

  it('asks Databricks at once when the run is known', () => {
    const step = advance(followedExport(), request, later)
    expect(step.export.record.cancelRequested).toBe(true)
    expect(step.effects).toEqual(['save', 'announce', 'cancel-run'])
  })

  it('waits for the run while submitting', () => {
    const requested = advance(trackedExport(), request, later)
    expect(requested.effects).not.toContain('cancel-run')
    const submitted = advance(requested.export, { type: 'submitted', runId: '9' }, later)
    expect(submitted.effects).toContain('cancel-run')
  })

  it('asks again with each poll until Databricks took the request', () => {
    const requested = advance(followedExport(), request, later).export
    expect(observe(requested, {}).effects).toContain('cancel-run')
    const accepted = advance(requested, { type: 'cancel-accepted' }, later).export
    expect(observe(accepted, {}).effects).not.toContain('cancel-run')
  })

  it('is off again when Databricks refuses', () => {
    const requested = advance(followedExport(), request, later).export
    const refused = advance(
      requested,
      { type: 'cancel-refused', error: errorOf('forbidden') },
      later,
    ).export
    expect(refused.record.cancelRequested).toBe(false)
    expect(refused.record.cancelError?.code).toBe('forbidden')
    expect(advance(refused, request, later).export.record.cancelError).toBeNull()
    expect(observe(refused, {}).effects).not.toContain('cancel-run')
  })
})

describe('whatever happens', () => {
  const anyEvent: fc.Arbitrary<ExportEvent> = fc.oneof(
    fc.constantFrom<ExportEvent>(
      { type: 'submitted', runId: '9' },
      { type: 'cancel-requested' },
      { type: 'cancel-accepted' },
      { type: 'cancel-refused', error: errorOf('forbidden') },
      { type: 'interrupted' },
      { type: 'connection-removed' },
    ),
    fc
      .constantFrom(...errorCodes)
      .chain((code) =>
        fc.constantFrom<ExportEvent>(
          { type: 'submission-failed', error: errorOf(code) },
          { type: 'observation-failed', error: errorOf(code) },
        ),
      ),
    fc
      .record({
        lifeCycle: fc.constantFrom<RunObservation['lifeCycle']>(
          'queued',
          'blocked',
          'pending',
          'running',
          'terminating',
          'terminated',
          'unknown',
        ),
        result: fc.constantFrom<RunObservation['result']>('succeeded', 'failed', 'other', null),
        startedAt: fc.option(fc.integer({ min: 0, max: start * 2 })),
        endedAt: fc.option(fc.integer({ min: 0, max: start * 2 })),
        setupMs: fc.nat(1e9),
        executionMs: fc.nat(1e9),
      })
      .map((run) => ({ type: 'observed' as const, run: observation(run) })),
  )
  const anyStory = fc.array(fc.tuple(anyEvent, fc.integer({ min: -1e9, max: 1e9 })), {
    maxLength: 30,
  })
  const order = exportStateSchema.options

  it('ends at most once, never goes back, and never shows 100 % before it succeeded', () => {
    fc.assert(
      fc.property(anyStory, (story) => {
        let tracked = trackedExport()
        let now = start
        let ends = 0
        for (const [event, passed] of story) {
          now = Math.max(0, now + passed)
          const before = tracked.record
          const step = advance(tracked, event, now)
          tracked = step.export
          const { record } = tracked
          if (!isActiveExport(before)) expect(step).toEqual({ export: tracked, effects: [] })
          if (isActiveExport(record)) {
            expect(order.indexOf(record.state)).toBeGreaterThanOrEqual(order.indexOf(before.state))
          }
          expect(record.progress).toBeGreaterThanOrEqual(before.progress)
          expect(record.progress === 100).toBe(record.state === 'succeeded')
          expect(trackedExportSchema.safeParse(tracked).error).toBeUndefined()
          if (step.effects.includes('ended')) ends += 1
        }
        expect(ends).toBe(isActiveExport(tracked.record) ? 0 : 1)
      }),
      { numRuns: 500 },
    )
  })
})
