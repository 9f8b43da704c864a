import type { Connection } from '../../shared/connection.ts'
import { AppError } from '../../shared/errors.ts'
import type { ExportRecord } from '../../shared/export.ts'
import { isSamePath } from '../../shared/workspace-path.ts'
import type { DatabricksGateway, RunObservation } from '../databricks/gateway.ts'
import type { Logger } from '../logging/logger.ts'
import { configPathOf } from './adopt.ts'
import type { ExportConfiguration, ExportConnections } from './ports.ts'
import type { StoredNotice } from './store-format.ts'

export interface RunRecoveryOptions {
  connections: ExportConnections
  configuration: Pick<ExportConfiguration, 'exportJob' | 'state'>
  notice: () => StoredNotice | null
  setNotice: (notice: StoredNotice | null) => void
  records: () => ExportRecord[]
  /** Makes an export of a run, or gives the one that follows it. */
  recover: (connection: Connection, runId: string) => Promise<ExportRecord>
  keepFinishedHours: () => number
  logger: Logger
  /** UTC ms. */
  now: () => number
}

/** A job and a configuration whose runs may be ours. */
interface Trail {
  jobId: string
  configPath: string
}

/**
 * After damage to the stored exports: finds runs again that no export follows any more, by what the
 * damaged file still says and by the newest runs of the export job. Each connection is searched once,
 * when it is connected, its documents are read and its exports have their runs.
 */
export class RunRecovery {
  readonly #options: RunRecoveryOptions
  readonly #searching = new Set<string>()

  constructor(options: RunRecoveryOptions) {
    this.#options = options
  }

  /** Whether the active connection is still to be searched. */
  get isPending(): boolean {
    const active = this.#options.connections.active()
    const notice = this.#options.notice()
    return active !== null && notice !== null && isToBeSearched(notice, active.id)
  }

  /** Searches a connection if that is still to be done. Never throws: what fails is tried again. */
  async search(connectionId: string): Promise<void> {
    const { connections, logger, notice } = this.#options
    const connection = connections.list().find(({ id }) => id === connectionId)
    const before = notice()
    if (!connection || !before || !isToBeSearched(before, connectionId)) return
    if (this.#searching.has(connectionId) || !this.#isRead(connection)) return
    if (this.#isAnySubmitting(connectionId)) return
    this.#searching.add(connectionId)
    try {
      const gateway = await connections.gateway(connectionId)
      await this.#search(connection, gateway, before)
      this.#change((now) => ({ ...now, searched: [...now.searched, connectionId] }))
      logger.info('Missing runs were searched for', { connectionId, found: notice()?.found ?? 0 })
    } catch (error) {
      logger.warn('Missing runs could not be searched for', { connectionId, error })
    } finally {
      this.#searching.delete(connectionId)
    }
  }

  async #search(
    connection: Connection,
    gateway: DatabricksGateway,
    { hints }: StoredNotice,
  ): Promise<void> {
    for (const hint of hints) {
      if (hint.connectionId !== connection.id && hint.connectionId !== '') continue
      await this.#recover(connection, gateway, hint.runId)
    }
    const trails = this.#trails(connection)
    for (const jobId of new Set(trails.map((trail) => trail.jobId))) {
      for (const run of await this.#runsOf(gateway, jobId)) {
        const isOurs = trails.some(
          (trail) => trail.jobId === jobId && isSamePath(trail.configPath, configPathOf(run)),
        )
        if (isOurs && this.#isRecent(run) && !isOfAnother(run, connection)) {
          await this.#recover(connection, gateway, run.runId)
        }
      }
    }
  }

  /** A run that is not there, or may not be seen, cannot be recovered; other errors are thrown. */
  async #recover(connection: Connection, gateway: DatabricksGateway, runId: string): Promise<void> {
    const isFollowed = this.#options
      .records()
      .some((record) => record.host === gateway.host && record.runId === runId)
    if (isFollowed) return
    try {
      await this.#options.recover(connection, runId)
      this.#change((now) => ({ ...now, found: now.found + 1 }))
    } catch (thrown) {
      const { code } = AppError.from(thrown)
      if (code !== 'not-found' && code !== 'forbidden') throw thrown
    }
  }

  async #runsOf(gateway: DatabricksGateway, jobId: string): Promise<RunObservation[]> {
    try {
      return await gateway.runs.list({ jobId, limit: 25 })
    } catch (thrown) {
      const { code } = AppError.from(thrown)
      if (code === 'not-found' || code === 'forbidden' || code === 'invalid-request') return []
      throw thrown
    }
  }

  /** Where runs of a connection may be: in its export job, and in the jobs of exports that are kept. */
  #trails(connection: Connection): Trail[] {
    const { configuration, connections, records } = this.#options
    const trails: Trail[] = records().filter(({ connectionId }) => connectionId === connection.id)
    const job = configuration.exportJob()
    if (job === null || connections.active()?.id !== connection.id) return trails
    return [...trails, { jobId: job.jobId, configPath: configuration.state().main.path }]
  }

  /** The documents of the active connection name the export job; others have none that are read. */
  #isRead({ id }: Connection): boolean {
    if (this.#options.connections.active()?.id !== id) return true
    const { connectionId, main, app } = this.#options.configuration.state()
    const isRead = ({ status }: typeof main) => status !== 'unloaded' && status !== 'loading'
    return connectionId === id && isRead(main) && isRead(app)
  }

  /** An export whose run is not known yet may be that of any run; it is told of soon. */
  #isAnySubmitting(connectionId: string): boolean {
    return this.#options
      .records()
      .some((record) => record.connectionId === connectionId && record.state === 'submitting')
  }

  /** Older ones would have expired; what ends is kept for some hours. */
  #isRecent(run: RunObservation): boolean {
    if (run.lifeCycle !== 'terminated') return true
    const { keepFinishedHours, now } = this.#options
    return run.endedAt !== null && now() - run.endedAt < keepFinishedHours() * 3_600_000
  }

  #change(change: (notice: StoredNotice) => StoredNotice): void {
    const { notice, setNotice } = this.#options
    const now = notice()
    if (now !== null) setNotice(change(now))
  }
}

/** A copy that had everything leaves nothing to be searched for. */
function isToBeSearched({ complete, searched }: StoredNotice, connectionId: string): boolean {
  return !complete && !searched.includes(connectionId)
}

/** Where both users are known: colleagues run the same export job with the same configuration. */
function isOfAnother(run: RunObservation, connection: Connection): boolean {
  return run.creator !== null && connection.userName !== null && run.creator !== connection.userName
}
