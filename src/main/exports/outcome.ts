import type { ErrorRecord } from '../../shared/errors.ts'
import type { RunObservation } from '../databricks/gateway.ts'

/** How an export ended and why, in words. */
export interface Outcome {
  state: 'succeeded' | 'failed' | 'canceled'
  message: string | null
  error: ErrorRecord | null
}

interface Cause {
  what: string
  suggestion: string
}

const limitReached: Cause = {
  what: 'Databricks did not run it because the job already had as many active runs as it may have.',
  suggestion: 'Wait until the other run of the job has ended, then export again.',
}
const clusterTrouble: Cause = {
  what: 'The compute of the export job could not be started or broke down.',
  suggestion: 'Open the run in Databricks and look at its compute, then export again.',
}
const upstreamTrouble: Cause = {
  what: 'A task that the others depend on did not succeed.',
  suggestion: 'Open the run in Databricks and look at the first task that failed.',
}
const temporary: Cause = {
  what: 'Databricks had an internal problem.',
  suggestion: 'Export again in a few minutes.',
}

/**
 * Result states and termination codes with a known cause. A code that is not here, a future one
 * included, is told as Databricks wrote it.
 * Source: https://docs.databricks.com/api/workspace/jobs/getrun (state.result_state,
 * status.termination_details.code).
 */
const causes: Readonly<Record<string, Cause>> = {
  MAX_CONCURRENT_RUNS_EXCEEDED: limitReached,
  MAXIMUM_CONCURRENT_RUNS_REACHED: limitReached,
  MAX_JOB_QUEUE_SIZE_EXCEEDED: limitReached,
  SKIPPED: limitReached,
  WORKSPACE_RUN_LIMIT_EXCEEDED: {
    what: 'The workspace already had as many active runs as it may have.',
    suggestion: 'Wait until other runs have ended, then export again.',
  },
  CLUSTER_ERROR: clusterTrouble,
  DRIVER_ERROR: clusterTrouble,
  INVALID_CLUSTER_REQUEST: clusterTrouble,
  CLUSTER_REQUEST_LIMIT_EXCEEDED: clusterTrouble,
  MAX_SPARK_CONTEXTS_EXCEEDED: clusterTrouble,
  UNAUTHORIZED_ERROR: {
    what: 'The identity that runs the export job lacks a permission.',
    suggestion: 'Ask the owner of the export job to check what its “Run as” identity may access.',
  },
  STORAGE_ACCESS_ERROR: {
    what: 'The export job could not reach a storage it needs.',
    suggestion: 'Ask the owner of the export job to check its access to that storage.',
  },
  LIBRARY_INSTALLATION_ERROR: {
    what: 'A library of the export job could not be installed.',
    suggestion: 'Open the run in Databricks, see which library it is, and correct the job.',
  },
  REPOSITORY_CHECKOUT_FAILED: {
    what: 'The Git repository of the export job could not be checked out.',
    suggestion: 'Check the repository and the Git credentials of the export job.',
  },
  RESOURCE_NOT_FOUND: {
    what: 'Something that the export job uses no longer exists.',
    suggestion: 'Open the run in Databricks, see what is missing, and correct the job.',
  },
  INVALID_RUN_CONFIGURATION: {
    what: 'The settings of the export job are not valid.',
    suggestion: 'Open the job in Databricks and correct its settings.',
  },
  FEATURE_DISABLED: {
    what: 'The export job uses a feature that is switched off in this workspace.',
    suggestion: 'Ask an administrator of the workspace.',
  },
  RUN_EXECUTION_ERROR: {
    what: 'A task of the export job failed.',
    suggestion: 'Open the run in Databricks and look at the task that failed.',
  },
  TIMEDOUT: {
    what: 'The run took longer than the export job allows.',
    suggestion: 'Raise the time limit of the job, or export fewer items at a time.',
  },
  INTERNAL_ERROR: temporary,
  CLOUD_FAILURE: temporary,
  EVICTED: temporary,
  UPSTREAM_FAILED: upstreamTrouble,
  UPSTREAM_CANCELED: upstreamTrouble,
  UPSTREAM_EVICTED: upstreamTrouble,
  EXCLUDED: {
    what: 'The conditions in the export job kept its tasks from running.',
    suggestion: 'Check the “Run if” conditions of the export job.',
  },
  DISABLED: {
    what: 'The tasks of the export job are disabled.',
    suggestion: 'Enable them in Databricks, then export again.',
  },
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
      return failure(run, causes['TIMEDOUT'])
    case 'skipped':
      return failure(run, causes[run.resultCode] ?? limitReached)
    case 'failed':
    case 'other':
      return failure(run, causes[run.resultCode])
    case null:
      return failure(run, {
        what: 'The run ended, but Databricks does not say how.',
        suggestion: 'Open the run in Databricks to see what it did.',
      })
  }
}

function failure(run: RunObservation, cause: Cause | undefined): Outcome {
  const code = run.resultCode
  const what =
    cause?.what ?? (code ? `Databricks ended the run with ${code}.` : 'The export job failed.')
  const suggestion =
    cause?.suggestion ?? 'Open the run in Databricks and look at the task that failed.'
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
