import { setTimeout as delay } from 'node:timers/promises'
import pRetry from 'p-retry'
import { CancelFailure, HttpFailure, TransportFailure } from './failures.ts'
import type { Pacing } from './gateway.ts'

export const retryLimits = {
  /** Further attempts after the first. */
  retries: 5,
  /** Attempts and waits together, ms. */
  totalMs: 60_000,
  /** The first wait is drawn from 0 to this, the next from 0 to twice this, and so on. */
  firstWaitMs: 500,
  maxWaitMs: 16_000,
}

/** Waits; rejects as soon as the signal fires. */
export type Sleep = (ms: number, signal: AbortSignal) => Promise<void>

export const defaultSleep: Sleep = (ms, signal) => delay(ms, undefined, { signal })

export interface RetryOptions {
  /** Whether a repeat does no harm. Without it there is one attempt. */
  safe: boolean
  /** Further attempts after the first; those of `retryLimits` unless told. */
  retries?: number
  signals: readonly (AbortSignal | undefined)[]
  now: () => number
  sleep: Sleep
  /** 0 up to but not including 1. */
  random: () => number
  onRetry: (wait: { attempt: number; waitMs: number; why: string }) => void
  pacing?: Pacing
}

/**
 * Runs `attempt` until it succeeds, fails for good, or has had its retries; rejects with the last
 * failure. `remainingMs` is what is left of the whole time, null in the first attempt, which may use
 * its own deadline in full. Waits follow `Retry-After`, else exponential backoff with full jitter
 * (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
 */
export async function withRetry<Result>(
  attempt: (number: number, remainingMs: number | null) => Promise<Result>,
  options: RetryOptions,
): Promise<Result> {
  if (!options.safe) return attempt(1, null)
  const startedAt = options.now()
  const remaining = () => retryLimits.totalMs - (options.now() - startedAt)
  return pRetry((number) => attempt(number, number === 1 ? null : remaining()), {
    retries: options.retries ?? retryLimits.retries,
    minTimeout: 0,
    shouldRetry: async ({ error, attemptNumber }) => {
      if (!isTransient(error)) return false
      const askedMs = askedFor(error, options.now())
      if (askedMs > 0) options.pacing?.held(askedMs)
      const waitMs = Math.max(askedMs, backoff(attemptNumber + 1, options))
      if (waitMs >= remaining()) return false
      options.onRetry({ attempt: attemptNumber + 1, waitMs, why: error.message })
      await sleepUnlessCanceled(waitMs, options)
      await options.pacing?.turn()
      return remaining() > 0
    },
  })
}

/** A failure that may be gone a moment later and did not reach, or did not get through, Databricks. */
export function isTransient(error: unknown): error is HttpFailure | TransportFailure {
  if (error instanceof HttpFailure) return [429, 500, 502, 503, 504].includes(error.status)
  return (
    error instanceof TransportFailure &&
    ['ECONNRESET', 'ECONNREFUSED', 'ECONNABORTED', 'EPIPE'].includes(error.code)
  )
}

/** What `Retry-After` asks for, in ms from `now`; null when it says nothing that can be read. */
export function retryAfterMs(header: string | null, now: number): number | null {
  if (header === null) return null
  if (/^\s*\d{1,9}(\.\d+)?\s*$/.test(header)) return Number(header) * 1000
  const date = Date.parse(header)
  return Number.isNaN(date) ? null : Math.max(0, date - now)
}

function backoff(attempt: number, options: RetryOptions): number {
  const span = Math.min(retryLimits.maxWaitMs, retryLimits.firstWaitMs * 2 ** (attempt - 2))
  return Math.round(options.random() * span)
}

/** How long the server wants to be left alone (ms); 0 when it does not say. */
function askedFor(failure: HttpFailure | TransportFailure, now: number): number {
  const isHonoured = failure instanceof HttpFailure && [429, 503].includes(failure.status)
  return isHonoured ? (retryAfterMs(failure.retryAfter, now) ?? 0) : 0
}

async function sleepUnlessCanceled(ms: number, options: RetryOptions): Promise<void> {
  const controller = new AbortController()
  const cancel = () => controller.abort()
  for (const source of options.signals) {
    if (source?.aborted) throw new CancelFailure()
    source?.addEventListener('abort', cancel, { once: true })
  }
  try {
    await options.sleep(ms, controller.signal)
  } catch (error) {
    throw controller.signal.aborted ? new CancelFailure() : error
  } finally {
    for (const source of options.signals) source?.removeEventListener('abort', cancel)
  }
  if (controller.signal.aborted) throw new CancelFailure()
}
