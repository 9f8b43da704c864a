import type { Timers } from '../timers.ts'

export interface PollTarget {
  id: string
  connectionId: string
}

/** How a poll went. `signed-out` pauses the whole connection; `ended` stops following. */
export type PollOutcome = 'fine' | 'failed' | 'signed-out' | 'ended'

export interface PollerOptions {
  /** Makes the one request of a turn. Must not throw. */
  poll: (target: PollTarget, signal: AbortSignal) => Promise<PollOutcome>
  timers: Timers
  /** 0 to below 1, for the jitter. */
  random: () => number
  /** Time between the end of a poll and the next one (ms). */
  intervalMs?: number
}

interface Following {
  target: PollTarget
  failures: number
  timer: unknown
  underWay: AbortController | null
  /** Somebody asked for a poll while one was under way. */
  again: boolean
}

export const pollIntervalMs = 5000
const longestPauseMs = 60_000
/** Distance between polls that are made at once, so that many exports do not ask in one burst. */
const spreadMs = 100

/**
 * Time until the next poll (ms): the interval, after failures doubled each time up to a minute; a
 * fifth of it is chance, so that exports get out of step.
 */
export function pollDelay(intervalMs: number, failures: number, random: () => number): number {
  const pause = Math.min(intervalMs * 2 ** Math.min(failures, 20), longestPauseMs)
  return Math.round(pause * (failures === 0 ? 1 - 0.2 * random() : 0.6 + 0.4 * random()))
}

/**
 * Polls every followed export, each on a timer of its own and never twice at a time. It counts
 * delays and asks no clock, so a clock that is set or a computer that slept confuses nothing.
 */
export class Poller {
  readonly #options: PollerOptions
  readonly #followed = new Map<string, Following>()
  readonly #paused = new Set<string>()
  readonly #turns = new Set<Promise<void>>()
  #stopped = false

  constructor(options: PollerOptions) {
    this.#options = options
  }

  /** Follows an export from now on; the first poll is at once (after `delayMs`). */
  follow(target: PollTarget, delayMs = 0): void {
    if (this.#stopped || this.#followed.has(target.id)) return
    const following = { target, failures: 0, timer: null, underWay: null, again: false }
    this.#followed.set(target.id, following)
    this.#schedule(following, delayMs)
  }

  unfollow(id: string): void {
    const following = this.#followed.get(id)
    if (!following) return
    this.#followed.delete(id)
    this.#options.timers.clear(following.timer)
    following.underWay?.abort()
  }

  /** Polls one export at once. */
  poke(id: string): void {
    const following = this.#followed.get(id)
    if (following) this.#poke(following, 0)
  }

  /** Polls everything at once: the computer woke up, the network is back, the window is shown. */
  pokeNow(): void {
    ;[...this.#followed.values()].forEach((following, index) => {
      this.#poke(following, index * spreadMs)
    })
  }

  isPaused(connectionId: string): boolean {
    return this.#paused.has(connectionId)
  }

  /** Polling of a connection goes on after somebody signed in. */
  connectionReady(connectionId: string): void {
    this.#paused.delete(connectionId)
    ;[...this.#followed.values()]
      .filter(({ target }) => target.connectionId === connectionId)
      .forEach((following, index) => {
        this.#poke(following, index * spreadMs)
      })
  }

  /** Stops for good and waits until nothing is under way. */
  async stop(): Promise<void> {
    this.#stopped = true
    for (const id of [...this.#followed.keys()]) this.unfollow(id)
    await Promise.all(this.#turns)
  }

  #poke(following: Following, delayMs: number): void {
    if (following.underWay === null) {
      this.#schedule(following, delayMs)
      return
    }
    following.again = true
    // One that has failed before may be waiting for a network that was not there.
    if (following.failures > 0) following.underWay.abort()
  }

  #schedule(following: Following, delayMs: number): void {
    this.#options.timers.clear(following.timer)
    following.timer = this.#options.timers.set(() => {
      const turn = this.#turn(following)
      this.#turns.add(turn)
      void turn.finally(() => this.#turns.delete(turn))
    }, delayMs)
  }

  async #turn(following: Following): Promise<void> {
    const { target } = following
    if (following.underWay !== null || this.#paused.has(target.connectionId)) return
    const controller = new AbortController()
    following.underWay = controller
    following.again = false
    const outcome = await this.#options.poll(target, controller.signal)
    following.underWay = null
    if (this.#followed.get(target.id) !== following) return
    if (outcome === 'ended') {
      this.unfollow(target.id)
      return
    }
    following.failures = outcome === 'fine' ? 0 : following.failures + 1
    if (outcome === 'signed-out' && !following.again) {
      this.#paused.add(target.connectionId)
      return
    }
    // An answer that was under way while another poll found the connection signed out: ask again.
    if (outcome === 'fine' && this.#paused.has(target.connectionId)) {
      this.connectionReady(target.connectionId)
      return
    }
    const { intervalMs = pollIntervalMs, random } = this.#options
    const delay = following.again ? 0 : pollDelay(intervalMs, following.failures, random)
    this.#schedule(following, delay)
  }
}
