import { Emitter } from '../../shared/emitter.ts'
import { AppError } from '../../shared/errors.ts'
import type {
  FileSearch,
  FolderListing,
  RecentPath,
  RecentUse,
  WorkspaceEntry,
} from '../../shared/workspace-files.ts'
import { baseName, isSamePath, shownPath } from '../../shared/workspace-path.ts'
import type { DatabricksGateway } from '../databricks/gateway.ts'
import { inOrder, kindWords, toEntry } from './entries.ts'
import type { RecentPaths } from './recent-paths.ts'
import { searchTree } from './tree-search.ts'

export interface WorkspaceFilesOptions {
  /** The connection in use. */
  connectionId: () => string | null
  gatewayFor: (connectionId: string) => Promise<DatabricksGateway>
  recent: RecentPaths
  now: () => number
}

/** For so long a folder counts as read: the next letter of a search must not read all of them again. */
const freshMs = 30_000
const mostKept = 2000

interface ReadFolder {
  entries: WorkspaceEntry[]
  readAt: number
}

/** The tree of files of the workspace in use, for those who choose a file or folder. */
export class WorkspaceFilesService {
  /** A search got further. */
  readonly searching = new Emitter<FileSearch>()
  readonly #options: WorkspaceFilesOptions
  readonly #kept = new Map<string, ReadFolder>()
  #keptFor: string | null = null
  #search: AbortController | null = null

  constructor(options: WorkspaceFilesOptions) {
    this.#options = options
  }

  /**
   * What is in a folder now. `not-found`; `forbidden`; `invalid-request` when it is no folder; and
   * whatever the gateway throws.
   */
  async list(path: string): Promise<FolderListing> {
    const folder = shownPath(path)
    return { path: folder, entries: await this.#read(folder) }
  }

  /**
   * Looks for names below a folder; `searching` tells how far it got. Only the newest search goes on:
   * the one before is rejected with `canceled`.
   */
  async search(under: string, text: string): Promise<FileSearch> {
    this.cancelSearch()
    const search = new AbortController()
    this.#search = search
    try {
      return await searchTree({
        under,
        text,
        read: (folder, signal) => this.#readLately(folder, signal),
        signal: search.signal,
        onProgress: (progress) => {
          if (this.#search === search) this.searching.emit(progress)
        },
        now: this.#options.now,
      })
    } finally {
      if (this.#search === search) this.#search = null
    }
  }

  cancelSearch(): void {
    this.#search?.abort()
    this.#search = null
  }

  /** Makes a folder and those above it; nothing happens when it is there. `already-exists` for a file. */
  async makeFolder(path: string): Promise<void> {
    const files = await this.#files()
    await files.makeFolder(shownPath(path))
    this.changed()
  }

  /** The paths used last that are still there, newest first. */
  async recent(use: RecentUse): Promise<RecentPath[]> {
    const connectionId = this.#connection()
    const paths = this.#options.recent.list(connectionId, use)
    const files = await this.#files()
    const looked = await Promise.all(
      paths.map(async ({ path, usedAt }): Promise<RecentPath | null> => {
        try {
          return { ...toEntry(await files.getStatus(path)), usedAt }
        } catch (thrown) {
          if (AppError.from(thrown).code === 'not-found') return null
          return { path, name: baseName(path), kind: null, modifiedAt: null, size: null, usedAt }
        }
      }),
    )
    return looked.filter((entry) => entry !== null)
  }

  /** Something was written or deleted: what was read before is old. */
  changed(): void {
    this.#kept.clear()
  }

  async #readLately(folder: string, signal: AbortSignal): Promise<WorkspaceEntry[]> {
    const kept = this.#connection() === this.#keptFor ? this.#kept.get(folder) : undefined
    if (kept && this.#options.now() - kept.readAt < freshMs) return kept.entries
    return this.#read(folder, signal)
  }

  async #read(folder: string, signal?: AbortSignal): Promise<WorkspaceEntry[]> {
    const connectionId = this.#connection()
    const files = await this.#files()
    const found = (await files.list(folder, { signal })).map(toEntry)
    const [only] = found
    // Asked for anything but a folder, Databricks lists that one object.
    if (only && found.length === 1 && isSamePath(only.path, folder)) throw noFolder(only)
    const entries = inOrder(found)
    this.#keep(connectionId, folder, { entries, readAt: this.#options.now() })
    return entries
  }

  #keep(connectionId: string, folder: string, read: ReadFolder): void {
    if (this.#keptFor !== connectionId || this.#kept.size >= mostKept) this.#kept.clear()
    this.#keptFor = connectionId
    this.#kept.set(folder, read)
  }

  async #files(): Promise<DatabricksGateway['files']> {
    return (await this.#options.gatewayFor(this.#connection())).files
  }

  #connection(): string {
    const connectionId = this.#options.connectionId()
    if (connectionId !== null) return connectionId
    throw new AppError('not-connected', 'No workspace is connected.', {
      suggestion: 'Connect to a workspace first.',
    })
  }
}

function noFolder({ path, kind }: WorkspaceEntry): AppError {
  return new AppError('invalid-request', `${path} is ${kindWords[kind]}, not a folder.`, {
    suggestion: 'Choose the folder that it is in.',
    details: { path, kind },
  })
}
