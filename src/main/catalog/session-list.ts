import { setTimeout } from 'node:timers/promises'
import type { CatalogItem, CatalogStatus, Kind, NewestRunsState } from '../../shared/catalog.ts'
import { AppError } from '../../shared/errors.ts'
import type { DatabricksGateway, Page, PageOptions } from '../databricks/gateway.ts'
import type { Logger } from '../logging/logger.ts'
import type { ListState, WorkerCall, WorkerCalls } from './protocol.ts'
import { refreshList } from './refresher.ts'
import type { RefreshTarget } from './refresher.ts'
import type { CacheKey } from './store.ts'
import type { WorkerClient } from './worker-client.ts'

/** A list older than this is read again when somebody looks. */
const lifetimeMs = 30 * 60_000
/**
 * For drawing the first rows of a list that was never read: reading hundreds of pages keeps a small
 * computer as busy as drawing does, and both take twice as long side by side.
 */
const firstRowsMs = 250
/** Whoever asks for a list that was never read waits this long for its first rows. */
const momentMs = 150
/** Progress is told about ten times a second. */
const progressMs = 100

const listPageOf: Record<
  Kind,
  (gateway: DatabricksGateway, options: PageOptions) => Promise<Page<CatalogItem>>
> = {
  workflow: (gateway, options) => gateway.jobs.listPage(options),
  pipeline: (gateway, options) => gateway.pipelines.listPage(options),
}

/** The calls of the worker that are about one list. */
type ListCall = {
  [Call in WorkerCall]: WorkerCalls[Call]['input'] extends CacheKey ? Call : never
}[WorkerCall]

export interface SessionListOptions {
  key: CacheKey
  client: WorkerClient
  /** Throws what signing in throws. */
  gateway: () => Promise<DatabricksGateway>
  /** Aborted with an `AppError` when the session ends. */
  signal: AbortSignal
  now: () => number
  logger: Logger
  onStatus: (status: CatalogStatus) => void
  /** The list was read completely; the status tells of it after this. */
  onRead: () => void
}

/** One list of the open connection: loading, refreshing, status. Its items are in the worker. */
export class SessionList {
  readonly #options: SessionListOptions
  /** When the session began, UTC ms. */
  readonly #startedAt: number
  #status: CatalogStatus
  /** Set while the worker holds the list, or gets it. */
  #loading: Promise<void> | null = null
  #isLoaded = false
  #refreshing: { controller: AbortController; ended: Promise<void> } | null = null
  #lastRefresh = 0
  /** While the first page of a list that was never read is under way: when that ends, well or not. */
  #firstRows: PromiseWithResolvers<void> | null = null
  /** When the last refresh began, UTC ms. */
  #triedAt = -Infinity

  constructor(options: SessionListOptions) {
    this.#options = options
    this.#startedAt = options.now()
    this.#status = neverRead(options.key.kind)
  }

  get status(): CatalogStatus {
    return this.#status
  }

  /**
   * Whether the list is complete and was not old already when it came from the cache: what it lacks is
   * not in the workspace. An older one waits for its refresh before it says so.
   */
  get isReliable(): boolean {
    const { updatedAt } = this.#status
    return updatedAt !== null && updatedAt > this.#startedAt - lifetimeMs
  }

  /** Whether the worker holds the list. */
  get isLoaded(): boolean {
    return this.#isLoaded
  }

  /** Asks the worker about the list. Throws `canceled` when the session ended meanwhile. */
  async ask<Call extends ListCall>(
    call: Call,
    input: Omit<WorkerCalls[Call]['input'], keyof CacheKey>,
  ): Promise<WorkerCalls[Call]['output']> {
    const { signal } = this.#options
    await this.loaded()
    signal.throwIfAborted()
    const answer = await this.#request(call, input)
    signal.throwIfAborted()
    return answer
  }

  /** Resolves when the worker holds the list and the status says so. */
  async loaded(): Promise<void> {
    this.#loading ??= this.#load()
    await this.#loading
  }

  /**
   * Resolves like `loaded`, and when a list that was never read has its first rows, if those come in a
   * moment: an empty answer would only be asked for again.
   */
  async begun(): Promise<void> {
    await this.loaded()
    const firstRows = this.#firstRows
    if (firstRows === null) return
    const tooLong = new AbortController()
    await Promise.race([
      firstRows.promise,
      setTimeout(momentMs, undefined, { signal: tooLong.signal, ref: false }).catch(
        () => undefined,
      ),
    ])
    tooLong.abort()
  }

  /** Refreshes the list if it is old, was never read or could not be read the last time. */
  async revalidate(): Promise<void> {
    await this.loaded()
    const { updatedAt, error } = this.#status
    const hasFailed = error !== null && error.code !== 'canceled'
    if (updatedAt === null || this.#isOver(updatedAt) || hasFailed) void this.refresh()
  }

  /**
   * Somebody looks at the list: refreshes it behind them when it is old. What failed or was canceled
   * within the lifetime is not tried again for that.
   */
  look(): void {
    const { updatedAt } = this.#status
    if (updatedAt === null || !this.#isOver(updatedAt) || !this.#isOver(this.#triedAt)) return
    void this.refresh()
  }

  /** Resolves when the refresh has ended, well or not: the status tells. */
  async refresh(): Promise<void> {
    if (this.#options.signal.aborted) return
    if (!this.#refreshing) {
      const controller = new AbortController()
      this.#refreshing = { controller, ended: this.#refresh(controller.signal) }
    }
    await this.#refreshing.ended
  }

  cancelRefresh(reason: AppError): void {
    this.#refreshing?.controller.abort(reason)
  }

  /** Takes the marks of new, changed and vanished items away. */
  async markSeen(): Promise<void> {
    this.#set(await this.ask('seen', {}))
  }

  /** How far the newest runs of the workspace are read: the status tells. */
  noteNewestRuns(newestRuns: NewestRunsState): void {
    this.#set({ newestRuns })
  }

  /** The worker is gone with all it held. */
  lost(reason: AppError): void {
    this.#loading = null
    this.#isLoaded = false
    this.cancelRefresh(reason)
  }

  #isOver(since: number): boolean {
    const age = this.#options.now() - since
    // A negative age: the clock was set back, and says nothing about how old the list is.
    return age < 0 || age >= lifetimeMs
  }

  async #request<Call extends ListCall>(
    call: Call,
    input: Omit<WorkerCalls[Call]['input'], keyof CacheKey>,
  ): Promise<WorkerCalls[Call]['output']> {
    const { client, key, signal } = this.#options
    signal.throwIfAborted()
    return await client.request(call, { ...input, ...key } as WorkerCalls[Call]['input'])
  }

  async #load(): Promise<void> {
    const { key, logger } = this.#options
    try {
      const { problem, ...list } = await this.#request('load', {})
      if (problem) logger.warn(problem.message, { kind: key.kind, error: problem })
      const isLost = this.#status.updatedAt !== null && list.updatedAt === null
      this.#isLoaded = true
      this.#set(list)
      // After a crash of the worker, a list that was never on disk has to be read again.
      if (isLost) void this.refresh()
    } catch (thrown) {
      this.#loading = null
      this.#set({ error: AppError.from(thrown).toRecord() })
    }
  }

  async #refresh(signal: AbortSignal): Promise<void> {
    const { logger, now, onRead } = this.#options
    const { kind } = this.#options.key
    this.#triedAt = now()
    const isFirst = this.#status.updatedAt === null
    const firstRows = isFirst && this.#status.total === 0 ? Promise.withResolvers<void>() : null
    this.#firstRows = firstRows
    const begun = (): void => {
      firstRows?.resolve()
      if (this.#firstRows === firstRows) this.#firstRows = null
    }
    this.#set({ refreshing: true, refreshed: 0, error: null })
    try {
      const [gateway] = await Promise.all([this.#options.gateway(), this.loaded()])
      signal.throwIfAborted()
      let toldAt = -Infinity
      const list = await refreshList({
        listPage: (options) => listPageOf[kind](gateway, options),
        target: this.#target(),
        signal,
        restMs: isFirst ? firstRowsMs : 0,
        onPage: ({ staged, ...shown }) => {
          const changed = shown.total !== this.#status.total
          const isDue = now() - toldAt >= progressMs
          if (isDue) toldAt = now()
          this.#set({ ...shown, refreshed: staged }, changed || isDue)
          begun()
        },
      })
      this.#refreshing = null
      onRead()
      this.#set({ ...list, refreshing: false, refreshed: list.total })
      logger.info('List refreshed', { kind, items: list.total })
    } catch (thrown) {
      const error = AppError.from(signal.aborted ? signal.reason : thrown)
      this.#refreshing = null
      this.#set({ refreshing: false, error: error.toRecord() })
      if (error.code !== 'canceled') logger.warn('Could not refresh the list', { kind, error })
    } finally {
      begun()
    }
  }

  #target(): RefreshTarget {
    const refreshId = ++this.#lastRefresh
    return {
      begin: () => this.#request('begin', { refreshId }),
      append: (items) => this.#request('append', { refreshId, items }),
      commit: () => this.#request('commit', { refreshId, updatedAt: this.#options.now() }),
      abandon: () => this.#request('abandon', { refreshId }),
    }
  }

  #set(change: Partial<CatalogStatus> | ListState, tell = true): void {
    if (this.#options.signal.aborted) return
    this.#status = { ...this.#status, ...change }
    if (tell) this.#options.onStatus(this.#status)
  }
}

function neverRead(kind: Kind): CatalogStatus {
  return {
    kind,
    total: 0,
    updatedAt: null,
    refreshing: false,
    refreshed: 0,
    error: null,
    news: { new: 0, changed: 0, vanished: 0 },
    newestRuns: null,
  }
}
