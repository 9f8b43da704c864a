import type { Emitter } from '../../shared/emitter.ts'
import { AppError } from '../../shared/errors.ts'
import type { ExportRecord, Readiness } from '../../shared/export.ts'
import { isActiveExport } from '../../shared/export.ts'
import type { StoreState } from '../../shared/export-store.ts'
import type { AgainCheck, FoundRun, RecentRuns } from '../../shared/export-runs.ts'
import type { Logger } from '../logging/logger.ts'
import { nodeTimers } from '../timers.ts'
import type { Timers } from '../timers.ts'
import { ActiveExports } from './active-exports.ts'
import type { ActiveExportsOptions } from './active-exports.ts'
import { Adopter } from './adopter.ts'
import { Adoption } from './adoption.ts'
import { steadyClock } from './age.ts'
import type { AgeClock } from './age.ts'
import { JobLookup } from './job-lookup.ts'
import { KeptExports } from './kept-exports.ts'
import type { KeptExportsOptions } from './kept-exports.ts'
import type { ExportConfiguration, ExportConnections } from './ports.ts'
import { RunRecovery } from './run-recovery.ts'
import type { SignInNeed } from './sign-in-watch.ts'
import { Starter } from './starter.ts'

export interface ExportsServiceOptions
  extends
    Pick<KeptExportsOptions, 'stateFile' | 'folder' | 'keepFinishedHours'>,
    Pick<ActiveExportsOptions, 'random' | 'steadyNow' | 'requestSpacingMs'> {
  connections: ExportConnections
  configuration: ExportConfiguration
  logger: Logger
  /** UTC ms. */
  now: () => number
  /** What the age of finished exports is counted by. */
  ageClock?: AgeClock
  /** A fresh UUID, for ids and idempotency tokens. */
  newId: () => string
  timers?: Timers
}

/**
 * All exports: started exactly once, followed until they end, kept for a while. Works the same with
 * and without a window. Call `recover` once, after listening to the events.
 */
export class ExportsService {
  /** An export changed; the whole record. */
  readonly changed: Emitter<ExportRecord>
  /** An export is no longer kept; its id. */
  readonly removed: Emitter<string>
  /** An export takes longer than usual. At most once for each export. */
  readonly overdue: Emitter<ExportRecord>
  /** What is told of the store changed. */
  readonly storeChanged: Emitter<StoreState>
  /** An export ended, perhaps while the app was closed. Once for each export. */
  readonly ended: Emitter<ExportRecord>
  /** The exports of a connection wait for a sign-in. Once until one of them was followed again. */
  readonly signInNeeded: Emitter<SignInNeed>
  /** That is over: somebody signed in, or no export waits any more; the id of the connection. */
  readonly signInSettled: Emitter<string>

  readonly #options: ExportsServiceOptions
  readonly #kept: KeptExports
  readonly #active: ActiveExports
  readonly #lookup: JobLookup
  readonly #starter: Starter
  readonly #adoption: Adoption
  readonly #adopter: Adopter
  readonly #recovery: RunRecovery
  readonly #closing = new AbortController()

  constructor(options: ExportsServiceOptions) {
    const { ageClock = steadyClock, configuration, connections, logger, newId, now } = options
    const { timers = nodeTimers } = options
    const onError = (error: unknown) => {
      logger.error('A listener failed', { error })
    }
    this.#options = options
    this.#kept = new KeptExports({
      ...options,
      ageClock,
      timers,
      isSearching: () => this.#recovery.isPending,
      onError,
    })
    this.#active = new ActiveExports({
      ...options,
      kept: this.#kept,
      onSubmission: (connectionId) => void this.#recovery.search(connectionId),
      closing: this.#closing.signal,
      timers,
      onError,
    })
    this.changed = this.#kept.changed
    this.removed = this.#kept.removed
    this.storeChanged = this.#kept.storeChanged
    this.ended = this.#kept.ended
    this.overdue = this.#active.overdue
    this.signInNeeded = this.#active.signInNeeded
    this.signInSettled = this.#active.signInSettled
    this.#lookup = new JobLookup(now)
    const common = {
      connections,
      configuration,
      lookup: this.#lookup,
      records: () => this.#kept.records(),
      knownRun: (host: string, runId: string) => this.#kept.knownRun(host, runId),
      kept: this.#kept,
      active: this.#active,
      logger,
      now,
      newId,
    }
    this.#starter = new Starter(common)
    this.#adoption = new Adoption(common)
    this.#adopter = new Adopter({ ...common, adoption: this.#adoption })
    this.#recovery = new RunRecovery({
      ...common,
      keepFinishedHours: options.keepFinishedHours,
      notice: () => this.#kept.notice,
      setNotice: (notice) => {
        this.#kept.setNotice(notice)
      },
      recover: (connection, runId) => this.#adopter.recover(connection, runId),
    })
  }

  /** All exports that are kept, newest first. */
  list(): ExportRecord[] {
    return this.#kept.list()
  }

  /** The exports that have not ended, newest first. */
  active(): ExportRecord[] {
    return this.list().filter(isActiveExport)
  }

  hasActive(): boolean {
    return this.#kept.active().length > 0
  }

  /** What is missing before an export can start. Never throws. */
  async readiness(): Promise<Readiness> {
    return (await this.#starter.preflight()).readiness
  }

  /**
   * Starts an export of the saved configuration. Answers as soon as the intent is on disk; that the
   * run started, or why not, follows as changes. A call while another one is under way is the same
   * start. Throws `not-ready`, `disk-full`, `disk-failed`, and unless told `anyway` `conflict`: one of
   * the same configuration is running (`details.exportId`, or `details.runId` of a run started
   * elsewhere).
   */
  start({ anyway }: { anyway: boolean } = { anyway: false }): Promise<ExportRecord> {
    return this.#starter.start(anyway)
  }

  /** What running an export again would do, read from the workspace now. Throws like `planAgain`. */
  checkAgain(id: string): Promise<AgainCheck> {
    return this.#starter.checkAgain(this.#kept.require(id).record)
  }

  /** Starts the configuration of an export once more. Throws like `planAgain` and `start`. */
  runAgain(id: string, { anyway }: { anyway: boolean }): Promise<ExportRecord> {
    return this.#starter.runAgain(this.#kept.require(id).record, anyway)
  }

  /** The run that a pasted id or URL names, as it stands. Throws like `findRun`. */
  findRun(text: string): Promise<FoundRun> {
    return this.#adoption.find(text)
  }

  /** The newest runs of the export job of the active connection. Throws like `Adoption.recent`. */
  recentRuns(): Promise<RecentRuns> {
    return this.#adoption.recent()
  }

  /**
   * Follows a run that was started elsewhere, named by its id or URL (with `connectionId` its id
   * there), from now on. One that is in the list already is brought up to date. Throws like `findRun`,
   * and `disk-full`, `disk-failed`.
   */
  adopt(text: string, connectionId?: string): Promise<ExportRecord> {
    return this.#adopter.adopt(text, connectionId)
  }

  /**
   * Looks again at the run of an export that has ended. Repaired failed tasks belong to the same run:
   * while they run, the export is active once more. Throws `not-found`, `conflict` (nothing has changed
   * since it ended) and what the gateway throws.
   */
  followAgain(id: string): Promise<ExportRecord> {
    return this.#adopter.followAgain(id)
  }

  /**
   * Asks Databricks to cancel the run. When Databricks cannot be reached, the request stays and is
   * repeated. Throws `not-found`, `conflict` (it has ended), `forbidden`.
   */
  cancel(id: string): Promise<ExportRecord> {
    return this.#active.cancel(id)
  }

  /** Adds what was found out about an export after its end; nothing happens to one that is gone. */
  annotate(id: string, found: Partial<Pick<ExportRecord, 'failure' | 'result'>>): void {
    const tracked = this.#kept.get(id)
    if (tracked === null || this.#closing.signal.aborted || isActiveExport(tracked.record)) return
    this.#kept.change({ ...tracked, record: { ...tracked.record, ...found } })
  }

  /** Forgets a finished export. Throws `not-found`, `conflict` (it is active). */
  remove(id: string): void {
    if (isActiveExport(this.#kept.require(id).record)) {
      throw new AppError('conflict', 'This export is still running.', {
        suggestion: 'Cancel it first, or wait until it has ended.',
      })
    }
    this.#kept.forget([id])
  }

  /** Keeps an export however old it gets, or lets it expire again. Throws `not-found`. */
  pin(id: string, pinned: boolean): ExportRecord {
    const tracked = this.#kept.require(id)
    return this.#kept.change({ ...tracked, record: { ...tracked.record, pinned } })
  }

  /** What became of the stored exports, and whether they are being saved. */
  storeState(): StoreState {
    return this.#kept.storeState()
  }

  /** The user has seen the notice; nothing more is searched for. */
  dismissStoreNotice(): StoreState {
    this.#kept.setNotice(null)
    return this.storeState()
  }

  /** The documents of the active connection were read: what they name can be searched. */
  configurationRead(): void {
    const active = this.#options.connections.active()
    if (active !== null) void this.#recovery.search(active.id)
  }

  /** Takes up what was under way when the app ended, tells of ends nobody was told of, and expires. */
  recover(): void {
    for (const { record, notified } of this.#kept.all()) {
      if (isActiveExport(record)) this.#active.resume(record)
      else if (!notified) this.#kept.tellEnd(record.id)
    }
    const active = this.#kept.active().length
    if (active > 0) this.#options.logger.info('Active exports are followed again', { active })
    this.#kept.start()
  }

  /** Removes finished exports that are older than the setting says; active and pinned ones never. */
  expire(): void {
    this.#kept.expire()
  }

  /**
   * For a listener of `ended` that waits a moment before it tells (several ends become one message):
   * until it calls `told`, the end counts as untold, so that a crash meanwhile loses no message.
   */
  tellLater(id: string): void {
    this.#kept.tellLater(id)
  }

  /** The user was told of that end. */
  told(id: string): void {
    this.#kept.told(id)
  }

  /** Polls at once: the computer woke up, the network is back, or the window is shown. */
  pokeNow(): void {
    this.#active.pokeNow()
  }

  /** Somebody signed in: the exports of the connection are followed again. */
  connectionReady(connectionId: string): void {
    this.#lookup.forget()
    this.#active.connectionReady(connectionId)
    void this.#recovery.search(connectionId)
  }

  /** A connection stopped working: what was learned through it shows no longer that it works. */
  connectionFailed(): void {
    this.#lookup.forget()
  }

  /** The connection is gone: its active exports cannot be followed any more. */
  connectionRemoved(connectionId: string): void {
    this.#active.connectionRemoved(connectionId)
  }

  /** Stops following; runs go on in Databricks. Resolves when nothing is under way any more. */
  async stop(): Promise<void> {
    this.#closing.abort()
    this.#kept.stop()
    await this.#active.stop()
    this.#kept.flush()
  }
}
