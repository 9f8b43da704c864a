import type { CatalogFilters, CatalogItem, CatalogMark } from '../../shared/catalog.ts'

type Test = (item: CatalogItem) => boolean

/** What narrows the list: each filter that is not empty, with its test. */
function testsOf(
  filters: CatalogFilters,
  picked: readonly string[],
  marks: ReadonlyMap<string, CatalogMark>,
): Map<keyof CatalogFilters, Test> {
  const tests = new Map<keyof CatalogFilters, Test>()
  if (filters.creators.length > 0) {
    tests.set(
      'creators',
      oneOf(filters.creators, (item) => item.creator),
    )
  }
  if (filters.tags.length > 0) {
    const wanted = new Set(filters.tags)
    tests.set('tags', (item) => item.tags.some((tag) => wanted.has(tag)))
  }
  if (filters.triggers.length > 0) {
    tests.set(
      'triggers',
      oneOf(filters.triggers, (item) => item.trigger?.kind ?? null),
    )
  }
  if (filters.computes.length > 0) {
    tests.set(
      'computes',
      oneOf(filters.computes, (item) => item.compute),
    )
  }
  if (filters.states.length > 0) {
    tests.set(
      'states',
      oneOf(filters.states, (item) => item.state),
    )
  }
  if (filters.healths.length > 0) {
    tests.set(
      'healths',
      oneOf(filters.healths, (item) => item.health),
    )
  }
  if (filters.marks.length > 0) {
    tests.set(
      'marks',
      oneOf(filters.marks, (item) => marks.get(item.id) ?? null),
    )
  }
  if (filters.picked) {
    tests.set(
      'picked',
      oneOf(picked, (item) => item.id),
    )
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

function oneOf<Value extends string>(
  values: readonly Value[],
  read: (item: CatalogItem) => Value | null,
): (item: CatalogItem) => boolean {
  const wanted = new Set<string>(values)
  return (item) => {
    const value = read(item)
    return value !== null && wanted.has(value)
  }
}
