import type { DocumentKind } from '../../../shared/configuration.ts'
import { AppError } from '../../../shared/errors.ts'
import type { ErrorRecord } from '../../../shared/errors.ts'
import type { DeleteOutcome, FileOutcome, FileTarget } from '../../../shared/workspace-files.ts'
import { baseName, isSamePath, shownPath } from '../../../shared/workspace-path.ts'
import type { DatabricksGateway } from '../../databricks/gateway.ts'
import type { Logger } from '../../logging/logger.ts'
import { usedByOther } from '../document-errors.ts'
import { assertReadable } from '../edit.ts'
import { readRemote } from '../remote.ts'
import type { RemoteText } from '../remote.ts'
import type { VersionStore } from '../versions/version-store.ts'
import { deleteFile, isStillThere, nothingDeleted, restoreDeleted } from './delete-file.ts'
import type { DocumentPlace } from './document-place.ts'
import { readLocalCopy, writeLocalCopy } from './local-copy.ts'
import type { LocalFiles } from './local-copy.ts'
import { putText } from './target.ts'
import { toldWith } from './told.ts'

type Files = DatabricksGateway['files']

export interface DocumentFilesOptions {
  /** Throws `not-connected` without a connection. */
  placeOf: (document: DocumentKind) => DocumentPlace
  versions: VersionStore
  local: LocalFiles
  /** Something was written or deleted in the workspace. */
  onWritten: () => void
  now: () => number
  logger: Logger
}

/**
 * What can be done with the file of a document as a whole. The workspace has neither rename nor copy:
 * both are written anew and read back, and only then the old one may go. Whatever fails, the text is
 * in the workspace or (with the draft and the history) on this computer, and the error says where.
 */
export class DocumentFiles {
  readonly #options: DocumentFilesOptions

  constructor(options: DocumentFilesOptions) {
    this.#options = options
  }

  /** Writes the draft to another path and goes on there. The file so far stays as it is. */
  saveAs(document: DocumentKind, wanted: FileTarget): Promise<FileOutcome> {
    const place = this.#options.placeOf(document)
    const { draft } = place
    const target = targetOf(place, wanted, 'Use Save to write it where it is.')
    return this.#inTurn(place, async (files) => {
      const text = draft.draft
      if (!text) throw nothingToWrite(draft.path)
      assertReadable(text)
      const what = `${baseName(target.path)} was not saved`
      const obstacle = await this.#put(place, files, target, text.text, what)
      if (obstacle) return obstacle
      place.remember(target.path)
      const modifiedAt = await this.#modifiedAt(files, target.path)
      draft.moveTo(target.path, { text: text.text, modifiedAt }, text)
      this.#options.logger.info('Saved a document as another file', { path: target.path })
      return { outcome: 'done', path: target.path, leftover: null }
    })
  }

  /** Copies the file as it is in the workspace. The document stays where it is. */
  duplicateFile(document: DocumentKind, wanted: FileTarget): Promise<FileOutcome> {
    const place = this.#options.placeOf(document)
    const target = targetOf(place, wanted, 'Choose another name for the copy.')
    return this.#inTurn(place, async (files) => {
      const { path } = place.draft
      const { text } = await readExisting(files, path)
      const what = `${baseName(path)} was not duplicated`
      const obstacle = await this.#put(place, files, target, text, what)
      return obstacle ?? { outcome: 'done', path: target.path, leftover: null }
    })
  }

  /**
   * Gives the file another path: writes it there, reads it back, and deletes the old one if that is
   * still the same. Unsaved edits and the history come along.
   */
  renameFile(document: DocumentKind, wanted: FileTarget): Promise<FileOutcome> {
    const place = this.#options.placeOf(document)
    const target = targetOf(place, wanted, 'Choose another name.')
    return this.#inTurn(place, async (files) => {
      const { draft, connectionId } = place
      const { versions, logger } = this.#options
      const from = draft.path
      const before = await readExisting(files, from)
      const what = `${baseName(from)} was not renamed`
      const obstacle = await this.#put(place, files, target, before.text, what)
      if (obstacle) return obstacle
      await assertUnchanged(files, from, before, target.path, what)
      try {
        place.remember(target.path)
      } catch (error) {
        throw toldWith(error, what, `A copy is at ${target.path}; the file is still where it was.`)
      }
      const modifiedAt = await this.#modifiedAt(files, target.path)
      draft.moveTo(target.path, { text: before.text, modifiedAt })
      await versions.move(connectionId, from, target.path).catch((error: unknown) => {
        logger.warn('The history of a renamed file stays under its old path', { from, error })
      })
      const leftover = await deleteOld(files, from, target.path)
      logger.info('Renamed a document', { from, to: target.path, leftover: leftover?.code ?? null })
      return { outcome: 'done', path: target.path, leftover }
    })
  }

  /** See `deleteFile`. */
  deleteFile(document: DocumentKind, evenIfChanged: boolean): Promise<DeleteOutcome> {
    const place = this.#options.placeOf(document)
    return this.#inTurn(place, (files) =>
      deleteFile(files, { place, evenIfChanged, ...this.#options }),
    )
  }

  /** See `restoreDeleted`. */
  async undoDelete(document: DocumentKind): Promise<void> {
    const place = this.#options.placeOf(document)
    const { draft } = place
    const deleted = await draft.deletion.find(draft.path)
    if (!deleted) throw nothingDeleted()
    await this.#inTurn(place, (files) => restoreDeleted(files, draft, deleted))
    this.#options.logger.info('Brought a deleted document back', { path: deleted.path })
    if (!isSamePath(deleted.path, draft.path)) return
    await draft.load()
    if (deleted.draft !== null && !draft.unsaved) {
      draft.replace('Bring back the unsaved edits', deleted.draft)
    }
  }

  /** Asks for a file on this computer and puts its text into the draft. Null: canceled. */
  async openLocal(document: DocumentKind): Promise<{ path: string } | null> {
    const { draft } = this.#options.placeOf(document)
    const path = await this.#options.local.chooseToOpen()
    if (path === null) return null
    const text = await readLocalCopy(path)
    draft.replace(`Open ${path.split(/[/\\]/).at(-1) ?? path}`, text)
    return { path }
  }

  /** Asks where on this computer, and writes the draft there. Null: canceled. */
  async saveLocal(document: DocumentKind): Promise<{ path: string } | null> {
    const { draft } = this.#options.placeOf(document)
    if (!draft.draft) throw nothingToWrite(draft.path)
    const path = await this.#options.local.chooseToSave(baseName(draft.path))
    if (path === null) return null
    writeLocalCopy(path, draft.draft.text)
    return { path }
  }

  #put(
    { connectionId }: DocumentPlace,
    files: Files,
    target: FileTarget,
    text: string,
    what: string,
  ): ReturnType<typeof putText> {
    const { versions } = this.#options
    return putText(files, {
      target,
      text,
      what,
      keepReplaced: (replaced) => versions.keep(connectionId, replaced),
    })
  }

  /** Null when it cannot be told: the text is what matters. */
  async #modifiedAt(files: Files, path: string): Promise<number | null> {
    try {
      return (await files.getStatus(path)).modifiedAt
    } catch (error) {
      this.#options.logger.warn('Could not see when a document was written', { path, error })
      return null
    }
  }

  #inTurn<Result>({ draft }: DocumentPlace, work: (files: Files) => Promise<Result>) {
    return draft.inTurn(work).finally(() => {
      this.#options.onWritten()
    })
  }
}

/** Throws `bad-input` for the document itself and for the other one. */
function targetOf(place: DocumentPlace, wanted: FileTarget, instead: string): FileTarget {
  const path = shownPath(wanted.path)
  if (isSamePath(path, place.draft.path)) {
    throw new AppError('bad-input', `${path} is the file itself.`, { suggestion: instead })
  }
  if (isSamePath(path, place.otherPath)) throw usedByOther(path)
  return { ...wanted, path }
}

async function readExisting(files: Files, path: string): Promise<RemoteText> {
  const there = await readRemote(files, path)
  if (there) return there
  throw new AppError('config-missing', `There is no file at ${path}.`, {
    suggestion: 'Reload to see what is there now.',
  })
}

/** Between this look and the deletion somebody could still write: the workspace has no way to rule it out. */
async function assertUnchanged(
  files: Files,
  path: string,
  before: RemoteText,
  copy: string,
  what: string,
): Promise<void> {
  const both = `A copy of how it was is at ${copy}.`
  let now: RemoteText | null
  try {
    now = await readRemote(files, path)
  } catch (error) {
    throw toldWith(error, what, `${both} The old file was not touched.`)
  }
  if (now && now.text !== before.text) {
    throw new AppError('conflict', `${what}. Somebody changed it at the same time.`, {
      suggestion: `${both} Reload to see the change, then rename it again.`,
    })
  }
}

/** Null when the old file is gone; otherwise why it is, or may be, still there. */
async function deleteOld(files: Files, from: string, to: string): Promise<ErrorRecord | null> {
  try {
    await files.delete(from)
    return null
  } catch (error) {
    const still = await isStillThere(files, from)
    if (still === 'no') return null
    const what = `${baseName(to)} is in place, but the old file ${
      still === 'yes' ? 'is still there' : 'may still be there'
    }`
    return toldWith(error, what, `Delete ${from} in Databricks if it is not needed.`).toRecord()
  }
}

function nothingToWrite(path: string): AppError {
  return new AppError('config-missing', `There is nothing to write: ${path} is not loaded.`, {
    suggestion: 'Reload it, or create a default file first.',
  })
}
