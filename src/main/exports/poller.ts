import type { Pacing } from '../databricks/gateway.ts'
import type { Timers } from '../timers.ts'
import { pollDelay } from './cadence.ts'
import { RequestBudget } from './request-budget.ts'

export interface PollTarget {
  id: string
  connectionId: string
  /** How long ago it was started (ms). */
  ageMs?: number
}

/** How a poll went. `signed-out` pauses the whole connection; `ended` stops following. */
export type PollOutcome = 'fine' | 'failed' | 'signed-out' | 'ended'

/** What a poll is made with. */
export interface PollOptions {
  /** The poll is given up. */
  signal: AbortSignal
  pacing: Pacing
}

export interface PollerOptions {
  /** Makes the one request of a turn. Must not throw. */
  poll: (target: PollTarget, options: PollOptions) => Promise<PollOutcome>
  /** Until the export is expected to end (ms), negative after it; null when nothing is known. */
  leftMs?: (id: string) => number | null
  timers: Timers
  /** Milliseconds that only ever go up, whatever happens to the computer's clock. */
  steadyNow: () => number
  /** Least time between two requests (ms); none for 0. */
  requestSpacingMs: number
  /** 0 to below 1, for the jitter. */
  random: () => number
}

interface Following {
  target: PollTarget
  /** When it was started, by the steady clock. */
  since: number
  failures: number
  timer: unknown
  /** Gives up the place in the queue for a request; null when it is in none. */
  leaveQueue: (() => void) | null
  underWay: AbortController | null
  /** Somebody asked for a poll while one was under way. */
  again: boolean
}

/** A server that asks for more is asked again all the same (ms). */
const longestHoldMs = 900_000

/**
 * Polls every followed export, each in a rhythm of its own and never twice at a time, and all within
 * one budget of requests. It counts delays and asks only a clock that never jumps, so one that is set
 * or a computer that slept confuses nothing.
 */
export class Poller {
  readonly #options: PollerOptions
  readonly #budget: RequestBudget
  readonly #followed = new Map<string, Following>()
  readonly #paused = new Set<string>()
  /** Until when Databricks wants to be left alone, by connection. */
  readonly #holds = new Map<string, number>()
  readonly #turns = new Set<Promise<void>>()
  #stopped = false

  constructor(options: PollerOptions) {
    this.#options = options
    this.#budget = new RequestBudget(options.timers, options.requestSpacingMs)
  }

  /** Follows an export from now on. The first poll is at once, an urgent one before all others. */
  follow(target: PollTarget, { urgent = false } = {}): void {
    if (this.#stopped || this.#followed.has(target.id)) return
    const since = this.#options.steadyNow() - Math.max(0, target.ageMs ?? 0)
    const idle = { timer: null, leaveQueue: null, underWay: null, again: false }
    const following = { target, since, failures: 0, ...idle }
    this.#followed.set(target.id, following)
    this.#schedule(following, 0, urgent)
  }

  unfollow(id: string): void {
    const following = this.#followed.get(id)
    if (!following) return
    this.#followed.delete(id)
    this.#unschedule(following)
    following.underWay?.abort()
  }

  /** Polls one export at once: somebody waits for it. */
  poke(id: string): void {
    const following = this.#followed.get(id)
    if (following) this.#poke(following, true)
  }

  /** Polls everything as soon as the budget allows: after waking up, for example. */
  pokeNow(): void {
    for (const following of this.#followed.values()) this.#poke(following)
  }

  isPaused(connectionId: string): boolean {
    return this.#paused.has(connectionId)
  }

  /** Polling of a connection goes on after somebody signed in. */
  connectionReady(connectionId: string): void {
    this.#paused.delete(connectionId)
    for (const following of this.#followed.values()) {
      if (following.target.connectionId === connectionId) this.#poke(following)
    }
  }

  /** Stops for good and waits until nothing is under way. */
  async stop(): Promise<void> {
    this.#stopped = true
    for (const id of [...this.#followed.keys()]) this.unfollow(id)
    await Promise.all(this.#turns)
  }

  #poke(following: Following, urgent = false): void {
    if (following.underWay === null) {
      // One that waits in the queue keeps its place.
      if (urgent || following.leaveQueue === null) this.#schedule(following, 0, urgent)
      return
    }
    following.again = true
    // One that has failed before may be waiting for a network that was not there.
    if (following.failures > 0) following.underWay.abort()
  }

  #unschedule(following: Following): void {
    this.#options.timers.clear(following.timer)
    following.leaveQueue?.()
    following.leaveQueue = null
  }

  #schedule(following: Following, delayMs: number, urgent = false): void {
    this.#unschedule(following)
    following.timer = this.#options.timers.set(() => {
      const { connectionId } = following.target
      if (this.#paused.has(connectionId)) return
      const heldMs = this.#heldMs(connectionId)
      if (heldMs > 0) this.#schedule(following, heldMs)
      else this.#queue(following, urgent)
    }, delayMs)
  }

  #queue(following: Following, urgent: boolean): void {
    let isQueued = true
    const leave = this.#budget.ask(() => {
      isQueued = false
      following.leaveQueue = null
      const turn = this.#turn(following)
      this.#turns.add(turn)
      void turn.finally(() => this.#turns.delete(turn))
    }, urgent)
    if (isQueued) following.leaveQueue = leave
  }

  /** Nobody of a connection waits in the queue for what must not be asked now. */
  #leaveQueue(connectionId: string): void {
    for (const following of this.#followed.values()) {
      const { target, leaveQueue } = following
      if (target.connectionId === connectionId && leaveQueue) this.#schedule(following, 0)
    }
  }

  #heldMs(connectionId: string): number {
    return (this.#holds.get(connectionId) ?? -Infinity) - this.#options.steadyNow()
  }

  #pacing({ connectionId }: PollTarget, signal: AbortSignal): Pacing {
    return {
      turn: async () => {
        // Others of the connection may be told to wait while this one waits for its turn.
        do {
          await this.#pause(this.#heldMs(connectionId), signal)
          await this.#budget.wait(signal)
        } while (this.#heldMs(connectionId) > 0)
      },
      held: (ms) => {
        const until = this.#options.steadyNow() + Math.min(ms, longestHoldMs)
        this.#holds.set(connectionId, Math.max(until, this.#holds.get(connectionId) ?? until))
        this.#leaveQueue(connectionId)
      },
    }
  }

  /** Rejects when the signal fires first. */
  #pause(ms: number, signal: AbortSignal): Promise<void> {
    if (ms <= 0) return Promise.resolve()
    return new Promise((resolve, reject) => {
      const timer = this.#options.timers.set(() => {
        signal.removeEventListener('abort', stop)
        resolve()
      }, ms)
      const stop = () => {
        this.#options.timers.clear(timer)
        reject(signal.reason as Error)
      }
      signal.addEventListener('abort', stop, { once: true })
    })
  }

  async #turn(following: Following): Promise<void> {
    const { target } = following
    const { poll, leftMs, steadyNow, random } = this.#options
    const controller = new AbortController()
    const { signal } = controller
    following.underWay = controller
    following.again = false
    const outcome = await poll(target, { signal, pacing: this.#pacing(target, signal) })
    following.underWay = null
    if (this.#followed.get(target.id) !== following) return
    if (outcome === 'ended') {
      this.unfollow(target.id)
      return
    }
    following.failures = outcome === 'fine' ? 0 : following.failures + 1
    if (outcome === 'signed-out' && !following.again) {
      this.#paused.add(target.connectionId)
      this.#leaveQueue(target.connectionId)
      return
    }
    // An answer that was under way while another poll found the connection signed out: ask again.
    if (outcome === 'fine' && this.#paused.has(target.connectionId)) {
      this.connectionReady(target.connectionId)
      return
    }
    const pace = {
      ageMs: steadyNow() - following.since,
      leftMs: leftMs?.(target.id) ?? null,
      failures: following.failures,
    }
    this.#schedule(following, following.again ? 0 : pollDelay(pace, random))
  }
}
