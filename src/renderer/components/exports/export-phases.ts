import type { ExportRecord } from '../../../shared/export.ts'
import { exportSize } from './export-state.ts'

export interface Phase {
  key: 'queued' | 'starting' | 'running' | 'done'
  label: string
  status: 'done' | 'now' | 'later'
  /** How much of its part of the bar is filled, 0 to 1. */
  fill: number
}

/** Where main divides the whole: up to 30 % until the run executes, up to 95 % while it does. */
const executionFrom = 30
const executionTo = 95

type Followed = Pick<ExportRecord, 'state' | 'progress' | 'workflows' | 'pipelines'>

/** Percent to show: an export that has not ended is never shown as complete. */
export function shownProgress(record: Followed): number {
  return Math.min(99, Math.floor(record.progress))
}

/** The steps of an active export, as the bar shows them. */
export function phasesOf(record: Followed): Phase[] {
  const size = exportSize(record, ' and ')
  const labels = {
    queued: record.state === 'submitting' ? 'Submitting' : 'Queued',
    starting: 'Starting compute',
    running: size === '' ? 'Exporting' : `Exporting ${size}`,
    done: 'Done',
  }
  const keys = ['queued', 'starting', 'running', 'done'] as const
  const at = { submitting: 0, queued: 0, starting: 1, running: 2 }[record.state as string] ?? 0
  const share =
    at === 2
      ? (record.progress - executionFrom) / (executionTo - executionFrom)
      : record.progress / executionFrom
  const part = Math.min(0.98, Math.max(0.04, share))
  return keys.map((key, index) => ({
    key,
    label: labels[key],
    status: index < at ? 'done' : index === at ? 'now' : 'later',
    fill: index < at ? 1 : index === at ? part : 0,
  }))
}
