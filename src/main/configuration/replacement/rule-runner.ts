import { Worker } from 'node:worker_threads'
import type { ReadyRule } from './substitute.ts'
import type { FromWorker, ToWorker } from './worker-messages.ts'

/** What became of a text at each rule that was carried out, in order. */
export interface RunOutcome {
  steps: { rule: number; outcome: string | null }[]
  /** The rule that had to be cut off, with all after it; null when all were carried out. */
  cutOff: number | null
}

/** A pattern that takes longer (ms) would take for ever. */
const deadline = 1000

/**
 * Carries out patterns in a thread of their own, because a regular expression can take longer than
 * the universe has existed and cannot be interrupted. The thread starts with the first run.
 */
export class RuleRunner {
  readonly #url: URL
  #worker: Worker | null = null
  #lastId = 0
  #queue: Promise<unknown> = Promise.resolve()

  constructor(url: URL) {
    this.#url = url
  }

  /** Never hangs: what takes too long is cut off. Throws when the thread cannot run. */
  run(text: string, rules: readonly (ReadyRule | null)[]): Promise<RunOutcome> {
    const outcome = this.#queue.then(() => this.#run(text, rules))
    this.#queue = outcome.catch(() => undefined)
    return outcome
  }

  async close(): Promise<void> {
    const worker = this.#worker
    this.#worker = null
    await worker?.terminate()
  }

  async #run(text: string, rules: readonly (ReadyRule | null)[]): Promise<RunOutcome> {
    const wanted = rules.flatMap((rule, index) => (rule === null ? [] : [index]))
    const steps: RunOutcome['steps'] = []
    if (wanted.length === 0) return { steps, cutOff: null }
    const worker = (this.#worker ??= this.#start())
    const id = ++this.#lastId
    let timer: NodeJS.Timeout | undefined
    let stopListening = (): void => undefined
    try {
      const inTime = await new Promise<boolean>((resolve, reject) => {
        const hear = (message: FromWorker): void => {
          if (message.id !== id) return
          // The deadline is for the rules, and not for the start of the thread.
          if (message.state === 'started') timer = setTimeout(() => resolve(false), deadline)
          else if (message.state === 'ended') resolve(true)
          else steps.push({ rule: message.rule, outcome: message.outcome })
        }
        const gone = (): void => reject(new Error('The thread that tries rules ended'))
        worker.on('message', hear).on('error', reject).on('exit', gone)
        stopListening = () => worker.off('message', hear).off('error', reject).off('exit', gone)
        worker.postMessage({ id, text, rules } satisfies ToWorker)
      })
      if (inTime) return { steps, cutOff: null }
      stopListening()
      await this.close()
      return { steps, cutOff: wanted[steps.length] ?? null }
    } finally {
      clearTimeout(timer)
      stopListening()
    }
  }

  #start(): Worker {
    const worker = new Worker(this.#url)
    // A try under way does not keep the app from quitting.
    worker.unref()
    const ended = (): void => {
      if (this.#worker === worker) this.#worker = null
    }
    return worker.on('error', ended).on('exit', ended)
  }
}
