import type { DocumentState } from '../../../shared/configuration.ts'
import { isSamePath } from '../../../shared/workspace-path.ts'
import type { Logger } from '../../logging/logger.ts'
import type { VersionStore } from '../versions/version-store.ts'

/** A file that was deleted with this app. */
export interface DeletedFile {
  path: string
  /** UTC ms. */
  deletedAt: number
  text: string
  /** The unsaved edits that went with it. */
  draft: string | null
}

export interface DeletionOptions {
  connectionId: string
  versions: VersionStore
  logger: Logger
  onChange: () => void
}

/**
 * The last deletion of one document's file, so that it can be taken back: known since it happened, or
 * found in the history of a path where nothing is any more.
 */
export class Deletion {
  readonly #options: DeletionOptions
  #deleted: DeletedFile | null = null
  #found: { path: string; deletedAt: number; id: string } | null = null
  #lookedAt: string | null = null

  constructor(options: DeletionOptions) {
    this.#options = options
  }

  /** When the file of a path was deleted; null unless that is known, and nothing is there now. */
  at({ path, status }: Pick<DocumentState, 'path' | 'status'>): number | null {
    if (status !== 'missing') return null
    const known = [this.#deleted, this.#found].find((each) => each && isSamePath(each.path, path))
    return known?.deletedAt ?? null
  }

  remember(deleted: DeletedFile | null): void {
    this.#deleted = deleted
    this.#found = null
  }

  /** The document is as it is: where its file is missing, the history may know that it was deleted. */
  note({ path, status }: Pick<DocumentState, 'path' | 'status'>): void {
    if (status !== 'missing') this.#lookedAt = null
    if (status !== 'missing' || this.#lookedAt === path) return
    this.#lookedAt = path
    this.#look(path).catch((error: unknown) => {
      this.#options.logger.warn('The history of a missing file could not be read', { path, error })
    })
  }

  /** What can be put back; null when nothing is known to be deleted at the path. Rejects with a disk error. */
  async find(path: string): Promise<DeletedFile | null> {
    if (this.#deleted) return this.#deleted
    const found = this.#found
    if (!found || !isSamePath(found.path, path)) return null
    const { connectionId, versions } = this.#options
    const text = await versions.text(connectionId, found.id)
    return { path: found.path, deletedAt: found.deletedAt, text, draft: null }
  }

  async #look(path: string): Promise<void> {
    const { connectionId, versions, onChange } = this.#options
    const [newest] = (await versions.list(connectionId, path)).versions
    if (newest?.reason !== 'delete' || this.#lookedAt !== path || this.#deleted) return
    this.#found = { path, deletedAt: newest.keptAt, id: newest.id }
    onChange()
  }
}
