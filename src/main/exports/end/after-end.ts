import { AppError } from '../../../shared/errors.ts'
import type { ExportFailure, ExportRecord, ExportResult } from '../../../shared/export.ts'
import type { Logger } from '../../logging/logger.ts'
import type { Timers } from '../../timers.ts'

export interface AfterEndOptions {
  /** The export as it is now; null when it is no longer kept. */
  get: (id: string) => ExportRecord | null
  /** Adds what was found out. */
  annotate: (id: string, found: { failure?: ExportFailure; result?: ExportResult }) => void
  explain: (record: ExportRecord, signal: AbortSignal) => Promise<ExportFailure | null>
  count: (record: ExportRecord, signal: AbortSignal) => Promise<ExportResult>
  timers: Timers
  logger: Logger
}

/** Waits between attempts (ms); after the last one a sign-in or the next start begins anew. */
const waits = [20_000, 60_000, 5 * 60_000, 30 * 60_000]

type Task = 'explain' | 'count'

/**
 * What is asked of Databricks once when an export has ended: why it failed, and what it left behind.
 * One export at a time; what fails is tried again later.
 */
export class AfterEnd {
  readonly #options: AfterEndOptions
  readonly #queue: string[] = []
  /** What is settled although the record does not show it: there was nothing to find out. */
  readonly #settled = new Set<string>()
  readonly #attempts = new Map<string, number>()
  readonly #timers = new Map<string, unknown>()
  readonly #stop = new AbortController()
  #working: Promise<void> | null = null

  constructor(options: AfterEndOptions) {
    this.#options = options
  }

  /** An export has ended, perhaps long ago. One that waits for another attempt goes on waiting. */
  look(id: string): void {
    if (this.#stop.signal.aborted || this.#queue.includes(id) || this.#timers.has(id)) return
    const record = this.#options.get(id)
    if (record === null || this.#open(record).length === 0) return
    this.#queue.push(id)
    this.#working ??= this.#work()
  }

  /** What failed may work now: somebody signed in, or the network is back. */
  retry(ids: readonly string[]): void {
    for (const id of ids) {
      this.#anew(id)
      this.look(id)
    }
  }

  forget(id: string): void {
    this.#anew(id)
    for (const task of ['explain', 'count']) this.#settled.delete(`${task} ${id}`)
  }

  /** Resolves when nothing is under way any more. */
  async stop(): Promise<void> {
    this.#stop.abort()
    for (const timer of this.#timers.values()) this.#options.timers.clear(timer)
    await this.#working
  }

  /** Nothing is waited for any more, and what failed has not failed yet. */
  #anew(id: string): void {
    this.#options.timers.clear(this.#timers.get(id))
    this.#timers.delete(id)
    this.#attempts.delete(id)
  }

  async #work(): Promise<void> {
    // In a turn of its own: whoever told the end tells others first.
    await Promise.resolve()
    for (let id = this.#queue.shift(); id !== undefined; id = this.#queue.shift()) {
      if (this.#stop.signal.aborted) return
      await this.#settle(id)
    }
    // In the same turn as the last look into the queue, so that nobody waits in it for ever.
    this.#working = null
  }

  /** Never rejects. */
  async #settle(id: string): Promise<void> {
    for (const task of this.#open(this.#options.get(id))) {
      const record = this.#options.get(id)
      if (record === null) return
      try {
        await this.#do(task, record)
        this.#settled.add(`${task} ${id}`)
      } catch (thrown) {
        if (this.#stop.signal.aborted) return
        this.#failed(task, id, AppError.from(thrown))
      }
    }
  }

  async #do(task: Task, record: ExportRecord): Promise<void> {
    const { annotate, count, explain } = this.#options
    const { signal } = this.#stop
    if (task === 'count') annotate(record.id, { result: await count(record, signal) })
    else {
      const failure = await explain(record, signal)
      if (failure !== null) annotate(record.id, { failure })
    }
  }

  #failed(task: Task, id: string, error: AppError): void {
    const { logger, timers } = this.#options
    logger.info('What an export left behind cannot be asked for now', { export: id, task, error })
    if (final.includes(error.code)) {
      this.#settled.add(`${task} ${id}`)
      return
    }
    const attempt = this.#attempts.get(id) ?? 0
    const wait = waits[attempt]
    if (wait === undefined || this.#timers.has(id)) return
    this.#attempts.set(id, attempt + 1)
    const timer = timers.set(() => {
      this.#timers.delete(id)
      this.look(id)
    }, wait)
    this.#timers.set(id, timer)
  }

  /** What is still to be found out of an export, the more urgent first. */
  #open(record: ExportRecord | null): Task[] {
    if (record === null) return []
    const tasks: Task[] = []
    if (record.failure === null && isWorthExplaining(record)) tasks.push('explain')
    if (record.result === null && isWorthCounting(record)) tasks.push('count')
    return tasks.filter((task) => !this.#settled.has(`${task} ${record.id}`))
  }
}

/** Asking again gets the same answer. */
const final: readonly string[] = [
  'not-found',
  'forbidden',
  'invalid-request',
  'bad-input',
  'id-not-exact',
]

function isWorthExplaining({ state, runId, tasks }: ExportRecord): boolean {
  if (runId === null) return false
  if (state === 'failed' || state === 'canceled') return true
  return state === 'succeeded' && tasks.some((task) => task.state === 'failed')
}

function isWorthCounting({ state, runId, outputPath }: ExportRecord): boolean {
  return (
    runId !== null && outputPath !== null && ['succeeded', 'failed', 'canceled'].includes(state)
  )
}
