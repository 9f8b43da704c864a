import type { Timers } from '../timers.ts'

/**
 * Least time between two requests for exports (ms). Ten a second is the most that following exports
 * may cost, however many there are; the rest is room for timers that are early.
 */
export const requestSpacingMs = 110
/**
 * Time in which one more request is earned (ms), and how many can be saved up. What a crowd of exports
 * costs for hours is bounded by it: a poll takes up to 3 ms of this computer's time on a slow one.
 */
const earnedMs = 400
const mostSaved = 20

/**
 * Lets requests go one after the other with a distance between them, first come, first served; so all
 * exports get their turn, and a crowd that wakes up together becomes a queue and no burst. It counts
 * delays and asks no clock.
 */
export class RequestBudget {
  readonly #timers: Timers
  readonly #spacingMs: number
  readonly #urgent = new Set<() => void>()
  readonly #usual = new Set<() => void>()
  #resting = false
  #saved = mostSaved

  constructor(timers: Timers, spacingMs: number) {
    this.#timers = timers
    this.#spacingMs = spacingMs
  }

  /**
   * Runs `go` as soon as a request may be made, which may be at once. Somebody waits for an urgent
   * one: it goes before all others, and need not have been earned. The returned function gives the place in the queue up.
   */
  ask(go: () => void, urgent = false): () => void {
    const queue = urgent ? this.#urgent : this.#usual
    const entry = () => {
      go()
    }
    queue.add(entry)
    this.#next()
    return () => queue.delete(entry)
  }

  /** The same as a promise; it never resolves for a signal that fires first, but rejects. */
  wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const giveUp = this.ask(() => {
        signal.removeEventListener('abort', stop)
        resolve()
      })
      function stop(): void {
        giveUp()
        reject(signal.reason as Error)
      }
      if (signal.aborted) stop()
      else signal.addEventListener('abort', stop, { once: true })
    })
  }

  #next(): void {
    if (this.#resting) return
    const queue = this.#urgent.size > 0 ? this.#urgent : this.#usual
    const [entry] = queue
    if (entry === undefined || (queue === this.#usual && this.#saved === 0)) return
    queue.delete(entry)
    if (this.#spacingMs > 0) this.#spend()
    entry()
  }

  #spend(): void {
    if (this.#saved === mostSaved) this.#earn()
    this.#saved = Math.max(0, this.#saved - 1)
    this.#resting = true
    this.#timers.set(() => {
      this.#resting = false
      this.#next()
    }, this.#spacingMs)
  }

  #earn(): void {
    this.#timers.set(() => {
      this.#saved += 1
      if (this.#saved < mostSaved) this.#earn()
      this.#next()
    }, earnedMs)
  }
}
