import { AppError } from '../../../shared/errors.ts'

/**
 * The failure of one step of several, with what has become of the files: “`what`, because …”, and
 * `state` in front of what to do.
 */
export function toldWith(thrown: unknown, what: string, state: string): AppError {
  const error = AppError.from(thrown)
  return new AppError(error.code, `${what}. ${error.message}`, {
    suggestion: `${state} ${error.suggestion}`.trim(),
    details: error.details,
    cause: error,
  })
}

/** Errors after which a change may have been carried out all the same. */
export function isOutcomeUnknown({ code }: AppError): boolean {
  return ['network', 'connection-reset', 'timeout', 'unavailable', 'bad-response'].includes(code)
}
