import { randomBytes } from 'node:crypto'
import { Worker } from 'node:worker_threads'
import { AppError } from '../../shared/errors.ts'
import type { DemoOptions } from './options.ts'
import type { FromWorker, ToWorker } from './worker-messages.ts'

export interface DemoWorkspaceInput {
  /** The built `worker.ts`. */
  workerUrl: URL | string
  /** Where the workspace is kept between starts. */
  stateFile: string
  options?: Omit<DemoOptions, 'stateFile'>
  /** Trouble while it runs, for the log; after `demo-failed` it no longer answers. */
  onProblem?: (problem: AppError) => void
  /** How long the start may take in ms; 15 s by default. */
  startTimeoutMs?: number
}

/** A demo workspace that runs in a thread of its own. */
export interface DemoWorkspace {
  readonly url: string
  readonly token: string
  /** Saves and ends the thread. Rejects with `disk-full` or `disk-failed` if it could not save. */
  stop(): Promise<void>
}

const stopTimeoutMs = 5000

/**
 * Starts the demo workspace in a worker thread. Rejects with `demo-failed` (or a disk error) when it
 * cannot start; nothing is left running then.
 */
export async function startDemoWorkspace(input: DemoWorkspaceInput): Promise<DemoWorkspace> {
  const token = input.options?.token ?? `dapi${randomBytes(16).toString('hex')}`
  const workerData: DemoOptions = { ...input.options, token, stateFile: input.stateFile }
  const report = input.onProblem ?? (() => undefined)
  const worker = new Worker(input.workerUrl, { name: 'demo-workspace', workerData })
  let ending: Promise<void> | null = null
  let running = false
  let exited = false
  let cause: unknown
  worker.on('message', (message: FromWorker) => {
    if (message.type === 'problem') report(AppError.fromRecord(message.error))
  })
  worker.on('error', (thrown) => {
    cause = thrown
  })
  worker.on('exit', () => {
    exited = true
    if (running && ending === null) report(died(cause))
  })
  try {
    const url = await started(worker, input.startTimeoutMs ?? 15_000)
    running = true
    const end = () => (exited ? Promise.resolve() : stop(worker))
    return { url, token, stop: () => (ending ??= end()) }
  } catch (thrown) {
    await worker.terminate()
    throw AppError.from(thrown)
  }
}

function started(worker: Worker, timeoutMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(failed('It did not answer in time.')), timeoutMs)
    const end = () => {
      clearTimeout(timer)
      worker.off('message', onMessage).off('error', onError).off('exit', onExit)
    }
    const onMessage = (message: FromWorker) => {
      if (message.type === 'problem') return
      end()
      if (message.type === 'ready') resolve(message.url)
      else
        reject(message.error === null ? failed('It stopped.') : AppError.fromRecord(message.error))
    }
    const onError = (cause: Error) => {
      end()
      reject(failed(cause.message, cause))
    }
    const onExit = (code: number) => {
      end()
      reject(failed(`Its thread ended with code ${code}.`))
    }
    worker.on('message', onMessage).on('error', onError).on('exit', onExit)
  })
}

function stop(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    let problem: AppError | null = null
    const timer = setTimeout(() => void worker.terminate(), stopTimeoutMs)
    worker.on('message', (message: FromWorker) => {
      if (message.type === 'stopped' && message.error !== null) {
        problem = AppError.fromRecord(message.error)
      }
    })
    worker.once('exit', () => {
      clearTimeout(timer)
      if (problem === null) resolve()
      else reject(problem)
    })
    const message: ToWorker = { type: 'stop' }
    worker.postMessage(message)
  })
}

function failed(reason: string, cause?: unknown): AppError {
  return new AppError('demo-failed', 'The demo workspace could not start.', {
    suggestion: 'Try again. If it happens again, restart the app.',
    details: { reason },
    cause,
  })
}

function died(cause?: unknown): AppError {
  return new AppError('demo-failed', 'The demo workspace stopped unexpectedly.', {
    suggestion: 'Connect to the demo workspace again; its files and runs are kept.',
    cause,
  })
}
