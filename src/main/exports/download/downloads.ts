import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Emitter } from '../../../shared/emitter.ts'
import { AppError } from '../../../shared/errors.ts'
import { exportIdSchema } from '../../../shared/export.ts'
import type { ExportRecord } from '../../../shared/export.ts'
import type { DownloadForm, ExportDownload } from '../../../shared/export-download.ts'
import { shownPath } from '../../../shared/workspace-path.ts'
import type { DatabricksGateway } from '../../databricks/gateway.ts'
import type { Logger } from '../../logging/logger.ts'
import { Journal } from './journal.ts'
import type { DownloadHead } from './journal.ts'
import { KeptDownload } from './kept-download.ts'
import { takePlace } from './place.ts'
import type { ChosenPlace } from './place.ts'
import { nothingFetched } from './run-download.ts'

export interface DownloadsOptions {
  /** Where the journals are. */
  folder: string
  gatewayFor: (connectionId: string) => Promise<DatabricksGateway>
  logger: Logger
  /** UTC ms. */
  now: () => number
  newId: () => string
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
  readonly #kept = new Map<string, KeptDownload>()
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
      .map(({ download }) => download)
      .sort((one, other) => other.startedAt - one.startedAt)
  }

  /** How many are under way. */
  get active(): number {
    return [...this.#kept.values()].filter(({ isUnderWay }) => isUnderWay).length
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
      ({ download }) => download.exportId === record.id,
    )
    if (earlier.some(({ isUnderWay }) => isUnderWay)) {
      throw new AppError('conflict', 'The output of this export is already being downloaded.')
    }
    for (const { download } of earlier) await this.remove(download.id)
    const { newId, now, folder } = this.#options
    const id = newId()
    const download: ExportDownload = {
      id,
      exportId: record.id,
      form,
      source,
      place: await takePlace(form, place, source, record),
      ...nothingFetched(),
      startedAt: now(),
    }
    const { connectionId } = record
    const head: DownloadHead = { version: 1, connectionId, replaces: place.replaces, download }
    const journal = new Journal(join(folder, id))
    journal.writeHead(head)
    const kept = this.#keep(head, journal)
    this.#begin(kept)
    return kept.download
  }

  /** Stops a download; what has arrived stays and it can be resumed. Resolves when it has stopped. */
  async cancel(id: string): Promise<ExportDownload> {
    const kept = await this.#require(id)
    await kept.stop()
    return kept.download
  }

  /** Goes on where a download stopped. Throws `not-found`, `conflict` (it is not stopped). */
  async resume(id: string): Promise<ExportDownload> {
    const kept = await this.#require(id)
    if (kept.isUnderWay || kept.download.state === 'done') {
      throw new AppError('conflict', 'This download is not stopped.')
    }
    this.#begin(kept)
    return kept.download
  }

  /** Forgets a download. What has arrived stays, but for a zip that is not whole. */
  async remove(id: string): Promise<void> {
    const kept = await this.#require(id)
    await kept.stop()
    await kept.dropUnfinished()
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
    return (await this.#require(id)).download.place
  }

  /** Stops all; they can be resumed after the next start. */
  async stop(): Promise<void> {
    this.#stopped = true
    await Promise.all([...this.#kept.values()].map((kept) => kept.stop()))
  }

  #keep(head: DownloadHead, journal: Journal): KeptDownload {
    const { gatewayFor, logger, now } = this.#options
    const kept = new KeptDownload(head, journal, {
      gatewayFor,
      onChanged: (download) => {
        this.changed.emit(download)
      },
      onEnded: (download) => {
        this.ended.emit(download)
      },
      logger,
      now,
    })
    this.#kept.set(head.download.id, kept)
    return kept
  }

  #begin(kept: KeptDownload): void {
    if (this.#stopped) throw new AppError('canceled', 'The app is closing.')
    kept.begin()
  }

  async #require(id: string): Promise<KeptDownload> {
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
      this.#keep({ ...head, download }, journal)
    }
  }
}

function sourceOf({ outputPath }: ExportRecord): string {
  if (outputPath !== null) return shownPath(outputPath)
  throw new AppError('bad-input', 'This export has no output folder.', {
    suggestion: 'Set v_start_path in the configuration for the next one.',
  })
}
