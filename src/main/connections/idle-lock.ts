import { Emitter } from '../../shared/emitter.ts'
import type { LockState } from '../../shared/session.ts'
import type { Logger } from '../logging/logger.ts'
import { nodeTimers } from '../timers.ts'
import type { Timers } from '../timers.ts'

export interface IdleLockOptions {
  /** Minutes without input until it locks; 0 for never. */
  lockAfterMinutes: () => number
  /** How many exports are followed also while it is locked. */
  activeExports: () => number
  /** Whether a person can be asked for a finger. */
  canConfirm: () => boolean
  /** Asks for a finger. Throws `canceled`. */
  confirmPresence: (reason: string) => Promise<void>
  /** Takes tokens out of memory. */
  onLock: () => Promise<void> | void
  /** Reads the keychain again. Throws `keychain-unavailable`, and then the app stays locked. */
  onUnlock: () => Promise<void> | void
  logger: Logger
  /** UTC ms. */
  now: () => number
  timers?: Timers
}

const checkMs = 15_000

/**
 * Locks the app when nobody has used it for a while. Idle time is counted from check to check by the
 * wall clock: a night asleep counts, and a clock that is set back loses no more than one check.
 */
export class IdleLock {
  readonly changed = new Emitter<LockState>()

  readonly #options: IdleLockOptions
  readonly #timers: Timers
  #timer: unknown = null
  #countedAt: number
  #idleMs = 0
  #locked: { reason: 'idle' | 'asked'; since: number } | null = null
  /** Grows with every lock: an unlock that began before is of no interest. */
  #locks = 0
  #unlocking: Promise<LockState> | null = null
  /** The hooks run one after the other, in the order of the decisions. */
  #hooks: Promise<void> = Promise.resolve()
  #closed = false

  constructor(options: IdleLockOptions) {
    this.#options = options
    this.#timers = options.timers ?? nodeTimers
    this.#countedAt = options.now()
  }

  state(): LockState {
    return {
      locked: this.#locked !== null,
      touchId: this.#options.canConfirm(),
      reason: this.#locked?.reason ?? null,
      since: this.#locked?.since ?? null,
      activeExports: this.#options.activeExports(),
    }
  }

  /** Begins to count. */
  start(): void {
    this.#restart()
    this.#schedule()
  }

  /**
   * Somebody uses the app. Cheap enough for every movement of the mouse. Input after a time that was
   * too long (the first key after a night asleep) locks and does not count.
   */
  noteInput(): void {
    this.check()
    if (!this.#locked) this.#idleMs = 0
  }

  /** Locks if the time is up: by the timer, when the computer wakes up, when the window is shown. */
  check(): void {
    if (this.#locked || this.#closed) return
    this.#count()
    const minutes = this.#options.lockAfterMinutes()
    if (minutes === 0 || this.#idleMs < minutes * 60_000) return
    this.#options.logger.info('Locked after a time without input', { minutes })
    void this.lock('idle')
  }

  /** An export began or ended, which the lock page says. */
  exportsChanged(): void {
    if (this.#locked) this.changed.emit(this.state())
  }

  /** The time may be another one now. Changing it is use of the app, so it begins anew. */
  settingsChanged(): void {
    if (!this.#locked) this.#restart()
  }

  /** Locks at once. Resolves when the tokens are out of memory. Never rejects. */
  async lock(reason: 'idle' | 'asked' = 'asked'): Promise<LockState> {
    this.#locks++
    if (!this.#locked) {
      this.#locked = { reason, since: this.#options.now() }
      this.#options.logger.info('The app is locked')
      this.changed.emit(this.state())
    }
    await this.#then(async () => {
      try {
        await this.#options.onLock()
      } catch (error) {
        this.#options.logger.error('Locking did not clear everything', { error })
      }
    })
    return this.state()
  }

  /**
   * Asks for a finger where there is a sensor, reads the keychain, and unlocks. Calls while one is
   * under way share it. A lock meanwhile wins: the answer then says that it is locked. Throws
   * `canceled`, `keychain-unavailable`, and then the app stays locked.
   */
  unlock(): Promise<LockState> {
    this.#unlocking ??= this.#unlock().finally(() => {
      this.#unlocking = null
    })
    return this.#unlocking
  }

  close(): void {
    this.#closed = true
    this.#timers.clear(this.#timer)
  }

  async #unlock(): Promise<LockState> {
    if (!this.#locked) return this.state()
    const locks = this.#locks
    const { canConfirm, confirmPresence, onUnlock, logger } = this.#options
    if (canConfirm()) await confirmPresence('unlock the app')
    if (locks !== this.#locks) return this.state()
    await this.#then(onUnlock)
    // A lock that came meanwhile has its hook behind ours, so tokens are dropped again.
    if (locks !== this.#locks) return this.state()
    this.#locked = null
    this.#restart()
    logger.info('The app is unlocked')
    this.changed.emit(this.state())
    return this.state()
  }

  async #then(hook: () => Promise<void> | void): Promise<void> {
    const turn = this.#hooks.then(hook)
    this.#hooks = turn.catch(() => undefined)
    await turn
  }

  #restart(): void {
    this.#countedAt = this.#options.now()
    this.#idleMs = 0
  }

  #count(): void {
    const now = this.#options.now()
    this.#idleMs += Math.max(0, now - this.#countedAt)
    this.#countedAt = now
  }

  #schedule(): void {
    this.#timer = this.#timers.set(() => {
      this.check()
      if (!this.#closed) this.#schedule()
    }, checkMs)
  }
}
