import { AppError } from '../../shared/errors.ts'
import type {
  DocumentKind,
  DocumentState,
  DocumentText,
  FixInput,
  TextChange,
} from '../../shared/configuration.ts'
import type { DatabricksGateway } from '../databricks/gateway.ts'
import type { Logger } from '../logging/logger.ts'
import { unsavedEdits } from './document-errors.ts'
import { DocumentReading } from './document-reading.ts'
import { DocumentSaving } from './document-saving.ts'
import type { ParsedText } from './document.ts'
import type { DraftContent, DraftKeeper } from './drafts/draft-keeper.ts'
import { EditedText } from './edited-text.ts'
import type { Deletion } from './files/deletion.ts'
import type { Surroundings } from './problems.ts'
import type { RemoteText } from './remote.ts'
import { Turns } from './turns.ts'
import type { KeepReplaced } from './versions/replaced-text.ts'
import { WorkspaceCopy } from './workspace-copy.ts'

export interface DocumentDraftOptions {
  document: DocumentKind
  path: string
  files: () => Promise<DatabricksGateway['files']>
  /** Has the edits that an earlier run of the app left. */
  keeper: DraftKeeper
  keepReplaced: KeepReplaced
  /** Knows whether the file was deleted with this app. */
  deletion: Deletion
  logger: Logger
  now: () => number
  /** A number that no text has had yet, greater than all before. */
  nextRevision: () => number
  /** What the checks know of the workspace; the same object until that changes. */
  surroundings: () => Surroundings
  onChange: () => void
  /** The draft was typed into: more is to come, so it need not be looked into at once. */
  onTyped: () => void
}

/**
 * One document of one connection: the text in the workspace as last seen, and the draft with the
 * user's edits. Reads and writes of the workspace happen one after the other; a read that is no
 * longer wanted is cancelled and its answer dropped.
 */
export class DocumentDraft {
  readonly document: DocumentKind
  /** Writes the draft to the workspace. */
  readonly saving: DocumentSaving
  readonly #options: DocumentDraftOptions
  readonly #text: EditedText
  readonly #copy: WorkspaceCopy
  readonly #reading: DocumentReading
  readonly #turns = new Turns(() => new AppError('canceled', 'The connection was removed.'))

  constructor(options: DocumentDraftOptions) {
    this.#options = options
    this.document = options.document
    this.#text = new EditedText(options)
    const copy = new WorkspaceCopy(options.path, this.#text)
    const turns = this.#turns
    this.#copy = copy
    this.#reading = new DocumentReading({ ...options, copy, turns })
    this.saving = new DocumentSaving({
      ...options,
      copy,
      turns,
      keepDraft: () => {
        this.keepDraft()
      },
      onTextChange: () => {
        this.#changed()
      },
    })
    const kept = options.keeper.restore(options.path)
    if (kept) copy.restore(kept)
  }

  get deletion(): Deletion {
    return this.#options.deletion
  }

  get path(): string {
    return this.#copy.path
  }

  /** Grows with every change of the draft or the saved text. */
  get revision(): number {
    return this.#text.revision
  }

  get status(): DocumentState['status'] {
    return this.#copy.status
  }

  get saved(): ParsedText | null {
    return this.#text.saved
  }

  get draft(): ParsedText | null {
    return this.#text.draft
  }

  get unsaved(): boolean {
    return this.#text.unsaved
  }

  /** What is to be kept on this computer; null without unsaved edits. */
  get unsavedContent(): DraftContent | null {
    if (!this.draft || !this.unsaved) return null
    return {
      path: this.path,
      base: this.saved?.text ?? null,
      modifiedAt: this.#copy.modifiedAt,
      draft: this.draft.text,
    }
  }

  /** Whether the draft holds more than edits of the selection. */
  get byHand(): boolean {
    return this.#text.byHand
  }

  state(): DocumentState {
    return {
      document: this.document,
      ...this.#copy.state(),
      revision: this.#text.revision,
      savedRevision: this.#text.savedRevision,
      unsaved: this.unsaved,
      undo: this.#text.undoable,
      redo: this.#text.redoable,
      problems: this.#text.problems,
      ...this.#options.keeper.state(),
      deletedAt: this.deletion.at(this),
    }
  }

  text(): Omit<DocumentText, 'connectionId'> {
    return {
      path: this.path,
      revision: this.#text.revision,
      typedRevision: this.#text.typedRevision,
      savedRevision: this.#text.savedRevision,
      saved: this.saved?.text ?? null,
      draft: this.draft?.text ?? null,
    }
  }

  /** See `DocumentReading`. */
  load(discardDraft = false): Promise<AppError | null> {
    return this.#reading.load(discardDraft)
  }

  /** Reads again on the user's wish. Unsaved edits stay unless they are to be discarded. */
  async reload(discardDraft: boolean): Promise<void> {
    const error = await this.load(discardDraft)
    if (error && this.draft) throw error
  }

  /** Uses another path, and reads it. `conflict` while there are unsaved edits. */
  async setPath(path: string, remember: () => void): Promise<void> {
    if (this.unsaved) throw unsavedEdits(this.path, 'another file is used')
    remember()
    if (path !== this.path) this.#copy.use(path)
    await this.load()
  }

  /** Writes the default text where nothing is, and reads it. */
  createDefault(): Promise<void> {
    return this.#reading.createDefault()
  }

  /**
   * Changes the draft; `words` say what for, so that it can be taken back. Not `byHand` is what can be
   * told from the selection alone. Throws what `change` throws, and when there is no text yet.
   */
  edit(
    words: string,
    change: (draft: ParsedText, saved: ParsedText | null) => ParsedText,
    { byHand = true } = {},
  ): void {
    if (this.#text.edit(this.#copy.loaded(), words, change, byHand)) this.#changed()
  }

  /**
   * Types into the draft of a revision.
   *
   * @returns the new revision
   * @throws AppError `conflict` when the draft is of another revision by now; nothing was changed
   */
  type(revision: number, changes: readonly TextChange[]): number {
    if (this.#text.type(this.#copy.loaded(), revision, changes)) this.#options.onTyped()
    return this.#text.revision
  }

  /** Carries out a fix of one of the problems. Throws `conflict` when the draft has changed since. */
  fix(input: Omit<FixInput, 'document'>): void {
    if (this.#text.fix(this.#copy.loaded(), input)) this.#changed()
  }

  discard(): void {
    if (this.#text.discard()) this.#changed()
  }

  /**
   * Puts a text in the place of the draft, as one step that can be taken back; also where the file is
   * missing. Throws `not-ready` while nothing was read.
   */
  replace(words: string, text: string): void {
    if (!this.draft && this.status !== 'missing') throw this.#copy.notLoaded()
    if (this.#text.replace(words, text)) this.#changed()
  }

  /** What `undo` would take back, in words; null when there is nothing. */
  get undoable(): string | null {
    return this.#text.undoable
  }

  /** Takes the last edit back. Throws `not-found` when there is none. */
  undo(): void {
    this.#text.undo()
    this.#changed()
  }

  /** Makes the edit again that was taken back last. Throws `not-found` when there is none. */
  redo(): void {
    this.#text.redo()
    this.#changed()
  }

  /** Runs work on the file in turn with reading and saving it. */
  inTurn<Result>(work: (files: DatabricksGateway['files']) => Promise<Result>): Promise<Result> {
    return this.#turns.take(async () => await work(await this.#options.files()))
  }

  /** See `WorkspaceCopy`. */
  moveTo(path: string, there: RemoteText, written: ParsedText | null = null): void {
    this.#copy.moveTo(path, there, written)
    this.#changed()
  }

  /** Nothing is at the path any more. */
  isGone(edits: { keepEdits: boolean }): void {
    this.#copy.isGone(edits)
    this.#changed()
  }

  /** Puts the unsaved edits on disk now. False when that is not possible. */
  keepDraft(): boolean {
    return this.#options.keeper.flush()
  }

  /** The user has seen what the state says about kept edits. */
  dismissNotice(): void {
    this.#options.keeper.dismiss()
  }

  /** Stops what is under way; nothing is announced any more. */
  close(): void {
    this.#turns.close()
    this.#options.keeper.close()
    this.#reading.stop()
  }

  /** Tells that the texts have changed. */
  #changed(): void {
    this.#copy.textChanged()
    this.#options.onChange()
    // Without edits to keep, nothing holds the newer text up.
    if (this.#copy.isOutdated && !this.unsaved) void this.load()
  }
}
