import { remainingMs } from '../../shared/duration.ts'
import { Emitter } from '../../shared/emitter.ts'
import { AppError } from '../../shared/errors.ts'
import type { ExportRecord, Readiness } from '../../shared/export.ts'
import { isActiveExport } from '../../shared/export.ts'
import type { StoreState } from '../../shared/export-store.ts'
import type { AgainCheck, FoundRun, RecentRuns } from '../../shared/export-runs.ts'
import type { Logger } from '../logging/logger.ts'
import type { RunObservation } from '../databricks/gateway.ts'
import { steadyClock } from './age.ts'
import type { AgeClock } from './age.ts'
import { Adopter } from './adopter.ts'
import { Adoption } from './adoption.ts'
import { JobLookup } from './job-lookup.ts'
import { KeptExports } from './kept-exports.ts'
import { newExport } from './new-export.ts'
import { Poller } from './poller.ts'
import type { ExportConfiguration, ExportConnections } from './ports.ts'
import type { ExportPlan } from './preflight.ts'
import { requestSpacingMs } from './request-budget.ts'
import { RunFollower } from './run-follower.ts'
import { RunRecovery } from './run-recovery.ts'
import { isSignedOut, signInNeeds, SignInWatch } from './sign-in-watch.ts'
import type { SignInNeed } from './sign-in-watch.ts'
import { Starter } from './starter.ts'
import { advance } from './state-machine.ts'
import type { ExportEvent } from './state-machine.ts'
import type { StateFile } from '../state-file.ts'
import { nodeTimers } from '../timers.ts'
import type { Timers } from '../timers.ts'
import type { TrackedExport } from './tracked.ts'

export interface ExportsServiceOptions {
  /** Writes `export-state.json`. */
  stateFile: StateFile
  /** Where that file is; the backup and damaged files go beside it. */
  folder: string
  connections: ExportConnections
  configuration: ExportConfiguration
  /** Hours a finished export stays listed. */
  keepFinishedHours: () => number
  logger: Logger
  /** UTC ms. */
  now: () => number
  /** What the age of finished exports is counted by. */
  ageClock?: AgeClock
  /** 0 to below 1. */
  random?: () => number
  /** A fresh UUID, for ids and idempotency tokens. */
  newId: () => string
  timers?: Timers
  /** Milliseconds that only ever go up, whatever happens to the computer's clock. */
  steadyNow?: () => number
  /** Least time between two requests for exports (ms). */
  requestSpacingMs?: number
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
  readonly #poller: Poller
  readonly #follower: RunFollower
  readonly #lookup: JobLookup
  readonly #signIns: SignInWatch
  readonly #starter: Starter
  readonly #adoption: Adoption
  readonly #adopter: Adopter
  readonly #closing = new AbortController()
  readonly #recovery: RunRecovery
  #stopped = false

  constructor(options: ExportsServiceOptions) {
    const { logger } = options
    const onError = (error: unknown) => {
      logger.error('A listener failed', { error })
    }
    const { now, timers = nodeTimers, random = Math.random, ageClock = steadyClock } = options
    this.#options = options
    this.#kept = new KeptExports({
      ...options,
      ageClock,
      timers,
      isSearching: () => this.#recovery.isPending,
      onError,
    })
    this.changed = this.#kept.changed
    this.removed = this.#kept.removed
    this.storeChanged = this.#kept.storeChanged
    this.ended = this.#kept.ended
    this.overdue = new Emitter(onError)
    this.#signIns = new SignInWatch(onError)
    this.signInNeeded = this.#signIns.needed
    this.signInSettled = this.#signIns.settled
    this.#lookup = new JobLookup(options.now)
    const common = {
      connections: options.connections,
      configuration: options.configuration,
      lookup: this.#lookup,
      records: () => this.#kept.all().map(({ record }) => record),
      knownRun: (host: string, runId: string) => this.#kept.knownRun(host, runId),
      logger,
    }
    this.#starter = new Starter({ ...common, begin: (plan) => this.#begin(plan) })
    this.#adoption = new Adoption({ ...common, now, newId: options.newId })
    this.#adopter = new Adopter({
      ...common,
      now,
      adoption: this.#adoption,
      require: (id) => this.#kept.require(id),
      add: (tracked) => {
        this.#add(tracked)
      },
      replace: (tracked) => {
        this.#kept.replace(tracked)
      },
      takeUp: (id, run) => this.#takeUp(id, run),
    })
    this.#follower = new RunFollower({
      connections: options.connections,
      get: (id) => (this.#stopped ? null : this.#kept.get(id)),
      apply: (id, event) => this.#apply(id, event),
      closing: this.#closing.signal,
      records: common.records,
      now,
      logger,
    })
    this.#recovery = new RunRecovery({
      ...common,
      now,
      keepFinishedHours: options.keepFinishedHours,
      notice: () => this.#kept.notice,
      setNotice: (notice) => {
        this.#kept.setNotice(notice)
      },
      recover: (connection, runId) => this.#adopter.recover(connection, runId),
    })
    this.#poller = new Poller({
      poll: async ({ id, connectionId }, pollOptions) => {
        const outcome = await this.#follower.turn(id, pollOptions)
        if (outcome === 'signed-out') this.#signedOut(id)
        else if (outcome !== 'failed') this.#followed(connectionId)
        return outcome
      },
      leftMs: (id) => {
        const tracked = this.#kept.get(id)
        return tracked === null ? null : remainingMs(tracked.record, now())
      },
      timers,
      steadyNow: options.steadyNow ?? (() => performance.now()),
      requestSpacingMs: options.requestSpacingMs ?? requestSpacingMs,
      random,
    })
  }

  /** All exports that are kept, newest first. */
  list(): ExportRecord[] {
    return this.#kept
      .all()
      .map((tracked) => this.#kept.view(tracked))
      .sort((left, right) => right.createdAt - left.createdAt)
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
   * there), from now on. One that is in the list already is brought up to date. Throws like `findRun`, and `disk-full`, `disk-failed`.
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
  async cancel(id: string): Promise<ExportRecord> {
    const tracked = this.#kept.require(id)
    if (!isActiveExport(tracked.record)) {
      throw new AppError('conflict', 'This export has already ended.')
    }
    this.#options.logger.info('Cancel requested', { export: id })
    await this.#apply(id, { type: 'cancel-requested' })
    const refusal = this.#follower.takeRefusal(id)
    if (refusal !== null) throw refusal
    this.#poller.poke(id)
    return this.#kept.view(this.#kept.require(id))
  }

  /** Adds what was found out about an export after its end; nothing happens to one that is gone. */
  annotate(id: string, found: Partial<Pick<ExportRecord, 'failure' | 'result'>>): void {
    const tracked = this.#kept.get(id)
    if (tracked === null || this.#stopped || isActiveExport(tracked.record)) return
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
      if (isActiveExport(record)) {
        void this.#apply(record.id, { type: 'interrupted' })
        this.#follow(record)
      } else if (!notified) this.#kept.tellEnd(record.id)
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
    for (const id of this.#signIns.perhapsBack()) this.#poller.connectionReady(id)
    this.#poller.pokeNow()
  }

  /** Somebody signed in: the exports of the connection are followed again. */
  connectionReady(connectionId: string): void {
    this.#lookup.forget()
    this.#signIns.signedIn(connectionId)
    this.#poller.connectionReady(connectionId)
    void this.#recovery.search(connectionId)
  }

  /** A connection stopped working: what was learned through it shows no longer that it works. */
  connectionFailed(): void {
    this.#lookup.forget()
  }

  /** The connection is gone: its active exports cannot be followed any more. */
  connectionRemoved(connectionId: string): void {
    for (const { record } of this.#kept.active()) {
      if (record.connectionId !== connectionId) continue
      this.#poller.unfollow(record.id)
      void this.#apply(record.id, { type: 'connection-removed' })
    }
    this.#signIns.over(connectionId)
  }

  /** Stops following; runs go on in Databricks. Resolves when nothing is under way any more. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#closing.abort()
    this.#kept.stop()
    await this.#poller.stop()
    this.#kept.flush()
  }

  #begin(plan: ExportPlan): ExportRecord {
    const { now, newId, logger } = this.#options
    const tracked = newExport(plan, { id: newId(), idempotencyToken: newId(), now: now() })
    this.#add(tracked)
    logger.info('Export started', { export: tracked.record.id, job: tracked.record.jobId })
    this.#lookup.forget()
    this.changed.emit(this.#kept.view(tracked))
    // The checks got through, so whatever paused this connection is over.
    if (this.#poller.isPaused(plan.connection.id)) this.#poller.connectionReady(plan.connection.id)
    this.#follow(tracked.record, { urgent: true })
    return this.#kept.view(tracked)
  }

  /** Brings an export up to date with its run, and polls it as long as that is under way. */
  async #takeUp(id: string, run: RunObservation): Promise<void> {
    await this.#apply(id, { type: 'observed', run })
    const record = this.#kept.get(id)?.record
    if (!record || !isActiveExport(record)) return
    const { connectionId } = record
    if (this.#poller.isPaused(connectionId)) this.#poller.connectionReady(connectionId)
    this.#follow(record)
  }

  /** Throws `disk-full` or `disk-failed`, and then it is not kept. */
  #add(tracked: TrackedExport): void {
    if (this.#stopped) throw new AppError('canceled', 'The app is closing.')
    this.#kept.add(tracked)
  }

  #follow({ id, connectionId, createdAt }: ExportRecord, options?: { urgent: boolean }): void {
    const ageMs = this.#options.now() - createdAt
    this.#poller.follow({ id, connectionId, ageMs }, options)
  }

  /** Takes an event through the state machine and does what follows from it. */
  async #apply(id: string, event: ExportEvent): Promise<void> {
    const before = this.#kept.get(id)
    if (before === null || this.#stopped) return
    const { export: after, effects } = advance(before, event, this.#options.now())
    if (after === before) return
    this.#kept.step(after, effects)
    this.#logChange(before.record, after.record)
    if (effects.includes('announce')) this.changed.emit(this.#kept.view(after))
    if (effects.includes('overdue')) this.overdue.emit(this.#kept.view(after))
    if (effects.includes('ended')) {
      this.#poller.unfollow(id)
      this.#kept.tellEnd(id)
    }
    if (before.record.runId === null) void this.#recovery.search(before.record.connectionId)
    if (effects.includes('cancel-run')) await this.#follower.cancel(id)
  }

  /** All exports of a connection that is signed out say so, not only the one that found out. */
  #signedOut(id: string): void {
    const found = this.#kept.get(id)
    const error = found?.record.attentionError
    if (!found || !error) return
    for (const { record } of this.#kept.active()) {
      if (record.connectionId !== found.record.connectionId || record.id === id) continue
      const type = record.runId === null ? 'submission-failed' : 'observation-failed'
      void this.#apply(record.id, { type, error })
    }
    const { connectionId } = found.record
    const need = signInNeeds(this.list()).find((each) => each.connectionId === connectionId)
    if (need && isSignedOut(error.code)) this.#signIns.signedOut(need, error.code)
  }

  /** An answer that was under way while another one found the connection signed out says nothing. */
  #followed(connectionId: string): void {
    const isWaiting = this.#kept.active().some(({ record }) => record.connectionId === connectionId)
    if (!isWaiting || !this.#poller.isPaused(connectionId)) this.#signIns.over(connectionId)
  }

  #logChange(before: ExportRecord, after: ExportRecord): void {
    const { logger } = this.#options
    if (before.state !== after.state) {
      const fields = { export: after.id, run: after.runId, from: before.state, to: after.state }
      logger.info('Export changed', fields)
    }
    if (after.attention !== null && before.attention !== after.attention) {
      const fields = { export: after.id, attention: after.attention, error: after.attentionError }
      logger.warn('Export cannot be followed for now', fields)
    }
  }
}
