import type { ErrorRecord } from '../../shared/errors.ts'
import type { RunObservation } from '../databricks/gateway.ts'
import { causeOfCode } from './failure-causes.ts'
import type { FailureCause } from './failure-causes.ts'

/** How an export ended and why, in words. */
export interface Outcome {
  state: 'succeeded' | 'failed' | 'canceled'
  message: string | null
  error: ErrorRecord | null
}

/** What the end of a run means. Only for a run that is terminated. */
export function outcomeOf(run: RunObservation): Outcome {
  switch (run.result) {
    case 'succeeded':
      return { state: 'succeeded', message: run.message || null, error: null }
    case 'succeeded-with-failures':
      return { state: 'succeeded', message: withFailures(run), error: null }
    case 'canceled':
      return { state: 'canceled', message: run.message || null, error: null }
    case 'timed-out':
      return failure(run, causeOfCode('TIMEDOUT'))
    case 'skipped':
      return failure(run, causeOfCode(run.resultCode) ?? causeOfCode('SKIPPED'))
    case 'failed':
    case 'other':
      return failure(run, causeOfCode(run.resultCode))
    case null:
      return failure(run, {
        meaning: 'The run ended, but Databricks does not say how.',
        advice: 'Open the run in Databricks to see what it did.',
      })
  }
}

function failure(
  run: RunObservation,
  cause: Pick<FailureCause, 'meaning' | 'advice'> | null,
): Outcome {
  const code = run.resultCode
  const what =
    cause?.meaning ?? (code ? `Databricks ended the run with ${code}.` : 'The export job failed.')
  const suggestion = cause?.advice ?? 'Open the run in Databricks and look at the task that failed.'
  const details = { resultCode: code, runId: run.runId }
  return {
    state: 'failed',
    message: run.message || what,
    error: { code: 'run-failed', message: what, suggestion, details },
  }
}

function withFailures(run: RunObservation): string {
  const failed = run.tasks.filter((task) => task.state === 'failed').map((task) => task.key)
  const names = failed.length === 0 ? '' : `: ${failed.join(', ')}`
  return `The export succeeded, but some of its tasks failed${names}.`
}
