import { AppError } from '../../shared/errors.ts'
import type { DatabricksGateway } from '../databricks/gateway.ts'

/** Content limit of the workspace API. */
const maximumBytes = 10 * 1024 * 1024

/** A text file of the workspace as it stood at one moment. */
export interface RemoteText {
  text: string
  /** UTC ms. */
  modifiedAt: number | null
}

type Files = DatabricksGateway['files']

/**
 * Reads a text file; null when nothing is at the path. The byte order mark and line ends stay in.
 *
 * @throws AppError `invalid-request` when it is no file, `too-large`, `config-invalid` when it is not
 *   UTF-8 text, and whatever the gateway throws
 */
export async function readRemote(
  files: Files,
  path: string,
  signal?: AbortSignal,
): Promise<RemoteText | null> {
  try {
    const status = await files.getStatus(path, { signal })
    if (status.type !== 'file') throw notAFile(path, status.type)
    if (status.size !== null && status.size > maximumBytes) throw tooLarge(path)
    const bytes = await files.read(path, { signal })
    return { text: decode(path, bytes), modifiedAt: status.modifiedAt }
  } catch (error) {
    if (error instanceof AppError && error.code === 'not-found') return null
    throw error
  }
}

/**
 * Writes a text file, with its folder when that is missing. When the answer to the write is lost, the
 * file is read back to see whether it arrived.
 *
 * @param overwrite without it, a file that appeared meanwhile is kept: `already-exists`
 */
export async function writeRemote(
  files: Files,
  path: string,
  text: string,
  overwrite: boolean,
): Promise<void> {
  const bytes = new TextEncoder().encode(text)
  if (bytes.byteLength > maximumBytes) throw tooLarge(path)
  try {
    try {
      await files.write(path, bytes, { overwrite })
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'not-found') throw error
      await files.makeFolder(folderOf(path))
      await files.write(path, bytes, { overwrite })
    }
  } catch (error) {
    if (isAnswerLost(error) && (await hasArrived(files, path, text))) return
    throw error
  }
}

/** When the file was last modified; null when that cannot be told. */
export async function modifiedAtOf(files: Files, path: string): Promise<number | null> {
  return (await files.getStatus(path)).modifiedAt
}

export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/'
}

/** Errors after which the write may have been carried out all the same. */
function isAnswerLost(error: unknown): boolean {
  const codes = ['network', 'connection-reset', 'timeout', 'unavailable', 'bad-response']
  // A repeated write without overwrite meets the file that its own first try made.
  return error instanceof AppError && [...codes, 'already-exists'].includes(error.code)
}

async function hasArrived(files: Files, path: string, text: string): Promise<boolean> {
  try {
    return (await readRemote(files, path))?.text === text
  } catch {
    // The first error says more than that looking for the outcome failed as well.
    return false
  }
}

function decode(path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (error) {
    throw new AppError('config-invalid', `${path} is not a UTF-8 text file.`, {
      suggestion: 'Save it as UTF-8, or use another path.',
      details: { path },
      cause: error,
    })
  }
}

function notAFile(path: string, type: string): AppError {
  const what = type === 'folder' || type === 'notebook' || type === 'dashboard' ? type : null
  return new AppError(
    'invalid-request',
    `${path} is ${what ? `a ${what}` : 'something else'}, not a file.`,
    {
      suggestion: 'Use the path of a YAML file, or of one that does not exist yet.',
      details: { path, type },
    },
  )
}

function tooLarge(path: string): AppError {
  return new AppError(
    'too-large',
    `${path} is larger than 10 MB, the limit of the workspace API.`,
    {
      suggestion: 'Use a smaller file.',
      details: { path },
    },
  )
}
