import { setMaxListeners } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import { kindSchema } from '../../shared/catalog.ts'
import type { CatalogItem, CatalogStatus, Kind } from '../../shared/catalog.ts'
import { AppError } from '../../shared/errors.ts'
import type { DatabricksGateway, Page, PageOptions } from '../databricks/gateway.ts'
import type { Logger } from '../logging/logger.ts'
import { DetailsCache } from './details-cache.ts'
import { readDetails } from './details.ts'
import type { ListState, WorkerCall, WorkerCalls } from './protocol.ts'
import { RecentRuns } from './recent-runs.ts'
import { refreshList } from './refresher.ts'
import type { RefreshTarget } from './refresher.ts'
import { RunHistory } from './run-history.ts'
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

export interface SessionOptions {
  connectionId: string
  client: WorkerClient
  gatewayFor: (connectionId: string) => Promise<DatabricksGateway>
  now: () => number
  logger: Logger
  onStatus: (status: CatalogStatus) => void
}

interface KindState {
  status: CatalogStatus
  /** Set while the worker holds the list, or gets it. */
  loading: Promise<void> | null
  isLoaded: boolean
  refresh: { controller: AbortController; ended: Promise<void> } | null
  /** While the first page of a list that was never read is under way: when that ends, well or not. */
  firstRows: PromiseWithResolvers<void> | null
  /** When the last refresh began, UTC ms. */
  triedAt: number
}

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

/** Both lists of the open connection: loading, refreshing, status. Ends with a switch. */
export class CatalogSession {
  readonly connectionId: string
  readonly history: RunHistory
  readonly recentRuns: RecentRuns
  readonly details: DetailsCache
  readonly #options: SessionOptions
  readonly #ended = new AbortController()
  readonly #kinds: Record<Kind, KindState>
  /** When the session began, UTC ms. */
  readonly #startedAt: number
  #lastRefresh = 0

  constructor(options: SessionOptions) {
    this.#options = options
    this.connectionId = options.connectionId
    this.#startedAt = options.now()
    // Every request of the session listens to it, and there may be many: that is no leak.
    setMaxListeners(0, this.#ended.signal)
    this.#kinds = { workflow: initial('workflow'), pipeline: initial('pipeline') }
    this.history = new RunHistory({
      gateway: () => this.gateway(),
      signal: this.signal,
      now: options.now,
      logger: options.logger,
    })
    this.recentRuns = new RecentRuns({
      gateway: () => this.gateway(),
      signal: this.signal,
      now: options.now,
      logger: options.logger,
      onChange: (recentRuns) => {
        this.#set('workflow', { recentRuns })
      },
    })
    this.details = new DetailsCache({
      read: async (kind, id, signal) => {
        const gateway = await this.gateway()
        signal.throwIfAborted()
        return await readDetails(gateway, kind, id, { ...options, signal })
      },
      signal: this.signal,
      now: options.now,
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

  status(kind: Kind): CatalogStatus {
    return this.#kinds[kind].status
  }

  /**
   * Whether the list is complete and was not old already when it came from the cache: what it lacks is
   * not in the workspace. An older one waits for its refresh before it says so.
   */
  isReliable(kind: Kind): boolean {
    const { updatedAt } = this.#kinds[kind].status
    return updatedAt !== null && updatedAt > this.#startedAt - lifetimeMs
  }

  /** Asks the worker about a list. Throws `canceled` when the session ended meanwhile. */
  async ask<Call extends ListCall>(
    call: Call,
    kind: Kind,
    input: Omit<WorkerCalls[Call]['input'], keyof CacheKey>,
  ): Promise<WorkerCalls[Call]['output']> {
    await this.loaded(kind)
    this.signal.throwIfAborted()
    const answer = await this.#request(call, kind, input)
    this.signal.throwIfAborted()
    return answer
  }

  /** Resolves when the worker holds the list of a kind and the status says so. */
  async loaded(kind: Kind): Promise<void> {
    const state = this.#kinds[kind]
    state.loading ??= this.#load(kind)
    await state.loading
  }

  /**
   * Resolves like `loaded`, and when a list that was never read has its first rows, if those come in a
   * moment: an empty answer would only be asked for again.
   */
  async begun(kind: Kind): Promise<void> {
    await this.loaded(kind)
    const { firstRows } = this.#kinds[kind]
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

  /** Whether the worker holds the list of a kind. */
  isLoaded(kind: Kind): boolean {
    return this.#kinds[kind].isLoaded
  }

  /** Refreshes the lists that are old, were never read or could not be read the last time. */
  async revalidate(): Promise<void> {
    await Promise.all(
      kindSchema.options.map(async (kind) => {
        await this.loaded(kind)
        const { updatedAt, error } = this.#kinds[kind].status
        const hasFailed = error !== null && error.code !== 'canceled'
        if (updatedAt === null || this.#isOver(updatedAt) || hasFailed) void this.refresh(kind)
      }),
    )
  }

  /**
   * Somebody looks at a list: refreshes it behind them when it is old. What failed or was canceled
   * within the lifetime is not tried again for that.
   */
  look(kind: Kind): void {
    const { status, triedAt } = this.#kinds[kind]
    if (status.updatedAt === null || !this.#isOver(status.updatedAt) || !this.#isOver(triedAt))
      return
    void this.refresh(kind)
  }

  /** Resolves when the refresh has ended, well or not: the status tells. */
  async refresh(kind: Kind): Promise<void> {
    const state = this.#kinds[kind]
    if (this.signal.aborted) return
    if (!state.refresh) {
      const controller = new AbortController()
      state.refresh = { controller, ended: this.#refresh(kind, controller.signal) }
    }
    await state.refresh.ended
  }

  /** Takes the marks of new, changed and vanished items away. */
  async markSeen(kind: Kind): Promise<void> {
    this.#set(kind, await this.ask('seen', kind, {}))
  }

  cancelRefresh(kind: Kind, reason: AppError): void {
    this.#kinds[kind].refresh?.controller.abort(reason)
  }

  /** The worker is gone with all it held. */
  lost(reason: AppError): void {
    for (const kind of kindSchema.options) {
      this.#kinds[kind].loading = null
      this.#kinds[kind].isLoaded = false
      this.cancelRefresh(kind, reason)
    }
  }

  end(reason: AppError): void {
    this.#ended.abort(reason)
    for (const kind of kindSchema.options) this.cancelRefresh(kind, reason)
  }

  #isOver(since: number): boolean {
    const age = this.#options.now() - since
    // A negative age: the clock was set back, and says nothing about how old the list is.
    return age < 0 || age >= lifetimeMs
  }

  async #request<Call extends ListCall>(
    call: Call,
    kind: Kind,
    input: Omit<WorkerCalls[Call]['input'], keyof CacheKey>,
  ): Promise<WorkerCalls[Call]['output']> {
    this.signal.throwIfAborted()
    const key: CacheKey = { connectionId: this.connectionId, kind }
    return await this.#options.client.request(call, {
      ...input,
      ...key,
    } as WorkerCalls[Call]['input'])
  }

  async #load(kind: Kind): Promise<void> {
    const state = this.#kinds[kind]
    try {
      const { problem, ...list } = await this.#request('load', kind, {})
      if (problem) this.#options.logger.warn(problem.message, { kind, error: problem })
      const isLost = state.status.updatedAt !== null && list.updatedAt === null
      state.isLoaded = true
      this.#set(kind, list)
      // After a crash of the worker, a list that was never on disk has to be read again.
      if (isLost) void this.refresh(kind)
    } catch (thrown) {
      state.loading = null
      this.#set(kind, { error: AppError.from(thrown).toRecord() })
    }
  }

  async #refresh(kind: Kind, signal: AbortSignal): Promise<void> {
    const { logger, now } = this.#options
    const state = this.#kinds[kind]
    state.triedAt = now()
    const isFirst = state.status.updatedAt === null
    const firstRows = isFirst && state.status.total === 0 ? Promise.withResolvers<void>() : null
    state.firstRows = firstRows
    const begun = (): void => {
      firstRows?.resolve()
      if (state.firstRows === firstRows) state.firstRows = null
    }
    this.#set(kind, { refreshing: true, refreshed: 0, error: null })
    try {
      const [gateway] = await Promise.all([this.gateway(), this.loaded(kind)])
      signal.throwIfAborted()
      let toldAt = -Infinity
      const list = await refreshList({
        listPage: (options) => listPageOf[kind](gateway, options),
        target: this.#target(kind),
        signal,
        restMs: isFirst ? firstRowsMs : 0,
        onPage: ({ staged, ...shown }) => {
          const changed = shown.total !== state.status.total
          const isDue = now() - toldAt >= progressMs
          if (isDue) toldAt = now()
          this.#set(kind, { ...shown, refreshed: staged }, changed || isDue)
          begun()
        },
      })
      state.refresh = null
      if (kind === 'workflow') this.recentRuns.expire()
      this.#set(kind, { ...list, refreshing: false, refreshed: list.total })
      logger.info('List refreshed', { kind, items: list.total })
    } catch (thrown) {
      const error = AppError.from(signal.aborted ? signal.reason : thrown)
      state.refresh = null
      this.#set(kind, { refreshing: false, error: error.toRecord() })
      if (error.code !== 'canceled') logger.warn('Could not refresh the list', { kind, error })
    } finally {
      begun()
    }
  }

  #target(kind: Kind): RefreshTarget {
    const refreshId = ++this.#lastRefresh
    return {
      begin: () => this.#request('begin', kind, { refreshId }),
      append: (items) => this.#request('append', kind, { refreshId, items }),
      commit: () => this.#request('commit', kind, { refreshId, updatedAt: this.#options.now() }),
      abandon: () => this.#request('abandon', kind, { refreshId }),
    }
  }

  #set(kind: Kind, change: Partial<CatalogStatus> | ListState, tell = true): void {
    if (this.signal.aborted) return
    const state = this.#kinds[kind]
    state.status = { ...state.status, ...change }
    if (tell) this.#options.onStatus(state.status)
  }
}

function initial(kind: Kind): KindState {
  return {
    status: {
      kind,
      total: 0,
      updatedAt: null,
      refreshing: false,
      refreshed: 0,
      error: null,
      news: { new: 0, changed: 0, vanished: 0 },
      recentRuns: null,
    },
    loading: null,
    isLoaded: false,
    refresh: null,
    firstRows: null,
    triedAt: -Infinity,
  }
}
