import { rm } from 'node:fs/promises'
import { AppError } from '../../../shared/errors.ts'
import type { ExportDownload } from '../../../shared/export-download.ts'
import type { DatabricksGateway } from '../../databricks/gateway.ts'
import type { Logger } from '../../logging/logger.ts'
import { FolderSink } from './folder-sink.ts'
import type { DownloadHead, Journal } from './journal.ts'
import { checkRoom } from './place.ts'
import { runDownload } from './run-download.ts'
import { partOf, ZipSink } from './zip-sink.ts'

export interface KeptDownloadOptions {
  gatewayFor: (connectionId: string) => Promise<DatabricksGateway>
  /** It got further. */
  onChanged: (download: ExportDownload) => void
  /** It is complete or failed; not when the user stopped it. */
  onEnded: (download: ExportDownload) => void
  logger: Logger
  /** UTC ms. */
  now: () => number
}

/** Between two reports of progress (ms). */
const reportMs = 200

/** One download as it is kept: its head, which its journal has too, and the work on it. */
export class KeptDownload {
  readonly journal: Journal
  readonly #options: KeptDownloadOptions
  #head: DownloadHead
  /** While it is under way. */
  #work: { stop: AbortController; ended: Promise<void> } | null = null
  #reportedAt = 0

  constructor(head: DownloadHead, journal: Journal, options: KeptDownloadOptions) {
    this.#options = options
    this.journal = journal
    this.#head = head
  }

  /** As it stands. */
  get download(): ExportDownload {
    return this.#head.download
  }

  get isUnderWay(): boolean {
    return this.#work !== null
  }

  /** Begins, or goes on where it stopped. */
  begin(): void {
    const stop = new AbortController()
    this.#set({ state: 'listing', error: null, endedAt: null })
    this.#work = { stop, ended: this.#run(stop.signal) }
  }

  /** What has arrived stays and it can begin again. Resolves when it has stopped. */
  async stop(): Promise<void> {
    this.#work?.stop.abort()
    await this.#work?.ended
  }

  /** Deletes a zip that is not whole; files in a folder stay. */
  async dropUnfinished(): Promise<void> {
    const { form, state, place } = this.download
    if (form === 'zip' && state !== 'done') await rm(partOf(place), { force: true })
  }

  /** Never rejects. */
  async #run(signal: AbortSignal): Promise<void> {
    const { gatewayFor, onEnded, logger, now } = this.#options
    const { id } = this.download
    try {
      const gateway = await gatewayFor(this.#head.connectionId)
      const { form, place, startedAt } = this.download
      const replaces = this.#head.replaces
      const done = await runDownload({
        download: this.download,
        files: gateway.files,
        sink: form === 'folder' ? new FolderSink(place) : new ZipSink({ place, replaces, now }),
        journal: this.journal,
        onProgress: (download) => {
          this.#progress(download)
        },
        checkRoom: (bytes) => checkRoom(place, bytes),
        signal,
        now,
      })
      const { filesDone: files, problemCount: problems } = done
      logger.info('Download complete', { download: id, files, problems, ms: now() - startedAt })
      this.#work = null
      this.#set(done)
      await this.journal.dropLines()
      onEnded(this.download)
    } catch (thrown) {
      const error = AppError.from(thrown)
      const isStopped = signal.aborted
      const rest = { current: null, bytesPerSecond: null, remainingMs: null, endedAt: now() }
      this.#work = null
      if (isStopped) this.#set({ ...rest, state: 'stopped', error: null })
      else this.#set({ ...rest, state: 'failed', error: error.toRecord() })
      if (isStopped) logger.info('Download stopped', { download: id })
      else logger.warn('Download failed', { download: id, error })
      if (!isStopped) onEnded(this.download)
    }
  }

  #progress(download: ExportDownload): void {
    const isNews = download.state !== this.download.state
    if (isNews && download.state !== 'done') this.#set(download)
    else {
      this.#head = { ...this.#head, download }
      const now = this.#options.now()
      // Also after the clock was set back.
      if (Math.abs(now - this.#reportedAt) >= reportMs) this.#tell()
    }
  }

  /** Writes a change down and tells it. A download goes on when its head cannot be written. */
  #set(change: Partial<ExportDownload>): void {
    this.#head = { ...this.#head, download: { ...this.download, ...change } }
    try {
      this.journal.writeHead(this.#head)
    } catch (error) {
      this.#options.logger.warn('The state of a download could not be saved', { error })
    }
    this.#tell()
  }

  #tell(): void {
    this.#reportedAt = this.#options.now()
    this.#options.onChanged(this.download)
  }
}
