import type { CatalogItem, CatalogMark, CatalogStatus, VanishedItem } from '../../shared/catalog.ts'
import type { Steps } from './steps.ts'

/** More vanished items than this are counted, not named. */
const mostVanished = 1000
const itemsPerStep = 4096

/** What became of the items of a list since the user's last visit. Holds only those that changed. */
export class News {
  readonly #marks = new Map<string, CatalogMark>()
  readonly #vanished = new Map<string, string>()

  get marks(): ReadonlyMap<string, CatalogMark> {
    return this.#marks
  }

  get counts(): CatalogStatus['news'] {
    let added = 0
    for (const mark of this.#marks.values()) if (mark === 'new') added++
    return { new: added, changed: this.#marks.size - added, vanished: this.#vanished.size }
  }

  /** At most 1,000, in the order in which they were missed. */
  get vanished(): VanishedItem[] {
    return Array.from(this.#vanished, ([id, name]) => ({ id, name })).slice(0, mostVanished)
  }

  add({ added, changed, gone }: Differences): void {
    for (const id of added) {
      // One that is back was never gone for the user.
      if (!this.#vanished.delete(id)) this.#marks.set(id, 'new')
    }
    for (const id of changed) if (this.#marks.get(id) !== 'new') this.#marks.set(id, 'changed')
    for (const { id, name } of gone) {
      // One that came and went since the last visit was never seen.
      if (this.#marks.get(id) !== 'new') this.#vanished.set(id, name)
      this.#marks.delete(id)
    }
  }

  clear(): void {
    this.#marks.clear()
    this.#vanished.clear()
  }
}

/** What two complete lists, one read after the other, do not have in common. */
export interface Differences {
  /** Ids. */
  added: string[]
  /** Ids. */
  changed: string[]
  gone: VanishedItem[]
}

/** Compares a complete list with the complete one before it. */
export function* comparing(
  before: readonly CatalogItem[],
  after: readonly CatalogItem[],
): Steps<Differences> {
  const added: string[] = []
  const changed: string[] = []
  const old = new Map<string, CatalogItem>()
  for (const [index, item] of before.entries()) {
    old.set(item.id, item)
    if (index % itemsPerStep === 0) yield
  }
  for (const [index, item] of after.entries()) {
    const was = old.get(item.id)
    old.delete(item.id)
    if (was === undefined) added.push(item.id)
    else if (differs(was, item)) changed.push(item.id)
    if (index % itemsPerStep === 0) yield
  }
  return { added, changed, gone: Array.from(old.values(), ({ id, name }) => ({ id, name })) }
}

/** Whether two readings of an item are alike in everything. */
export function isSame(one: CatalogItem, other: CatalogItem): boolean {
  return (
    one.kind === other.kind &&
    one.createdAt === other.createdAt &&
    one.state === other.state &&
    one.health === other.health &&
    one.lastRunAt === other.lastRunAt &&
    !differs(one, other)
  )
}

/** In what a user knows of it: that a pipeline runs or rests is no change. */
function differs(one: CatalogItem, other: CatalogItem): boolean {
  return (
    one.name !== other.name ||
    one.creator !== other.creator ||
    one.compute !== other.compute ||
    one.trigger?.kind !== other.trigger?.kind ||
    one.trigger?.text !== other.trigger?.text ||
    one.trigger?.paused !== other.trigger?.paused ||
    one.tags.length !== other.tags.length ||
    one.tags.some((tag, index) => tag !== other.tags[index])
  )
}
