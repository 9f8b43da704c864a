import type { Timers } from '../timers.ts'

export interface HousekeepingOptions {
  timers: Timers
  expire: () => void
  /** Whether everything is on disk now. */
  save: () => boolean
}

const expiryCheckMs = 3_600_000
const saveRetryMs = 15_000
const saveSoonMs = 5_000

/** What is done from time to time: finished exports expire, and what could not be saved is saved. */
export class Housekeeping {
  readonly #options: HousekeepingOptions
  #expiryTimer: unknown = null
  #saveTimer: unknown = null
  #stopped = false

  constructor(options: HousekeepingOptions) {
    this.#options = options
  }

  /** Expires now and every hour. */
  start(): void {
    if (this.#stopped) return
    this.#options.expire()
    this.#expiryTimer = this.#options.timers.set(() => {
      this.start()
    }, expiryCheckMs)
  }

  /** Saves in a while, and again until it succeeds: the disk is full, for example. */
  saveLater(): void {
    this.#save(saveRetryMs)
  }

  /** Saves what comes together in a few seconds, with one write. */
  saveSoon(): void {
    this.#save(saveSoonMs)
  }

  #save(delayMs: number): void {
    if (this.#stopped || this.#saveTimer !== null) return
    this.#saveTimer = this.#options.timers.set(() => {
      this.#saveTimer = null
      if (!this.#options.save()) this.saveLater()
    }, delayMs)
  }

  stop(): void {
    this.#stopped = true
    this.#options.timers.clear(this.#expiryTimer)
    this.#options.timers.clear(this.#saveTimer)
  }
}
