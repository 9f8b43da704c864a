import { AppError } from '../../shared/errors.ts'
import type { ErrorRecord } from '../../shared/errors.ts'
import type {
  DocumentKind,
  DocumentState,
  DocumentText,
  FixInput,
  Problem,
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
import { applyEdit, assertReadable } from './edit.ts'
import { discardWords, typedWords } from './edit-words.ts'
import type { Deletion } from './files/deletion.ts'
import { placed } from './finding.ts'
import type { Finding } from './finding.ts'
import { findProblems } from './problems.ts'
import type { Surroundings } from './problems.ts'
import { readLater, readText } from './read-text.ts'
import { modifiedAtOf, readRemote, writeRemote } from './remote.ts'
import type { RemoteText } from './remote.ts'
import { applyChanges, patchOfChanges } from './text-patch.ts'
import { UndoSteps } from './undo.ts'
import type { Outcome } from './undo.ts'
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
  #revision = 0
  #modifiedAt: number | null = null
  /** What is known to be newer in the workspace than `#saved`; it matters while there are edits. */
  #outdated: DocumentState['outdated'] = null
  #saved: ParsedText | null = null
  #draft: ParsedText | null = null
  #findings: {
    of: ParsedText
    within: Surroundings
    found: Finding[]
    problems: Problem[]
  } | null = null
  #byHand = false
  #queue: Promise<unknown> = Promise.resolve()
  #reading: AbortController | null = null
  readonly #undo = new UndoSteps()
  #closed = false

  constructor(options: DocumentDraftOptions) {
    this.#options = options
    this.document = options.document
    this.#path = options.path
    const kept = options.keeper.restore(options.path)
    if (!kept) return
    this.#saved = kept.base === null ? null : readText(kept.base)
    this.#draft = readText(kept.draft, this.#saved)
    this.#modifiedAt = kept.modifiedAt
    this.#status = 'loaded'
    this.#byHand = true
    this.#revision = options.nextRevision()
  }

  get deletion(): Deletion {
    return this.#options.deletion
  }

  get path(): string {
    return this.#path
  }

  /** Grows with every change of the draft or the saved text. */
  get revision(): number {
    return this.#revision
  }

  get status(): DocumentState['status'] {
    return this.#status
  }

  get saved(): ParsedText | null {
    return this.#saved
  }

  get draft(): ParsedText | null {
    return this.#draft
  }

  get unsaved(): boolean {
    return this.#draft?.text !== this.#saved?.text
  }

  /** What is to be kept on this computer; null without unsaved edits. */
  get unsavedContent(): DraftContent | null {
    if (!this.#draft || !this.unsaved) return null
    return {
      path: this.#path,
      base: this.#saved?.text ?? null,
      modifiedAt: this.#modifiedAt,
      draft: this.#draft.text,
    }
  }

  /**
   * Whether the draft holds more than edits of the selection. Then it cannot be put together again from
   * the saved text and the selection: what was typed or set elsewhere would be lost.
   */
  get byHand(): boolean {
    return this.#byHand
  }

  state(): DocumentState {
    return {
      document: this.document,
      path: this.#path,
      status: this.#status,
      error: this.#error,
      revision: this.#revision,
      unsaved: this.unsaved,
      modifiedAt: this.#modifiedAt,
      outdated: this.unsaved ? this.#outdated : null,
      undo: this.#undo.next,
      redo: this.#undo.nextRedo,
      problems: this.#check()?.problems ?? [],
      ...this.#options.keeper.state(),
      deletedAt: this.deletion.at(this),
    }
  }

  text(): Omit<DocumentText, 'connectionId'> {
    return {
      path: this.#path,
      revision: this.#revision,
      saved: this.#saved?.text ?? null,
      draft: this.#draft?.text ?? null,
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
    const unedited = this.#draft
    const outcome = this.#enqueue(async () => {
      if (this.#reading !== reading) return null
      const started = this.#options.now()
      try {
        const files = await this.#options.files()
        const remote = await readRemote(files, this.#path, reading.signal)
        if (this.#reading !== reading) return null
        if (discardDraft) await this.#keepGivenUp(remote)
        if (this.#reading !== reading) return null
        // An edit made while the answer was under way must not be lost to it.
        if (discardDraft ? this.#draft === unedited : !this.unsaved) this.#adopt(remote)
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
        this.#status = this.#draft ? 'loaded' : 'failed'
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
    if (error && this.#draft) throw error
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
    const draft = this.#draft
    if (!draft) throw this.#notLoaded()
    const next = change(draft, this.#saved)
    if (next === draft) return
    const facts = { words, byHand: this.#become(next, byHand || this.#byHand) }
    this.#undo.add(draft.text, next.text, facts)
    this.#changed()
  }

  /**
   * Types into the draft of a revision.
   *
   * @returns the new revision
   * @throws AppError `conflict` when the draft is of another revision by now; nothing was changed
   */
  type(revision: number, changes: readonly TextChange[]): number {
    const draft = this.#draft
    if (!draft) throw this.#notLoaded()
    if (revision !== this.#revision) {
      throw new AppError('conflict', 'The draft has changed since this was typed.', {
        suggestion: 'Nothing to do: the editor puts both together.',
      })
    }
    const text = applyChanges(draft.text, changes)
    const patch = patchOfChanges(draft.text, changes)
    if (!patch) return revision
    const byHand = this.#become(readLater(text, draft), true)
    this.#undo.addTyped(patch, this.#options.now(), { words: typedWords(this.document), byHand })
    this.#revision = this.#options.nextRevision()
    this.#options.onTyped()
    return this.#revision
  }

  /**
   * Carries out a fix of one of the problems, as one step.
   *
   * @throws AppError `conflict` when the draft is not the one that has the problem any more
   */
  fix({ revision, code, from, fix }: Omit<FixInput, 'document'>): void {
    const findings = this.#check()?.found ?? []
    const finding = findings.find((each) => each.code === code && each.from === from)
    const remedy = finding?.fixes.find(({ id }) => id === fix)
    if (revision !== this.#revision || !remedy || remedy.edits.length === 0) {
      throw new AppError('conflict', 'The draft has changed since this problem was found.', {
        suggestion: 'Look at the problems as they are now, and try again.',
      })
    }
    this.edit(remedy.label, (draft) => remedy.edits.reduce(applyEdit, draft))
  }

  discard(): void {
    const draft = this.#draft
    if (!this.unsaved || !draft) return
    const byHand = this.#become(this.#saved, false)
    this.#undo.add(draft.text, this.#saved?.text ?? '', { words: discardWords, byHand })
    this.#changed()
  }

  /**
   * Puts a text in the place of the draft, as one step that can be taken back; also where the file is
   * missing. Throws `not-ready` while nothing was read.
   */
  replace(words: string, text: string): void {
    if (this.#draft) {
      this.edit(words, (draft) => (draft.text === text ? draft : readText(text, draft)))
      return
    }
    if (this.#status !== 'missing') throw this.#notLoaded()
    const byHand = this.#become(readText(text), true)
    this.#undo.add('', text, { words, byHand })
    this.#changed()
  }

  /** What `undo` would take back, in words; null when there is nothing. */
  get undoable(): string | null {
    return this.#undo.next
  }

  /** Takes the last edit back. Throws `not-found` when there is none. */
  undo(): void {
    this.#go(this.#undo.undo(this.#draft?.text ?? ''), 'There is nothing to take back.')
  }

  /** Makes the edit again that was taken back last. Throws `not-found` when there is none. */
  redo(): void {
    this.#go(this.#undo.redo(this.#draft?.text ?? ''), 'There is nothing to make again.')
  }

  /** Writes the default text where nothing is, and reads it. */
  async createDefault(): Promise<void> {
    await this.#enqueue(async () => {
      const path = this.#path
      if (this.#status !== 'missing' || this.#draft) {
        throw new AppError('already-exists', `${path} is not known to be missing.`, {
          suggestion: 'Reload it first.',
        })
      }
      const files = await this.#options.files()
      await writeRemote(files, path, defaultTexts[this.document], false)
      this.#options.logger.info('Created a document', { path })
    }).catch(async (error: unknown) => {
      // Somebody was faster: show what is there now.
      if (error instanceof AppError && error.code === 'already-exists') await this.load()
      throw error
    })
    await this.load()
  }

  /** Writes the draft unless the file changed meanwhile. A failure leaves draft and saved text alone. */
  save({ overwrite, withoutKeeping = false }: SaveOptions): Promise<SaveResult> {
    return this.#enqueue(async () => {
      const draft = this.#draft
      if (!draft) throw this.#notLoaded()
      if (!this.unsaved) return { outcome: 'unchanged' }
      assertReadable(draft)
      // Whatever happens from here on, the edits are on disk; when they cannot be, the state tells.
      this.#options.keeper.flush()
      const path = this.#path
      const files = await this.#options.files()
      const result = await writeDraft(files, {
        path,
        text: draft.text,
        base: this.#saved?.text ?? null,
        overwrite,
        keep: withoutKeeping ? null : this.#options.keepReplaced,
      })
      if (result.outcome === 'conflict')
        return this.#meet(this.#saved?.text, draft.text, result.remote)
      if (result.outcome === 'not-kept') return this.#notKept(result)
      await this.#settle(files, path, draft, result.modifiedBefore)
      return { outcome: 'saved' }
    })
  }

  /** Runs work on the file in turn with reading and saving it. */
  inTurn<Result>(work: (files: DatabricksGateway['files']) => Promise<Result>): Promise<Result> {
    return this.#enqueue(async () => await work(await this.#options.files()))
  }

  /**
   * The document is at another path from now on, which holds this text. Unsaved edits stay, with the
   * text they began with; `written` is the draft that was written there.
   */
  moveTo(path: string, there: RemoteText, written: ParsedText | null = null): void {
    this.#path = path
    if (written) this.#saved = written
    else if (!this.unsaved) this.#adopt(there)
    if (!this.unsaved) {
      this.#draft = this.#saved
      this.#byHand = false
    }
    this.#modifiedAt = there.modifiedAt
    this.#outdated = null
    this.#status = 'loaded'
    this.#error = null
    this.#changed()
  }

  /** Nothing is at the path any more. */
  isGone({ keepEdits }: { keepEdits: boolean }): void {
    if (keepEdits && this.unsaved) this.#saved = this.#modifiedAt = this.#outdated = null
    else this.#adopt(null)
    this.#changed()
  }

  /** Reads the workspace's version: what there is to decide about; null when the edits are based on it. */
  conflict(): Promise<VersionConflict | null> {
    return this.#enqueue(async () => {
      const draft = this.#draft
      if (!draft) throw this.#notLoaded()
      const remote = await readRemote(await this.#options.files(), this.#path)
      this.#compare(remote)
      this.#options.onChange()
      if (!this.#outdated) return null
      return versionConflict(this.#saved?.text ?? null, draft.text, remote)
    })
  }

  /**
   * Carries out what the user decided about a conflict, if the workspace still has what they saw. What
   * is written is the draft and the saved text then; what is kept is a draft made from what is there.
   * A failure leaves both alone. A merge that meets a third version comes back merged with that.
   */
  resolve({ remoteText, text, then, withoutKeeping = false }: Decision): Promise<ResolveResult> {
    return this.#enqueue(async () => {
      const mine = this.#draft
      if (!mine) throw this.#notLoaded()
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
        return this.#meet(remoteText ?? this.#saved?.text, text, result.remote)
      }
      if (result.outcome === 'not-kept') return this.#notKept(result)
      const outcome = then === 'keep' ? ('kept' as const) : ('saved' as const)
      // Edits made meanwhile are made from the old text: the next save brings them together.
      if (path !== this.#path || this.#draft !== mine) return { outcome }
      // Taking an older step back would take back what others have written since.
      this.#undo.clear()
      this.#draft = merged
      if (outcome === 'saved') await this.#settle(files, path, merged, result.modifiedBefore)
      else {
        this.#saved = remoteText === null ? null : readLater(remoteText, mine)
        this.#modifiedAt = result.modifiedBefore
        this.#outdated = null
        this.#become(merged, true)
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
    this.#closed = true
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
    this.#saved = written
    if (!this.unsaved) {
      this.#draft = written
      this.#byHand = false
    }
    this.#modifiedAt = modifiedAt
    this.#outdated = null
    this.#status = 'loaded'
    this.#error = null
    this.#options.logger.info('Saved a document', { path, characters: written.text.length })
    this.#changed()
  }

  /** Edits that are given up for what is in the workspace stay in the history. */
  async #keepGivenUp(remote: RemoteText | null): Promise<void> {
    const draft = this.#draft
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
    if ((remote?.text ?? null) === (this.#saved?.text ?? null)) return
    if (remote?.text !== this.#draft?.text) {
      this.#outdated = { modifiedAt: remote?.modifiedAt ?? null, deleted: !remote }
      return
    }
    // The workspace has what the draft says: the app ended during a save, or a colleague wrote the same.
    this.#saved = this.#draft
    this.#modifiedAt = remote?.modifiedAt ?? null
    this.#byHand = false
    this.#revision = this.#options.nextRevision()
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
    const same = this.#saved && remote?.text === this.#saved.text ? this.#saved : null
    const changed = !same || this.#draft !== same
    // Steps of an older text would take back what others have written since.
    if (!same) this.#undo.clear()
    else if (this.#draft && this.#draft !== same) {
      const byHand = { before: this.#byHand, after: false }
      this.#undo.add(this.#draft.text, same.text, { words: discardWords, byHand })
    }
    this.#saved = remote ? (same ?? readText(remote.text, this.#saved)) : null
    this.#draft = this.#saved
    this.#modifiedAt = remote?.modifiedAt ?? null
    this.#outdated = null
    this.#status = remote ? 'loaded' : 'missing'
    this.#error = null
    this.#byHand = false
    if (changed) this.#revision = this.#options.nextRevision()
  }

  /** Makes a text the draft. Returns whether the one before and this one were edited by hand. */
  #become(next: ParsedText | null, byHand: boolean): { before: boolean; after: boolean } {
    const before = this.#byHand
    this.#draft = next?.text === this.#saved?.text ? this.#saved : next
    this.#byHand = this.unsaved && byHand
    if (!this.#draft) this.#status = 'missing'
    else if (this.#status === 'missing') this.#status = 'loaded'
    return { before, after: this.#byHand }
  }

  #go(outcome: Outcome | null, otherwise: string): void {
    if (!outcome) throw new AppError('not-found', otherwise)
    // Where there was no file, the step before the first text is none.
    const isNone = outcome.text === '' && !this.#saved && !outcome.byHand
    this.#become(isNone ? null : readLater(outcome.text, this.#draft), outcome.byHand)
    this.#changed()
  }

  #changed(): void {
    this.#revision = this.#options.nextRevision()
    this.#options.onChange()
    // Without edits to keep, nothing holds the newer text up.
    if (this.#outdated && !this.unsaved) void this.load()
  }

  #check(): { found: Finding[]; problems: Problem[] } | null {
    const draft = this.#draft
    if (!draft) return null
    const within = this.#options.surroundings()
    if (this.#findings?.of !== draft || this.#findings.within !== within) {
      const found = findProblems(this.document, draft, within)
      const problems = found.map((finding) => placed(draft, finding))
      this.#findings = { of: draft, within, found, problems }
    }
    return this.#findings
  }

  #enqueue<Result>(task: () => Promise<Result>): Promise<Result> {
    const run = this.#queue.then(() => {
      if (!this.#closed) return task()
      throw new AppError('canceled', 'The connection was removed.')
    })
    this.#queue = run.catch(() => undefined)
    return run
  }

  #notLoaded(): AppError {
    const path = this.#path
    if (this.#status === 'missing') {
      return new AppError('config-missing', `There is no file at ${path}.`, {
        suggestion: 'Create a default file, or use another path, on the Configuration page.',
      })
    }
    if (this.#status === 'failed') {
      return new AppError('not-ready', `${path} could not be read.`, {
        suggestion: this.#error?.suggestion ?? 'Reload it on the Configuration page.',
      })
    }
    return new AppError('not-ready', `${path} is not read yet.`, {
      suggestion: 'Wait until it is loaded, then try again.',
    })
  }
}

type Decision = Omit<ResolveInput, 'document'>
type Met = Extract<SaveResult, { outcome: 'conflict' }>
type NotKept = Extract<SaveResult, { outcome: 'not-kept' }>

function unsavedEdits(path: string, before: string): AppError {
  return new AppError('conflict', `${path} has unsaved edits.`, {
    suggestion: `Save or discard them before ${before}.`,
  })
}
