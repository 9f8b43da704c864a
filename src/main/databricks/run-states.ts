import type { RunState, RunStatus } from '@databricks/sdk-experimental/dist/apis/jobs/index.js'
import type { RunObservation } from './gateway.ts'
import { text } from './read.ts'

type LifeCycle = RunObservation['lifeCycle']
type Result = Exclude<RunObservation['result'], null>
type TaskState = RunObservation['tasks'][number]['state']

/**
 * The two ways in which Databricks tells how a run or task is doing: `state` (all clouds, deprecated)
 * and `status` (newer). Either may be missing, and either may hold values this app does not know yet.
 * https://docs.databricks.com/api/workspace/jobs/getrun
 */
export interface StateSource {
  state?: RunState
  status?: RunStatus
}

export interface RunStateReading {
  lifeCycle: LifeCycle
  result: Result | null
  resultCode: string
  message: string
}

/** Never throws: what is not known reads as `unknown`, or as `other` when the run has ended. */
export function readRunState({ state, status }: StateSource): RunStateReading {
  const termination = status?.termination_details
  const lifeCycleCode = text(state?.life_cycle_state) ?? ''
  const lifeCycle =
    lifeCycles.get(lifeCycleCode) ?? lifeCycles.get(text(status?.state) ?? '') ?? 'unknown'
  const code = text(termination?.code)
  const resultState = text(state?.result_state)
  const message =
    text(state?.state_message) ??
    text(termination?.message) ??
    (lifeCycle === 'queued' ? queueReason({ state, status }) : '')
  if (lifeCycle !== 'terminated') return { lifeCycle, result: null, resultCode: '', message }
  const resultCode = code ?? resultState ?? endingsWithoutResult.get(lifeCycleCode)?.code ?? ''
  const result =
    results.get(resultState ?? '') ??
    endingsWithoutResult.get(lifeCycleCode)?.result ??
    resultOfTermination(code, text(termination?.type))
  return { lifeCycle, result, resultCode, message }
}

function queueReason({ state, status }: StateSource): string {
  return text(state?.queue_reason) ?? text(status?.queue_details?.message) ?? ''
}

/** The state of one task of a run. */
export function readTaskState(source: StateSource): TaskState {
  const { lifeCycle, result, resultCode } = readRunState(source)
  if (lifeCycle !== 'terminated') return tasksUnderWay[lifeCycle]
  if (result === 'other') return resultCode === 'EVICTED' ? 'canceled' : 'skipped'
  return result === null ? 'failed' : tasksEnded[result]
}

const lifeCycles: ReadonlyMap<string, LifeCycle> = new Map([
  ['QUEUED', 'queued'],
  ['BLOCKED', 'blocked'],
  // "Intentionally delayed until an optimal compute scheduling time", says Databricks' newer SDK.
  ['WAITING', 'delayed'],
  ['WAITING_FOR_RETRY', 'retrying'],
  ['PENDING', 'pending'],
  ['RUNNING', 'running'],
  ['TERMINATING', 'terminating'],
  ['TERMINATED', 'terminated'],
  ['SKIPPED', 'terminated'],
  ['INTERNAL_ERROR', 'terminated'],
])

/** Values of `result_state`, and those of `termination_details.code` that are no failure. */
const results: ReadonlyMap<string, Result> = new Map([
  ['SUCCESS', 'succeeded'],
  ['SUCCESS_WITH_FAILURES', 'succeeded-with-failures'],
  ['FAILED', 'failed'],
  ['TIMEDOUT', 'timed-out'],
  ['CANCELED', 'canceled'],
  ['USER_CANCELED', 'canceled'],
  ['SKIPPED', 'skipped'],
  ['EXCLUDED', 'other'],
  ['DISABLED', 'other'],
  ['EVICTED', 'other'],
  ['UPSTREAM_FAILED', 'other'],
  ['UPSTREAM_CANCELED', 'other'],
  ['UPSTREAM_EVICTED', 'other'],
  ['MAXIMUM_CONCURRENT_RUNS_REACHED', 'other'],
  ['MAX_CONCURRENT_RUNS_EXCEEDED', 'other'],
  ['MAX_JOB_QUEUE_SIZE_EXCEEDED', 'other'],
])

/** Ends that are a `life_cycle_state` of their own, without a `result_state`. */
const endingsWithoutResult: ReadonlyMap<string, { result: Result; code: string }> = new Map([
  ['SKIPPED', { result: 'skipped', code: 'SKIPPED' }],
  ['INTERNAL_ERROR', { result: 'failed', code: 'INTERNAL_ERROR' }],
])

/** New codes are added now and then; their type says whose fault the end was, or that it is none. */
function resultOfTermination(code: string | null, type: string | null): Result {
  const known = results.get(code ?? '')
  if (known !== undefined) return known
  if (type === 'SUCCESS') return 'succeeded'
  return type === 'CLIENT_ERROR' || type === 'INTERNAL_ERROR' || type === 'CLOUD_FAILURE'
    ? 'failed'
    : 'other'
}

const tasksUnderWay: Record<Exclude<LifeCycle, 'terminated'>, TaskState> = {
  queued: 'waiting',
  blocked: 'waiting',
  delayed: 'waiting',
  retrying: 'retrying',
  pending: 'waiting',
  unknown: 'waiting',
  running: 'running',
  terminating: 'running',
}

const tasksEnded: Record<Exclude<Result, 'other'>, TaskState> = {
  succeeded: 'succeeded',
  'succeeded-with-failures': 'succeeded',
  failed: 'failed',
  'timed-out': 'failed',
  canceled: 'canceled',
  skipped: 'skipped',
}
