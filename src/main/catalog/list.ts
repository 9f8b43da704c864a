import type { CatalogItem, VanishedItem } from '../../shared/catalog.ts'
import { AppError } from '../../shared/errors.ts'
import type { ErrorRecord } from '../../shared/errors.ts'
import { Dataset } from './dataset.ts'
import { comparing, isSame, News } from './news.ts'
import type { ListState } from './protocol.ts'
import { Shared } from './shared-values.ts'
import { sortingByName } from './sort.ts'
import { finishInTurns } from './steps.ts'
import { readCache, removeLeftovers, writeCache } from './store.ts'
import type { CacheKey } from './store.ts'

/** How much a first reading must grow before the rows shown are built again. */
const growth = 2
/** A list this long is sorted before the next page comes. */
const shortList = 2000

interface Staging {
  refreshId: number
  /** By id: a job that moved to a later page while the pages were read counts once. */
  items: Map<string, CatalogItem>
  /** How many of them are as they were in the list before. */
  same: number
  shared: Shared
}

/** The list of one kind of one connection: loaded from disk, refreshed, asked, written back. */
export class CatalogList {
  readonly #folder: string
  readonly #key: CacheKey
  readonly #onWriteFailed: (error: AppError) => void
  #dataset = new Dataset([])
  #updatedAt: number | null = null
  readonly #news = new News()
  #loading: Promise<ErrorRecord | null> | null = null
  #staging: Staging | null = null
  #showing = false
  /** The end of what is under way on disk: one thing at a time. */
  #disk: Promise<void> = Promise.resolve()

  constructor(folder: string, key: CacheKey, onWriteFailed: (error: AppError) => void) {
    this.#folder = folder
    this.#key = key
    this.#onWriteFailed = onWriteFailed
  }

  get dataset(): Dataset {
    return this.#dataset
  }

  /** Loads the cached list the first time; null, or what was wrong with it. */
  async load(): Promise<ErrorRecord | null> {
    this.#loading ??= this.#load()
    return await this.#loading
  }

  state(): ListState {
    return {
      total: this.#dataset.items.length,
      updatedAt: this.#updatedAt,
      news: this.#news.counts,
    }
  }

  get vanished(): VanishedItem[] {
    return this.#news.vanished
  }

  /** The user has seen what is new, changed and gone. */
  markSeen(): void {
    this.#news.clear()
    this.#dataset.mark(this.#news.marks)
  }

  begin(refreshId: number): void {
    this.#staging = { refreshId, items: new Map(), same: 0, shared: new Shared() }
  }

  /** Answers how many items the refresh has so far. Throws `canceled` when it is no longer under way. */
  async append(refreshId: number, items: readonly CatalogItem[]): Promise<number> {
    const staging = this.#stagingOf(refreshId)
    for (const item of items) this.#stage(staging, item)
    const staged = staging.items.size
    // Without a complete list, what is there so far is better than nothing.
    const isWorthShowing = staged > 0 && staged >= growth * this.#dataset.items.length
    if (this.#updatedAt === null && isWorthShowing && !this.#showing) {
      const showing = this.#show(staging)
      // A long list takes shape beside the pages that follow; they must not wait for it.
      if (staged <= shortList) await showing
    }
    return staged
  }

  /** Throws `canceled` when the refresh is no longer under way. */
  async commit(refreshId: number, updatedAt: number): Promise<void> {
    const staging = this.#stagingOf(refreshId)
    if (!this.#isAsBefore(staging)) await this.#replace(staging)
    this.#staging = null
    this.#updatedAt = updatedAt
    const dataset = this.#dataset
    void this.#onDisk(async () => {
      // A newer list is waiting behind this one.
      if (this.#dataset !== dataset || this.#updatedAt !== updatedAt) return
      await writeCache(this.#folder, this.#key, { items: dataset.items, updatedAt })
    }).catch((thrown: unknown) => {
      this.#onWriteFailed(AppError.from(thrown))
    })
  }

  abandon(refreshId: number): void {
    if (this.#staging?.refreshId === refreshId) this.#staging = null
  }

  /** Waits until everything is on disk. */
  async flush(): Promise<void> {
    await this.#onDisk(() => Promise.resolve())
  }

  /** Empties the list in memory; what waits to be written no longer is. */
  clear(): void {
    this.#staging = null
    this.#dataset = new Dataset([])
    this.#updatedAt = null
    this.#news.clear()
  }

  /** An item that is as it was stays the same one: nothing about it has to be made anew. */
  #stage(staging: Staging, item: CatalogItem): void {
    const { items, shared } = staging
    const was = this.#updatedAt === null ? undefined : this.#dataset.item(item.id)
    const other = items.get(item.id)
    if (other !== undefined && other === was) staging.same -= 1
    const isUnchanged = was !== undefined && isSame(was, item)
    if (isUnchanged) staging.same += 1
    items.set(item.id, isUnchanged ? was : shared.item(item))
  }

  #isAsBefore({ items, same }: Staging): boolean {
    const count = this.#dataset.items.length
    return this.#updatedAt !== null && items.size === count && same === count
  }

  /** Throws `canceled` when the refresh is no longer under way. */
  async #replace(staging: Staging): Promise<void> {
    const dataset = new Dataset(await finishInTurns(sortingByName([...staging.items.values()])))
    await dataset.prepare()
    // Against a list that never was complete everything would be new.
    const differences =
      this.#updatedAt === null
        ? null
        : await finishInTurns(comparing(this.#dataset.items, dataset.items))
    // While this took turns, another refresh may have begun, or the list may have been emptied.
    this.#stagingOf(staging.refreshId)
    if (differences) this.#news.add(differences)
    dataset.mark(this.#news.marks)
    this.#dataset = dataset
  }

  async #show(staging: Staging): Promise<void> {
    this.#showing = true
    const items = await finishInTurns(sortingByName([...staging.items.values()]))
    const dataset = new Dataset(items)
    const prepared = dataset.prepare()
    // Rows of a short list show before the first search is possible.
    if (items.length > shortList) await prepared
    this.#showing = false
    if (this.#staging === staging) this.#dataset = dataset
  }

  async #load(): Promise<ErrorRecord | null> {
    try {
      const cached = await this.#onDisk(async () => {
        await removeLeftovers(this.#folder, this.#key)
        return await readCache(this.#folder, this.#key)
      })
      if (cached) {
        const { items, isSorted, updatedAt } = cached
        this.#dataset = new Dataset(isSorted ? items : await finishInTurns(sortingByName(items)))
        this.#updatedAt = updatedAt
        // Not awaited: rows show before the first search is possible.
        void this.#dataset.prepare()
      }
      return null
    } catch (thrown) {
      return AppError.from(thrown).toRecord()
    }
  }

  #stagingOf(refreshId: number): Staging {
    if (this.#staging?.refreshId === refreshId) return this.#staging
    throw new AppError('canceled', 'The refresh is no longer under way.')
  }

  async #onDisk<Value>(work: () => Promise<Value>): Promise<Value> {
    const done = this.#disk.then(work)
    this.#disk = done.then(
      () => undefined,
      () => undefined,
    )
    return await done
  }
}
