import type { Kind, PickFlags } from '../../shared/catalog.ts'
import type {
  ConfigurationState,
  DocumentKind,
  DocumentText,
  EditTextInput,
  FixInput,
  PickInput,
  ResolveInput,
  ResolveResult,
  SaveResult,
  SelectionSummary,
  SetPicksInput,
  SwitchInput,
} from '../../shared/configuration.ts'
import type { DeleteOutcome, FileOutcome, FileTarget } from '../../shared/workspace-files.ts'
import { Emitter } from '../../shared/emitter.ts'
import { AppError } from '../../shared/errors.ts'
import type { VersionConflict } from '../../shared/merge.ts'
import type { MergeCheck } from '../../shared/merge-check.ts'
import type { DatabricksGateway } from '../databricks/gateway.ts'
import type { Logger } from '../logging/logger.ts'
import { nodeTimers } from '../timers.ts'
import type { Timers } from '../timers.ts'
import { canonicalPath } from './canonical-path.ts'
import type { DocumentDraft, SaveOptions } from './document-draft.ts'
import type { ParsedText } from './document.ts'
import { applyEdit } from './edit.ts'
import { pickWords, switchWords } from './edit-words.ts'
import { MergeChecks } from './merge-check.ts'
import { idKey, readExportJob } from './model.ts'
import type { ExportJob } from './model.ts'
import { DocumentFiles } from './files/document-files.ts'
import type { DocumentPlace } from './files/document-place.ts'
import type { LocalFiles } from './files/local-copy.ts'
import { netDraft, sameSelection } from './net-edit.ts'
import { openDocument } from './open-document.ts'
import type { KeptTexts } from './open-document.ts'
import { savedSelectionOf } from './saved-selection.ts'
import type { SavedSelection } from './saved-selection.ts'
import { selectionOf } from './selection.ts'
import type { Selection } from './selection.ts'
import { createSummarizer, emptySummary, unloadedDocument } from './summary.ts'
import { noSurroundings } from './problems.ts'
import { unknownWorkspace, WorkspaceFacts } from './workspace-facts.ts'
import type { WorkspaceLookup } from './workspace-facts.ts'

export interface ConfigurationOptions {
  gatewayFor: (connectionId: string) => Promise<DatabricksGateway>
  /** Where the documents of each connection are; remembered for ever. */
  paths: {
    get: (connectionId: string) => Record<DocumentKind, string>
    set: (connectionId: string, document: DocumentKind, path: string) => void
    /** An output folder was chosen. */
    noteOutput?: (connectionId: string, path: string) => void
  }
  /** How a newly picked item starts. */
  pickDefaults: () => PickFlags
  kept: KeptTexts
  /** Dialogs of this computer. */
  local: LocalFiles
  /** Something was written to, or deleted in, the workspace as a whole file. */
  onFilesChanged: () => void
  /** What the checks may ask of the workspace of the open connection; without it they know nothing of it. */
  workspace?: WorkspaceLookup
  logger: Logger
  now: () => number
  timers?: Timers
}

/**
 * After so long without typing (ms), a draft is looked into and told about: as long as that took the
 * last time, so that keys never wait for it, within these bounds.
 */
const typingPause = { least: 10, most: 150 }

type Documents = Record<DocumentKind, DocumentDraft>

/**
 * The two YAML documents of the connection in use: what is in the workspace, the drafts, and the
 * selection in them. Drafts of other connections are kept until these are opened again.
 */
export class ConfigurationService {
  /** Any change of a document, a draft or the connection. */
  readonly changed = new Emitter<ConfigurationState>()
  /** The picked items or their flags may have changed. */
  readonly selectionChanged = new Emitter<SelectionSummary>()
  readonly #options: ConfigurationOptions
  readonly #kept = new Map<string, Documents>()
  readonly #facts: WorkspaceFacts
  #connectionId: string | null = null
  #announcedDraft: ParsedText | null = null
  #revision = 0
  #typing: unknown = null
  #lookTook = 0
  readonly #merges = new MergeChecks()
  readonly #summarize = createSummarizer()
  readonly #files: DocumentFiles

  constructor(options: ConfigurationOptions) {
    this.#options = options
    const { kept, local, logger, now, onFilesChanged, timers = nodeTimers } = options
    this.#files = new DocumentFiles({
      versions: kept.versions,
      local,
      onWritten: onFilesChanged,
      now,
      logger,
    })
    this.#facts = new WorkspaceFacts({
      lookup: options.workspace ?? unknownWorkspace,
      timers,
      logger,
      onChange: () => {
        this.#announce()
      },
    })
  }

  /** The list of a kind was read again: what the checks know of the workspace may be different. */
  listChanged(kind: Kind): void {
    this.#facts.listChanged(kind)
  }

  /**
   * Shows the documents of a connection, or none, and reads them. Unsaved edits stay; the state says
   * when somebody else has saved since. Errors of reading are in the state.
   */
  async open(connectionId: string | null): Promise<ConfigurationState> {
    if (connectionId !== this.#connectionId) {
      this.keepDrafts()
      this.#facts.clear()
    }
    this.#connectionId = connectionId
    const documents = connectionId === null ? null : this.#documentsOf(connectionId)
    this.#announce()
    if (documents) {
      await Promise.all(Object.values(documents).map((document) => document.load()))
    }
    return this.state()
  }

  get connectionId(): string | null {
    return this.#connectionId
  }

  /** Drops the documents of a connection and deletes its drafts. Throws `disk-failed`. */
  forget(connectionId: string): void {
    for (const document of Object.values(this.#kept.get(connectionId) ?? {})) document.close()
    this.#kept.delete(connectionId)
    if (this.#connectionId === connectionId) {
      this.#connectionId = null
      this.#facts.clear()
      this.#announce()
    }
    this.#options.kept.drafts.forget(connectionId)
  }

  /** Whether a connection (any that was opened, when none is named) has unsaved edits. */
  hasUnsavedEdits(connectionId?: string): boolean {
    if (connectionId === undefined) return this.#opened().some(({ unsaved }) => unsaved)
    const documents = this.#kept.get(connectionId)
    if (!documents) return this.#options.kept.drafts.has(connectionId)
    return documents.main.unsaved || documents.app.unsaved
  }

  /** Puts all unsaved edits on disk now. False when that is not possible for some. */
  keepDrafts(): boolean {
    return !this.#opened()
      .map((document) => document.keepDraft())
      .includes(false)
  }

  /** Whether there are unsaved edits, and, tried again now, whether all of them are on disk. */
  unsavedEdits(): 'none' | 'kept' | 'lost' {
    if (!this.hasUnsavedEdits()) return 'none'
    return this.keepDrafts() ? 'kept' : 'lost'
  }

  /** Puts the unsaved edits on disk; nothing is read or written any more. */
  close(): void {
    this.keepDrafts()
    for (const document of this.#opened()) document.close()
  }

  /** The user has seen what the state says about kept edits of a document. */
  dismissNotice(document: DocumentKind): ConfigurationState {
    this.#document(document).dismissNotice()
    return this.state()
  }

  state(): ConfigurationState {
    const documents = this.#documents()
    const main = documents?.main.draft
    const app = documents?.app.draft
    return {
      connectionId: this.#connectionId,
      main: documents?.main.state() ?? unloadedDocument('main'),
      app: documents?.app.state() ?? unloadedDocument('app'),
      selection: this.summary(),
      outputPath: main ? selectionOf(main).model.outputPath : null,
      exportJob: app ? readExportJob(app) : null,
    }
  }

  text(document: DocumentKind): DocumentText {
    return { connectionId: this.#connectionId, ...this.#document(document).text() }
  }

  /** `conflict` while there are unsaved edits that are not to be discarded. */
  async reload(document: DocumentKind, discardDraft: boolean): Promise<ConfigurationState> {
    await this.#document(document).reload(discardDraft)
    return this.state()
  }

  /** `conflict` while there are unsaved edits; `bad-input` when the other document is there. */
  async setPath(document: DocumentKind, path: string): Promise<ConfigurationState> {
    const connectionId = this.#connectionId
    const draft = this.#document(document)
    const other = this.#document(document === 'main' ? 'app' : 'main')
    if (canonicalPath(other.path) === canonicalPath(path)) {
      throw new AppError('bad-input', `${path} is in use for the other document.`, {
        suggestion: 'Use a path of its own for each of the two.',
      })
    }
    await draft.setPath(path, () => {
      if (connectionId !== null) this.#options.paths.set(connectionId, document, path)
    })
    return this.state()
  }

  async createDefault(document: DocumentKind): Promise<ConfigurationState> {
    await this.#document(document).createDefault()
    return this.state()
  }

  /** Adds items to the draft, or takes them out. `config-missing` or `not-ready` without config.yml. */
  pick(input: PickInput): SelectionSummary {
    const { kind } = input
    const { length } = input.items
    const words = pickWords(kind, input.picked ? length : 0, input.picked ? 0 : length)
    this.#editMain(words, (draft, saved) =>
      input.picked
        ? this.#withPicked(draft, saved, kind, input.items)
        : applyEdit(draft, { type: 'unpick', kind, ids: input.items.map(({ id }) => id) }),
    )
    return this.summary()
  }

  /** Sets a flag of picked items; others are passed over, `not-found` when none is picked. */
  switch(input: SwitchInput): SelectionSummary {
    const { kind, ids, flag, value } = input
    const { byId } = selectionOfDraft(this.#documents()?.main.draft ?? null)
    const count = ids.filter((id) => byId?.[kind].has(idKey(kind, id))).length
    this.#editMain(switchWords(kind, count, flag, value), (draft) => {
      if (count === 0) throw notPicked()
      return applyEdit(draft, { type: 'switch', kind, ids, flag, value })
    })
    return this.summary()
  }

  /** Picks some and takes others out, as one step that one undo takes back. */
  setPicks({ kind, pick, unpick }: SetPicksInput): SelectionSummary {
    this.#editMain(pickWords(kind, pick.length, unpick.length), (draft, saved) => {
      const fewer =
        unpick.length > 0 ? applyEdit(draft, { type: 'unpick', kind, ids: unpick }) : draft
      return pick.length > 0 ? this.#withPicked(fewer, saved, kind, pick) : fewer
    })
    return this.summary()
  }

  /** Writes the present name of a picked item. Throws `not-found` when it is not picked. */
  rename(kind: Kind, id: string, name: string): SelectionSummary {
    this.#editMain(`Rename a ${kind} to “${name}”`, (draft) => {
      if (!selectionOf(draft).byId[kind].has(idKey(kind, id))) throw notPicked()
      return applyEdit(draft, { type: 'rename', kind, ids: [id], name })
    })
    return this.summary()
  }

  /**
   * Types into a draft, which is told about when typing pauses. `conflict` when the draft is of
   * another revision by now; then nothing was changed.
   */
  editText({ document, revision, changes }: EditTextInput): { revision: number } {
    return { revision: this.#document(document).type(revision, changes) }
  }

  /** Takes the last edit of a draft back. Throws `not-found` when there is none. */
  undo(document: DocumentKind): SelectionSummary {
    this.#document(document).undo()
    return this.summary()
  }

  /** Makes the edit again that was taken back last. Throws `not-found` when there is none. */
  redo(document: DocumentKind): SelectionSummary {
    this.#document(document).redo()
    return this.summary()
  }

  setExportJob(job: ExportJob): ConfigurationState {
    this.#document('app').edit('Choose the export job', (draft) =>
      applyEdit(draft, {
        type: 'set',
        section: 'export-job',
        values: [
          { key: 'job_name', value: job.jobName, as: 'text' },
          { key: 'job_id', value: job.jobId, as: 'digits' },
        ],
      }),
    )
    return this.state()
  }

  setOutputPath(path: string): ConfigurationState {
    this.#editMain('Set the output folder', (draft) =>
      applyEdit(draft, {
        type: 'set',
        section: 'initial_variables',
        values: [{ key: 'v_start_path', value: path, as: 'text' }],
      }),
    )
    if (this.#connectionId !== null) this.#options.paths.noteOutput?.(this.#connectionId, path)
    return this.state()
  }

  /** Carries out a fix of a problem, as one step. `conflict` when the draft has changed since. */
  fix({ document, ...fix }: FixInput): ConfigurationState {
    this.#document(document).fix(fix)
    return this.state()
  }

  /** The draft of config.yml; null while there is none. */
  mainDraft(): { text: ParsedText; revision: number } | null {
    const main = this.#documents()?.main
    return main?.draft ? { text: main.draft, revision: main.revision } : null
  }

  /** Changes the draft of config.yml. Throws `conflict` when it is not of this revision. */
  changeMain(
    revision: number,
    words: string,
    change: (draft: ParsedText) => ParsedText,
  ): ConfigurationState {
    const main = this.#document('main')
    if (main.revision !== revision) {
      throw new AppError('conflict', 'config.yml has changed meanwhile.', {
        suggestion: 'Look at it as it is now, and try again.',
      })
    }
    main.edit(words, change)
    return this.state()
  }

  /** Puts a text in the place of the draft, as one step. Throws `not-ready` while nothing was read. */
  replaceDraft(document: DocumentKind, words: string, text: string): void {
    this.#document(document).replace(words, text)
  }

  discard(document: DocumentKind): ConfigurationState {
    this.#document(document).discard()
    return this.state()
  }

  /** See `SaveResult`. A failure leaves draft and saved text as they were. */
  save(document: DocumentKind, options: SaveOptions): Promise<SaveResult> {
    return this.#document(document).save(options)
  }

  saveAs(document: DocumentKind, target: FileTarget): Promise<FileOutcome> {
    return this.#files.saveAs(this.#place(document), target)
  }

  renameFile(document: DocumentKind, target: FileTarget): Promise<FileOutcome> {
    return this.#files.rename(this.#place(document), target)
  }

  duplicateFile(document: DocumentKind, target: FileTarget): Promise<FileOutcome> {
    return this.#files.duplicate(this.#place(document), target)
  }

  deleteFile(document: DocumentKind, evenIfChanged: boolean): Promise<DeleteOutcome> {
    return this.#files.delete(this.#place(document), evenIfChanged)
  }

  async undoDelete(document: DocumentKind): Promise<ConfigurationState> {
    await this.#files.undoDelete(this.#place(document))
    return this.state()
  }

  openLocal(document: DocumentKind): Promise<{ path: string } | null> {
    return this.#files.openLocal(this.#place(document))
  }

  saveLocal(document: DocumentKind): Promise<{ path: string } | null> {
    return this.#files.saveLocal(this.#place(document))
  }

  /** What somebody else changed since the unsaved edits were begun; null when nothing. */
  conflict(document: DocumentKind): Promise<VersionConflict | null> {
    return this.#document(document).conflict()
  }

  checkMerge(document: DocumentKind, remoteText: string, text: string): MergeCheck {
    return this.#merges.check(document, this.#document(document), remoteText, text)
  }

  dropDuplicates(document: DocumentKind, remoteText: string, text: string): string {
    return this.#merges.dropDuplicates(this.#document(document), remoteText, text)
  }

  /** See `ResolveInput`. A failure leaves draft and saved text as they were. */
  resolveConflict({ document, ...decision }: ResolveInput): Promise<ResolveResult> {
    return this.#document(document).resolve(decision)
  }

  /** How an item is set in the draft; null when it is not picked. */
  selected(kind: Kind, id: string): PickFlags | null {
    const draft = this.#documents()?.main.draft
    return draft ? (selectionOf(draft).byId[kind].get(idKey(kind, id))?.flags ?? null) : null
  }

  /** Ids picked in the draft, GUIDs in lower case, in the order of the file. */
  selectedIds(kind: Kind): string[] {
    const draft = this.#documents()?.main.draft
    return draft ? [...selectionOf(draft).byId[kind].keys()] : []
  }

  /** What is picked in the draft, with the names of the file, in its order. */
  selectedItems(kind: Kind): { id: string; name: string; flags: PickFlags }[] {
    const draft = this.#documents()?.main.draft
    if (!draft) return []
    return [...selectionOf(draft).byId[kind].values()].map(({ id, name, flags }) => ({
      id: id ?? '',
      name: name ?? '',
      flags,
    }))
  }

  summary(): SelectionSummary {
    const documents = this.#documents()
    return documents ? this.#summarize(documents.main, documents.app) : emptySummary
  }

  /** What config.yml in the workspace selects; null while it is not read. */
  savedSelection(): SavedSelection | null {
    const main = this.#documents()?.main
    if (!main?.saved) return null
    return savedSelectionOf(main.path, main.saved)
  }

  /** The export job in app_config.yml as saved; null without one. */
  exportJob(): ExportJob | null {
    const saved = this.#documents()?.app.saved
    return saved ? readExportJob(saved) : null
  }

  /**
   * Edits config.yml; steps that took each other back leave the saved text, not one like it, unless
   * something was typed as well, which the selection does not tell.
   */
  #editMain(
    words: string,
    change: (draft: ParsedText, saved: ParsedText | null) => ParsedText,
  ): void {
    const main = this.#document('main')
    main.edit(
      words,
      (draft, saved) => {
        const next = change(draft, saved)
        const back = saved && next !== draft && !main.byHand && sameSelection(saved, next)
        return back ? saved : next
      },
      { byHand: false },
    )
  }

  /** What comes back after it was taken out comes back as it was. */
  #withPicked(
    draft: ParsedText,
    saved: ParsedText | null,
    kind: Kind,
    wanted: SetPicksInput['pick'],
  ): ParsedText {
    const before = saved ? selectionOf(saved).byId[kind] : new Map<string, never>()
    let returning = false
    const items = wanted.map(({ id, name, flags }) => {
      const old = before.get(idKey(kind, id))
      if (old) returning = true
      return {
        id,
        name: old?.name ?? name,
        flags: flags ?? old?.flags ?? this.#options.pickDefaults(),
      }
    })
    const next = applyEdit(draft, { type: 'pick', kind, items })
    if (!saved || !returning || next === draft || this.#document('main').byHand) return next
    return netDraft(saved, next) ?? next
  }

  #opened(): DocumentDraft[] {
    return [...this.#kept.values()].flatMap((documents) => Object.values(documents))
  }

  #documents(): Documents | null {
    return this.#connectionId === null ? null : (this.#kept.get(this.#connectionId) ?? null)
  }

  #document(document: DocumentKind): DocumentDraft {
    const documents = this.#documents()
    if (documents) return documents[document]
    throw new AppError('not-connected', 'No workspace is connected.', {
      suggestion: 'Connect to a workspace first.',
    })
  }

  #place(document: DocumentKind): DocumentPlace {
    const draft = this.#document(document)
    const other = this.#document(document === 'main' ? 'app' : 'main')
    const connectionId = this.#connectionId ?? ''
    return {
      connectionId,
      draft,
      otherPath: other.path,
      remember: (path) => {
        this.#options.paths.set(connectionId, document, path)
      },
    }
  }

  #documentsOf(connectionId: string): Documents {
    const known = this.#kept.get(connectionId)
    if (known) return known
    const paths = this.#options.paths.get(connectionId)
    const create = (document: DocumentKind): DocumentDraft =>
      openDocument({
        document,
        connectionId,
        path: paths[document],
        files: async () => (await this.#options.gatewayFor(connectionId)).files,
        kept: this.#options.kept,
        logger: this.#options.logger,
        now: this.#options.now,
        nextRevision: () => (this.#revision += 1),
        surroundings: () =>
          this.#connectionId === connectionId ? this.#facts.surroundings : noSurroundings,
        onChange: () => {
          if (this.#connectionId === connectionId) this.#announce()
        },
        onTyped: () => {
          if (this.#connectionId === connectionId) this.#announceLater()
        },
      })
    const documents = { main: create('main'), app: create('app') }
    this.#kept.set(connectionId, documents)
    return documents
  }

  #announceLater(): void {
    const { timers = nodeTimers } = this.#options
    timers.clear(this.#typing)
    const pause = Math.min(typingPause.most, Math.max(typingPause.least, this.#lookTook))
    this.#typing = timers.set(() => {
      this.#announce()
    }, pause)
  }

  #announce(): void {
    const { timers = nodeTimers } = this.#options
    timers.clear(this.#typing)
    const started = this.#options.now()
    const state = this.state()
    this.#lookTook = this.#options.now() - started
    this.changed.emit(state)
    const documents = this.#documents()
    if (documents) this.#facts.look(documents.main.draft, documents.app.draft)
    const draft = documents?.main.draft ?? null
    if (draft === this.#announcedDraft) return
    this.#announcedDraft = draft
    this.selectionChanged.emit(state.selection)
  }
}

function selectionOfDraft(draft: ParsedText | null): { byId: Selection['byId'] | null } {
  return { byId: draft ? selectionOf(draft).byId : null }
}

function notPicked(): AppError {
  return new AppError('not-found', 'None of these is picked.', {
    suggestion: 'Pick it first, then set its switches.',
  })
}
