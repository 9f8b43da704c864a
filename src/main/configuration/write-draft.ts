import type { SaveResult } from '../../shared/configuration.ts'
import { AppError } from '../../shared/errors.ts'
import type { DatabricksGateway } from '../databricks/gateway.ts'
import { readRemote, writeRemote } from './remote.ts'
import type { RemoteVersion } from './version-conflict.ts'
import type { KeepReplaced } from './versions/replaced-text.ts'

type Files = DatabricksGateway['files']

export interface DraftWrite {
  path: string
  /** What is written. */
  text: string
  /** The text in the workspace that this was made from; null when there was none. */
  base: string | null
  /** `base` is what somebody else wrote, seen and decided about. */
  foreign?: boolean
  /** Replaces also what is not `base`. */
  overwrite: boolean
  /** Keeps what is replaced on this computer; null: the user does without. */
  keep: KeepReplaced | null
}

export type DraftWriteResult =
  | { outcome: 'written'; modifiedBefore: number | null }
  | { outcome: 'conflict'; remote: RemoteVersion | null }
  | Extract<SaveResult, { outcome: 'not-kept' }>

/**
 * Writes a text to the workspace unless the file changed there meanwhile, and not before what it
 * replaces is kept here. Throws what reading and writing throw, and then nothing was written.
 */
export async function writeDraft(files: Files, write: DraftWrite): Promise<DraftWriteResult> {
  const { path, text, base, overwrite } = write
  const remote: Replaceable | null = overwrite
    ? await readReplaceable(files, path)
    : await readRemote(files, path)
  if (remote?.text === text) return { outcome: 'written', modifiedBefore: remote.modifiedAt }
  const isBase = (remote?.text ?? null) === base && !remote?.bytes
  if (!overwrite && !isBase) return { outcome: 'conflict', remote }
  if (remote && write.keep) {
    try {
      await write.keep({
        path,
        text: remote.bytes ?? remote.text ?? '',
        modifiedAt: remote.modifiedAt,
        reason: isBase && write.foreign !== true ? 'save' : 'overwrite',
        replacedBy: text,
      })
    } catch (error) {
      return { outcome: 'not-kept', error: AppError.from(error).toRecord() }
    }
  }
  const replaces = overwrite || remote !== null
  try {
    await writeRemote(files, path, text, replaces)
  } catch (error) {
    if (replaces || !(error instanceof AppError) || error.code !== 'already-exists') throw error
    return { outcome: 'conflict', remote: await readRemote(files, path) }
  }
  return { outcome: 'written', modifiedBefore: remote?.modifiedAt ?? null }
}

/** What `writeDraft` would answer for a text that needs no writing. */
export async function lookAgain(
  files: Files,
  path: string,
  base: string | null,
): Promise<DraftWriteResult> {
  const remote = await readRemote(files, path)
  return (remote?.text ?? null) === base
    ? { outcome: 'written', modifiedBefore: remote?.modifiedAt ?? null }
    : { outcome: 'conflict', remote }
}

export interface Replaceable extends RemoteVersion {
  /** What is no UTF-8 text. */
  bytes?: Uint8Array
}

/** For a write that replaces whatever is there: what is no text is taken as its bytes. */
export async function readReplaceable(files: Files, path: string): Promise<Replaceable | null> {
  try {
    return await readRemote(files, path)
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'config-invalid') throw error
    return { text: null, bytes: await files.read(path), modifiedAt: null }
  }
}
