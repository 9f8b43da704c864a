import { AppError } from '../../../shared/errors.ts'
import type { FileOutcome, FileTarget } from '../../../shared/workspace-files.ts'
import { parentPath } from '../../../shared/workspace-path.ts'
import type { DatabricksGateway, WorkspaceFileStatus } from '../../databricks/gateway.ts'
import { isContainer, kindWords, toEntry } from '../../workspace-files/entries.ts'
import type { KeepReplaced } from '../versions/replaced-text.ts'
import { readReplaceable } from '../write-draft.ts'
import { readRemote, writeRemote } from '../remote.ts'
import { isOutcomeUnknown, toldWith } from './told.ts'

type Files = DatabricksGateway['files']

/**
 * Puts a text at a path and reads it back. Null: it is there. Otherwise nothing was written, and what
 * stands in the way is for the user to decide. What is replaced is kept on this computer first.
 *
 * Throws `invalid-request` where something else than a file is, `conflict` when something else than
 * the text is there afterwards, and what reading, writing and keeping throw; `what` begins the words.
 */
export async function putText(
  files: Files,
  input: { target: FileTarget; text: string; what: string; keepReplaced: KeepReplaced },
): Promise<Exclude<FileOutcome, { outcome: 'done' }> | null> {
  const { target, text, what, keepReplaced } = input
  const { path } = target
  try {
    const before = await statusOf(files, path)
    if (before && before.type !== 'file') throw notAFile(path, before)
    if (before && !target.overwrite) return { outcome: 'exists', entry: toEntry(before) }
    if (!before) {
      const folder = parentPath(path)
      if (!(await isFolder(files, folder))) {
        if (!target.makeFolder) return { outcome: 'no-folder', folder }
        await files.makeFolder(folder)
      }
    } else {
      const there = await readReplaceable(files, path)
      const content = there && (there.bytes ?? there.text)
      if (there && content !== null) {
        const { modifiedAt } = there
        await keepReplaced({
          path,
          text: content,
          modifiedAt,
          reason: 'overwrite',
          replacedBy: text,
        })
      }
    }
  } catch (error) {
    throw toldWith(error, what, 'Nothing was changed in the workspace.')
  }
  try {
    await writeRemote(files, path, text, target.overwrite)
  } catch (thrown) {
    const error = AppError.from(thrown)
    const there = error.code === 'already-exists' ? await statusOf(files, path) : null
    // Somebody was faster.
    if (there) return { outcome: 'exists', entry: toEntry(there) }
    throw toldWith(error, what, await stateAfter(files, target, error))
  }
  await assertThere(files, path, text, what)
  return null
}

async function assertThere(files: Files, path: string, text: string, what: string): Promise<void> {
  let there: string | null
  try {
    there = (await readRemote(files, path))?.text ?? null
  } catch (error) {
    throw toldWith(error, what, `${path} was written, but could not be read back.`)
  }
  if (there === text) return
  throw new AppError('conflict', `${what}. ${path} does not hold what was written to it.`, {
    suggestion:
      'Somebody else may have written there at the same time. Look at it, then try again.',
    details: { path },
  })
}

/** What became of the target of a write that failed, in words. */
async function stateAfter(files: Files, target: FileTarget, error: AppError): Promise<string> {
  const { path, overwrite } = target
  const nothing = `Nothing was written to ${path}.`
  if (!isOutcomeUnknown(error)) return nothing
  if (overwrite) return `${path} may have been replaced; what it was is in its History.`
  try {
    return (await statusOf(files, path)) ? `Something was written to ${path}.` : nothing
  } catch {
    return `It cannot be told whether ${path} was written.`
  }
}

/** Null when nothing is there. */
export async function statusOf(files: Files, path: string): Promise<WorkspaceFileStatus | null> {
  try {
    return await files.getStatus(path)
  } catch (error) {
    if (error instanceof AppError && error.code === 'not-found') return null
    throw error
  }
}

/** Throws `invalid-request` when it is something else. */
async function isFolder(files: Files, path: string): Promise<boolean> {
  const status = await statusOf(files, path)
  if (!status) return false
  if (isContainer(status.type)) return true
  throw new AppError('invalid-request', `${path} is ${kindWords[status.type]}, not a folder.`, {
    suggestion: 'Choose another folder.',
    details: { path, type: status.type },
  })
}

function notAFile(path: string, { type }: WorkspaceFileStatus): AppError {
  return new AppError('invalid-request', `There is ${kindWords[type]} at ${path}.`, {
    suggestion: 'Choose another name.',
    details: { path, type },
  })
}
