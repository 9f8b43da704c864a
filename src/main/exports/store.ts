import { AppError } from '../../shared/errors.ts'
import type { ExportRecord } from '../../shared/export.ts'
import type { Logger } from '../logging/logger.ts'
import type { StateFile } from '../state-file.ts'
import type { KnownRun } from './estimate.ts'
import { StoreFiles } from './store-files.ts'
import { toFile } from './store-format.ts'
import type { StoredNotice, StoredRun } from './store-format.ts'
import { loadStore } from './store-load.ts'
import type { TrackedExport } from './tracked.ts'

export { exportStoreName } from './store-files.ts'

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
 * short by a full disk or damaged later costs nothing; the state of the last start is a third copy. A
 * file that cannot be read whole is set aside (`.bad-<time>`), whatever is readable is kept, and the
 * notice says so until the user has seen it.
 */
export class ExportStore {
  readonly #options: ExportStoreOptions
  readonly #files: StoreFiles
  readonly #exports = new Map<string, TrackedExport>()
  #knownRuns: StoredRun[]
  #notice: StoredNotice | null
  #revision: number
  /** Of the last start; null when it is written, or was not good. */
  #olderText: string | null
  #unwritten: boolean
  #problem: AppError | null = null

  constructor(options: ExportStoreOptions) {
    this.#options = options
    const { folder, now, logger } = options
    this.#files = new StoreFiles({ folder, now, logger })
    const loaded = loadStore(this.#files, { now: now(), logger })
    for (const each of loaded.exports) this.#exports.set(each.record.id, each)
    this.#knownRuns = loaded.knownRuns
    this.#notice = loaded.notice
    this.#revision = loaded.revision
    this.#olderText = loaded.goodText
    this.#unwritten = loaded.unwritten
    this.flush()
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

  /** What happened to the stored exports, until the user has seen it. */
  get notice(): StoredNotice | null {
    return this.#notice
  }

  setNotice(notice: StoredNotice | null): void {
    this.#notice = notice
    this.#writeOrRemember()
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

  /**
   * Changes an export; `save` writes it, `later` leaves that to `flush`. A write that fails is made up
   * for by a later one.
   */
  update(
    tracked: TrackedExport,
    { save, later = false }: { save: boolean; later?: boolean },
  ): void {
    this.#exports.set(tracked.record.id, tracked)
    if (save) this.#writeOrRemember()
    else if (later) this.#unwritten = true
  }

  /** Changes several exports with one write. */
  updateAll(changed: readonly TrackedExport[]): void {
    if (changed.length === 0) return
    for (const each of changed) this.#exports.set(each.record.id, each)
    this.#writeOrRemember()
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
    this.#writeOlder()
    const content = toFile({
      revision: this.#revision + 1,
      notice: this.#notice,
      knownRuns: this.#knownRuns,
      exports: this.all(),
    })
    this.#files.writeBackup(JSON.stringify(content))
    // From here on there is a copy of that revision, whatever becomes of the main file.
    this.#revision += 1
    this.#options.file.write(content)
    if (this.#problem !== null) this.#options.logger.info('The state of exports is saved again')
    this.#unwritten = false
    this.#problem = null
  }

  /** Only a safeguard: what keeps it from being written shows in the next write anyway. */
  #writeOlder(): void {
    if (this.#olderText === null) return
    const text = this.#olderText
    this.#olderText = null
    try {
      this.#files.writeOlder(text)
    } catch (error) {
      this.#options.logger.warn('The older copy of the exports was not written', { error })
    }
  }
}
