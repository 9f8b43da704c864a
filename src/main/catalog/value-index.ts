import type { CatalogItem } from '../../shared/catalog.ts'
import { at } from './numbers.ts'
import type { Steps } from './steps.ts'

/** Which items count: those with 0 in `by`, and those with the number `own`. */
export interface Countable {
  by: Uint8Array
  own: number
}

const itemsPerStep = 4096

/**
 * The distinct values of a field and which of them each item has. Many items share few values: a
 * question is put to each value once instead of to each item.
 */
export class ValueIndex {
  /** As they stand in the items. */
  readonly values: readonly string[]
  /** Values of item i: `#ids[#offsets[i]]` up to `#ids[#offsets[i + 1]]`, each once. */
  readonly #ids: Uint32Array
  readonly #offsets: Uint32Array

  private constructor(values: readonly string[], ids: Uint32Array, offsets: Uint32Array) {
    this.values = values
    this.#ids = ids
    this.#offsets = offsets
  }

  static *building(
    items: readonly CatalogItem[],
    read: (item: CatalogItem) => readonly (string | null)[],
  ): Steps<ValueIndex> {
    const known = new Map<string, number>()
    const ids: number[] = []
    const offsets = new Uint32Array(items.length + 1)
    for (const [index, item] of items.entries()) {
      const first = ids.length
      for (const value of read(item)) {
        if (value === null) continue
        let id = known.get(value)
        if (id === undefined) {
          id = known.size
          known.set(value, id)
        }
        if (ids.indexOf(id, first) === -1) ids.push(id)
      }
      offsets[index + 1] = ids.length
      if (index % itemsPerStep === 0) yield
    }
    return new ValueIndex([...known.keys()], Uint32Array.from(ids), offsets)
  }

  /** How many of the items that count have each value, in the order of `values`. */
  counts({ by, own }: Countable): Uint32Array {
    const counts = new Uint32Array(this.values.length)
    for (let index = 0; index < this.#offsets.length - 1; index++) {
      const out = at(by, index)
      if (out !== 0 && out !== own) continue
      const end = at(this.#offsets, index + 1)
      for (let place = at(this.#offsets, index); place < end; place++) {
        const id = at(this.#ids, place)
        counts[id] = at(counts, id) + 1
      }
    }
    return counts
  }

  /** Calls for each item with a value that passes the test, in order. */
  eachWith(test: (value: string) => boolean, found: (index: number) => void): void {
    const passes = Uint8Array.from(this.values, (value) => (test(value) ? 1 : 0))
    if (!passes.includes(1)) return
    for (let index = 0; index < this.#offsets.length - 1; index++) {
      const end = at(this.#offsets, index + 1)
      for (let place = at(this.#offsets, index); place < end; place++) {
        if (at(passes, at(this.#ids, place)) === 0) continue
        found(index)
        break
      }
    }
  }
}

/** The values by which a search can ask for a field, and what can be counted. */
export interface FieldIndex {
  creators: ValueIndex
  tags: ValueIndex
  /** State and health of a pipeline, and `paused` for a trigger that is. */
  states: ValueIndex
}

export function* indexingFields(items: readonly CatalogItem[]): Steps<FieldIndex> {
  return {
    creators: yield* ValueIndex.building(items, ({ creator }) => [creator]),
    tags: yield* ValueIndex.building(items, ({ tags }) => tags),
    states: yield* ValueIndex.building(items, ({ state, health, trigger }) => [
      state,
      health,
      trigger?.paused ? 'PAUSED' : null,
    ]),
  }
}
