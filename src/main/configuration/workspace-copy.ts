import type { DocumentState } from '../../shared/configuration.ts'
import type { AppError, ErrorRecord } from '../../shared/errors.ts'
import { notLoaded } from './document-errors.ts'
import type { ParsedText } from './document.ts'
import type { DraftContent } from './drafts/draft-keeper.ts'
import type { EditedText } from './edited-text.ts'
import type { RemoteText } from './remote.ts'
import type { RemoteVersion } from './version-conflict.ts'

/**
 * What is known of the file of a document in the workspace: where it is, whether it was read, and
 * whether it is newer than what the unsaved edits were made from. Asks the workspace nothing itself:
 * it is told what was seen or written there, and the saved text follows.
 */
export class WorkspaceCopy {
  readonly text: EditedText
  #path: string
  #status: DocumentState['status'] = 'unloaded'
  #error: ErrorRecord | null = null
  #modifiedAt: number | null = null
  /** What is known to be newer in the workspace than the saved text; it matters while there are edits. */
  #outdated: DocumentState['outdated'] = null

  constructor(path: string, text: EditedText) {
    this.#path = path
    this.text = text
  }

  get path(): string {
    return this.#path
  }

  get status(): DocumentState['status'] {
    return this.#status
  }

  /** When the saved text was last modified (UTC ms); null when that is not known. */
  get modifiedAt(): number | null {
    return this.#modifiedAt
  }

  /** Whether the workspace has another text than the saved one. */
  get isOutdated(): boolean {
    return this.#outdated !== null
  }

  state(): Pick<DocumentState, 'path' | 'status' | 'error' | 'modifiedAt' | 'outdated'> {
    return {
      path: this.#path,
      status: this.#status,
      error: this.#error,
      modifiedAt: this.#modifiedAt,
      outdated: this.text.unsaved ? this.#outdated : null,
    }
  }

  /** The draft; throws `config-missing` or `not-ready` when there is none. */
  loaded(): ParsedText {
    const { draft } = this.text
    if (draft) return draft
    throw this.notLoaded()
  }

  /** Why there is no draft. */
  notLoaded(): AppError {
    return notLoaded(this.#path, this.#status, this.#error)
  }

  /** Edits that an earlier run of the app left, with the text that they were made from. */
  restore({ base, draft, modifiedAt }: DraftContent): void {
    this.text.restore(base, draft)
    this.#modifiedAt = modifiedAt
    this.#status = 'loaded'
  }

  /** The document is at another path, where nobody has looked yet. */
  use(path: string): void {
    this.#path = path
    this.#adopt(null)
    this.#status = 'unloaded'
  }

  isBeingRead(): void {
    this.#status = 'loading'
  }

  /** This was read; null: nothing is there. Unsaved edits stay unless they are given up for it. */
  wasRead(remote: RemoteText | null, { giveUpEdits }: { giveUpEdits: boolean }): void {
    if (giveUpEdits) this.#adopt(remote)
    else this.compare(remote)
    this.#error = null
  }

  /** A text that was read before stays in use. */
  couldNotBeRead(error: ErrorRecord): void {
    this.#error = error
    this.#status = this.text.draft ? 'loaded' : 'failed'
  }

  /** Keeps the edits, and notes whether they are made from what the workspace has now. */
  compare(remote: RemoteText | null): void {
    const { draft, saved } = this.text
    this.#status = 'loaded'
    this.#outdated = null
    if ((remote?.text ?? null) === (saved?.text ?? null)) return
    if (remote?.text !== draft?.text) {
      this.isNewer(remote)
      return
    }
    // The workspace has what the draft says: the app ended during a save, or a colleague wrote the same.
    this.text.isSaved(draft)
    this.#modifiedAt = remote?.modifiedAt ?? null
  }

  /** Somebody else's version is there, or the file was deleted. */
  isNewer(remote: RemoteVersion | null): void {
    this.#outdated = { modifiedAt: remote?.modifiedAt ?? null, deleted: !remote }
  }

  /** This is what the file has now. A draft that was edited meanwhile goes on from there. */
  wasWritten(written: ParsedText, modifiedAt: number | null): void {
    this.text.isSaved(written)
    this.#modifiedAt = modifiedAt
    this.#outdated = null
    this.#status = 'loaded'
    this.#error = null
  }

  /** The user has seen what the file has and decided what the draft made from it is. */
  wasSettled(saved: ParsedText | null, draft: ParsedText, modifiedAt: number | null): void {
    this.text.settle(saved, draft)
    this.#modifiedAt = modifiedAt
    this.#outdated = null
  }

  /**
   * The document is at another path from now on, which holds this text. Unsaved edits stay, with the
   * text they began with; `written` is the draft that was written there.
   */
  moveTo(path: string, there: RemoteText, written: ParsedText | null): void {
    this.#path = path
    if (written) this.text.isSaved(written)
    else if (!this.text.unsaved) this.text.adopt(there.text)
    this.#modifiedAt = there.modifiedAt
    this.#outdated = null
    this.#status = 'loaded'
    this.#error = null
    this.text.touch()
  }

  /** Nothing is at the path any more. */
  isGone({ keepEdits }: { keepEdits: boolean }): void {
    if (keepEdits && this.text.unsaved) {
      this.text.isSaved(null)
      this.#modifiedAt = this.#outdated = null
    } else this.#adopt(null)
    this.text.touch()
  }

  /** An edit may have made a text where no file is, or taken that back. */
  textChanged(): void {
    if (!this.text.draft) this.#status = 'missing'
    else if (this.#status === 'missing') this.#status = 'loaded'
  }

  #adopt(remote: RemoteText | null): void {
    this.text.adopt(remote?.text ?? null)
    this.#modifiedAt = remote?.modifiedAt ?? null
    this.#outdated = null
    this.#status = remote ? 'loaded' : 'missing'
    this.#error = null
  }
}
