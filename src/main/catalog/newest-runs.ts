import type { NewestRunsState } from '../../shared/catalog.ts'
import { AppError } from '../../shared/errors.ts'
import type { RunStart } from '../databricks/gateway.ts'
import type { RunHistoryOptions } from './run-history.ts'

/** Of 25 runs each, read one after the other: a few seconds. */
const mostPages = 40
const lifetimeMs = 120_000
/** While the runs are read for the first time, so often jobs are sorted by those that are there. */
const showMs = 1000

export interface NewestRunsOptions extends RunHistoryOptions {
  /** The runs changed, or how far they were read. */
  onChange: (state: NewestRunsState) => void
}

interface Found {
  startedAt: Map<string, number>
  read: number
  since: number | null
  complete: boolean
}

/** When jobs last ran, as far as the newest 1,000 runs of a workspace tell, kept for two minutes. */
export class NewestRuns {
  readonly #options: NewestRunsOptions
  #found: Found = nothing()
  #readAt = -Infinity
  #reading: Promise<void> | null = null

  constructor(options: NewestRunsOptions) {
    this.#options = options
  }

  /** When the last run of a job began, UTC ms by job id. */
  get startedAt(): ReadonlyMap<string, number> {
    return this.#found.startedAt
  }

  /** Somebody needs them: reads them behind that, when they are old. */
  look(): void {
    const age = this.#options.now() - this.#readAt
    // A negative age: the clock was set back, and says nothing about how old they are.
    if (age < 0 || age >= lifetimeMs) void this.read()
  }

  /** The next one who needs them has them read again. */
  expire(): void {
    this.#readAt = -Infinity
  }

  /** Reads them again. Resolves when that ended, well or not: the state tells. */
  async read(): Promise<void> {
    this.#reading ??= this.#read().finally(() => (this.#reading = null))
    await this.#reading
  }

  async #read(): Promise<void> {
    const { signal, now, logger } = this.#options
    this.#readAt = now()
    const isFirst = this.#found.read === 0
    const found = nothing()
    let shownAt = now()
    this.#tell(true)
    try {
      for await (const runs of this.#pages(found)) {
        add(found, runs)
        if (!isFirst || now() - shownAt < showMs) continue
        shownAt = now()
        this.#found = { ...found, startedAt: new Map(found.startedAt) }
        this.#tell(true)
      }
      this.#found = found
      this.#tell(false)
    } catch (thrown) {
      if (signal.aborted) return
      const error = AppError.from(thrown)
      logger.warn('Could not read the newest runs', { error })
      if (isFirst) this.#found = found
      this.#tell(false, error)
    }
  }

  async *#pages(found: Found): AsyncGenerator<RunStart[]> {
    const { signal } = this.#options
    const gateway = await this.#options.gateway()
    let pageToken: string | null = null
    for (let page = 0; page < mostPages; page += 1) {
      signal.throwIfAborted()
      const { items, nextPageToken } = await gateway.runs.listPage({ pageToken, signal })
      pageToken = nextPageToken
      found.complete = pageToken === null
      yield items
      if (found.complete) return
    }
  }

  #tell(reading: boolean, error: AppError | null = null): void {
    const { read, since, complete } = this.#found
    this.#options.onChange({
      read,
      since,
      complete,
      reading,
      error: error === null ? null : error.toRecord(),
    })
  }
}

function nothing(): Found {
  return { startedAt: new Map(), read: 0, since: null, complete: false }
}

function add(found: Found, runs: readonly RunStart[]): void {
  found.read += runs.length
  for (const { jobId, startedAt } of runs) {
    if (startedAt === null) continue
    found.since = Math.min(found.since ?? startedAt, startedAt)
    found.startedAt.set(jobId, Math.max(found.startedAt.get(jobId) ?? 0, startedAt))
  }
}
