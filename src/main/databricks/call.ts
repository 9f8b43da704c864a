import type { Context } from '@databricks/sdk-experimental/dist/context/index.js'
import { AppError, signInCodes } from '../../shared/errors.ts'
import type { Logger } from '../logging/logger.ts'
import type { Sdk } from './client.ts'
import type { Deadlines } from './deadline.ts'
import { withDeadline } from './deadline.ts'
import { toAppError } from './errors.ts'
import type { CallOptions } from './gateway.ts'
import type { Sleep } from './retry.ts'
import { withRetry } from './retry.ts'

/** What a call is about, and how it may be treated. */
export interface CallPlan {
  /** For the words of errors, for example `job 123`. */
  thing: string
  /** Whether repeating does no harm. */
  safe: boolean
  /** Which deadline each attempt has; `callMs` unless told. */
  deadline?: keyof Deadlines
}

/** Runs one call to Databricks with deadline, retries and cancellation; throws `AppError` only. */
export type Call = <Result>(
  plan: CallPlan,
  options: CallOptions,
  run: (sdk: Sdk, context: Context) => Promise<Result>,
) => Promise<Result>

export interface CallerOptions {
  sdk: Sdk
  /** Host without scheme, for words. */
  hostName: string
  deadlines: Deadlines
  retries?: number
  logger: Logger
  now: () => number
  sleep: Sleep
  random: () => number
  /** Fires when the gateway is closed. */
  closed: AbortSignal
  onUnauthorized?: (error: AppError) => void
}

export function createCall(caller: CallerOptions): Call {
  return async (plan, options, run) => {
    if (caller.closed.aborted) {
      throw new AppError('not-connected', 'The connection to the workspace is closed.', {
        suggestion: 'Connect again.',
      })
    }
    const signals = [options.signal, caller.closed]
    const deadlineMs = caller.deadlines[plan.deadline ?? 'callMs']
    try {
      return await withRetry(
        (number, remainingMs) =>
          withDeadline(
            { ms: Math.min(deadlineMs, remainingMs ?? deadlineMs), number, signals },
            (attempt) => run(caller.sdk, caller.sdk.context(attempt)),
          ),
        {
          safe: plan.safe,
          ...(caller.retries === undefined ? {} : { retries: caller.retries }),
          signals,
          now: caller.now,
          sleep: caller.sleep,
          random: caller.random,
          onRetry: (wait) => caller.logger.debug('retry', { ...wait }),
          ...(options.pacing === undefined ? {} : { pacing: options.pacing }),
        },
      )
    } catch (error) {
      const subject = { host: caller.hostName, thing: plan.thing, now: caller.now() }
      const failure = toAppError(error, subject)
      // A gateway that was closed meanwhile is no sign of bad credentials.
      const isSignedOut = signInCodes.includes(failure.code) && !caller.closed.aborted
      if (isSignedOut) caller.onUnauthorized?.(failure)
      throw failure
    }
  }
}
