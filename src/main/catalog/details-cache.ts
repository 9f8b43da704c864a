import type { CatalogDetails, Kind } from '../../shared/catalog.ts'
import { AppError } from '../../shared/errors.ts'

const lifetimeMs = 60_000
const mostKept = 200

export interface DetailsCacheOptions {
  /** Asks Databricks. */
  read: (kind: Kind, id: string, signal: AbortSignal) => Promise<CatalogDetails>
  /** Ends what is under way. */
  signal: AbortSignal
  now: () => number
}

/** Jobs and pipelines of one connection that were looked at closely, remembered for a minute. */
export class DetailsCache {
  readonly #options: DetailsCacheOptions
  readonly #kept = new Map<string, CatalogDetails>()
  readonly #reading = new Map<
    string,
    { controller: AbortController; answer: Promise<CatalogDetails> }
  >()

  constructor(options: DetailsCacheOptions) {
    this.#options = options
  }

  /**
   * What is remembered, or what Databricks says now: always the latter when `fresh`. Whoever asks
   * while an answer is on its way waits for that one. Throws `canceled`, and what reading throws.
   */
  async get(kind: Kind, id: string, fresh: boolean): Promise<CatalogDetails> {
    const key = keyOf(kind, id)
    const known = fresh ? null : this.#recall(key)
    if (known !== null) return known
    const reading = this.#reading.get(key) ?? this.#read(kind, id)
    return await reading.answer
  }

  /** Nobody waits for this answer any more: ends its requests; those who do wait get `canceled`. */
  cancel(kind: Kind, id: string): void {
    const key = keyOf(kind, id)
    const reading = this.#reading.get(key)
    this.#reading.delete(key)
    reading?.controller.abort(new AppError('canceled', 'The details are no longer wanted.'))
  }

  /** Somebody else may have signed in: what one may see, another may not. */
  clear(): void {
    this.#kept.clear()
  }

  #recall(key: string): CatalogDetails | null {
    const known = this.#kept.get(key)
    if (known === undefined) return null
    const age = this.#options.now() - known.readAt
    // A negative age: the clock was set back, and says nothing about how old this is.
    return age >= 0 && age < lifetimeMs ? known : null
  }

  #read(kind: Kind, id: string): { controller: AbortController; answer: Promise<CatalogDetails> } {
    const key = keyOf(kind, id)
    const controller = new AbortController()
    const reading = { controller, answer: this.#readAndKeep(kind, id, controller.signal) }
    this.#reading.set(key, reading)
    const forget = () => {
      if (this.#reading.get(key) === reading) this.#reading.delete(key)
    }
    reading.answer.then(forget, forget)
    return reading
  }

  async #readAndKeep(kind: Kind, id: string, canceled: AbortSignal): Promise<CatalogDetails> {
    const signal = AbortSignal.any([canceled, this.#options.signal])
    try {
      const details = await this.#options.read(kind, id, signal)
      signal.throwIfAborted()
      this.#keep(keyOf(kind, id), details)
      return details
    } catch (thrown) {
      signal.throwIfAborted()
      throw thrown
    }
  }

  #keep(key: string, details: CatalogDetails): void {
    this.#kept.delete(key)
    this.#kept.set(key, details)
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= mostKept) break
      this.#kept.delete(oldest)
    }
  }
}

function keyOf(kind: Kind, id: string): string {
  return `${kind} ${id}`
}
