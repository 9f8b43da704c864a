import { setMaxListeners } from 'node:events'
import type { CatalogStatus, Kind } from '../../shared/catalog.ts'
import type { AppError } from '../../shared/errors.ts'
import type { DatabricksGateway } from '../databricks/gateway.ts'
import type { Logger } from '../logging/logger.ts'
import { DetailsCache } from './details-cache.ts'
import { readDetails } from './details.ts'
import { NewestRuns } from './newest-runs.ts'
import { RunHistory } from './run-history.ts'
import { SessionList } from './session-list.ts'
import type { WorkerClient } from './worker-client.ts'

export interface SessionOptions {
  connectionId: string
  client: WorkerClient
  gatewayFor: (connectionId: string) => Promise<DatabricksGateway>
  now: () => number
  logger: Logger
  onStatus: (status: CatalogStatus) => void
}

/** The open connection: both its lists, and what is read beside them. Ends with a switch. */
export class CatalogSession {
  readonly connectionId: string
  readonly lists: Readonly<Record<Kind, SessionList>>
  readonly history: RunHistory
  readonly newestRuns: NewestRuns
  readonly details: DetailsCache
  readonly #options: SessionOptions
  readonly #ended = new AbortController()

  constructor(options: SessionOptions) {
    const { now, logger } = options
    this.#options = options
    this.connectionId = options.connectionId
    const { signal } = this
    // Every request of the session listens to it, and there may be many: that is no leak.
    setMaxListeners(0, signal)
    const gateway = () => this.gateway()
    this.lists = {
      workflow: this.#list('workflow', () => {
        this.newestRuns.expire()
      }),
      pipeline: this.#list('pipeline', () => undefined),
    }
    this.history = new RunHistory({ gateway, signal, now, logger })
    this.newestRuns = new NewestRuns({
      gateway,
      signal,
      now,
      logger,
      onChange: (newestRuns) => {
        this.lists.workflow.noteNewestRuns(newestRuns)
      },
    })
    this.details = new DetailsCache({
      read: async (kind, id, signal) => {
        const gateway = await this.gateway()
        signal.throwIfAborted()
        return await readDetails(gateway, kind, id, { ...options, signal })
      },
      signal,
      now,
    })
  }

  /** Aborted with an `AppError` when the session ends. */
  get signal(): AbortSignal {
    return this.#ended.signal
  }

  /** Throws what signing in throws. */
  async gateway(): Promise<DatabricksGateway> {
    return await this.#options.gatewayFor(this.connectionId)
  }

  /** Refreshes the lists that are old, were never read or could not be read the last time. */
  async revalidate(): Promise<void> {
    await Promise.all(Object.values(this.lists).map((list) => list.revalidate()))
  }

  /** The worker is gone with all it held. */
  lost(reason: AppError): void {
    for (const list of Object.values(this.lists)) list.lost(reason)
  }

  end(reason: AppError): void {
    this.#ended.abort(reason)
    for (const list of Object.values(this.lists)) list.cancelRefresh(reason)
  }

  #list(kind: Kind, onRead: () => void): SessionList {
    const { client, connectionId, logger, now, onStatus } = this.#options
    return new SessionList({
      key: { connectionId, kind },
      client,
      gateway: () => this.gateway(),
      signal: this.signal,
      now,
      logger,
      onStatus,
      onRead,
    })
  }
}
