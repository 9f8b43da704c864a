import type { ExportRecord } from '../../shared/export.ts'
import type { Connection } from '../../shared/connection.ts'
import type { JobDetails, RunObservation } from '../databricks/gateway.ts'
import type { Estimate, ExportSize } from './estimate.ts'
import { configPathParameter } from './job-lookup.ts'
import type { SavedSelection } from './ports.ts'
import { advance } from './state-machine.ts'
import type { TrackedExport } from './tracked.ts'

/** What is known of a run that is about to be followed without having been started here. */
export interface AdoptedRun {
  run: RunObservation
  connection: Connection
  /** Origin of the workspace. */
  host: string
  /** Null when it is gone, or may not be seen. */
  job: JobDetails | null
  /** What the configuration of the run asks for; null when that cannot be read. */
  selection: SavedSelection | null
  /** How much the run exports, where that is known better than from the configuration of today. */
  size: ExportSize | null
  estimate: Estimate | null
}

/**
 * An export for a run that somebody else started, or that was started here and whose record is gone.
 * It stands as if the run had just been submitted; `advance` with an observation brings it up to date.
 * Nobody is told of an end that lies in the past.
 */
export function adoptedExport(
  { run, connection, host, job, selection, size, estimate }: AdoptedRun,
  {
    id,
    idempotencyToken,
    origin,
    now,
  }: { id: string; idempotencyToken: string; origin: 'adopted' | 'recovered'; now: number },
): TrackedExport {
  const record: ExportRecord = {
    id,
    origin,
    pinned: false,
    startedBy: run.creator,
    adoptedAt: now,
    repairedAt: run.repairedAt,
    connectionId: connection.id,
    connectionName: connection.name,
    host,
    jobId: run.jobId,
    jobName: job?.item.name ?? run.name ?? `Job ${run.jobId}`,
    runId: run.runId,
    runUrl: run.url,
    configPath: configPathOf(run),
    outputPath: selection?.outputPath ?? null,
    workflows: size?.workflows ?? selection?.activeWorkflows ?? 0,
    pipelines: size?.pipelines ?? selection?.activePipelines ?? 0,
    compute: job?.compute ?? null,
    state: 'queued',
    finishing: false,
    waiting: null,
    attention: null,
    attentionError: null,
    cancelRequested: false,
    cancelError: null,
    // The workspace's clock may be ahead of this one.
    createdAt: Math.min(run.startedAt ?? now, now),
    runningSince: null,
    endedAt: null,
    lastPolledAt: null,
    tasks: [],
    progress: 0,
    estimate,
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
    notified: run.lifeCycle === 'terminated',
    overdueTold: false,
    age: null,
  }
}

/** How the export of a run would look at this moment. */
export function observedExport(
  tracked: TrackedExport,
  run: RunObservation,
  now: number,
): ExportRecord {
  return advance(tracked, { type: 'observed', run }, now).export.record
}

/** The configuration that a run was started with; empty when it takes none. */
export function configPathOf(run: RunObservation): string {
  return run.parameters[configPathParameter] ?? ''
}

/**
 * An export that had ended and whose run goes on: its failed tasks were repaired, which keeps the run
 * and its id. What it ended with is forgotten; `advance` with the observation does the rest.
 */
export function reopenedExport(
  tracked: TrackedExport,
  run: RunObservation,
  now: number,
): TrackedExport {
  return {
    ...tracked,
    record: {
      ...tracked.record,
      state: 'queued',
      finishing: false,
      waiting: null,
      attention: null,
      attentionError: null,
      cancelRequested: false,
      cancelError: null,
      repairedAt: run.repairedAt ?? tracked.record.repairedAt,
      runningSince: null,
      endedAt: null,
      // Its tasks run from now on: when the first run of them began says nothing of that.
      lastPolledAt: now,
      // A repair runs some of the tasks, so what is known of whole runs says nothing of it.
      estimate: null,
      message: null,
      error: null,
      failure: null,
      result: null,
    },
    cancelAccepted: false,
    cancelAcceptedAt: null,
    notified: run.lifeCycle === 'terminated',
    overdueTold: false,
    age: null,
  }
}
