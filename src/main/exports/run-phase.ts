import type { ExportRecord, ExportState } from '../../shared/export.ts'
import type { RunObservation } from '../databricks/gateway.ts'

/**
 * The phase a run is in. A run of several tasks counts as RUNNING in Databricks as soon as its first
 * task waits for compute: for the user that is still the start. A run that ends may never
 * have run, and an unknown value says no more than that there is a run.
 */
export function phaseOf(run: RunObservation): ExportState {
  switch (run.lifeCycle) {
    case 'pending':
      return 'starting'
    case 'running':
      return run.tasks.length > 0 && run.tasks.every(({ state }) => state === 'waiting')
        ? 'starting'
        : 'running'
    default:
      return 'queued'
  }
}

const activeOrder: readonly ExportState[] = ['submitting', 'queued', 'starting', 'running']

/** An active state never goes back to an earlier one. */
export function furthest(left: ExportState, right: ExportState): ExportState {
  return activeOrder.indexOf(left) >= activeOrder.indexOf(right) ? left : right
}

/** What holds a run up; null while nothing does. */
export function waitingFor({ lifeCycle }: RunObservation): ExportRecord['waiting'] {
  switch (lifeCycle) {
    case 'queued':
      return 'queue'
    case 'blocked':
      return 'blocked'
    case 'delayed':
      return 'compute'
    case 'retrying':
      return 'retry'
    default:
      return null
  }
}
