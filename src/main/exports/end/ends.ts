import { join } from 'node:path'
import { AppError } from '../../../shared/errors.ts'
import { isActiveExport } from '../../../shared/export.ts'
import type { ExportRecord } from '../../../shared/export.ts'
import type { ContentsQuery, ExportContents } from '../../../shared/export-contents.ts'
import type { DownloadForm, ExportDownload } from '../../../shared/export-download.ts'
import type { DatabricksGateway } from '../../databricks/gateway.ts'
import type { Logger } from '../../logging/logger.ts'
import { nodeTimers } from '../../timers.ts'
import type { Timers } from '../../timers.ts'
import { Downloads } from '../download/downloads.ts'
import { downloadName } from '../download/place.ts'
import type { ChosenPlace } from '../download/place.ts'
import type { ExportsService } from '../service.ts'
import { AfterEnd } from './after-end.ts'
import { ExportContentsStore } from './contents.ts'
import { countOutput } from './count.ts'
import { explainFailure } from './failure.ts'

export interface ExportEndsOptions {
  /** Folder of everything the app keeps. */
  userData: string
  exports: ExportsService
  gatewayFor: (connectionId: string) => Promise<DatabricksGateway>
  /** Takes secrets out of a text. */
  redact: (text: string) => string
  logger: Logger
  /** UTC ms. */
  now: () => number
  newId: () => string
  timers?: Timers
}

/** What comes after the end of an export: why it failed, what it left behind, and getting that here. */
export class ExportEnds {
  readonly downloads: Downloads
  readonly #options: ExportEndsOptions
  readonly #contents: ExportContentsStore
  readonly #afterEnd: AfterEnd

  constructor(options: ExportEndsOptions) {
    const { exports, gatewayFor, logger, newId, now, redact, userData } = options
    this.#options = options
    this.downloads = new Downloads({
      folder: join(userData, 'downloads'),
      gatewayFor,
      logger,
      now,
      newId,
    })
    this.#contents = new ExportContentsStore({
      folder: join(userData, 'exports'),
      count: async ({ connectionId, ...record }, signal) => {
        const gateway = await gatewayFor(connectionId)
        return countOutput({ connectionId, ...record }, { gateway, signal, now })
      },
      logger,
    })
    this.#afterEnd = new AfterEnd({
      get: (id) => this.#find(id),
      annotate: (id, found) => {
        exports.annotate(id, found)
      },
      explain: async (record, signal) => {
        const { runs } = await gatewayFor(record.connectionId)
        return explainFailure(record, { runs, redact, signal })
      },
      count: async (record, signal) => (await this.#contents.count(record, signal)).result,
      timers: options.timers ?? nodeTimers,
      logger,
    })
    exports.ended.on(({ id }) => {
      this.#afterEnd.look(id)
    })
    exports.changed.on((record) => {
      // Followed again, it ends once more.
      if (isActiveExport(record)) this.#afterEnd.forget(record.id)
      // One that had ended when it was adopted: nobody is told of that end.
      else this.#afterEnd.look(record.id)
    })
    exports.removed.on((id) => {
      this.#afterEnd.forget(id)
      this.#background(() => this.#contents.forget(id))
      this.#background(() => this.downloads.exportRemoved(id))
    })
  }

  /**
   * Drops what belongs to exports that are gone. What was not found out before the app ended is asked
   * for when somebody connects: nobody is signed in for it.
   */
  recover(): void {
    const ids = this.#options.exports.list().map(({ id }) => id)
    this.#background(() => this.#contents.forgetOthers(new Set(ids)))
    this.#background(() => this.downloads.forgetOthers(new Set(ids)))
  }

  /** Somebody signed in: what could not be asked before is asked now. */
  connectionReady(connectionId: string): void {
    const ended = this.#options.exports.list().filter((record) => !isActiveExport(record))
    this.#afterEnd.retry(
      ended.filter((record) => record.connectionId === connectionId).map(({ id }) => id),
    )
  }

  /** A part of what is in the output folder. Throws `not-found` and as `ExportContentsStore.query`. */
  async contents(query: ContentsQuery): Promise<ExportContents> {
    const record = this.#require(query.id)
    const contents = await this.#contents.query(record, query)
    // Only the first count is near enough to the end to say what the run wrote.
    if (record.result === null)
      this.#options.exports.annotate(record.id, { result: contents.result })
    return contents
  }

  /** What a download of the output would be called. Throws `not-found`, `bad-input`. */
  downloadName(id: string, form: DownloadForm): string {
    const record = this.#require(id)
    if (record.outputPath === null) {
      throw new AppError('bad-input', 'The output folder of this export is not known.')
    }
    const name = downloadName(record.outputPath, record)
    return form === 'zip' ? `${name}.zip` : name
  }

  /** Begins to download the output of an export. Throws `not-found` and as `Downloads.start`. */
  download(id: string, form: DownloadForm, place: ChosenPlace): Promise<ExportDownload> {
    return this.downloads.start(this.#require(id), form, place)
  }

  async stop(): Promise<void> {
    await Promise.all([this.#afterEnd.stop(), this.downloads.stop()])
  }

  #find(id: string): ExportRecord | null {
    return this.#options.exports.list().find((record) => record.id === id) ?? null
  }

  #require(id: string): ExportRecord {
    const record = this.#find(id)
    if (record) return record
    throw new AppError('not-found', 'This export is no longer in the list.')
  }

  #background(work: () => Promise<void>): void {
    work().catch((error: unknown) => {
      this.#options.logger.error('What belongs to a removed export could not be deleted', { error })
    })
  }
}
