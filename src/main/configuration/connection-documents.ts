import type { DocumentKind } from '../../shared/configuration.ts'
import { AppError } from '../../shared/errors.ts'
import type { DatabricksGateway } from '../databricks/gateway.ts'
import type { Logger } from '../logging/logger.ts'
import type { DocumentDraft } from './document-draft.ts'
import type { DocumentPlace } from './files/document-place.ts'
import { openDocument } from './open-document.ts'
import type { KeptTexts } from './open-document.ts'
import { noSurroundings } from './problems.ts'
import type { Surroundings } from './problems.ts'

/** The two documents of one connection. */
export type Documents = Record<DocumentKind, DocumentDraft>

export interface ConnectionDocumentsOptions {
  gatewayFor: (connectionId: string) => Promise<DatabricksGateway>
  /** Where the documents of each connection are. */
  paths: {
    get: (connectionId: string) => Record<DocumentKind, string>
    set: (connectionId: string, document: DocumentKind, path: string) => void
  }
  kept: KeptTexts
  logger: Logger
  now: () => number
  /** What the checks know of the workspace in use. */
  surroundings: () => Surroundings
  /** A document in use is not as it was. */
  onChange: () => void
  /** A draft in use was typed into. */
  onTyped: () => void
}

/**
 * The documents of every connection that was opened, of which those of one are in use. The others keep
 * their unsaved edits until they are used again; what happens to them meanwhile is not told.
 */
export class ConnectionDocuments {
  readonly #options: ConnectionDocumentsOptions
  readonly #opened = new Map<string, Documents>()
  #connectionId: string | null = null
  #revision = 0

  constructor(options: ConnectionDocumentsOptions) {
    this.#options = options
  }

  /** The connection in use. */
  get connectionId(): string | null {
    return this.#connectionId
  }

  /** The documents in use; null without a connection. */
  get current(): Documents | null {
    return this.#connectionId === null ? null : (this.#opened.get(this.#connectionId) ?? null)
  }

  /** A document in use. Throws `not-connected` without a connection. */
  get(document: DocumentKind): DocumentDraft {
    const documents = this.current
    if (documents) return documents[document]
    throw new AppError('not-connected', 'No workspace is connected.', {
      suggestion: 'Connect to a workspace first.',
    })
  }

  /** A document in use, with what is around it. Throws `not-connected` without a connection. */
  place(document: DocumentKind): DocumentPlace {
    const draft = this.get(document)
    const other = this.get(document === 'main' ? 'app' : 'main')
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

  /** Uses the documents of a connection, or none. Returns them as they are, perhaps not read yet. */
  use(connectionId: string | null): Documents | null {
    this.#connectionId = connectionId
    return connectionId === null ? null : this.#of(connectionId)
  }

  /** Drops the documents of a connection. Returns whether they were in use; then none are any more. */
  drop(connectionId: string): boolean {
    for (const document of Object.values(this.#opened.get(connectionId) ?? {})) document.close()
    this.#opened.delete(connectionId)
    if (this.#connectionId !== connectionId) return false
    this.#connectionId = null
    return true
  }

  /** Whether a connection (any that was opened, when none is named) has unsaved edits. */
  hasUnsavedEdits(connectionId?: string): boolean {
    if (connectionId === undefined) return this.#all().some(({ unsaved }) => unsaved)
    const documents = this.#opened.get(connectionId)
    if (!documents) return this.#options.kept.drafts.has(connectionId)
    return documents.main.unsaved || documents.app.unsaved
  }

  /** Puts all unsaved edits on disk now. False when that is not possible for some. */
  keepDrafts(): boolean {
    return !this.#all()
      .map((document) => document.keepDraft())
      .includes(false)
  }

  /** Puts the unsaved edits on disk; nothing is read or written any more. */
  close(): void {
    this.keepDrafts()
    for (const document of this.#all()) document.close()
  }

  #all(): DocumentDraft[] {
    return [...this.#opened.values()].flatMap((documents) => Object.values(documents))
  }

  #of(connectionId: string): Documents {
    const known = this.#opened.get(connectionId)
    if (known) return known
    const { gatewayFor, kept, logger, now, onChange, onTyped, surroundings } = this.#options
    const paths = this.#options.paths.get(connectionId)
    const isInUse = () => this.#connectionId === connectionId
    const open = (document: DocumentKind): DocumentDraft =>
      openDocument({
        document,
        connectionId,
        path: paths[document],
        files: async () => (await gatewayFor(connectionId)).files,
        kept,
        logger,
        now,
        nextRevision: () => (this.#revision += 1),
        surroundings: () => (isInUse() ? surroundings() : noSurroundings),
        onChange: () => {
          if (isInUse()) onChange()
        },
        onTyped: () => {
          if (isInUse()) onTyped()
        },
      })
    const documents = { main: open('main'), app: open('app') }
    this.#opened.set(connectionId, documents)
    return documents
  }
}
