import type { ExportRecord } from '../../../shared/export.ts'
import { exportSize } from './export-state.ts'

export interface Phase {
  key: 'queued' | 'starting' | 'running' | 'finishing'
  label: string
  status: 'done' | 'now' | 'later'
  /** How much of its part of the bar is filled, 0 to 1. */
  fill: number
}

/** Where main divides the whole: up to 30 % until the run executes, up to 95 % while it does. */
const executionFrom = 30
const executionTo = 95

type Followed = Pick<
  ExportRecord,
  'state' | 'progress' | 'workflows' | 'pipelines' | 'finishing' | 'waiting' | 'cancelRequested'
>

/** Percent to show: an export that has not ended is never shown as complete. */
export function shownProgress(record: Followed): number {
  return Math.min(99, Math.floor(record.progress))
}

/** Why it does not go on for now, instead of the name of its phase. */
export const waitingWords: Readonly<Record<NonNullable<ExportRecord['waiting']>, string>> = {
  queue: 'Queued',
  blocked: 'Blocked',
  compute: 'Waiting for compute',
  retry: 'Waiting for a retry',
}

/** The steps of an active export, as the bar shows them. */
export function phasesOf(record: Followed): Phase[] {
  const size = exportSize(record, ' and ')
  const labels = {
    queued: record.state === 'submitting' ? 'Submitting' : 'Queued',
    starting: 'Starting compute',
    running: size === '' ? 'Exporting' : `Exporting ${size}`,
    finishing: record.cancelRequested ? 'Canceling' : 'Finishing',
  }
  const keys = ['queued', 'starting', 'running', 'finishing'] as const
  const reached = { submitting: 0, queued: 0, starting: 1, running: 2 }[record.state as string] ?? 0
  const at = record.finishing ? 3 : reached
  return keys.map((key, index) => ({
    key,
    label: index === at && record.waiting !== null ? waitingWords[record.waiting] : labels[key],
    // A run that ends before it ran was never in the steps between.
    status: index === at ? 'now' : index < at && index <= reached ? 'done' : 'later',
    fill: index === at ? filled(record, key) : index < at && index <= reached ? 1 : 0,
  }))
}

function filled({ progress }: Followed, key: Phase['key']): number {
  if (key === 'finishing') return 0.5
  const share =
    key === 'running'
      ? (progress - executionFrom) / (executionTo - executionFrom)
      : progress / executionFrom
  return Math.min(0.98, Math.max(0.04, share))
}
