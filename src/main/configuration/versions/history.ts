import type { DocumentKind, Version } from '../../../shared/configuration.ts'
import { AppError } from '../../../shared/errors.ts'
import type { VersionStore } from './version-store.ts'

export interface VersionHistoryOptions {
  store: VersionStore
  /** The connection in use and where the document is; null without a connection. */
  place: (document: DocumentKind) => { connectionId: string; path: string } | null
  /** Puts a text in the place of the draft, as one step that can be taken back. */
  replaceDraft: (document: DocumentKind, words: string, text: string) => void
}

/** The history of the documents in use: what was replaced, to look at and to take up again. */
export class VersionHistory {
  readonly #options: VersionHistoryOptions

  constructor(options: VersionHistoryOptions) {
    this.#options = options
  }

  /** Newest first. Rejects with `not-connected` or `disk-failed`. */
  async list(document: DocumentKind): Promise<{ versions: Version[]; unreadable: number }> {
    const { connectionId, path } = this.#place(document)
    return await this.#options.store.list(connectionId, path)
  }

  /** Rejects with `not-found` or `disk-failed`. */
  async text(id: string): Promise<string> {
    return await this.#options.store.text(this.#place('main').connectionId, id)
  }

  /**
   * Makes a version the draft; nothing is written to the workspace. Rejects like `text`, and with
   * `not-ready` while the document is not read.
   */
  async restore(document: DocumentKind, id: string): Promise<void> {
    const before = this.#place(document)
    const text = await this.#options.store.text(before.connectionId, id)
    const now = this.#place(document)
    if (now.connectionId !== before.connectionId || now.path !== before.path) {
      throw new AppError('conflict', 'Another file is shown meanwhile.', {
        suggestion: 'Open the history again.',
      })
    }
    this.#options.replaceDraft(document, 'Restore an earlier version', text)
  }

  #place(document: DocumentKind): { connectionId: string; path: string } {
    const place = this.#options.place(document)
    if (place) return place
    throw new AppError('not-connected', 'No workspace is connected.', {
      suggestion: 'Connect to a workspace first.',
    })
  }
}
