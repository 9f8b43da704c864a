/** What ends the work on one layer. */
export interface Limits {
  /** A person gives up. */
  signal: AbortSignal
  /** How long it may take, ms; null for as long as the work itself allows. */
  ms: number | null
}

/**
 * Runs `work` until it is done, its time is over (rejects with `ETIMEDOUT`, as a connection would) or
 * the person gives up (rejects with the signal's reason); also when `work` takes no notice of its
 * signal. `again` gives it the whole time once more.
 */
export async function withLimits<Value>(
  { signal: person, ms }: Limits,
  work: (signal: AbortSignal, again: () => void) => Promise<Value>,
): Promise<Value> {
  person.throwIfAborted()
  const controller = new AbortController()
  const { promise: cut, reject } = Promise.withResolvers<never>()
  const end = (reason: unknown): void => {
    controller.abort(reason)
    reject(reason)
  }
  let timer: NodeJS.Timeout | undefined
  const again = (): void => {
    clearTimeout(timer)
    if (ms === null || controller.signal.aborted) return
    timer = setTimeout(() => {
      end(Object.assign(new Error('too late'), { code: 'ETIMEDOUT' }))
    }, ms)
  }
  const giveUp = (): void => {
    end(person.reason)
  }
  person.addEventListener('abort', giveUp, { once: true })
  again()
  try {
    return await Promise.race([work(controller.signal, again), cut])
  } finally {
    clearTimeout(timer)
    person.removeEventListener('abort', giveUp)
  }
}
