import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { AppError } from '../../../shared/errors.ts'
import { diskError, writeDurably } from '../../durable-files.ts'

/** As in the workspace: what is opened here is meant to be saved there. */
const mostBytes = 10 * 1024 * 1024

/** Dialogs of the desktop that ask for a file on this computer; null when the person cancels. */
export interface LocalFiles {
  chooseToOpen: () => Promise<string | null>
  chooseToSave: (name: string) => Promise<string | null>
}

/** The text of a file on this computer. Throws `too-large`, `config-invalid` (no UTF-8), `disk-failed`. */
export async function readLocalCopy(file: string): Promise<string> {
  let bytes: Uint8Array
  try {
    if ((await stat(file)).size > mostBytes) {
      throw new AppError('too-large', `${basename(file)} is larger than 10 MB.`, {
        suggestion: 'The workspace takes files up to 10 MB. Choose a smaller one.',
      })
    }
    bytes = await readFile(file)
  } catch (error) {
    if (error instanceof AppError) throw error
    throw new AppError('disk-failed', `${basename(file)} cannot be read (${reason(error)}).`, {
      suggestion: 'Check that it is still there and that you may read it.',
      cause: error,
    })
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (error) {
    throw new AppError('config-invalid', `${basename(file)} is not a UTF-8 text file.`, {
      suggestion: 'Save it as UTF-8 in a text editor, then open it again.',
      cause: error,
    })
  }
}

/** Writes a text to this computer: all of it or nothing. Throws `disk-full`, `disk-failed`. */
export function writeLocalCopy(file: string, text: string): void {
  try {
    writeDurably(file, text)
  } catch (thrown) {
    const error = thrown instanceof AppError ? thrown : diskError(thrown, file)
    const isFull = error.code === 'disk-full'
    throw new AppError(error.code, error.message, {
      suggestion: isFull
        ? 'Make room on the disk, or choose another one.'
        : 'Check that the folder is there and that you may write to it, or choose another one.',
      details: error.details,
      cause: error,
    })
  }
}

function reason(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
}
