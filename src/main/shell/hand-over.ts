import { nodeTimers } from '../timers.ts'
import type { Timers } from '../timers.ts'

export interface HandOverOptions {
  /** Asks the page; false: there is none to ask. */
  ask: () => boolean
  /** Waits at most this long for the answer: a page that hangs must not hold up the app. */
  deadlineMs: number
  timers?: Timers
}

/** Before the app quits: has the page hand over what was typed in the moment before. */
export class HandOver {
  readonly #options: HandOverOptions
  readonly #waiting = new Set<() => void>()

  constructor(options: HandOverOptions) {
    this.#options = options
  }

  /** The page has handed over everything. */
  done(): void {
    for (const resolve of this.#waiting) resolve()
  }

  /** Resolves when the page has answered, or did not in time. Never rejects. */
  async wait(): Promise<void> {
    const { ask, deadlineMs, timers = nodeTimers } = this.#options
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#waiting.add(resolve)
    const timer = timers.set(resolve, deadlineMs)
    if (!ask()) resolve()
    await promise
    timers.clear(timer)
    this.#waiting.delete(resolve)
  }
}
