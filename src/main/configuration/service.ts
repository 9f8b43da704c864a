import type { Kind, PickFlags } from '../../shared/catalog.ts'
import type {
  ConfigurationState,
  DocumentKind,
  DocumentText,
  EditTextInput,
  FixInput,
  ResolveInput,
  ResolveResult,
  SaveResult,
  SelectionSummary,
} from '../../shared/configuration.ts'
import { Emitter } from '../../shared/emitter.ts'
import { AppError } from '../../shared/errors.ts'
import type { VersionConflict } from '../../shared/merge.ts'
import type { DatabricksGateway } from '../databricks/gateway.ts'
import type { Logger } from '../logging/logger.ts'
import { nodeTimers } from '../timers.ts'
import type { Timers } from '../timers.ts'
import { canonicalPath } from './canonical-path.ts'
import { ConnectionDocuments } from './connection-documents.ts'
import { usedByOther } from './document-errors.ts'
import type { SaveOptions } from './document-saving.ts'
import type { ParsedText } from './document.ts'
import { DraftSelection } from './draft-selection.ts'
import { applyEdit } from './edit.ts'
import { MergeChecks } from './merge-check.ts'
import { readExportJob } from './model.ts'
import type { ExportJob } from './model.ts'
import { DocumentFiles } from './files/document-files.ts'
import type { LocalFiles } from './files/local-copy.ts'
import type { KeptTexts } from './open-document.ts'
import { savedSelectionOf } from './saved-selection.ts'
import type { SavedSelection } from './saved-selection.ts'
import { selectionOf } from './selection.ts'
import { unloadedDocument } from './summary.ts'
import { TypingPause } from './typing-pause.ts'
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
 * The two YAML documents of the connection in use: what is in the workspace, the drafts, and the
 * selection in them. Drafts of other connections are kept until these are opened again.
 */
export class ConfigurationService {
  /** Any change of a document, a draft or the connection. */
  readonly changed = new Emitter<ConfigurationState>()
  /** The picked items or their flags may have changed. */
  readonly selectionChanged = new Emitter<SelectionSummary>()
  /** What is picked in the draft of config.yml. */
  readonly selection: DraftSelection
  /** What can be done with the file of a document as a whole. */
  readonly files: DocumentFiles
  /** Checks what is about to be made of a conflict. */
  readonly merges: MergeChecks
  readonly #options: ConfigurationOptions
  readonly #documents: ConnectionDocuments
  readonly #facts: WorkspaceFacts
  readonly #typing: TypingPause
  #announcedDraft: ParsedText | null = null

  constructor(options: ConfigurationOptions) {
    this.#options = options
    const { gatewayFor, kept, local, logger, now, onFilesChanged, paths, pickDefaults } = options
    const { timers = nodeTimers } = options
    this.#typing = new TypingPause(timers, now)
    this.#facts = new WorkspaceFacts({
      lookup: options.workspace ?? unknownWorkspace,
      timers,
      logger,
      onChange: () => {
        this.#announce()
      },
    })
    const documents = new ConnectionDocuments({
      gatewayFor,
      paths,
      kept,
      logger,
      now,
      surroundings: () => this.#facts.surroundings,
      onChange: () => {
        this.#announce()
      },
      onTyped: () => {
        this.#typing.after(() => {
          this.#announce()
        })
      },
    })
    this.#documents = documents
    this.selection = new DraftSelection({ documents, pickDefaults })
    this.files = new DocumentFiles({
      placeOf: (document) => documents.place(document),
      versions: kept.versions,
      local,
      onWritten: onFilesChanged,
      now,
      logger,
    })
    this.merges = new MergeChecks((document) => documents.get(document))
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
    if (connectionId !== this.#documents.connectionId) {
      this.keepDrafts()
      this.#facts.clear()
    }
    const documents = this.#documents.use(connectionId)
    this.#announce()
    if (documents) {
      await Promise.all(Object.values(documents).map((document) => document.load()))
    }
    return this.state()
  }

  get connectionId(): string | null {
    return this.#documents.connectionId
  }

  /** Drops the documents of a connection and deletes its drafts. Throws `disk-failed`. */
  forget(connectionId: string): void {
    if (this.#documents.drop(connectionId)) {
      this.#facts.clear()
      this.#announce()
    }
    this.#options.kept.drafts.forget(connectionId)
  }

  /** Whether a connection (any that was opened, when none is named) has unsaved edits. */
  hasUnsavedEdits(connectionId?: string): boolean {
    return this.#documents.hasUnsavedEdits(connectionId)
  }

  /** Puts all unsaved edits on disk now. False when that is not possible for some. */
  keepDrafts(): boolean {
    return this.#documents.keepDrafts()
  }

  /** Whether there are unsaved edits, and, tried again now, whether all of them are on disk. */
  unsavedEdits(): 'none' | 'kept' | 'lost' {
    if (!this.hasUnsavedEdits()) return 'none'
    return this.keepDrafts() ? 'kept' : 'lost'
  }

  /** Puts the unsaved edits on disk; nothing is read or written any more. */
  close(): void {
    this.#documents.close()
  }

  /** The user has seen what the state says about kept edits of a document. */
  dismissNotice(document: DocumentKind): ConfigurationState {
    this.#documents.get(document).dismissNotice()
    return this.state()
  }

  state(): ConfigurationState {
    const documents = this.#documents.current
    const main = documents?.main.draft
    const app = documents?.app.draft
    return {
      connectionId: this.connectionId,
      main: documents?.main.state() ?? unloadedDocument('main'),
      app: documents?.app.state() ?? unloadedDocument('app'),
      selection: this.selection.summary(),
      outputPath: main ? selectionOf(main).model.outputPath : null,
      exportJob: app ? readExportJob(app) : null,
    }
  }

  text(document: DocumentKind): DocumentText {
    return { connectionId: this.connectionId, ...this.#documents.get(document).text() }
  }

  /** `conflict` while there are unsaved edits that are not to be discarded. */
  async reload(document: DocumentKind, discardDraft: boolean): Promise<ConfigurationState> {
    await this.#documents.get(document).reload(discardDraft)
    return this.state()
  }

  /** `conflict` while there are unsaved edits; `bad-input` when the other document is there. */
  async setPath(document: DocumentKind, path: string): Promise<ConfigurationState> {
    const { draft, otherPath, remember } = this.#documents.place(document)
    if (canonicalPath(otherPath) === canonicalPath(path)) throw usedByOther(path)
    await draft.setPath(path, () => {
      remember(path)
    })
    return this.state()
  }

  async createDefault(document: DocumentKind): Promise<ConfigurationState> {
    await this.#documents.get(document).createDefault()
    return this.state()
  }

  /**
   * Types into a draft, which is told about when typing pauses. `conflict` when the draft is of
   * another revision by now; then nothing was changed.
   */
  editText({ document, revision, changes }: EditTextInput): { revision: number } {
    return { revision: this.#documents.get(document).type(revision, changes) }
  }

  /** Takes the last edit of a draft back. Throws `not-found` when there is none. */
  undo(document: DocumentKind): SelectionSummary {
    this.#documents.get(document).undo()
    return this.selection.summary()
  }

  /** Makes the edit again that was taken back last. Throws `not-found` when there is none. */
  redo(document: DocumentKind): SelectionSummary {
    this.#documents.get(document).redo()
    return this.selection.summary()
  }

  setExportJob(job: ExportJob): ConfigurationState {
    this.#documents.get('app').edit('Choose the export job', (draft) =>
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
    this.selection.setOutputPath(path)
    if (this.connectionId !== null) this.#options.paths.noteOutput?.(this.connectionId, path)
    return this.state()
  }

  /** Carries out a fix of a problem, as one step. `conflict` when the draft has changed since. */
  fix({ document, ...fix }: FixInput): ConfigurationState {
    this.#documents.get(document).fix(fix)
    return this.state()
  }

  /** The draft of config.yml; null while there is none. */
  mainDraft(): { text: ParsedText; revision: number } | null {
    const main = this.#documents.current?.main
    return main?.draft ? { text: main.draft, revision: main.revision } : null
  }

  /** Changes the draft of config.yml. Throws `conflict` when it is not of this revision. */
  changeMain(
    revision: number,
    words: string,
    change: (draft: ParsedText) => ParsedText,
  ): ConfigurationState {
    const main = this.#documents.get('main')
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
    this.#documents.get(document).replace(words, text)
  }

  discard(document: DocumentKind): ConfigurationState {
    this.#documents.get(document).discard()
    return this.state()
  }

  /** See `SaveResult`. A failure leaves draft and saved text as they were. */
  save(document: DocumentKind, options: SaveOptions): Promise<SaveResult> {
    return this.#documents.get(document).saving.save(options)
  }

  /** See `DocumentFiles`. */
  async undoDelete(document: DocumentKind): Promise<ConfigurationState> {
    await this.files.undoDelete(document)
    return this.state()
  }

  /** What somebody else changed since the unsaved edits were begun; null when nothing. */
  conflict(document: DocumentKind): Promise<VersionConflict | null> {
    return this.#documents.get(document).saving.conflict()
  }

  /** See `ResolveInput`. A failure leaves draft and saved text as they were. */
  resolveConflict({ document, ...decision }: ResolveInput): Promise<ResolveResult> {
    return this.#documents.get(document).saving.resolve(decision)
  }

  /** What config.yml in the workspace selects; null while it is not read. */
  savedSelection(): SavedSelection | null {
    const main = this.#documents.current?.main
    if (!main?.saved) return null
    return savedSelectionOf(main.path, main.saved)
  }

  /** The export job in app_config.yml as saved; null without one. */
  exportJob(): ExportJob | null {
    const saved = this.#documents.current?.app.saved
    return saved ? readExportJob(saved) : null
  }

  #announce(): void {
    const state = this.#typing.look(() => this.state())
    this.changed.emit(state)
    const documents = this.#documents.current
    if (documents) this.#facts.look(documents.main.draft, documents.app.draft)
    const draft = documents?.main.draft ?? null
    if (draft === this.#announcedDraft) return
    this.#announcedDraft = draft
    this.selectionChanged.emit(state.selection)
  }
}
