import { AppError } from '../../shared/errors.ts'
import type { ErrorRecord } from '../../shared/errors.ts'
import type { DocumentState } from '../../shared/configuration.ts'

/** Why a document that has no text cannot be edited or written. */
export function notLoaded(
  path: string,
  status: DocumentState['status'],
  error: ErrorRecord | null,
): AppError {
  if (status === 'missing') {
    return new AppError('config-missing', `There is no file at ${path}.`, {
      suggestion: 'Create a default file, or use another path, on the Configuration page.',
    })
  }
  if (status === 'failed') {
    return new AppError('not-ready', `${path} could not be read.`, {
      suggestion: error?.suggestion ?? 'Reload it on the Configuration page.',
    })
  }
  return new AppError('not-ready', `${path} is not read yet.`, {
    suggestion: 'Wait until it is loaded, then try again.',
  })
}

/** Why another file cannot be used before something is done about the edits of this one. */
export function unsavedEdits(path: string, before: string): AppError {
  return new AppError('conflict', `${path} has unsaved edits.`, {
    suggestion: `Save or discard them before ${before}.`,
  })
}

/** Why a path cannot be that of one document. */
export function usedByOther(path: string): AppError {
  return new AppError('bad-input', `${path} is in use for the other document.`, {
    suggestion: 'Use a path of its own for each of the two.',
  })
}
