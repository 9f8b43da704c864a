import type { ExportRecord } from '../../../shared/export.ts'
import { formatCount, formatNumber } from '../../format.ts'

/** Tasks that a repair runs again: what did not succeed, and what waited for it. */
const toRepair: readonly ExportRecord['tasks'][number]['state'][] = [
  'failed',
  'canceled',
  'skipped',
]

/**
 * What repairing the run of an export would do; null when there is nothing to repair, or nothing that
 * a repair would save compared with running all of it again.
 */
export function repairable(
  record: Pick<ExportRecord, 'state' | 'runUrl' | 'tasks'>,
): { title: string; tasks: string[] } | null {
  if (record.state !== 'failed' && record.state !== 'canceled') return null
  if (record.runUrl === null) return null
  const tasks = record.tasks.filter(({ state }) => toRepair.includes(state)).map(({ key }) => key)
  const succeeded = record.tasks.filter(({ state }) => state === 'succeeded').length
  if (tasks.length === 0 || succeeded === 0) return null
  const all = formatCount(record.tasks.length, 'task')
  return {
    title: `${formatNumber(succeeded)} of ${all} succeeded: Databricks can run only the rest again`,
    tasks,
  }
}
