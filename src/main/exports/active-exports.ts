import { remainingMs } from '../../shared/duration.ts'
import { Emitter } from '../../shared/emitter.ts'
import { AppError } from '../../shared/errors.ts'
import type { ExportRecord } from '../../shared/export.ts'
import { isActiveExport } from '../../shared/export.ts'
import type { RunObservation } from '../databricks/gateway.ts'
import type { Logger } from '../logging/logger.ts'
import type { Timers } from '../timers.ts'
import type { KeptExports } from './kept-exports.ts'
import { Poller } from './poller.ts'
import type { ExportConnections } from './ports.ts'
import { requestSpacingMs } from './request-budget.ts'
import { RunFollower } from './run-follower.ts'
import { isSignedOut, signInNeeds, SignInWatch } from './sign-in-watch.ts'
import type { SignInNeed } from './sign-in-watch.ts'
import { advance } from './state-machine.ts'
import type { ExportEvent } from './state-machine.ts'
import type { TrackedExport } from './tracked.ts'

export interface ActiveExportsOptions {
  kept: KeptExports
  connections: Pick<ExportConnections, 'gateway'>
  /** An export whose run was not known got further, perhaps to its run; the id of the connection. */
  onSubmission: (connectionId: string) => void
  /** Fires when the app closes; nothing happens to an export any more. */
  closing: AbortSignal
  logger: Logger
  /** UTC ms. */
  now: () => number
  timers: Timers
  /** Milliseconds that only ever go up, whatever happens to the computer's clock. */
  steadyNow?: () => number
  /** 0 to below 1. */
  random?: () => number
  /** Least time between two requests for exports (ms). */
  requestSpacingMs?: number
  /** A listener failed. */
  onError: (error: unknown) => void
}

/**
 * The exports that have not ended: polled, each event taken through the state machine with all that
 * follows from it, and told of together when their connection is signed out.
 */
export class ActiveExports {
  readonly overdue: Emitter<ExportRecord>
  readonly signInNeeded: Emitter<SignInNeed>
  readonly signInSettled: Emitter<string>

  readonly #options: ActiveExportsOptions
  readonly #kept: KeptExports
  readonly #poller: Poller
  readonly #follower: RunFollower
  readonly #signIns: SignInWatch

  constructor(options: ActiveExportsOptions) {
    const { closing, connections, kept, logger, now, onError } = options
    this.#options = options
    this.#kept = kept
    this.overdue = new Emitter(onError)
    this.#signIns = new SignInWatch(onError)
    this.signInNeeded = this.#signIns.needed
    this.signInSettled = this.#signIns.settled
    this.#follower = new RunFollower({
      connections,
      get: (id) => (closing.aborted ? null : kept.get(id)),
      apply: (id, event) => this.#apply(id, event),
      closing,
      records: () => kept.records(),
      now,
      logger,
    })
    this.#poller = new Poller({
      poll: async ({ id, connectionId }, pollOptions) => {
        const outcome = await this.#follower.turn(id, pollOptions)
        if (outcome === 'signed-out') this.#signedOut(id)
        else if (outcome !== 'failed') this.#followed(connectionId)
        return outcome
      },
      leftMs: (id) => {
        const tracked = kept.get(id)
        return tracked === null ? null : remainingMs(tracked.record, now())
      },
      timers: options.timers,
      steadyNow: options.steadyNow ?? (() => performance.now()),
      requestSpacingMs: options.requestSpacingMs ?? requestSpacingMs,
      random: options.random ?? Math.random,
    })
  }

  /** Keeps a new export. Throws `canceled` (the app closes), `disk-full`, `disk-failed`. */
  add(tracked: TrackedExport): void {
    if (this.#options.closing.aborted) throw new AppError('canceled', 'The app is closing.')
    this.#kept.add(tracked)
  }

  /** Says that an export was started, and submits it before anything else is asked. */
  begin(tracked: TrackedExport): ExportRecord {
    this.#kept.changed.emit(this.#kept.view(tracked))
    this.#followAtOnce(tracked.record, { urgent: true })
    return this.#kept.view(tracked)
  }

  /** Brings an export up to date with its run, and polls it as long as that is under way. */
  async takeUp(id: string, run: RunObservation): Promise<void> {
    await this.#apply(id, { type: 'observed', run })
    const record = this.#kept.get(id)?.record
    if (!record || !isActiveExport(record)) return
    this.#followAtOnce(record)
  }

  /** Goes on with an export that was under way when the app ended. */
  resume(record: ExportRecord): void {
    void this.#apply(record.id, { type: 'interrupted' })
    this.#follow(record)
  }

  /** Throws `not-found`, `conflict` (it has ended), `forbidden`. */
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

  /** Polls at once: the computer woke up, the network is back, or the window is shown. */
  pokeNow(): void {
    for (const id of this.#signIns.perhapsBack()) this.#poller.connectionReady(id)
    this.#poller.pokeNow()
  }

  /** Somebody signed in: the exports of the connection are followed again. */
  connectionReady(connectionId: string): void {
    this.#signIns.signedIn(connectionId)
    this.#poller.connectionReady(connectionId)
  }

  /** The connection is gone: its exports cannot be followed any more. */
  connectionRemoved(connectionId: string): void {
    for (const { record } of this.#kept.active()) {
      if (record.connectionId !== connectionId) continue
      this.#poller.unfollow(record.id)
      void this.#apply(record.id, { type: 'connection-removed' })
    }
    this.#signIns.over(connectionId)
  }

  /** Resolves when nothing is under way any more. */
  async stop(): Promise<void> {
    await this.#poller.stop()
  }

  /** The workspace has just answered, so whatever paused the connection is over. */
  #followAtOnce(record: ExportRecord, options?: { urgent: boolean }): void {
    const { connectionId } = record
    if (this.#poller.isPaused(connectionId)) this.#poller.connectionReady(connectionId)
    this.#follow(record, options)
  }

  #follow({ id, connectionId, createdAt }: ExportRecord, options?: { urgent: boolean }): void {
    const ageMs = this.#options.now() - createdAt
    this.#poller.follow({ id, connectionId, ageMs }, options)
  }

  /** Takes an event through the state machine and does what follows from it. */
  async #apply(id: string, event: ExportEvent): Promise<void> {
    const before = this.#kept.get(id)
    if (before === null || this.#options.closing.aborted) return
    const { export: after, effects } = advance(before, event, this.#options.now())
    if (after === before) return
    this.#kept.step(after, effects)
    this.#logChange(before.record, after.record)
    if (effects.includes('announce')) this.#kept.changed.emit(this.#kept.view(after))
    if (effects.includes('overdue')) this.overdue.emit(this.#kept.view(after))
    if (effects.includes('ended')) {
      this.#poller.unfollow(id)
      this.#kept.tellEnd(id)
    }
    if (before.record.runId === null) this.#options.onSubmission(before.record.connectionId)
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
    const need = signInNeeds(this.#kept.list()).find((each) => each.connectionId === connectionId)
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
