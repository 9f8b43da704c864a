import { AppError } from '../../shared/errors.ts'

/** A failed file operation as `disk-full` or `disk-failed`. */
export function diskError(thrown: unknown, verb: 'read' | 'write' | 'delete'): AppError {
  if (thrown instanceof AppError) return thrown
  const code = codeOf(thrown)
  const details = { code: code ?? 'unknown' }
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new AppError(
      'disk-full',
      'The disk is full, so the list is not kept for the next start.',
      {
        suggestion: 'Free some space; the list works until the app quits.',
        details,
        cause: thrown,
      },
    )
  }
  const message = {
    read: 'The cached list could not be read from disk.',
    write: 'The list could not be kept on disk for the next start.',
    delete: 'The cached lists of the connection could not be deleted.',
  }[verb]
  return new AppError('disk-failed', message, {
    suggestion: 'Check that the app may write to its data folder.',
    details,
    cause: thrown,
  })
}

/** Whether there is no such file or folder. */
export function isMissing(thrown: unknown): boolean {
  return codeOf(thrown) === 'ENOENT'
}

/** The operating system's code of a failed operation, for example `ENOENT`. */
export function codeOf(thrown: unknown): string | null {
  if (typeof thrown !== 'object' || thrown === null || !('code' in thrown)) return null
  return typeof thrown.code === 'string' && thrown instanceof Error ? thrown.code : null
}
