import type { CatalogItem, CatalogMark, CatalogStatus, VanishedItem } from '../../shared/catalog.ts'

/** More vanished items than this are counted, not named. */
const mostVanished = 1000

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

  /** Compares a complete list with the complete one before it. */
  compare(before: readonly CatalogItem[], after: readonly CatalogItem[]): void {
    const old = new Map(before.map((item) => [item.id, item]))
    for (const item of after) {
      const was = old.get(item.id)
      old.delete(item.id)
      // One that is back was never gone for the user.
      const isBack = this.#vanished.delete(item.id)
      if (was === undefined) {
        if (!isBack) this.#marks.set(item.id, 'new')
      } else if (differs(was, item) && this.#marks.get(item.id) !== 'new') {
        this.#marks.set(item.id, 'changed')
      }
    }
    for (const [id, { name }] of old) {
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
