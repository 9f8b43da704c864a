import type { Timers } from '../timers.ts'

/** Carries something out at once, and then again at most once every so often, as long as it is asked. */
export class Pace {
  readonly #action: () => void
  readonly #timers: Timers
  readonly #everyMs: number
  #resting = false
  #asked = false

  constructor(options: { action: () => void; everyMs: number; timers: Timers }) {
    this.#action = options.action
    this.#timers = options.timers
    this.#everyMs = options.everyMs
  }

  ask(): void {
    if (this.#resting) {
      this.#asked = true
      return
    }
    this.#resting = true
    this.#timers.set(() => {
      this.#resting = false
      if (!this.#asked) return
      this.#asked = false
      this.ask()
    }, this.#everyMs)
    this.#action()
  }
}
