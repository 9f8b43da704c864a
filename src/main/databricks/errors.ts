import { AppError } from '../../shared/errors.ts'
import {
  BodyFailure,
  CancelFailure,
  DeadlineFailure,
  HttpFailure,
  TransportFailure,
} from './failures.ts'
import { httpError, notDatabricks } from './http-errors.ts'
import { networkError } from './network-errors.ts'

/** What the words of an error speak about. */
export interface ErrorSubject {
  /** Host of the workspace, without scheme. */
  host: string
  /** The thing the call was about, for example `job 123` or `the file /Shared/config.yml`. */
  thing: string
  /** UTC ms, for a `Retry-After` that names a date. */
  now: number
}

/**
 * The one place where failures become words: whatever a call threw as the `AppError` that leaves the
 * gateway. `details` say method, path, status and Databricks' error code, never the query or headers.
 */
export function toAppError(thrown: unknown, subject: ErrorSubject): AppError {
  if (thrown instanceof AppError) return thrown
  if (thrown instanceof HttpFailure) return httpError(thrown, subject)
  if (thrown instanceof TransportFailure) return networkError(thrown, subject)
  if (thrown instanceof BodyFailure) return bodyError(thrown, subject)
  if (thrown instanceof DeadlineFailure) return deadlineError(thrown, subject)
  if (thrown instanceof CancelFailure) {
    return new AppError('canceled', 'The request was canceled.', { cause: thrown })
  }
  return AppError.from(thrown)
}

function bodyError(failure: BodyFailure, { host }: ErrorSubject): AppError {
  const details = { ...failure.request, status: failure.status, body: failure.kind }
  if (failure.kind === 'html') {
    return notDatabricks(host, 'it answered with a web page', { details, cause: failure })
  }
  if (failure.kind === 'not-json') {
    const what = 'it answered with something else than the Databricks API does'
    return notDatabricks(host, what, { details, cause: failure })
  }
  const message =
    failure.kind === 'truncated'
      ? `The answer of ${host} arrived incomplete.`
      : `The answer of ${host} is too long to be right.`
  return new AppError('bad-response', message, {
    suggestion: 'Try again. If it happens again, check the network, the VPN and the proxy.',
    details,
    cause: failure,
  })
}

function deadlineError(failure: DeadlineFailure, { host }: ErrorSubject): AppError {
  const seconds = Math.max(1, Math.round(failure.limitMs / 1000))
  const limit = seconds === 1 ? '1 second' : `${seconds} seconds`
  return new AppError('timeout', `${host} did not answer within ${limit}.`, {
    suggestion:
      'Try again. If it happens again, check the network, the VPN and whether the workspace opens in a browser.',
    details: { limitMs: failure.limitMs },
    cause: failure,
  })
}
