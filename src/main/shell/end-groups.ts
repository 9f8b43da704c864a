import type { ExportRecord } from '../../shared/export.ts'
import type { Timers } from '../timers.ts'

export interface EndGroupsOptions {
  /** Tells of these ends at once, the earliest first. Called with at least one. */
  tell: (records: ExportRecord[]) => void
  /** UTC ms. */
  now: () => number
  /** When the app started (UTC ms). */
  startedAt: number
  timers: Timers
}

/** Ends that are this close together are told together (ms). */
const togetherMs = 600
/** After an absence (the app was off, the computer asleep) the ends come in one by one. */
const absenceMs = 3000
/** An end that is told this long after it happened is one of an absence. */
const oldMs = 60_000

/** Gathers ends for a moment, so that many at once become one message. */
export class EndGroups {
  readonly #options: EndGroupsOptions
  #waiting: ExportRecord[] = []
  #timer: unknown = null

  constructor(options: EndGroupsOptions) {
    this.#options = options
  }

  add(record: ExportRecord): void {
    this.#waiting.push(record)
    if (this.#timer !== null) return
    const { timers, now, startedAt } = this.#options
    const endedAt = record.endedAt ?? now()
    const wait = endedAt < startedAt || now() - endedAt > oldMs ? absenceMs : togetherMs
    this.#timer = timers.set(() => {
      this.#timer = null
      const records = this.#waiting
      this.#waiting = []
      this.#options.tell(records)
    }, wait)
  }
}
