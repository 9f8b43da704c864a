/** Only the last seconds say how fast it goes now (ms). */
const windowMs = 8000
/** Before that nothing is said. */
const settleMs = 1500
/** A small file takes as long as this many bytes of a large one, for what remains. */
const bytesPerFile = 16_384

interface Sample {
  at: number
  files: number
  bytes: number
}

/** How fast a download goes, and how long it still takes. */
export class Pace {
  readonly #now: () => number
  #samples: Sample[] = []

  constructor(now: () => number) {
    this.#now = now
  }

  /** So much has been fetched so far. */
  note(files: number, bytes: number): void {
    const at = this.#now()
    this.#samples.push({ at, files, bytes })
    // A clock that was set back would otherwise keep old samples.
    this.#samples = this.#samples.filter((sample) => sample.at <= at && at - sample.at <= windowMs)
  }

  /** Null as long as it is not known. */
  tell(left: { files: number; bytes: number }): {
    bytesPerSecond: number | null
    remainingMs: number | null
  } {
    const first = this.#samples[0]
    const last = this.#samples.at(-1)
    const took = first && last ? last.at - first.at : 0
    if (!first || !last || took < settleMs) return { bytesPerSecond: null, remainingMs: null }
    const bytes = last.bytes - first.bytes
    const work = bytes + (last.files - first.files) * bytesPerFile
    const bytesPerSecond = Math.round((bytes * 1000) / took)
    if (work <= 0) return { bytesPerSecond, remainingMs: null }
    const workLeft = left.bytes + left.files * bytesPerFile
    return { bytesPerSecond, remainingMs: Math.round((workLeft * took) / work) }
  }
}
