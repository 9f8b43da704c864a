import { AppError } from '../../shared/errors.ts'
import { TransportFailure } from '../databricks/failures.ts'
import type { RequestLine } from '../databricks/failures.ts'
import { networkError } from '../databricks/network-errors.ts'

/** A request that got no answer, in the words of the gateway. `host` without scheme. */
export function requestError(thrown: unknown, line: RequestLine, host: string): AppError {
  if (thrown instanceof AppError || !(thrown instanceof Error)) return AppError.from(thrown)
  const isNetwork = 'code' in thrown || thrown instanceof AggregateError
  if (!isNetwork) return AppError.from(thrown)
  return networkError(new TransportFailure(line, thrown), { host })
}
