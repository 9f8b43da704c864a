import { createHash } from 'node:crypto'
import { AppError } from '../../../shared/errors.ts'
import type { Arrival } from './journal.ts'

/** A file as it came from the workspace. */
export interface Fetched {
  content: Uint8Array
  /** Null where Databricks tells no time. */
  modifiedAt: number | null
}

/** What a sink tells of a file that it put down. */
export type Put = Pick<Arrival, 'bytes' | 'hash' | 'zip'>

/** Where a download goes: a folder of its own, or one zip file. */
export interface Sink {
  /** Whether others can put something there, which then keeps its name. */
  readonly isShared: boolean
  /**
   * Makes ready, and answers which of the arrivals of an earlier attempt are there and whole. Others
   * are left as they are and do not count.
   */
  open(arrivals: readonly Arrival[], signal: AbortSignal): Promise<Arrival[]>
  /** Puts a file down. Throws `already-exists` when something of somebody else is there. */
  put(place: string, file: Fetched): Promise<Put>
  /** Takes away what was put down earlier and is whole: the workspace has another version of it now. */
  drop(arrival: Arrival): Promise<void>
  /** All files are there. Answers where the whole is now. */
  finish(arrivals: readonly Arrival[]): Promise<string>
  /** Lets go of what is open; safe after `finish`. */
  close(): Promise<void>
}

export function sha256(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}

/** What the operating system says when a download is written, in words that say what to do. */
export function writeError(thrown: unknown, place: string): AppError {
  if (thrown instanceof AppError) return thrown
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : ''
  const details = { place, code }
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new AppError('disk-full', 'There is no room left where the download goes.', {
        suggestion: 'Make room on that disk, then resume: what has arrived is not fetched again.',
        details,
        cause: thrown,
      })
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new AppError('disk-failed', `The app may not write to ${place}.`, {
        suggestion: 'Choose another folder, or change the permissions of this one.',
        details,
        cause: thrown,
      })
    case 'ENOENT':
    case 'ENOTDIR':
      return new AppError('disk-failed', `${place} is no longer there.`, {
        suggestion: 'Connect the drive again and resume, or download to another place.',
        details,
        cause: thrown,
      })
    default:
      return new AppError(
        'disk-failed',
        `The download could not be written to ${place}${code === '' ? '' : ` (${code})`}.`,
        {
          suggestion: 'Check that disk, then resume, or download to another place.',
          details,
          cause: thrown,
        },
      )
  }
}
