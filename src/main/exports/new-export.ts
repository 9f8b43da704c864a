import { AppError } from '../../shared/errors.ts'
import type { ExportRecord, Readiness } from '../../shared/export.ts'
import type { ExportPlan } from './preflight.ts'
import type { TrackedExport } from './tracked.ts'

/** An export that is about to be started: what goes to disk before `run-now` is called. */
export function newExport(
  plan: ExportPlan,
  { id, idempotencyToken, now }: { id: string; idempotencyToken: string; now: number },
): TrackedExport {
  const record: ExportRecord = {
    id,
    origin: 'started',
    pinned: false,
    startedBy: null,
    adoptedAt: null,
    repairedAt: null,
    connectionId: plan.connection.id,
    connectionName: plan.connection.name,
    host: plan.host,
    jobId: plan.job.item.id,
    jobName: plan.jobName,
    runId: null,
    runUrl: null,
    configPath: plan.configPath,
    outputPath: plan.outputPath,
    workflows: plan.size.workflows,
    pipelines: plan.size.pipelines,
    compute: plan.job.compute,
    state: 'submitting',
    finishing: false,
    waiting: null,
    attention: null,
    attentionError: null,
    cancelRequested: false,
    cancelError: null,
    createdAt: now,
    runningSince: null,
    endedAt: null,
    lastPolledAt: null,
    tasks: [],
    progress: 0,
    estimate: plan.estimate,
    message: null,
    error: null,
    failure: null,
    result: null,
  }
  return {
    record,
    idempotencyToken,
    submissionUnclear: false,
    submittedAt: null,
    cancelAccepted: false,
    cancelAcceptedAt: null,
    notified: false,
    overdueTold: false,
    age: null,
  }
}

/** Why an export cannot start, in the words of the first item that blocks it. */
export function notReady(readiness: Readiness): AppError {
  const blocked = readiness.items.find(({ status }) => status === 'blocked')
  const item = blocked ?? readiness.items.find(({ status }) => status === 'checking')
  return new AppError('not-ready', `${item?.title ?? 'Not everything is ready'}.`, {
    suggestion: item?.detail ?? 'Look at the readiness list.',
    details: { check: item?.check ?? null },
  })
}
