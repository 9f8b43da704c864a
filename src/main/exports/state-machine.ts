import type { ErrorRecord } from '../../shared/errors.ts'
import type { ExportRecord } from '../../shared/export.ts'
import { isOverdue } from '../../shared/duration.ts'
import { isActiveExport } from '../../shared/export.ts'
import { progressAt } from '../../shared/progress.ts'
import type { RunObservation } from '../databricks/gateway.ts'
import { outcomeOf } from './outcome.ts'
import { furthest, phaseOf, waitingFor } from './run-phase.ts'
import { executionStart, startOfEnded, workspaceClock } from './run-times.ts'
import { isSignedOut } from './sign-in-watch.ts'
import type { TrackedExport } from './tracked.ts'

/** Something that happened to an export. */
export type ExportEvent =
  /** `run-now` answered with a run. */
  | { type: 'submitted'; runId: string }
  /** `run-now` did not get through, or its answer did not. */
  | { type: 'submission-failed'; error: ErrorRecord }
  | { type: 'observed'; run: RunObservation }
  | { type: 'observation-failed'; error: ErrorRecord }
  | { type: 'cancel-requested' }
  | { type: 'cancel-accepted' }
  /** Databricks refuses to cancel, for good. */
  | { type: 'cancel-refused'; error: ErrorRecord }
  /** A request was cut off by us, or the app ended: what was under way may or may not have arrived. */
  | { type: 'interrupted' }
  /** It is not sent any more without asking: see `isStaleIntent`. */
  | { type: 'given-up'; error: ErrorRecord }
  /** The connection was deleted, so the run cannot be followed any more. */
  | { type: 'connection-removed' }

/**
 * What has to be done because of it. `save`: no poll would bring it back, so it must be on disk before
 * anything else happens; `save-soon`: it is worth keeping. `announce`: somebody who looks sees a
 * difference. `cancel-run` comes again until a `cancel-accepted`, `overdue` (it takes longer than
 * usual) comes once.
 */
export type Effect = 'save' | 'save-soon' | 'announce' | 'cancel-run' | 'overdue' | 'ended'

export interface Step {
  export: TrackedExport
  effects: Effect[]
}

/** Codes that mean `run-now` was understood and refused: the request itself starts no run. */
const refusals: ReadonlySet<ErrorRecord['code']> = new Set([
  'bad-input',
  'forbidden',
  'id-not-exact',
  'invalid-request',
  'not-found',
  'too-large',
])

/** Another user may be allowed what this one is not. */
function isSignInNeeded({ code }: ErrorRecord): boolean {
  return isSignedOut(code) || code === 'forbidden'
}

/**
 * The life of an export as a pure function. Terminal states are never left, an active state never
 * goes back to an earlier one, and progress never goes back.
 */
export function advance(before: TrackedExport, event: ExportEvent, now: number): Step {
  if (!isActiveExport(before.record)) return { export: before, effects: [] }
  const after = apply(before, event, now)
  if (after === before) return { export: before, effects: [] }
  const ended = !isActiveExport(after.record)
  const effects: Effect[] = []
  const isNews = differ(before.record, after.record, ['lastPolledAt', 'progress'])
  if (isVital(before, after)) effects.push('save')
  else if (isNews) effects.push('save-soon')
  const steps = ({ record }: TrackedExport) => Math.floor(record.progress / progressStep)
  const isFurther = steps(after) > steps(before)
  if (isNews || isFurther || event.type === 'cancel-requested') effects.push('announce')
  const cancelPending = after.record.cancelRequested && !after.cancelAccepted
  if (!ended && cancelPending && after.record.runId !== null && asksToCancel(event)) {
    effects.push('cancel-run')
  }
  if (after.overdueTold && !before.overdueTold) effects.push('overdue')
  if (ended) effects.push('ended')
  return { export: after, effects }
}

function apply(tracked: TrackedExport, event: ExportEvent, now: number): TrackedExport {
  const { record } = tracked
  switch (event.type) {
    case 'submitted':
      if (record.runId !== null) return tracked
      return {
        ...tracked,
        submittedAt: now,
        submissionUnclear: false,
        record: active(
          { ...record, ...calm, runId: event.runId, state: furthest(record.state, 'queued') },
          now,
        ),
      }
    case 'submission-failed':
      if (record.runId !== null) return tracked
      if (refusals.has(event.error.code)) return refused(tracked, event.error, now)
      return {
        ...tracked,
        submissionUnclear: tracked.submissionUnclear || event.error.code !== 'unauthorized',
        record: active(troubled(record, event.error), now),
      }
    case 'observed': {
      const record = observed(tracked, event.run, now)
      return {
        ...tracked,
        record,
        cancelAccepted: tracked.cancelAccepted && !isForgotten(tracked, event.run, now),
        // Who wants it to end need not be told that it lasts.
        overdueTold: tracked.overdueTold || (!record.cancelRequested && isOverdue(record, now)),
      }
    }
    case 'observation-failed':
      if (event.error.code === 'not-found') {
        return { ...tracked, record: lost(record, now, runDeleted) }
      }
      return { ...tracked, record: active(troubled(record, event.error), now) }
    case 'cancel-requested':
      if (record.cancelRequested) return { ...tracked, record: { ...record } }
      return {
        ...tracked,
        cancelAccepted: false,
        record: { ...record, cancelRequested: true, cancelError: null },
      }
    case 'cancel-accepted':
      return { ...tracked, cancelAccepted: true, cancelAcceptedAt: now }
    case 'cancel-refused':
      return {
        ...tracked,
        record: { ...record, cancelRequested: false, cancelError: event.error },
      }
    case 'interrupted':
      return {
        ...tracked,
        submissionUnclear: tracked.submissionUnclear || record.runId === null,
        record: active(record, now),
      }
    case 'given-up':
      if (record.runId !== null) return tracked
      return tracked.submissionUnclear
        ? { ...tracked, record: lost(record, now, event.error, event.error.details) }
        : refused(tracked, event.error, now)
    case 'connection-removed':
      return { ...tracked, record: lost(record, now, connectionRemoved) }
  }
}

function asksToCancel(event: ExportEvent): boolean {
  if (event.type === 'observed') return event.run.lifeCycle !== 'terminating'
  return event.type === 'submitted' || event.type === 'cancel-requested'
}

/** A run that was asked to end does so within seconds; after this it is asked again (ms). */
const cancelPatienceMs = 60_000

/** Databricks took the request to cancel and yet the run goes on. */
function isForgotten(
  { cancelAcceptedAt }: TrackedExport,
  run: RunObservation,
  now: number,
): boolean {
  if (run.lifeCycle === 'terminating' || cancelAcceptedAt === null) return false
  return Math.abs(now - cancelAcceptedAt) > cancelPatienceMs
}

const calm = { attention: null, attentionError: null } as const

function troubled(record: ExportRecord, error: ErrorRecord): ExportRecord {
  const attention = isSignInNeeded(error) ? 'sign-in-needed' : 'connection-lost'
  return { ...record, attention, attentionError: error }
}

const runDeleted = {
  code: 'not-found',
  message: 'The run no longer exists in Databricks, so its result is not known.',
  suggestion: 'Look into the output folder to see what was exported.',
} as const
const connectionRemoved = {
  code: 'not-connected',
  message: 'The connection was removed, so the run is not followed any more. It may go on.',
  suggestion: 'Open the run in Databricks to see its result.',
} as const
const perhapsStarted = {
  code: 'run-failed',
  message:
    'Whether the run was started is not known: the answer was lost, and asking again failed.',
  suggestion: 'Look at the runs of the export job in Databricks before you start another export.',
} as const

function refused(tracked: TrackedExport, error: ErrorRecord, now: number): TrackedExport {
  const { record } = tracked
  if (tracked.submissionUnclear) {
    const details = { ...error.details, refusal: error.message }
    return { ...tracked, record: lost(record, now, perhapsStarted, details) }
  }
  const ended = { ...record, ...calm, state: 'failed' as const, endedAt: now }
  return { ...tracked, record: { ...ended, message: error.message, error } }
}

function lost(
  record: ExportRecord,
  now: number,
  why: Pick<ErrorRecord, 'code' | 'message' | 'suggestion'>,
  details: ErrorRecord['details'] = {},
): ExportRecord {
  const { message } = why
  return { ...record, ...calm, state: 'lost', message, error: { ...why, details }, endedAt: now }
}

function observed(tracked: TrackedExport, run: RunObservation, now: number): ExportRecord {
  const { record } = tracked
  const local = workspaceClock(tracked, run, now)
  const seen: ExportRecord = {
    ...record,
    ...calm,
    lastPolledAt: now,
    runUrl: run.url ?? record.runUrl,
    finishing: run.lifeCycle === 'terminating',
    waiting: waitingFor(run),
    tasks: run.tasks.length > 0 ? run.tasks : record.tasks,
    message: run.message || record.message,
  }
  if (run.lifeCycle === 'terminated') {
    const outcome = outcomeOf(run)
    const endedAt = run.endedAt === null ? now : local(run.endedAt)
    return {
      ...seen,
      ...outcome,
      message: outcome.message ?? (outcome.state === 'canceled' ? canceledBy(record) : null),
      cancelError: null,
      endedAt,
      runningSince: startOfEnded(record, run, endedAt),
      progress: outcome.state === 'succeeded' ? 100 : record.progress,
    }
  }
  const state = furthest(record.state, phaseOf(run))
  const runningSince =
    state === 'running' ? (record.runningSince ?? executionStart(record, run, local, now)) : null
  return active({ ...seen, state, runningSince }, now)
}

/** Where Databricks does not say who canceled a run, the app knows at least whether its user did. */
function canceledBy({ cancelRequested }: ExportRecord): string {
  return cancelRequested ? 'You canceled the export.' : 'The run was canceled in Databricks.'
}

/** Keeps progress up to date; it never goes back. */
function active(record: ExportRecord, now: number): ExportRecord {
  return { ...record, progress: Math.max(record.progress, progressAt(record, now)) }
}

/** Progress that is worth telling (%): who looks at the window sees it go on all the time. */
const progressStep = 5

/** Whether something changed that Databricks could not tell again after a crash. */
function isVital(before: TrackedExport, after: TrackedExport): boolean {
  if (differ(before, after, ['record'])) return true
  const [old, record] = [before.record, after.record]
  return (
    old.runId !== record.runId ||
    old.cancelRequested !== record.cancelRequested ||
    isActiveExport(old) !== isActiveExport(record)
  )
}

function differ<Value extends object>(
  left: Value,
  right: Value,
  except: readonly (keyof Value)[],
): boolean {
  // Of the same schema, so with the same keys.
  return (Object.keys(right) as (keyof Value)[]).some(
    (key) => !except.includes(key) && !isSame(left[key], right[key]),
  )
}

function isSame(left: unknown, right: unknown): boolean {
  if (typeof left !== 'object' || typeof right !== 'object') return left === right
  return left === right || JSON.stringify(left) === JSON.stringify(right)
}
