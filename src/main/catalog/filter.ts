import type { CatalogFilters, CatalogItem, CatalogMark } from '../../shared/catalog.ts'

type Test = (item: CatalogItem) => boolean
type Read = (item: CatalogItem) => string | null

/** What each filter looks at that an item has one value for; null when it has none. */
export function valuesOf(
  marks: ReadonlyMap<string, CatalogMark>,
): Readonly<Record<Exclude<keyof CatalogFilters, 'tags' | 'picked'>, Read>> {
  return {
    creators: (item) => item.creator,
    triggers: (item) => item.trigger?.kind ?? null,
    computes: (item) => item.compute,
    states: (item) => item.state,
    healths: (item) => item.health,
    marks: (item) => marks.get(item.id) ?? null,
  }
}

/** What narrows the list: each filter that is not empty, with its test. */
function testsOf(
  filters: CatalogFilters,
  picked: readonly string[],
  marks: ReadonlyMap<string, CatalogMark>,
): Map<keyof CatalogFilters, Test> {
  const valueOf = valuesOf(marks)
  const tests = new Map<keyof CatalogFilters, Test>()
  for (const filter of Object.keys(valueOf) as (keyof typeof valueOf)[]) {
    if (filters[filter].length > 0) tests.set(filter, oneOf(filters[filter], valueOf[filter]))
  }
  if (filters.tags.length > 0) {
    const wanted = new Set(filters.tags)
    tests.set('tags', (item) => item.tags.some((tag) => wanted.has(tag)))
  }
  if (filters.picked) {
    const isPicked = oneOf(picked, ({ id }) => id)
    tests.set('picked', isPicked)
  }
  return tests
}

/**
 * A test for items; null when everything passes. Values of one filter are alternatives, different
 * filters must all hold, an empty filter holds for everything. `picked` are the ids that count as
 * picked.
 */
export function filterOf(
  filters: CatalogFilters,
  picked: readonly string[],
  marks: ReadonlyMap<string, CatalogMark> = new Map(),
): Test | null {
  const tests = [...testsOf(filters, picked, marks).values()]
  return tests.length === 0 ? null : (item) => tests.every((test) => test(item))
}

/** What keeps each item out of the rows, by its position. */
export interface KeptOut {
  /** 0 for nothing, the number of the filter that alone does, else `byMore`. */
  by: Uint8Array
  /** The number of a filter; -1 of one that keeps nothing out. */
  numberOf: (filter: keyof CatalogFilters) => number
}

/** More than one filter, or the text. */
const byMore = 255

/** `isFound` tells by its position whether an item matches the text; null when all do. */
export function keptOut(
  items: readonly CatalogItem[],
  filters: CatalogFilters,
  picked: readonly string[],
  marks: ReadonlyMap<string, CatalogMark>,
  isFound: ((position: number) => boolean) | null,
): KeptOut {
  const tests = testsOf(filters, picked, marks)
  const names = [...tests.keys()]
  const all = [...tests.values()]
  const by = new Uint8Array(items.length)
  for (const [position, item] of items.entries()) {
    by[position] = isFound?.(position) === false ? byMore : failedOf(all, item)
  }
  return {
    by,
    numberOf(filter) {
      const at = names.indexOf(filter)
      return at === -1 ? -1 : at + 1
    },
  }
}

function failedOf(tests: readonly Test[], item: CatalogItem): number {
  let failed = 0
  for (const [at, test] of tests.entries()) {
    if (test(item)) continue
    if (failed !== 0) return byMore
    failed = at + 1
  }
  return failed
}

function oneOf(values: readonly string[], read: Read): Test {
  const wanted = new Set(values)
  return (item) => {
    const value = read(item)
    return value !== null && wanted.has(value)
  }
}
