import { AppError } from '../../shared/errors.ts'
import type { ErrorRecord } from '../../shared/errors.ts'
import type {
  DocumentKind,
  DocumentState,
  DocumentText,
  FixInput,
  ResolveInput,
  ResolveResult,
  SaveResult,
  TextChange,
} from '../../shared/configuration.ts'
import type { VersionConflict } from '../../shared/merge.ts'
import type { DatabricksGateway } from '../databricks/gateway.ts'
import type { Logger } from '../logging/logger.ts'
import { defaultTexts } from './defaults.ts'
import type { ParsedText } from './document.ts'
import type { DraftContent, DraftKeeper } from './drafts/draft-keeper.ts'
import { assertReadable } from './edit.ts'
import { notLoaded, unsavedEdits } from './document-errors.ts'
import { EditedText } from './edited-text.ts'
import type { Deletion } from './files/deletion.ts'
import type { Surroundings } from './problems.ts'
import { readLater } from './read-text.ts'
import { modifiedAtOf, readRemote, writeRemote } from './remote.ts'
import type { RemoteText } from './remote.ts'
import { Turns } from './turns.ts'
import { versionConflict } from './version-conflict.ts'
import type { RemoteVersion } from './version-conflict.ts'
import type { KeepReplaced } from './versions/replaced-text.ts'
import { lookAgain, writeDraft } from './write-draft.ts'

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

export interface SaveOptions {
  /** Replaces also what somebody else has written. */
  overwrite: boolean
  /** Also when what is replaced cannot be kept. */
  withoutKeeping?: boolean | undefined
}

/**
 * One document of one connection: the text in the workspace as last seen, and the draft with the
 * user's edits. Reads and writes of the workspace happen one after the other; a read that is no
 * longer wanted is cancelled and its answer dropped.
 */
export class DocumentDraft {
  readonly document: DocumentKind
  readonly #options: DocumentDraftOptions
  #path: string
  #status: DocumentState['status'] = 'unloaded'
  #error: ErrorRecord | null = null
  #modifiedAt: number | null = null
  /** What is known to be newer in the workspace than the saved text; it matters while there are edits. */
  #outdated: DocumentState['outdated'] = null
  readonly #text: EditedText
  readonly #turns = new Turns(() => new AppError('canceled', 'The connection was removed.'))
  #reading: AbortController | null = null

  constructor(options: DocumentDraftOptions) {
    this.#options = options
    this.document = options.document
    this.#path = options.path
    this.#text = new EditedText(options)
    const kept = options.keeper.restore(options.path)
    if (!kept) return
    this.#text.restore(kept.base, kept.draft)
    this.#modifiedAt = kept.modifiedAt
    this.#status = 'loaded'
  }

  get deletion(): Deletion {
    return this.#options.deletion
  }

  get path(): string {
    return this.#path
  }

  /** Grows with every change of the draft or the saved text. */
  get revision(): number {
    return this.#text.revision
  }

  get status(): DocumentState['status'] {
    return this.#status
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
      path: this.#path,
      base: this.saved?.text ?? null,
      modifiedAt: this.#modifiedAt,
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
      path: this.#path,
      status: this.#status,
      error: this.#error,
      revision: this.#text.revision,
      savedRevision: this.#text.savedRevision,
      unsaved: this.unsaved,
      modifiedAt: this.#modifiedAt,
      outdated: this.unsaved ? this.#outdated : null,
      undo: this.#text.undoable,
      redo: this.#text.redoable,
      problems: this.#text.problems,
      ...this.#options.keeper.state(),
      deletedAt: this.deletion.at(this),
    }
  }

  text(): Omit<DocumentText, 'connectionId'> {
    return {
      path: this.#path,
      revision: this.#text.revision,
      typedRevision: this.#text.typedRevision,
      savedRevision: this.#text.savedRevision,
      saved: this.saved?.text ?? null,
      draft: this.draft?.text ?? null,
    }
  }

  /**
   * Reads the document from the workspace; the outcome is in the state. Edits that are there or are
   * made meanwhile stay, unless they are to be discarded.
   *
   * @returns what went wrong, or null
   */
  load(discardDraft = false): Promise<AppError | null> {
    this.#reading?.abort()
    const reading = new AbortController()
    this.#reading = reading
    this.#status = 'loading'
    this.#options.onChange()
    const unedited = this.draft
    const outcome = this.#turns.take(async () => {
      if (this.#reading !== reading) return null
      const started = this.#options.now()
      try {
        const files = await this.#options.files()
        const remote = await readRemote(files, this.#path, reading.signal)
        if (this.#reading !== reading) return null
        if (discardDraft) await this.#keepGivenUp(remote)
        if (this.#reading !== reading) return null
        // An edit made while the answer was under way must not be lost to it.
        if (discardDraft ? this.draft === unedited : !this.unsaved) this.#adopt(remote)
        else this.#compare(remote)
        this.#error = null
        const took = this.#options.now() - started
        this.#options.logger.debug('Read a document', { path: this.#path, found: !!remote, took })
        return null
      } catch (thrown) {
        if (this.#reading !== reading) return null
        const error = AppError.from(thrown)
        this.#error = error.toRecord()
        // A text that was read before stays in use.
        this.#status = this.draft ? 'loaded' : 'failed'
        this.#options.logger.warn('Could not read a document', { path: this.#path, error })
        return error
      } finally {
        if (this.#reading === reading) {
          this.#reading = null
          this.#options.onChange()
        }
      }
    })
    return outcome.catch((error: unknown) => AppError.from(error))
  }

  /** Reads again on the user's wish. Unsaved edits stay unless they are to be discarded. */
  async reload(discardDraft: boolean): Promise<void> {
    const error = await this.load(discardDraft)
    if (error && this.draft) throw error
  }

  /** Uses another path, and reads it. `conflict` while there are unsaved edits. */
  async setPath(path: string, remember: () => void): Promise<void> {
    if (this.unsaved) throw unsavedEdits(this.#path, 'another file is used')
    remember()
    if (path !== this.#path) {
      this.#path = path
      this.#adopt(null)
      this.#status = 'unloaded'
    }
    await this.load()
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
    if (this.#text.edit(this.#loaded(), words, change, byHand)) this.#changed()
  }

  /**
   * Types into the draft of a revision.
   *
   * @returns the new revision
   * @throws AppError `conflict` when the draft is of another revision by now; nothing was changed
   */
  type(revision: number, changes: readonly TextChange[]): number {
    if (this.#text.type(this.#loaded(), revision, changes)) this.#options.onTyped()
    return this.#text.revision
  }

  /** Carries out a fix of one of the problems. Throws `conflict` when the draft has changed since. */
  fix(input: Omit<FixInput, 'document'>): void {
    if (this.#text.fix(this.#loaded(), input)) this.#changed()
  }

  discard(): void {
    if (this.#text.discard()) this.#changed()
  }

  /**
   * Puts a text in the place of the draft, as one step that can be taken back; also where the file is
   * missing. Throws `not-ready` while nothing was read.
   */
  replace(words: string, text: string): void {
    if (!this.draft && this.#status !== 'missing')
      throw notLoaded(this.#path, this.#status, this.#error)
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

  /** Writes the default text where nothing is, and reads it. */
  async createDefault(): Promise<void> {
    await this.#turns
      .take(async () => {
        const path = this.#path
        if (this.#status !== 'missing' || this.draft) {
          throw new AppError('already-exists', `${path} is not known to be missing.`, {
            suggestion: 'Reload it first.',
          })
        }
        const files = await this.#options.files()
        await writeRemote(files, path, defaultTexts[this.document], false)
        this.#options.logger.info('Created a document', { path })
      })
      .catch(async (error: unknown) => {
        // Somebody was faster: show what is there now.
        if (error instanceof AppError && error.code === 'already-exists') await this.load()
        throw error
      })
    await this.load()
  }

  /** Writes the draft unless the file changed meanwhile. A failure leaves draft and saved text alone. */
  save({ overwrite, withoutKeeping = false }: SaveOptions): Promise<SaveResult> {
    return this.#turns.take(async () => {
      const draft = this.#loaded()
      if (!this.unsaved) return { outcome: 'unchanged' }
      assertReadable(draft)
      // Whatever happens from here on, the edits are on disk; when they cannot be, the state tells.
      this.#options.keeper.flush()
      const path = this.#path
      const files = await this.#options.files()
      const result = await writeDraft(files, {
        path,
        text: draft.text,
        base: this.saved?.text ?? null,
        overwrite,
        keep: withoutKeeping ? null : this.#options.keepReplaced,
      })
      if (result.outcome === 'conflict')
        return this.#meet(this.saved?.text, draft.text, result.remote)
      if (result.outcome === 'not-kept') return this.#notKept(result)
      await this.#settle(files, path, draft, result.modifiedBefore)
      return { outcome: 'saved' }
    })
  }

  /** Runs work on the file in turn with reading and saving it. */
  inTurn<Result>(work: (files: DatabricksGateway['files']) => Promise<Result>): Promise<Result> {
    return this.#turns.take(async () => await work(await this.#options.files()))
  }

  /**
   * The document is at another path from now on, which holds this text. Unsaved edits stay, with the
   * text they began with; `written` is the draft that was written there.
   */
  moveTo(path: string, there: RemoteText, written: ParsedText | null = null): void {
    this.#path = path
    if (written) this.#text.isSaved(written)
    else if (!this.unsaved) this.#text.adopt(there.text)
    this.#modifiedAt = there.modifiedAt
    this.#outdated = null
    this.#status = 'loaded'
    this.#error = null
    this.#text.touch()
    this.#changed()
  }

  /** Nothing is at the path any more. */
  isGone({ keepEdits }: { keepEdits: boolean }): void {
    if (keepEdits && this.unsaved) {
      this.#text.isSaved(null)
      this.#modifiedAt = this.#outdated = null
    } else this.#adopt(null)
    this.#text.touch()
    this.#changed()
  }

  /** Reads the workspace's version: what there is to decide about; null when the edits are based on it. */
  conflict(): Promise<VersionConflict | null> {
    return this.#turns.take(async () => {
      const draft = this.#loaded()
      const remote = await readRemote(await this.#options.files(), this.#path)
      this.#compare(remote)
      this.#options.onChange()
      if (!this.#outdated) return null
      return versionConflict(this.saved?.text ?? null, draft.text, remote)
    })
  }

  /**
   * Carries out what the user decided about a conflict, if the workspace still has what they saw. What
   * is written is the draft and the saved text then; what is kept is a draft made from what is there.
   * A failure leaves both alone. A merge that meets a third version comes back merged with that.
   */
  resolve({ remoteText, text, then, withoutKeeping = false }: Decision): Promise<ResolveResult> {
    return this.#turns.take(async () => {
      const mine = this.#loaded()
      const merged = text === mine.text ? mine : readLater(text, mine)
      if (then === 'save') assertReadable(merged)
      this.#options.keeper.flush()
      const path = this.#path
      const files = await this.#options.files()
      const result =
        then === 'keep'
          ? await lookAgain(files, path, remoteText)
          : await writeDraft(files, {
              path,
              text,
              base: remoteText,
              foreign: true,
              overwrite: false,
              keep: withoutKeeping ? null : this.#options.keepReplaced,
            })
      if (result.outcome === 'conflict') {
        return this.#meet(remoteText ?? this.saved?.text, text, result.remote)
      }
      if (result.outcome === 'not-kept') return this.#notKept(result)
      const outcome = then === 'keep' ? ('kept' as const) : ('saved' as const)
      // Edits made meanwhile are made from the old text: the next save brings them together.
      if (path !== this.#path || this.draft !== mine) return { outcome }
      if (outcome === 'saved') {
        this.#text.settle(this.saved, merged)
        await this.#settle(files, path, merged, result.modifiedBefore)
      } else {
        this.#text.settle(remoteText === null ? null : readLater(remoteText, mine), merged)
        this.#modifiedAt = result.modifiedBefore
        this.#outdated = null
        this.#changed()
      }
      return { outcome }
    })
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
    this.#reading?.abort()
    this.#reading = null
  }

  async #settle(
    files: DatabricksGateway['files'],
    path: string,
    written: ParsedText,
    modifiedBefore: number | null,
  ): Promise<void> {
    let modifiedAt = modifiedBefore
    try {
      modifiedAt = await modifiedAtOf(files, path)
    } catch (error) {
      this.#options.logger.warn('Could not see when a document was written', { path, error })
    }
    // Edits were discarded and another path was chosen during the save.
    if (path !== this.#path) return
    // A draft that was edited during the save goes on from there.
    this.#text.isSaved(written)
    this.#modifiedAt = modifiedAt
    this.#outdated = null
    this.#status = 'loaded'
    this.#error = null
    this.#options.logger.info('Saved a document', { path, characters: written.text.length })
    this.#changed()
  }

  /** Edits that are given up for what is in the workspace stay in the history. */
  async #keepGivenUp(remote: RemoteText | null): Promise<void> {
    const draft = this.draft
    if (!draft || !this.unsaved || draft.text === remote?.text) return
    await this.#options.keepReplaced({
      path: this.#path,
      text: draft.text,
      modifiedAt: null,
      reason: 'draft',
      replacedBy: remote?.text ?? null,
    })
  }

  /** Keeps the edits, and notes whether they are made from what the workspace has now. */
  #compare(remote: RemoteText | null): void {
    this.#status = 'loaded'
    this.#outdated = null
    if ((remote?.text ?? null) === (this.saved?.text ?? null)) return
    if (remote?.text !== this.draft?.text) {
      this.#outdated = { modifiedAt: remote?.modifiedAt ?? null, deleted: !remote }
      return
    }
    // The workspace has what the draft says: the app ended during a save, or a colleague wrote the same.
    this.#text.isSaved(this.draft)
    this.#modifiedAt = remote?.modifiedAt ?? null
  }

  /** Somebody else's version is there instead of the one that a text was made from. */
  #meet(base: string | null | undefined, mine: string, remote: RemoteVersion | null): Met {
    this.#options.logger.info('A document changed in the workspace', { path: this.#path })
    this.#outdated = { modifiedAt: remote?.modifiedAt ?? null, deleted: !remote }
    this.#options.onChange()
    return { outcome: 'conflict', ...versionConflict(base ?? null, mine, remote) }
  }

  #notKept(result: NotKept): NotKept {
    const { code } = result.error
    this.#options.logger.warn('A document was not saved', { path: this.#path, why: code })
    return result
  }

  #adopt(remote: RemoteText | null): void {
    this.#text.adopt(remote?.text ?? null)
    this.#modifiedAt = remote?.modifiedAt ?? null
    this.#outdated = null
    this.#status = remote ? 'loaded' : 'missing'
    this.#error = null
  }

  /** Tells that the texts have changed. */
  #changed(): void {
    if (!this.draft) this.#status = 'missing'
    else if (this.#status === 'missing') this.#status = 'loaded'
    this.#options.onChange()
    // Without edits to keep, nothing holds the newer text up.
    if (this.#outdated && !this.unsaved) void this.load()
  }

  /** The draft; throws when there is none. */
  #loaded(): ParsedText {
    const { draft } = this
    if (draft) return draft
    throw notLoaded(this.#path, this.#status, this.#error)
  }
}

type Decision = Omit<ResolveInput, 'document'>
type Met = Extract<SaveResult, { outcome: 'conflict' }>
type NotKept = Extract<SaveResult, { outcome: 'not-kept' }>
