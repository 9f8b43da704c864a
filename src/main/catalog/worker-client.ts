import { Worker } from 'node:worker_threads'
import type { Kind } from '../../shared/catalog.ts'
import { AppError } from '../../shared/errors.ts'
import type { ErrorRecord } from '../../shared/errors.ts'
import type { Logger } from '../logging/logger.ts'
import type {
  WorkerCall,
  WorkerCalls,
  WorkerMessage,
  WorkerRequest,
  WorkerStart,
} from './protocol.ts'

export interface WorkerClientOptions {
  url: URL
  start: WorkerStart
  logger: Logger
  /** The worker ended on its own and what it held is gone; the next request starts another. */
  onCrash: (error: AppError) => void
  onWarning: (kind: Kind, warning: ErrorRecord) => void
}

interface Pending {
  worker: Worker
  resolve: (value: never) => void
  reject: (error: AppError) => void
}

/** The service's side of the worker: starts it when first needed and pairs answers with requests. */
export class WorkerClient {
  readonly #options: WorkerClientOptions
  readonly #pending = new Map<number, Pending>()
  #worker: Worker | null = null
  #closing: Promise<void> | null = null
  #lastId = 0

  constructor(options: WorkerClientOptions) {
    this.#options = options
  }

  get isRunning(): boolean {
    return this.#worker !== null
  }

  /** Throws what the worker answers, and `internal` when it ends before it answers. */
  async request<Call extends WorkerCall>(
    call: Call,
    input: WorkerCalls[Call]['input'],
  ): Promise<WorkerCalls[Call]['output']> {
    // Two workers must not write the same files.
    if (this.#closing) await this.#closing
    return await this.#post((this.#worker ??= this.#start()), call, input)
  }

  /** Writes what is not on disk yet and ends the worker; the next request starts another. */
  async close(): Promise<void> {
    const worker = this.#worker
    this.#worker = null
    if (worker) {
      const closing = this.#end(worker).finally(() => {
        if (this.#closing === closing) this.#closing = null
      })
      this.#closing = closing
    }
    await this.#closing
  }

  async #end(worker: Worker): Promise<void> {
    const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
    await Promise.race([this.#post(worker, 'flush', null), ended])
    this.#rejectAll(worker, new AppError('canceled', 'The catalog was closed.'))
    await worker.terminate()
  }

  async #post<Call extends WorkerCall>(
    worker: Worker,
    call: Call,
    input: WorkerCalls[Call]['input'],
  ): Promise<WorkerCalls[Call]['output']> {
    const id = ++this.#lastId
    return await new Promise<WorkerCalls[Call]['output']>((resolve, reject) => {
      this.#pending.set(id, { worker, resolve, reject })
      worker.postMessage({ id, call, input } as WorkerRequest)
    })
  }

  #start(): Worker {
    const worker = new Worker(this.#options.url, { workerData: this.#options.start })
    worker.on('message', (message: WorkerMessage) => {
      this.#receive(message)
    })
    worker.on('error', (thrown) => {
      this.#crashed(worker, thrown)
    })
    worker.on('exit', (code) => {
      this.#crashed(worker, new Error(`exit code ${code}`))
    })
    this.#options.logger.debug('Catalog worker started')
    return worker
  }

  #receive(message: WorkerMessage): void {
    if ('warning' in message) {
      this.#options.onWarning(message.kind, message.warning)
      return
    }
    const pending = this.#pending.get(message.id)
    this.#pending.delete(message.id)
    if (message.ok) pending?.resolve(message.value as never)
    else pending?.reject(AppError.fromRecord(message.error))
  }

  /** An error is followed by an exit: only the first of the two counts. */
  #crashed(worker: Worker, cause: unknown): void {
    if (this.#worker !== worker) return
    this.#worker = null
    const error = new AppError('internal', 'The part of the app that keeps the lists stopped.', {
      suggestion: 'It starts again by itself. Refresh the list if something is missing.',
      details: { reason: cause instanceof Error ? cause.message : String(cause) },
      cause,
    })
    this.#options.logger.error('The catalog worker stopped', { error })
    this.#rejectAll(worker, error)
    this.#options.onCrash(error)
  }

  #rejectAll(worker: Worker, error: AppError): void {
    for (const [id, pending] of this.#pending) {
      if (pending.worker !== worker) continue
      this.#pending.delete(id)
      pending.reject(error)
    }
  }
}
