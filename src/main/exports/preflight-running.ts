import type { ExportRecord, ReadinessItem } from '../../shared/export.ts'
import type { RunObservation } from '../databricks/gateway.ts'
import { configPathOf } from './adopt.ts'
import { activeExportOf, exportsSame, unfollowedRuns } from './same-export.ts'
import type { ExportTarget } from './same-export.ts'

/** Most of the runs that the line names. */
const mostNamed = 3

/**
 * Whether something of the kind is under way: a warning, as the user is asked before a second export
 * of the same configuration starts. `runs` are those of the export job, null while they are not known.
 */
export function checkNotRunning(
  target: ExportTarget,
  records: readonly ExportRecord[],
  runs: readonly RunObservation[] | null,
): ReadinessItem {
  const active = activeExportOf(target, records)
  if (active !== null) {
    return warning(
      'An export of this configuration is already running',
      'You are asked before another one starts.',
      { label: 'Show export', action: 'show-export', target: active.id },
    )
  }
  const others = unfollowedRuns(target, runs ?? [], records)
  const same = others.find((run) => exportsSame(run, target))
  if (same !== undefined) {
    return warning(
      'This configuration is being exported by a run started elsewhere',
      `${by(same)} You are asked before another one starts.`,
      { label: 'Follow it', action: 'follow-run', target: same.url ?? same.runId },
    )
  }
  const [first] = others
  if (first === undefined) {
    return {
      check: 'not-running',
      status: 'ok',
      title: 'No export of this configuration is running',
      detail: '',
      fix: null,
    }
  }
  const named = others.slice(0, mostNamed).map((run) => `${configPathOf(run) || run.runId}`)
  const more = others.length - named.length
  return warning(
    others.length === 1
      ? 'A run of the export job was started elsewhere'
      : `${others.length} runs of the export job were started elsewhere`,
    `${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}. A new run may have to wait.`,
    { label: 'Show runs', action: 'follow-run' },
  )
}

function by({ creator }: RunObservation): string {
  return creator === null ? '' : `By ${creator}.`
}

function warning(title: string, detail: string, fix: ReadinessItem['fix']): ReadinessItem {
  return { check: 'not-running', status: 'warning', title, detail: detail.trim(), fix }
}
