import { mkdir, readdir, rm, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Emitter } from '../../../shared/emitter.ts'
import { AppError } from '../../../shared/errors.ts'
import { exportIdSchema } from '../../../shared/export.ts'
import type { ExportRecord } from '../../../shared/export.ts'
import type { DownloadForm, ExportDownload } from '../../../shared/export-download.ts'
import { baseName, shownPath } from '../../../shared/workspace-path.ts'
import type { DatabricksGateway } from '../../databricks/gateway.ts'
import type { Logger } from '../../logging/logger.ts'
import { FolderSink } from './folder-sink.ts'
import { freePlace } from './free-place.ts'
import { Journal } from './journal.ts'
import type { DownloadHead } from './journal.ts'
import { safeName } from './names.ts'
import { nothingFetched, runDownload } from './run-download.ts'
import { writeError } from './sink.ts'
import { partOf, ZipSink } from './zip-sink.ts'

export interface DownloadsOptions {
  /** Where the journals are. */
  folder: string
  gatewayFor: (connectionId: string) => Promise<DatabricksGateway>
  logger: Logger
  /** UTC ms. */
  now: () => number
  newId: () => string
}

/** Where the user wants a download: the folder it is put into, or the path of the zip. */
export interface ChosenPlace {
  path: string
  /** The user agreed that the zip takes the place of a file that is there. */
  replaces: boolean
}

/** Between two reports of progress (ms). */
const reportMs = 200
/** Room on the disk that is left to others (bytes). */
const reserve = 16 * 1024 * 1024

interface Kept {
  head: DownloadHead
  journal: Journal
  /** While it is under way. */
  work: { stop: AbortController; ended: Promise<void> } | null
  reportedAt: number
}

/** The downloads of output folders: one for each export, which outlives a crash of the app. */
export class Downloads {
  /** A download got further; the whole record. */
  readonly changed: Emitter<ExportDownload>
  /** A download is complete or failed; not when the user stopped it. */
  readonly ended: Emitter<ExportDownload>
  /** A download is no longer kept; its id. */
  readonly removed: Emitter<string>
  readonly #options: DownloadsOptions
  readonly #kept = new Map<string, Kept>()
  #restored: Promise<void> | null = null
  #stopped = false

  constructor(options: DownloadsOptions) {
    const onError = (error: unknown) => {
      options.logger.error('A listener failed', { error })
    }
    this.#options = options
    this.changed = new Emitter(onError)
    this.ended = new Emitter(onError)
    this.removed = new Emitter(onError)
  }

  /** All that are kept, newest first. */
  async list(): Promise<ExportDownload[]> {
    await this.#restore()
    return [...this.#kept.values()]
      .map(({ head }) => head.download)
      .sort((one, other) => other.startedAt - one.startedAt)
  }

  /** How many are under way. */
  get active(): number {
    return [...this.#kept.values()].filter(({ work }) => work !== null).length
  }

  /**
   * Begins a download; answers as soon as it is on its way. It takes the place of an earlier one of
   * the same export, of which the files stay. Throws `bad-input` (no output folder), `conflict` (one
   * is under way), `disk-full`, `disk-failed`.
   */
  async start(
    record: ExportRecord,
    form: DownloadForm,
    place: ChosenPlace,
  ): Promise<ExportDownload> {
    await this.#restore()
    const source = sourceOf(record)
    const earlier = [...this.#kept.values()].filter(
      ({ head }) => head.download.exportId === record.id,
    )
    if (earlier.some(({ work }) => work !== null)) {
      throw new AppError('conflict', 'The output of this export is already being downloaded.')
    }
    for (const { head } of earlier) await this.remove(head.download.id)
    const { newId, now, folder } = this.#options
    const id = newId()
    const download: ExportDownload = {
      id,
      exportId: record.id,
      form,
      source,
      place: await this.#placeFor(form, place, source, record),
      ...nothingFetched(),
      startedAt: now(),
    }
    const { connectionId } = record
    const head: DownloadHead = { version: 1, connectionId, replaces: place.replaces, download }
    const kept: Kept = { head, journal: new Journal(join(folder, id)), work: null, reportedAt: 0 }
    kept.journal.writeHead(head)
    this.#kept.set(id, kept)
    this.#begin(kept)
    return kept.head.download
  }

  /** Stops a download; what has arrived stays and it can be resumed. Resolves when it has stopped. */
  async cancel(id: string): Promise<ExportDownload> {
    const kept = await this.#require(id)
    kept.work?.stop.abort()
    await kept.work?.ended
    return kept.head.download
  }

  /** Goes on where a download stopped. Throws `not-found`, `conflict` (it is not stopped). */
  async resume(id: string): Promise<ExportDownload> {
    const kept = await this.#require(id)
    const { state } = kept.head.download
    if (kept.work !== null || state === 'done') {
      throw new AppError('conflict', 'This download is not stopped.')
    }
    this.#begin(kept)
    return kept.head.download
  }

  /** Forgets a download. What has arrived stays, but for a zip that is not whole. */
  async remove(id: string): Promise<void> {
    const kept = await this.#require(id)
    kept.work?.stop.abort()
    await kept.work?.ended
    const { form, state, place } = kept.head.download
    if (form === 'zip' && state !== 'done') await rm(partOf(place), { force: true })
    this.#kept.delete(id)
    await kept.journal.remove()
    this.removed.emit(id)
  }

  /** The export is no longer kept. */
  async exportRemoved(exportId: string): Promise<void> {
    for (const { id, exportId: of } of await this.list()) {
      if (of === exportId) await this.remove(id)
    }
  }

  /** Drops downloads of exports that are not kept. */
  async forgetOthers(exportIds: ReadonlySet<string>): Promise<void> {
    for (const { id, exportId } of await this.list()) {
      if (!exportIds.has(exportId)) await this.remove(id)
    }
  }

  /** Where a download is, to show it. Throws `not-found`. */
  async placeOf(id: string): Promise<string> {
    return (await this.#require(id)).head.download.place
  }

  /** Stops all; they can be resumed after the next start. */
  async stop(): Promise<void> {
    this.#stopped = true
    const works = [...this.#kept.values()].flatMap(({ work }) => (work ? [work] : []))
    for (const { stop } of works) stop.abort()
    await Promise.all(works.map(({ ended }) => ended))
  }

  #begin(kept: Kept): void {
    if (this.#stopped) throw new AppError('canceled', 'The app is closing.')
    const stop = new AbortController()
    this.#set(kept, { state: 'listing', error: null, endedAt: null })
    kept.work = { stop, ended: this.#work(kept, stop.signal) }
  }

  /** Never rejects. */
  async #work(kept: Kept, signal: AbortSignal): Promise<void> {
    const { gatewayFor, logger, now } = this.#options
    const { id } = kept.head.download
    try {
      const gateway = await gatewayFor(kept.head.connectionId)
      const { form, place, startedAt } = kept.head.download
      const replaces = kept.head.replaces
      const done = await runDownload({
        download: kept.head.download,
        files: gateway.files,
        sink: form === 'folder' ? new FolderSink(place) : new ZipSink({ place, replaces, now }),
        journal: kept.journal,
        onProgress: (download) => {
          this.#progress(kept, download)
        },
        checkRoom: (bytes) => checkRoom(place, bytes),
        signal,
        now,
      })
      const { filesDone: files, problemCount: problems } = done
      logger.info('Download complete', { download: id, files, problems, ms: now() - startedAt })
      kept.work = null
      this.#set(kept, done)
      await kept.journal.dropLines()
      this.ended.emit(kept.head.download)
    } catch (thrown) {
      const error = AppError.from(thrown)
      const isStopped = signal.aborted
      const rest = { current: null, bytesPerSecond: null, remainingMs: null, endedAt: now() }
      kept.work = null
      if (isStopped) this.#set(kept, { ...rest, state: 'stopped', error: null })
      else this.#set(kept, { ...rest, state: 'failed', error: error.toRecord() })
      if (isStopped) logger.info('Download stopped', { download: id })
      else logger.warn('Download failed', { download: id, error })
      if (!isStopped) this.ended.emit(kept.head.download)
    }
  }

  #progress(kept: Kept, download: ExportDownload): void {
    const isNews = download.state !== kept.head.download.state
    if (isNews && download.state !== 'done') this.#set(kept, download)
    else {
      kept.head = { ...kept.head, download }
      const now = this.#options.now()
      // Also after the clock was set back.
      if (Math.abs(now - kept.reportedAt) >= reportMs) this.#tell(kept)
    }
  }

  /** Writes a change down and tells it. A download goes on when its head cannot be written. */
  #set(kept: Kept, change: Partial<ExportDownload>): void {
    kept.head = { ...kept.head, download: { ...kept.head.download, ...change } }
    try {
      kept.journal.writeHead(kept.head)
    } catch (error) {
      this.#options.logger.warn('The state of a download could not be saved', { error })
    }
    this.#tell(kept)
  }

  #tell(kept: Kept): void {
    kept.reportedAt = this.#options.now()
    this.changed.emit(kept.head.download)
  }

  async #placeFor(
    form: DownloadForm,
    place: ChosenPlace,
    source: string,
    record: ExportRecord,
  ): Promise<string> {
    try {
      if (form === 'zip') {
        const part = partOf(place.path)
        if ((await freePlace(part)) === part) return place.path
        throw new AppError('already-exists', `There is already a file ${part}.`, {
          suggestion: 'Remove it, or choose another name for the zip file.',
        })
      }
      const free = await freePlace(join(place.path, downloadName(source, record)))
      await mkdir(free)
      return free
    } catch (thrown) {
      throw writeError(thrown, place.path)
    }
  }

  async #require(id: string): Promise<Kept> {
    await this.#restore()
    const kept = this.#kept.get(id)
    if (kept) return kept
    throw new AppError('not-found', 'This download is no longer in the list.')
  }

  /** Reads what was there when the app ended. */
  #restore(): Promise<void> {
    this.#restored ??= this.#readAll()
    return this.#restored
  }

  async #readAll(): Promise<void> {
    const { folder, logger } = this.#options
    const names = await readdir(folder).catch(() => [])
    for (const name of names) {
      if (!exportIdSchema.safeParse(name).success) continue
      const journal = new Journal(join(folder, name))
      const head = await journal.readHead()
      if (head === null || head.download.id !== name) {
        logger.warn('The journal of a download cannot be read and is left out', { name })
        continue
      }
      const { state } = head.download
      const download = { ...head.download }
      if (state === 'listing' || state === 'running') {
        const arrivals = await journal.arrivals()
        download.state = 'stopped'
        download.filesDone = arrivals.length
        download.bytesDone = arrivals.reduce((bytes, { size }) => bytes + (size ?? 0), 0)
        Object.assign(download, { current: null, bytesPerSecond: null, remainingMs: null })
      }
      this.#kept.set(name, { head: { ...head, download }, journal, work: null, reportedAt: 0 })
    }
  }
}

function sourceOf({ outputPath }: ExportRecord): string {
  if (outputPath !== null) return shownPath(outputPath)
  throw new AppError('bad-input', 'This export has no output folder.', {
    suggestion: 'Set v_start_path in the configuration for the next one.',
  })
}

/** What the folder or zip of a download is called: `exports 2026-03-14 09-30`, local time. */
export function downloadName(source: string, record: ExportRecord): string {
  const at = new Date(record.endedAt ?? record.createdAt)
  const two = (number: number) => String(number).padStart(2, '0')
  const date = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
  return safeName(`${baseName(source)} ${date} ${two(at.getHours())}-${two(at.getMinutes())}`)
}

async function checkRoom(place: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(dirname(place)).catch((thrown: unknown) => {
    throw writeError(thrown, place)
  })
  if (bavail * bsize >= bytes + reserve) return
  throw new AppError('disk-full', 'There is not enough room where the download goes.', {
    suggestion: 'Make room on that disk, then resume, or download to another place.',
    details: { place, needed: bytes, free: bavail * bsize },
  })
}
