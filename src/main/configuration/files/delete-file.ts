import { AppError } from '../../../shared/errors.ts'
import type { DeleteOutcome } from '../../../shared/workspace-files.ts'
import { baseName } from '../../../shared/workspace-path.ts'
import type { DatabricksGateway } from '../../databricks/gateway.ts'
import type { Logger } from '../../logging/logger.ts'
import type { DocumentDraft } from '../document-draft.ts'
import { readRemote, writeRemote } from '../remote.ts'
import type { VersionStore } from '../versions/version-store.ts'
import type { DeletedFile } from './deletion.ts'
import type { DocumentPlace } from './document-place.ts'
import { statusOf } from './target.ts'
import { toldWith } from './told.ts'

type Files = DatabricksGateway['files']

export interface DeleteFileInput {
  place: DocumentPlace
  /** Also when somebody changed it since it was read. */
  evenIfChanged: boolean
  versions: VersionStore
  now: () => number
  logger: Logger
}

/**
 * Deletes the file of a document. Its text and the unsaved edits are kept on this computer first, so
 * that both can come back; when they cannot be kept, nothing is deleted.
 */
export async function deleteFile(files: Files, input: DeleteFileInput): Promise<DeleteOutcome> {
  const { place, evenIfChanged, versions, now, logger } = input
  const { draft, connectionId } = place
  const { path } = draft
  const there = await readRemote(files, path)
  if (!there) {
    draft.isGone({ keepEdits: true })
    return { outcome: 'gone', path }
  }
  const { text, modifiedAt } = there
  if (text !== draft.saved?.text && !evenIfChanged) return { outcome: 'changed', modifiedAt }
  const edits = draft.unsaved ? (draft.draft?.text ?? null) : null
  try {
    if (edits !== null) {
      const facts = { path, modifiedAt: null, reason: 'draft', replacedBy: text } as const
      await versions.keep(connectionId, { ...facts, text: edits })
    }
    const facts = { path, modifiedAt, reason: 'delete', replacedBy: null } as const
    await versions.keep(connectionId, { ...facts, text })
  } catch (error) {
    const state = 'It could not be kept on this computer, so it could not have come back.'
    throw toldWith(error, `${baseName(path)} was not deleted`, state)
  }
  const deleted = { path, deletedAt: now(), text, draft: edits }
  try {
    await files.delete(path)
  } catch (error) {
    const still = await isStillThere(files, path)
    if (still === 'yes') {
      throw toldWith(error, `${baseName(path)} was not deleted`, 'The file is as it was.')
    }
    if (still === 'unknown') {
      draft.deletion.remember(deleted)
      const state =
        'Its text is kept on this computer. Reload to see whether the file is still there.'
      throw toldWith(error, `It cannot be told whether ${baseName(path)} was deleted`, state)
    }
  }
  draft.deletion.remember(deleted)
  draft.isGone({ keepEdits: false })
  logger.info('Deleted a document', { path, unsaved: edits !== null })
  return { outcome: 'deleted', path }
}

/** Writes a deleted file again; throws `already-exists` when something is there now. */
export async function restoreDeleted(
  files: Files,
  draft: DocumentDraft,
  deleted: DeletedFile,
): Promise<void> {
  try {
    await writeRemote(files, deleted.path, deleted.text, false)
  } catch (error) {
    const isTaken = AppError.from(error).code === 'already-exists'
    const state = isTaken
      ? 'It was left alone. The deleted text is in the History of the file.'
      : 'The deleted text is still kept on this computer.'
    throw toldWith(error, `${baseName(deleted.path)} was not brought back`, state)
  }
  draft.deletion.remember(null)
}

export function nothingDeleted(): AppError {
  return new AppError('not-found', 'There is no deleted file to bring back.', {
    suggestion: 'The History of the file may have what you look for.',
  })
}

/** After a deletion that failed: whether it was carried out all the same. */
export async function isStillThere(files: Files, path: string): Promise<'yes' | 'no' | 'unknown'> {
  try {
    return (await statusOf(files, path)) ? 'yes' : 'no'
  } catch {
    // What the deletion said is told; that looking failed as well adds nothing.
    return 'unknown'
  }
}
