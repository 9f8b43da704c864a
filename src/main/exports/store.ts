import fs from 'node:fs'
import path from 'node:path'
import { AppError } from '../../shared/errors.ts'
import { readText, writeDurably } from '../durable-files.ts'
import type { ExportRecord } from '../../shared/export.ts'
import type { Logger } from '../logging/logger.ts'
import type { StateFile } from '../state-file.ts'
import type { KnownRun } from './estimate.ts'
import { readContent, toFile } from './store-format.ts'
import type { StoredRun, ReadContent } from './store-format.ts'
import type { TrackedExport } from './tracked.ts'

export const exportStoreName = 'export-state'

const mostBytes = 50_000_000
const mostKnownRuns = 300

export interface ExportStoreOptions {
  /** Writes `export-state.json`, durably. */
  file: StateFile
  /** Where that file is: the backup and files set aside go beside it. */
  folder: string
  /** UTC ms, for the name of a file set aside. */
  now: () => number
  logger: Logger
}

/**
 * All exports, in memory and on disk. Every write goes to the backup first, so that a main file cut
 * short by a full disk or damaged later costs nothing. A file that cannot be read whole is set aside
 * (`.bad-<time>`), and whatever is readable in it and in the backup is kept.
 */
export class ExportStore {
  readonly #options: ExportStoreOptions
  readonly #file: string
  readonly #backup: string
  readonly #exports = new Map<string, TrackedExport>()
  #knownRuns: StoredRun[] = []
  #unwritten = false
  #problem: AppError | null = null

  constructor(options: ExportStoreOptions) {
    this.#options = options
    this.#file = path.join(options.folder, `${exportStoreName}.json`)
    this.#backup = path.join(options.folder, `${exportStoreName}.backup.json`)
    this.#load()
  }

  /** In no particular order. */
  all(): TrackedExport[] {
    return [...this.#exports.values()]
  }

  get(id: string): TrackedExport | null {
    return this.#exports.get(id) ?? null
  }

  /** Why the last write failed; null when all is on disk. */
  get problem(): AppError | null {
    return this.#problem
  }

  /**
   * Keeps a new export. Throws `disk-full` or `disk-failed`, and then it is not kept: the backup may
   * have it already, so that is taken back, lest a restart starts what the user saw refused.
   */
  add(tracked: TrackedExport): void {
    this.#exports.set(tracked.record.id, tracked)
    try {
      this.#write()
    } catch (error) {
      this.#exports.delete(tracked.record.id)
      this.#writeOrRemember()
      throw error
    }
  }

  /** Changes an export; `save` writes it. A write that fails is made up for by a later one. */
  update(tracked: TrackedExport, { save }: { save: boolean }): void {
    this.#exports.set(tracked.record.id, tracked)
    if (save) this.#writeOrRemember()
  }

  remove(ids: readonly string[]): void {
    for (const id of ids) this.#exports.delete(id)
    this.#writeOrRemember()
  }

  /** Tries again what could not be written. Whether everything is on disk now. */
  flush(): boolean {
    if (this.#unwritten) this.#writeOrRemember()
    return !this.#unwritten
  }

  /** Remembers what a successful export teaches about its run; written with the next save. */
  keepRun(record: ExportRecord): void {
    const { host, runId, runningSince, endedAt } = record
    if (record.state !== 'succeeded' || runId === null || endedAt === null) return
    const run: StoredRun = {
      host,
      runId,
      workflows: record.workflows,
      pipelines: record.pipelines,
      startupMs: runningSince === null ? null : Math.max(0, runningSince - record.createdAt),
      executionMs: runningSince === null ? null : Math.max(0, endedAt - runningSince),
    }
    const others = this.#knownRuns.filter((other) => other.host !== host || other.runId !== runId)
    this.#knownRuns = [...others, run].slice(-mostKnownRuns)
  }

  knownRun(host: string, runId: string): KnownRun | null {
    return this.#knownRuns.find((run) => run.host === host && run.runId === runId) ?? null
  }

  #load(): void {
    const main = this.#read(this.#file)
    if (main?.whole) {
      this.#take(main)
      return
    }
    const backup = this.#read(this.#backup)
    if (main === null && backup === null) return
    if (main !== null) this.#take(main)
    if (backup !== null) this.#take(backup)
    this.#setAside()
    this.#options.logger.warn('The stored exports were damaged; what was readable is kept', {
      kept: this.#exports.size,
      fromBackup: main === null || backup !== null,
    })
    this.#writeOrRemember()
  }

  /** Null when there is no such file. One that cannot be read at all has nothing in it. */
  #read(file: string): ReadContent | null {
    try {
      const text = readText(file, mostBytes)
      return text === null ? null : readContent(text)
    } catch (error) {
      this.#options.logger.warn('A file of stored exports cannot be read', { error })
      return { exports: [], knownRuns: [], whole: false }
    }
  }

  /** Adds what is not known yet. */
  #take(content: ReadContent): void {
    for (const each of content.exports) {
      if (!this.#exports.has(each.record.id)) this.#exports.set(each.record.id, each)
    }
    if (this.#knownRuns.length === 0) this.#knownRuns = content.knownRuns
  }

  #setAside(): void {
    try {
      if (!fs.existsSync(this.#file)) return
      fs.renameSync(this.#file, `${this.#file}.bad-${this.#options.now()}`)
    } catch (error) {
      this.#options.logger.warn('The damaged file could not be set aside', { error })
    }
  }

  #writeOrRemember(): void {
    try {
      this.#write()
    } catch (error) {
      this.#unwritten = true
      const problem = AppError.from(error)
      if (this.#problem === null) {
        this.#options.logger.error('The state of exports cannot be saved for now', {
          error: problem,
        })
      }
      this.#problem = problem
    }
  }

  #write(): void {
    const content = toFile({ exports: this.all(), knownRuns: this.#knownRuns })
    writeDurably(this.#backup, JSON.stringify(content))
    this.#options.file.write(content)
    if (this.#problem !== null) this.#options.logger.info('The state of exports is saved again')
    this.#unwritten = false
    this.#problem = null
  }
}
