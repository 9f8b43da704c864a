import { AppError } from '../../shared/errors.ts'
import type { ExportRecord } from '../../shared/export.ts'
import { isActiveExport } from '../../shared/export-state.ts'
import { isSamePath } from '../../shared/workspace-path.ts'
import type { RunObservation } from '../databricks/gateway.ts'
import { configPathOf } from './adopt.ts'

/** What would be exported: a configuration of a workspace, through whichever connection. */
export interface ExportTarget {
  connectionId: string
  host: string
  configPath: string
}

/** The newest active export of a configuration; null when there is none. */
export function activeExportOf(
  target: ExportTarget,
  records: readonly ExportRecord[],
): ExportRecord | null {
  const same = records.filter(
    (record) =>
      isActiveExport(record) &&
      isSameWorkspace(record, target) &&
      isSamePath(record.configPath, target.configPath),
  )
  return same.reduce<ExportRecord | null>(
    (newest, record) => (newest && newest.createdAt >= record.createdAt ? newest : record),
    null,
  )
}

/** The active runs that none of the exports follows, newest first. */
export function unfollowedRuns(
  target: ExportTarget,
  runs: readonly RunObservation[],
  records: readonly ExportRecord[],
): RunObservation[] {
  const followed = new Set(
    records.filter((record) => isSameWorkspace(record, target)).map(({ runId }) => runId),
  )
  // An export whose run is not known yet may be any of them.
  const submitting = records.filter(
    (record) => record.runId === null && isActiveExport(record) && isSameWorkspace(record, target),
  )
  return runs.filter(
    (run) =>
      run.lifeCycle !== 'terminated' &&
      !followed.has(run.runId) &&
      !submitting.some(({ configPath }) => isSamePath(configPath, configPathOf(run))),
  )
}

export function exportsSame(run: RunObservation, { configPath }: ExportTarget): boolean {
  const path = configPathOf(run)
  return path !== '' && isSamePath(path, configPath)
}

/** A start that has to be asked about first, because an export of the configuration is running. */
export function alreadyRunning(record: ExportRecord): AppError {
  return new AppError('conflict', 'An export of this configuration is already running.', {
    suggestion: 'Wait until it has ended, cancel it, or start another one all the same.',
    details: { exportId: record.id },
  })
}

/** The same for a run that was started elsewhere; who did is empty when Databricks does not say. */
export function runningElsewhere(run: RunObservation): AppError {
  const { runId, creator, startedAt, url } = run
  return new AppError(
    'conflict',
    'This configuration is being exported by a run started elsewhere.',
    {
      suggestion: 'Follow that run, or start another one all the same.',
      details: { runId, startedBy: creator ?? '', startedAt, runUrl: url },
    },
  )
}

/** The demo workspace may change its port, and a connection its address. */
function isSameWorkspace(record: ExportRecord, target: ExportTarget): boolean {
  return record.connectionId === target.connectionId || record.host === target.host
}
