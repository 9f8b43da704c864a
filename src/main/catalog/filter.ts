import type { CatalogFilters, CatalogItem, CatalogMark } from '../../shared/catalog.ts'

/**
 * A test for items; null when everything passes. Values of one filter are alternatives, different
 * filters must all hold, an empty filter holds for everything. `picked` are the ids that count as
 * picked.
 */
export function filterOf(
  filters: CatalogFilters,
  picked: readonly string[],
  marks: ReadonlyMap<string, CatalogMark> = new Map(),
): ((item: CatalogItem) => boolean) | null {
  const tests: ((item: CatalogItem) => boolean)[] = []
  if (filters.creators.length > 0) tests.push(oneOf(filters.creators, (item) => item.creator))
  if (filters.tags.length > 0) {
    const wanted = new Set(filters.tags)
    tests.push((item) => item.tags.some((tag) => wanted.has(tag)))
  }
  if (filters.triggers.length > 0) {
    tests.push(oneOf(filters.triggers, (item) => item.trigger?.kind ?? null))
  }
  if (filters.computes.length > 0) tests.push(oneOf(filters.computes, (item) => item.compute))
  if (filters.states.length > 0) tests.push(oneOf(filters.states, (item) => item.state))
  if (filters.healths.length > 0) tests.push(oneOf(filters.healths, (item) => item.health))
  if (filters.marks.length > 0) {
    tests.push(oneOf(filters.marks, (item) => marks.get(item.id) ?? null))
  }
  if (filters.picked) tests.push(oneOf(picked, (item) => item.id))
  return tests.length === 0 ? null : (item) => tests.every((test) => test(item))
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
