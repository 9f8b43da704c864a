import { AppError } from '../../shared/errors.ts'
import type { ExportRecord } from '../../shared/export.ts'
import { isSamePath } from '../../shared/workspace-path.ts'
import type { CallOptions, DatabricksGateway, RunObservation } from '../databricks/gateway.ts'
import { configPathOf } from './adopt.ts'
import type { ExportEvent } from './state-machine.ts'
import type { TrackedExport } from './tracked.ts'

/**
 * How long an export that never got its run is started by itself (ms). After that nobody may want it
 * any more; and Databricks does not say for how long it knows an idempotency token, without which a
 * second request would be a second run.
 */
export const intentLastsMs = 3_600_000

/** Also when the clock was set back meanwhile, so that the age is not known. */
export function isStaleIntent({ record }: TrackedExport, now: number): boolean {
  return record.runId === null && Math.abs(now - record.createdAt) > intentLastsMs
}

/**
 * What becomes of a stale intent: the run that it did start, if there is one, else nothing without the
 * user asking. Throws what the gateway throws.
 */
export async function settleStaleIntent(
  tracked: TrackedExport,
  gateway: DatabricksGateway,
  records: readonly ExportRecord[],
  options: CallOptions,
): Promise<ExportEvent> {
  const { record, submissionUnclear } = tracked
  if (!submissionUnclear) return { type: 'given-up', error: neverSent.toRecord() }
  const runs = await gateway.runs.list({ jobId: record.jobId, limit: 25 }, options)
  const followed = new Set(
    records.filter(({ host }) => host === record.host).map(({ runId }) => runId),
  )
  const distance = (run: RunObservation) =>
    Math.abs((run.startedAt ?? -Infinity) - record.createdAt)
  const [ours] = runs
    .filter(
      (run) =>
        !followed.has(run.runId) &&
        isSamePath(configPathOf(run), record.configPath) &&
        distance(run) <= intentLastsMs,
    )
    .sort((left, right) => distance(left) - distance(right))
  if (ours !== undefined) return { type: 'submitted', runId: ours.runId }
  return { type: 'given-up', error: notFound.toRecord() }
}

const neverSent = new AppError(
  'timeout',
  'It was not started: Databricks could not be asked in time.',
  { suggestion: 'Run it again if you still want it.' },
)

const notFound = new AppError(
  'timeout',
  'Whether it was started was never confirmed, and that is long ago. No run of the export job is like it, so it was most likely not started.',
  { suggestion: 'Look at the runs of the export job, or run it again if you still want it.' },
)
