import { Emitter } from '../../shared/emitter.ts'
import { AppError } from '../../shared/errors.ts'
import type { ExportRecord } from '../../shared/export.ts'
import { isActiveExport } from '../../shared/export.ts'
import { storeNoticeSchema } from '../../shared/export-store.ts'
import type { StoreState } from '../../shared/export-store.ts'
import type { Logger } from '../logging/logger.ts'
import type { StateFile } from '../state-file.ts'
import type { Timers } from '../timers.ts'
import { countAge } from './age.ts'
import type { AgeClock } from './age.ts'
import type { KnownRun } from './estimate.ts'
import { Housekeeping } from './housekeeping.ts'
import { countAges } from './retention.ts'
import type { Effect } from './state-machine.ts'
import { ExportStore } from './store.ts'
import type { StoredNotice } from './store-format.ts'
import type { TrackedExport } from './tracked.ts'

export interface KeptExportsOptions {
  /** Writes `export-state.json`. */
  stateFile: StateFile
  /** Where that file is; the backup and damaged files go beside it. */
  folder: string
  /** Hours a finished export stays listed. */
  keepFinishedHours: () => number
  /** Whether runs of damaged records are still searched for. */
  isSearching: () => boolean
  logger: Logger
  /** UTC ms. */
  now: () => number
  /** What the age of finished exports is counted by. */
  ageClock: AgeClock
  timers: Timers
  /** A listener failed. */
  onError: (error: unknown) => void
}

/**
 * The exports as they are kept: in the store, shown with what is the matter with it, told of once, and
 * forgotten when they are old. What happens to them is decided elsewhere.
 */
export class KeptExports {
  readonly changed: Emitter<ExportRecord>
  readonly removed: Emitter<string>
  readonly ended: Emitter<ExportRecord>
  readonly storeChanged: Emitter<StoreState>

  readonly #options: KeptExportsOptions
  readonly #store: ExportStore
  readonly #housekeeping: Housekeeping
  /** Ends that a listener tells of in a moment. */
  readonly #toldLater = new Set<string>()
  #storeTold = ''

  constructor(options: KeptExportsOptions) {
    const { stateFile, folder, now, logger, timers, onError } = options
    this.#options = options
    this.changed = new Emitter(onError)
    this.removed = new Emitter(onError)
    this.ended = new Emitter(onError)
    this.storeChanged = new Emitter(onError)
    this.#store = new ExportStore({ file: stateFile, folder, now, logger })
    this.#housekeeping = new Housekeeping({
      timers,
      expire: () => {
        this.expire()
      },
      save: () => this.#saveAgain(),
    })
  }

  /** In no particular order. */
  all(): TrackedExport[] {
    return this.#store.all()
  }

  /** What everybody may know of them, as it is stored, in no particular order. */
  records(): ExportRecord[] {
    return this.all().map(({ record }) => record)
  }

  /** As everybody sees them, newest first. */
  list(): ExportRecord[] {
    return this.all()
      .map((tracked) => this.view(tracked))
      .sort((left, right) => right.createdAt - left.createdAt)
  }

  /** Those that have not ended, in no particular order. */
  active(): TrackedExport[] {
    return this.all().filter(({ record }) => isActiveExport(record))
  }

  get(id: string): TrackedExport | null {
    return this.#store.get(id)
  }

  /** Throws `not-found`. */
  require(id: string): TrackedExport {
    const tracked = this.#store.get(id)
    if (tracked) return tracked
    throw new AppError('not-found', 'This export is no longer in the list.')
  }

  knownRun(host: string, runId: string): KnownRun | null {
    return this.#store.knownRun(host, runId)
  }

  /** An export as everybody sees it. */
  view({ record }: TrackedExport): ExportRecord {
    const { problem } = this.#store
    if (problem === null || record.attention !== null || !isActiveExport(record)) return record
    return { ...record, attention: 'not-saved', attentionError: problem.toRecord() }
  }

  /** Throws `disk-full` or `disk-failed`, and then it is not kept. */
  add(tracked: TrackedExport): void {
    try {
      this.#store.add(tracked)
    } finally {
      this.#checkSaved()
    }
  }

  /** Keeps what became of an export, and writes it. */
  replace(tracked: TrackedExport): void {
    this.#store.update(tracked, { save: true })
    this.#checkSaved()
  }

  /** Like `replace`, and says so. */
  change(tracked: TrackedExport): ExportRecord {
    this.replace(tracked)
    const record = this.view(tracked)
    this.changed.emit(record)
    return record
  }

  /** Keeps what a step of the state machine made of an export, as its effects want it. */
  step(after: TrackedExport, effects: readonly Effect[]): void {
    if (effects.includes('ended')) this.#store.keepRun(after.record)
    const later = effects.includes('save-soon')
    this.#store.update(after, { save: effects.includes('save'), later })
    if (later) this.#housekeeping.saveSoon()
    this.#checkSaved()
  }

  forget(ids: string[]): void {
    this.#store.remove(ids)
    this.#checkSaved()
    for (const id of ids) this.removed.emit(id)
  }

  /** Removes finished exports that are older than the setting says; active and pinned ones never. */
  expire(): void {
    const { ageClock, keepFinishedHours } = this.#options
    const { counted, expired } = countAges(this.all(), ageClock, keepFinishedHours())
    this.#store.updateAll(counted)
    if (expired.length > 0) this.forget(expired)
    this.#checkSaved()
  }

  /** Tells of an end, once. Remembered only afterwards: a crash in between tells twice, not never. */
  tellEnd(id: string): void {
    const tracked = this.#store.get(id)
    if (tracked === null || tracked.notified) return
    this.ended.emit(this.view(tracked))
    if (!this.#toldLater.has(id)) this.told(id)
  }

  /** A listener of `ended` tells in a moment, and calls `told` then. */
  tellLater(id: string): void {
    this.#toldLater.add(id)
  }

  told(id: string): void {
    this.#toldLater.delete(id)
    const tracked = this.#store.get(id)
    if (tracked === null || tracked.notified) return
    this.replace({ ...tracked, notified: true, age: countAge(null, this.#options.ageClock) })
  }

  /** What happened to the stored exports, until the user has seen it. */
  get notice(): StoredNotice | null {
    return this.#store.notice
  }

  setNotice(notice: StoredNotice | null): void {
    this.#store.setNotice(notice)
    this.#checkSaved()
    this.#tellStore()
  }

  storeState(): StoreState {
    const { notice, problem } = this.#store
    return {
      problem: problem?.toRecord() ?? null,
      notice: notice && storeNoticeSchema.parse(notice),
      searching: this.#options.isSearching(),
    }
  }

  /** Begins to expire what is old, now and every hour. */
  start(): void {
    this.#housekeeping.start()
    this.#checkSaved()
  }

  /** Nothing happens by itself any more; `flush` writes the rest. */
  stop(): void {
    this.#housekeeping.stop()
  }

  flush(): void {
    this.#store.flush()
  }

  /** While the disk is full, every active export says so, and writing is tried again and again. */
  #saveAgain(): boolean {
    const before = this.#store.problem
    const saved = this.#store.flush()
    if (before === null && saved) return true
    this.#tellStore()
    for (const tracked of this.active()) this.changed.emit(this.view(tracked))
    return saved
  }

  #checkSaved(): void {
    if (this.#store.problem !== null) this.#housekeeping.saveLater()
    this.#tellStore()
  }

  #tellStore(): void {
    const state = this.storeState()
    const told = JSON.stringify(state)
    if (told === this.#storeTold) return
    this.#storeTold = told
    this.storeChanged.emit(state)
  }
}
