import { AppError } from '../../../shared/errors.ts'
import { mostToldFiles } from '../../../shared/export-download.ts'
import type { ExportDownload } from '../../../shared/export-download.ts'
import { canonicalPath } from '../../../shared/workspace-path.ts'
import type { WorkspaceFilesApi, WorkspaceFileStatus } from '../../databricks/gateway.ts'
import { walkTree } from '../../workspace-files/walk.ts'
import { fetchFiles } from './fetch-files.ts'
import type { Arrival, Journal } from './journal.ts'
import { LocalNames, notebookExtension } from './names.ts'
import { Pace } from './pace.ts'
import type { Fetched, Sink } from './sink.ts'

export interface DownloadRunOptions {
  download: ExportDownload
  files: Pick<WorkspaceFilesApi, 'list' | 'export' | 'getStatus'>
  sink: Sink
  journal: Journal
  /** Tells how far it is; called for each file, so whoever listens decides how often to look. */
  onProgress: (download: ExportDownload) => void
  /** Throws when what is to come does not fit any more. */
  checkRoom: (bytes: number) => Promise<void>
  signal: AbortSignal
  now: () => number
}

/** So many names are tried for a file before somebody else's files count as in the way. */
const mostNames = 50

/** How far a download is that begins, or begins again: lists of its own, which fill as it goes on. */
export function nothingFetched() {
  return {
    state: 'listing',
    files: 0,
    filesDone: 0,
    bytes: 0,
    bytesDone: 0,
    current: null,
    bytesPerSecond: null,
    remainingMs: null,
    problems: [],
    problemCount: 0,
    renamed: [],
    renamedCount: 0,
    error: null,
    endedAt: null,
  } satisfies Partial<ExportDownload>
}

/**
 * Brings what is below a folder of the workspace to a sink, leaving out what an earlier attempt has
 * brought there. Resolves with the download as it is in the end, `done` and with the problems of
 * single files; rejects with what ended it before that, after all writing has come to rest.
 */
export async function runDownload(options: DownloadRunOptions): Promise<ExportDownload> {
  const run = new DownloadRun(options)
  try {
    return await run.run()
  } finally {
    await options.sink.close().catch(() => undefined)
    await options.journal.written().catch(() => undefined)
  }
}

class DownloadRun {
  readonly #options: DownloadRunOptions
  readonly #names = new LocalNames()
  readonly #root: string
  readonly #pace: Pace
  readonly #arrivals: Arrival[] = []
  /** Names that are settled before the first file arrives, so that chance has no say. */
  readonly #places = new Map<string, string>()
  #download: ExportDownload
  /** Fetched in this attempt: what was there before says nothing about the pace. */
  #fetched = { files: 0, bytes: 0 }

  constructor(options: DownloadRunOptions) {
    this.#options = options
    this.#root = canonicalPath(options.download.source)
    this.#pace = new Pace(options.now)
    this.#download = {
      ...options.download,
      ...nothingFetched(),
    }
  }

  async run(): Promise<ExportDownload> {
    const { files, journal, sink, signal, checkRoom } = this.#options
    this.#tell({})
    const earlier = await journal.arrivals()
    const tree = await walkTree({
      root: this.#download.source,
      list: (folder, stop) => files.list(folder, { signal: stop }),
      signal,
      onProgress: (objects) => {
        this.#tell({ files: objects })
      },
    })
    const whole = await sink.open(earlier, signal)
    const items = await this.#takeOver(tree.objects, earlier, whole)
    const sum = (of: readonly { size: number | null }[]) =>
      of.reduce((bytes, { size }) => bytes + (size ?? 0), 0)
    await checkRoom(sum(items))
    const problems = tree.closed.map(({ path, error }) => ({ path, message: words(error) }))
    if (tree.isCut) {
      problems.push({ path: this.#download.source, message: 'It holds more than can be listed.' })
    }
    this.#tell({
      state: 'running',
      files: tree.objects.length,
      bytes: sum(tree.objects),
      filesDone: this.#arrivals.length,
      bytesDone: sum(this.#arrivals),
      problems: problems.slice(0, mostToldFiles),
      problemCount: problems.length,
    })
    this.#pace.note(0, 0)
    await fetchFiles({
      items,
      files,
      signal,
      onStart: ({ path }) => {
        this.#tell({ current: this.#below(path).join('/') })
      },
      onFile: (status, file) => this.#arrived(status, file),
      onProblem: (item, error) => {
        this.#problem(item, error)
      },
    })
    await journal.written()
    const place = await sink.finish(this.#arrivals)
    const { now } = this.#options
    const ended = { state: 'done', place, endedAt: now() } as const
    this.#tell({ ...ended, current: null, bytesPerSecond: null, remainingMs: null })
    return this.#download
  }

  /** Keeps what is there and still as in the workspace; answers what is to be fetched. */
  async #takeOver(
    objects: readonly WorkspaceFileStatus[],
    earlier: readonly Arrival[],
    whole: readonly Arrival[],
  ): Promise<WorkspaceFileStatus[]> {
    const { journal, sink } = this.#options
    const now = new Map(objects.map((object) => [object.path, object]))
    const kept = new Set<string>()
    const isWhole = new Set(whole)
    for (const arrival of earlier) {
      const object = now.get(arrival.path)
      const isSame = object?.size === arrival.size && object.modifiedAt === arrival.modifiedAt
      if (isWhole.has(arrival) && isSame) {
        kept.add(arrival.path)
        this.#arrivals.push(arrival)
        this.#names.reserve(arrival.place)
        this.#noteName(object, arrival.place)
      } else if (isWhole.has(arrival)) await sink.drop(arrival)
      // Not as we left it: somebody works with it, and it keeps its name.
      else if (sink.isShared) this.#names.reserve(arrival.place)
    }
    await journal.restart(this.#arrivals)
    const items = objects.filter(({ path }) => !kept.has(path))
    for (const { path, type } of items) {
      // The extension of a notebook comes with its content.
      if (type !== 'notebook') this.#places.set(path, this.#placeOf(path, ''))
    }
    return items
  }

  async #arrived(
    status: WorkspaceFileStatus,
    file: Fetched & { fileType: string | null },
  ): Promise<void> {
    const { sink, journal } = this.#options
    const extension =
      status.type === 'notebook' ? notebookExtension(file.fileType, file.content) : ''
    for (let tries = 1; ; tries += 1) {
      const settled = tries === 1 ? this.#places.get(status.path) : undefined
      const place = settled ?? this.#placeOf(status.path, extension)
      try {
        const put = await sink.put(place, file)
        const { path, size, modifiedAt } = status
        const arrival = { path, size, modifiedAt, place, ...put }
        this.#arrivals.push(arrival)
        journal.add(arrival)
        this.#noteName(status, place)
        this.#fetched.files += 1
        this.#fetched.bytes += status.size ?? 0
        this.#done(status)
        return
      } catch (thrown) {
        const error = AppError.from(thrown)
        if (error.code !== 'already-exists' || tries >= mostNames) throw error
      }
    }
  }

  #placeOf(path: string, extension: string): string {
    const parts = this.#below(path)
    return this.#names.file(parts.slice(0, -1), `${parts.at(-1) ?? ''}${extension}`)
  }

  #problem(item: WorkspaceFileStatus, error: AppError): void {
    const { problems, problemCount } = this.#download
    const told = { path: item.path, message: words(error) }
    this.#tell({
      problems: problems.length < mostToldFiles ? [...problems, told] : problems,
      problemCount: problemCount + 1,
    })
    this.#done(item)
  }

  #done({ size }: WorkspaceFileStatus): void {
    const { files, filesDone, bytes, bytesDone } = this.#download
    const next = { filesDone: filesDone + 1, bytesDone: Math.min(bytes, bytesDone + (size ?? 0)) }
    this.#pace.note(this.#fetched.files, this.#fetched.bytes)
    const left = { files: files - next.filesDone, bytes: bytes - next.bytesDone }
    this.#tell({ ...next, ...this.#pace.tell(left) })
  }

  #noteName(object: WorkspaceFileStatus, place: string): void {
    const original = this.#below(object.path).join('/')
    const isNotebook = object.type === 'notebook'
    const here = isNotebook ? place.replace(/\.(py|sql|scala|r|ipynb|html|dbc)$/, '') : place
    if (here === original) return
    const { renamed, renamedCount } = this.#download
    this.#tell({
      renamed: renamed.length < mostToldFiles ? [...renamed, { path: original, place }] : renamed,
      renamedCount: renamedCount + 1,
    })
  }

  /** The names from the source down to a path. */
  #below(path: string): string[] {
    return canonicalPath(path).slice(this.#root.length).split('/').filter(Boolean)
  }

  #tell(change: Partial<ExportDownload>): void {
    this.#download = { ...this.#download, ...change }
    this.#options.onProgress(this.#download)
  }
}

function words({ message, suggestion }: AppError): string {
  return suggestion === '' ? message : `${message} ${suggestion}`
}
