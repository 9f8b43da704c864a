import type { Timers } from '../timers.ts'

/** Bounds of the pause (ms). */
const least = 10
const most = 150

/**
 * When a draft that is typed into is looked into: after so long without typing as that took the last
 * time, so that keys never wait for it.
 */
export class TypingPause {
  readonly #timers: Timers
  readonly #now: () => number
  #waiting: unknown = null
  #lookTook = 0

  constructor(timers: Timers, now: () => number) {
    this.#timers = timers
    this.#now = now
  }

  /** Something was typed: `look` is called when nothing more is for a while. */
  after(look: () => void): void {
    this.#timers.clear(this.#waiting)
    const pause = Math.min(most, Math.max(least, this.#lookTook))
    this.#waiting = this.#timers.set(look, pause)
  }

  /** Looks now, and no more when typing pauses. */
  look<Seen>(look: () => Seen): Seen {
    this.#timers.clear(this.#waiting)
    const started = this.#now()
    const seen = look()
    this.#lookTook = this.#now() - started
    return seen
  }
}
