import { AppError } from '../../shared/errors.ts'
import type { ExportRecord } from '../../shared/export.ts'
import type { FoundRun, RecentRuns } from '../../shared/export-runs.ts'
import { readSavedSelection } from '../configuration/saved-selection.ts'
import type { DatabricksGateway, JobDetails, RunObservation } from '../databricks/gateway.ts'
import type { Logger } from '../logging/logger.ts'
import { adoptedExport, configPathOf, observedExport } from './adopt.ts'
import type { KnownRun } from './estimate.ts'
import type { JobLookup } from './job-lookup.ts'
import type { ExportConfiguration, ExportConnections, SavedSelection } from './ports.ts'
import { estimateFor } from './preflight.ts'
import { findRun } from './run-finder.ts'
import type { LocatedRun } from './run-finder.ts'
import type { TrackedExport } from './tracked.ts'

export interface AdoptionOptions {
  connections: ExportConnections
  configuration: Pick<ExportConfiguration, 'exportJob'>
  lookup: JobLookup
  records: () => ExportRecord[]
  knownRun: (host: string, runId: string) => KnownRun | null
  logger: Logger
  now: () => number
  newId: () => string
}

/**
 * Runs that were not started here: found, told of, and made into exports. It keeps nothing; whoever
 * asks stores what it gives.
 */
export class Adoption {
  readonly #options: AdoptionOptions

  constructor(options: AdoptionOptions) {
    this.#options = options
  }

  /** What a pasted id or URL leads to, without doing anything with it. Throws like `findRun`. */
  async find(text: string): Promise<FoundRun> {
    const located = await findRun(this.#options.connections, text)
    return this.#told(located, await this.#job(located))
  }

  /**
   * The newest runs of the export job of the active connection, at most 25. Throws `not-connected`,
   * `not-ready` (no export job is chosen) and what the gateway throws.
   */
  async recent(): Promise<RecentRuns> {
    const connection = this.#options.connections.active()
    if (connection === null) {
      throw new AppError('not-connected', 'You are not connected to a workspace.', {
        suggestion: 'Connect first, or paste the URL of the run.',
      })
    }
    const named = this.#options.configuration.exportJob()
    if (named === null) {
      throw new AppError('not-ready', 'No export job is chosen.', {
        suggestion: 'Choose it on the Configuration page, or paste the id of the run.',
      })
    }
    const gateway = await this.#options.connections.gateway(connection.id)
    this.#options.lookup.forgetRuns()
    const runs = await this.#options.lookup.runs(gateway, named.jobId)
    const told = runs.map((run) =>
      this.#told({ connection, gateway, run, byTask: false }, null, named.jobName),
    )
    const jobName = runs.find(({ name }) => name !== null)?.name ?? named.jobName
    return { jobId: named.jobId, jobName, runs: told }
  }

  /** The export in the list that follows a run; null when none does. */
  followed(gateway: DatabricksGateway, runId: string): ExportRecord | null {
    return (
      this.#options
        .records()
        .find((record) => record.runId === runId && record.host === gateway.host) ?? null
    )
  }

  /**
   * An export for a run, as if the run had just been submitted: `observed` brings it up to date. What
   * else is told of it (job, configuration, past runs) is taken where it can be had. Never throws.
   */
  async track(located: LocatedRun, origin: 'adopted' | 'recovered'): Promise<TrackedExport> {
    const { connection, gateway, run } = located
    const [job, selection] = await Promise.all([this.#job(located), this.#selection(gateway, run)])
    const known = this.#options.knownRun(gateway.host, run.runId)
    const size = known ?? {
      workflows: selection?.activeWorkflows ?? 0,
      pipelines: selection?.activePipelines ?? 0,
    }
    const estimate =
      job === null || run.lifeCycle === 'terminated'
        ? null
        : await estimateFor(this.#options, gateway, job, size)
    return adoptedExport(
      { run, connection, host: gateway.host, job, selection, size, estimate },
      {
        id: this.#options.newId(),
        idempotencyToken: this.#options.newId(),
        origin,
        now: this.#options.now(),
      },
    )
  }

  #told(located: LocatedRun, job: JobDetails | null, jobName: string | null = null): FoundRun {
    const { connection, gateway, run, byTask } = located
    const now = this.#options.now()
    const bare = adoptedExport(
      { run, connection, host: gateway.host, job, selection: null, size: null, estimate: null },
      { id: '', idempotencyToken: '', origin: 'adopted', now },
    )
    const seen = observedExport(bare, run, now)
    const isActive = this.#options.connections.active()?.id === connection.id
    const named = isActive ? this.#options.configuration.exportJob() : null
    return {
      connectionId: connection.id,
      connectionName: connection.name,
      runId: run.runId,
      runUrl: run.url,
      jobId: run.jobId,
      jobName: job === null && jobName !== null ? jobName : seen.jobName,
      // Of another connection only the parameters tell.
      isExportJob: named === null ? seen.configPath !== '' : named.jobId === run.jobId,
      byTask,
      state: seen.state,
      message: seen.state === 'failed' || seen.state === 'canceled' ? seen.message : null,
      startedAt: seen.createdAt,
      endedAt: seen.endedAt,
      startedBy: run.creator,
      configPath: seen.configPath,
      exportId: this.followed(gateway, run.runId)?.id ?? null,
    }
  }

  /** Null when the job is gone or may not be seen: the run can be followed all the same. */
  async #job({ gateway, run }: LocatedRun): Promise<JobDetails | null> {
    try {
      return await this.#options.lookup.job(gateway, run.jobId)
    } catch (error) {
      this.#options.logger.info('The job of a run cannot be read', { run: run.runId, error })
      return null
    }
  }

  /** What the run was asked to export; null when its configuration cannot be read or has changed since. */
  async #selection(
    gateway: DatabricksGateway,
    run: RunObservation,
  ): Promise<SavedSelection | null> {
    const path = configPathOf(run)
    if (path === '') return null
    try {
      const selection = await readSavedSelection(gateway.files, path)
      const changed = (selection.modifiedAt ?? 0) > (run.startedAt ?? Infinity)
      // Where it goes changes far less often than what is picked.
      return changed ? { ...selection, activeWorkflows: 0, activePipelines: 0 } : selection
    } catch (error) {
      this.#options.logger.info('The configuration of a run cannot be read', { path, error })
      return null
    }
  }
}
