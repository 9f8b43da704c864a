import { CancelFailure, DeadlineFailure } from './failures.ts'

/** How long one attempt may take, in ms. */
export interface Deadlines {
  /** Calls that answer with records. */
  callMs: number
  /** Reading and writing file contents. */
  contentMs: number
}

export const defaultDeadlines: Deadlines = { callMs: 30_000, contentMs: 120_000 }

/**
 * One attempt at a call. It is the SDK's cancellation token, and so reaches the transport through
 * whatever the SDK does in between, with the signal and the number for the log.
 */
export class Attempt {
  readonly number: number
  readonly signal: AbortSignal

  constructor(number: number, signal: AbortSignal) {
    this.number = number
    this.signal = signal
  }

  get isCancellationRequested(): boolean {
    return this.signal.aborted
  }

  onCancellationRequested(listener: () => void): void {
    this.signal.addEventListener('abort', listener, { once: true })
  }
}

/**
 * Runs one attempt, and ends it when `ms` are over (`DeadlineFailure`) or one of the signals fires
 * (`CancelFailure`); also when `run` itself takes no notice.
 */
export async function withDeadline<Result>(
  options: { ms: number; number: number; signals: readonly (AbortSignal | undefined)[] },
  run: (attempt: Attempt) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController()
  const { signal } = controller
  const cancel = () => controller.abort(new CancelFailure())
  const timer = setTimeout(() => controller.abort(new DeadlineFailure(options.ms)), options.ms)
  // AbortSignal.any keeps its result alive as long as its sources, and the gateway's lives for days.
  for (const source of options.signals) {
    if (source?.aborted) cancel()
    else source?.addEventListener('abort', cancel, { once: true })
  }
  const cut = new Promise<never>((_resolve, reject) => {
    const give = () => reject(signal.reason)
    if (signal.aborted) give()
    else signal.addEventListener('abort', give, { once: true })
  })
  try {
    return await Promise.race([cut, run(new Attempt(options.number, signal))])
  } finally {
    clearTimeout(timer)
    for (const source of options.signals) source?.removeEventListener('abort', cancel)
  }
}
