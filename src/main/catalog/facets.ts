import type { CatalogFacets, CatalogItem, CatalogMark } from '../../shared/catalog.ts'

const mostValues = 200

/** How many items have each value of what can be filtered by; most frequent first. */
export function facetsOf(
  items: readonly CatalogItem[],
  marks: ReadonlyMap<string, CatalogMark> = new Map(),
): CatalogFacets {
  let added = 0
  for (const mark of marks.values()) if (mark === 'new') added++
  return {
    creators: count(items, (item) => (item.creator === null ? [] : [item.creator])),
    tags: count(items, (item) => new Set(item.tags)),
    triggers: count(items, (item) => (item.trigger ? [item.trigger.kind] : [])),
    computes: count(items, (item) => (item.compute === null ? [] : [item.compute])),
    states: count(items, (item) => (item.state === null ? [] : [item.state])),
    healths: count(items, (item) => (item.health === null ? [] : [item.health])),
    marks: { new: added, changed: marks.size - added },
  }
}

function count(
  items: readonly CatalogItem[],
  read: (item: CatalogItem) => Iterable<string>,
): { value: string; count: number }[] {
  const counts = new Map<string, number>()
  for (const item of items) {
    for (const value of read(item)) counts.set(value, (counts.get(value) ?? 0) + 1)
  }
  return Array.from(counts, ([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
    .slice(0, mostValues)
}
