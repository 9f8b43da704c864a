const lineEveryMs = 10_000

/** The progress of one long step: a line that redraws itself on a terminal, one now and then elsewhere. */
export class Progress {
  #label
  #total
  #stream
  #now
  #startedAt
  #lastLineAt

  /**
   * @param {string} label
   * @param {object} [options]
   * @param {number} [options.total] bytes, where known
   * @param {{ isTTY?: boolean, columns?: number, write(text: string): unknown }} [options.stream]
   * @param {() => number} [options.now]
   */
  constructor(label, { total, stream = process.stdout, now = Date.now } = {}) {
    this.#label = label
    this.#total = total
    this.#stream = stream
    this.#now = now
    this.#startedAt = now()
    this.#lastLineAt = this.#startedAt
    if (stream.isTTY) this.update(undefined)
    else stream.write(`${label} …\n`)
  }

  /** @param {number} [bytes] so far; left out where only the time is known */
  update(bytes) {
    const seconds = Math.round((this.#now() - this.#startedAt) / 1000)
    const text = progressText(this.#label, { bytes, total: this.#total, seconds })
    if (this.#stream.isTTY) {
      this.#stream.write(`\r\u001B[2K${text.slice(0, (this.#stream.columns ?? 80) - 1)}`)
    } else if (this.#now() - this.#lastLineAt >= lineEveryMs) {
      this.#lastLineAt = this.#now()
      this.#stream.write(`${text}\n`)
    }
  }

  end() {
    if (!this.#stream.isTTY) return
    this.#stream.write(`\r\u001B[2K${this.#label}\n`)
  }
}

/**
 * @param {string} label
 * @param {{ bytes?: number, total?: number, seconds: number }} state
 * @returns {string}
 */
export function progressText(label, { bytes, total, seconds }) {
  if (bytes === undefined) return `${label} … ${seconds} s`
  if (total === undefined) return `${label} … ${megabytes(bytes)} MB, ${seconds} s`
  const share = Math.min(1, bytes / total)
  const filled = Math.round(share * 20)
  const bar = '█'.repeat(filled) + '░'.repeat(20 - filled)
  return `${label} ${bar} ${Math.floor(share * 100)} %, ${megabytes(bytes)} of ${megabytes(total)} MB`
}

function megabytes(bytes) {
  return Math.round(bytes / 1_000_000)
}
