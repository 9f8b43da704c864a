import type {
  CatalogDetails,
  CatalogFacets,
  CatalogFacetsQuery,
  CatalogIdsQuery,
  CatalogItem,
  CatalogPage,
  CatalogQuery,
  CatalogStatus,
  Kind,
  PickedChange,
  ResolvedLine,
  RunBrief,
  VanishedItem,
} from '../../shared/catalog.ts'
import { kindSchema } from '../../shared/catalog.ts'
import { Emitter } from '../../shared/emitter.ts'
import { AppError } from '../../shared/errors.ts'
import type { DatabricksGateway } from '../databricks/gateway.ts'
import type { Logger } from '../logging/logger.ts'
import type { DatasetPage, DatasetQuery } from './dataset.ts'
import { datasetQuery, pickedFor } from './dataset-query.ts'
import { firstScreen } from './first-screen.ts'
import { changesOf, idInWorkspace } from './picked-changes.ts'
import type { Picks } from './picks.ts'
import { CatalogSession } from './session.ts'
import type { SessionList } from './session-list.ts'
import { cachedCount } from './store.ts'
import { WorkerClient } from './worker-client.ts'

export interface CatalogServiceOptions {
  /** Folder of the cached lists. */
  folder: string
  /** `worker.ts`, or what it was bundled to. */
  workerUrl: URL
  logger: Logger
  now: () => number
  gatewayFor: (connectionId: string) => Promise<DatabricksGateway>
  picks: Picks
}

/**
 * The jobs and pipelines of the open connection. The lists live in a worker thread; this side knows
 * their status, reads them from Databricks, and never answers for another connection than the open
 * one: what is under way while the connection is switched throws `canceled`.
 */
export class CatalogService {
  /** A list or its status changed. Only ever about the open connection. */
  readonly changed = new Emitter<CatalogStatus>()

  readonly #options: CatalogServiceOptions
  readonly #client: WorkerClient
  #session: CatalogSession | null = null

  constructor(options: CatalogServiceOptions) {
    const { logger } = options
    this.#options = options
    this.#client = new WorkerClient({
      url: options.workerUrl,
      start: { folder: options.folder },
      logger,
      onCrash: (error) => this.#session?.lost(error),
      onWarning: (kind, warning) => {
        logger.warn(warning.message, { kind, error: warning })
      },
    })
  }

  /**
   * Switches to a connection: shows its cached lists and refreshes them in the background when they
   * are older than 30 minutes or were never read. Resolves when the cached lists are there.
   */
  async open(connectionId: string): Promise<void> {
    if (this.#session?.connectionId !== connectionId) {
      this.#leave()
      const session = new CatalogSession({
        connectionId,
        client: this.#client,
        gatewayFor: this.#options.gatewayFor,
        now: this.#options.now,
        logger: this.#options.logger,
        onStatus: (status) => {
          if (this.#session === session) this.changed.emit(status)
        },
      })
      this.#session = session
    }
    this.#session.details.clear()
    await this.#session.revalidate()
  }

  /**
   * Makes the worker ready for the first connection before there is one. Throws `internal` when it
   * cannot run.
   */
  async warm(): Promise<void> {
    if (this.#session === null) await this.#client.request('rehearse', null)
  }

  /** Closes the connection and ends the worker, once everything is on disk. */
  async close(): Promise<void> {
    this.#leave()
    await this.#client.close()
  }

  /** Refreshes what is old or failed: for a new sign-in, after sleep, when the window shows again. */
  async revalidate(): Promise<void> {
    await this.#session?.revalidate()
  }

  /** Somebody looks at the window: refreshes what is old, but not what failed a short while ago. */
  look(): void {
    for (const kind of kindSchema.options) this.#session?.lists[kind].look()
  }

  /**
   * The rows of a page; a list that is older than 30 minutes is refreshed behind it. Throws
   * `not-connected` when no connection is open, like all that follow.
   */
  async query(query: CatalogQuery): Promise<CatalogPage> {
    const { kind, offset, limit } = query
    const session = this.#open()
    if (kind === 'workflow' && query.sort.by === 'runs') session.newestRuns.look()
    const { total, matches, rows } = await this.#page(session, kind, {
      ...this.#datasetQuery(session, query),
      offset,
      limit,
    })
    session.lists[kind].look()
    const { picks } = this.#options
    return {
      total,
      matches,
      rows: rows.map((row) => ({ ...row, pick: picks.get(kind, row.item.id) })),
    }
  }

  async facets({ kind, text, filters }: CatalogFacetsQuery): Promise<CatalogFacets> {
    const picked = pickedFor(kind, filters, this.#options.picks)
    return await this.#open().lists[kind].ask('facets', { query: { text, filters, picked } })
  }

  async ids({ range, ...query }: CatalogIdsQuery): Promise<{ id: string; name: string }[]> {
    const session = this.#open()
    return await session.lists[query.kind].ask('ids', {
      query: { ...this.#datasetQuery(session, query), range },
    })
  }

  /** The items with these ids, in this order; unknown ids are left out. */
  async find(kind: Kind, ids: string[]): Promise<CatalogItem[]> {
    return await this.#open().lists[kind].ask('find', { ids })
  }

  async status(kind: Kind): Promise<CatalogStatus> {
    const session = this.#open()
    const list = session.lists[kind]
    await list.loaded()
    session.signal.throwIfAborted()
    return list.status
  }

  /** Reads a list again. Resolves when that ended, well or not: the status tells. */
  async refresh(kind: Kind): Promise<void> {
    await this.#open().lists[kind].refresh()
  }

  /** Stops the refresh under way; the older list stays. */
  cancelRefresh(kind: Kind): void {
    this.#session?.lists[kind].cancelRefresh(
      new AppError('canceled', 'The refresh was stopped.', {
        suggestion: 'The list is as it was before. Refresh it when you need the newest.',
      }),
    )
  }

  /** Reads the newest runs of the workspace. Resolves when that ended, well or not: the status tells. */
  async readNewestRuns(): Promise<void> {
    await this.#open().newestRuns.read()
  }

  /** The last five runs of each, newest last; those that could not be read are left out. */
  async lastRuns(kind: Kind, ids: readonly string[]): Promise<{ id: string; runs: RunBrief[] }[]> {
    return await this.#open().history.last(kind, ids)
  }

  /** Items that are gone since the last visit, at most 1,000. */
  async vanished(kind: Kind): Promise<VanishedItem[]> {
    return await this.#open().lists[kind].ask('vanished', {})
  }

  /** Takes the marks of new, changed and vanished items away. */
  async markSeen(kind: Kind): Promise<void> {
    await this.#open().lists[kind].markSeen()
  }

  /**
   * Picked items that vanished from the workspace or have another name there. None as long as the
   * list was never completely read, or comes from the cache and is older than 30 minutes: config.yml
   * may name what is newer than that.
   */
  async pickedChanges(kind: Kind): Promise<PickedChange[]> {
    const list = this.#open().lists[kind]
    await list.loaded()
    const picked = this.#options.picks.items(kind)
    if (!list.isReliable || picked.length === 0) return []
    return changesOf(picked, await namesIn(list, picked.map(idInWorkspace)))
  }

  /**
   * Names by id; what is missing is not in the workspace. Null while that cannot be said, as for
   * `pickedChanges`.
   */
  async names(kind: Kind, ids: string[]): Promise<ReadonlyMap<string, string> | null> {
    const list = this.#open().lists[kind]
    await list.loaded()
    return list.isReliable ? await namesIn(list, ids) : null
  }

  /** What pasted names or ids stand for. */
  async resolve(kind: Kind, lines: string[]): Promise<ResolvedLine[]> {
    return await this.#open().lists[kind].ask('resolve', { lines })
  }

  /**
   * An item, closely: what was read within the last minute, or when `fresh`, what Databricks says now.
   * Throws `not-found` and whatever else Databricks answers, and `canceled`.
   */
  async details(kind: Kind, id: string, fresh: boolean): Promise<CatalogDetails> {
    return await this.#open().details.get(kind, id, fresh)
  }

  /** Nobody waits for these details any more. */
  cancelDetails(kind: Kind, id: string): void {
    this.#session?.details.cancel(kind, id)
  }

  /** How many items of a connection are cached, open or not. An unreadable list counts as none. */
  async cachedCounts(connectionId: string): Promise<Record<Kind, number>> {
    const { folder, logger } = this.#options
    const count = async (kind: Kind): Promise<number> => {
      try {
        return await cachedCount(folder, { connectionId, kind })
      } catch (error) {
        logger.debug('There is no cached list to count', { connection: connectionId, kind, error })
        return 0
      }
    }
    const [workflow, pipeline] = await Promise.all([count('workflow'), count('pipeline')])
    return { workflow, pipeline }
  }

  /** Deletes the cached lists of a connection. Throws `disk-failed`. */
  async forget(connectionId: string): Promise<void> {
    if (this.#session?.connectionId === connectionId) this.#leave()
    const isIdle = this.#session === null
    await this.#client.request('forget', { connectionId })
    if (isIdle && this.#session === null) await this.#client.close()
  }

  #open(): CatalogSession {
    if (this.#session) return this.#session
    throw new AppError('not-connected', 'No workspace is connected.', {
      suggestion: 'Choose a connection first.',
    })
  }

  /** While a long list loads, its first rows come from the file itself; the status then tells of all. */
  async #page(
    session: CatalogSession,
    kind: Kind,
    query: DatasetQuery & { offset: number; limit: number },
  ): Promise<DatasetPage> {
    const list = session.lists[kind]
    const whole = list.begun().then(() => list.ask('page', { query }))
    if (list.isLoaded) return await whole
    const { connectionId, signal } = session
    const first = firstScreen(this.#options.folder, { connectionId, kind }, query)
    const answer = await Promise.race([whole, first.then((page) => page ?? whole)])
    signal.throwIfAborted()
    return answer
  }

  #leave(): void {
    const session = this.#session
    if (!session) return
    this.#session = null
    session.end(new AppError('canceled', 'Another connection was chosen meanwhile.'))
    if (!this.#client.isRunning) return
    this.#client
      .request('release', { connectionId: session.connectionId })
      .catch((error: unknown) => {
        this.#options.logger.debug('The lists of a connection were not released', { error })
      })
  }

  #datasetQuery(
    session: CatalogSession,
    query: Omit<CatalogQuery, 'offset' | 'limit'>,
  ): DatasetQuery {
    const { startedAt } = session.newestRuns
    return datasetQuery(query, { picks: this.#options.picks, startedAt })
  }
}

async function namesIn(list: SessionList, ids: string[]): Promise<Map<string, string>> {
  return new Map(await list.ask('names', { ids }))
}
