import type { CatalogFacets, CatalogItem, CatalogMark } from '../../shared/catalog.ts'
import type { FieldIndex, ValueIndex } from './value-index.ts'

const mostValues = 200

interface Counted {
  value: string
  count: number
}

/** How many items have each value of what can be filtered by; most frequent first. */
export function facetsOf(
  items: readonly CatalogItem[],
  { creators, tags }: FieldIndex,
  marks: ReadonlyMap<string, CatalogMark>,
): CatalogFacets {
  let added = 0
  for (const mark of marks.values()) if (mark === 'new') added++
  return {
    creators: indexed(creators),
    tags: indexed(tags),
    triggers: counted(items, (item) => item.trigger?.kind ?? null),
    computes: counted(items, (item) => item.compute),
    states: counted(items, (item) => item.state),
    healths: counted(items, (item) => item.health),
    marks: { new: added, changed: marks.size - added },
  }
}

function indexed(index: ValueIndex): Counted[] {
  const counts = index.counts()
  return mostFrequent(index.values.map((value, id) => ({ value, count: counts[id] ?? 0 })))
}

function counted(
  items: readonly CatalogItem[],
  read: (item: CatalogItem) => string | null,
): Counted[] {
  const counts = new Map<string, number>()
  for (const item of items) {
    const value = read(item)
    if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1)
  }
  return mostFrequent(Array.from(counts, ([value, count]) => ({ value, count })))
}

function mostFrequent(values: Counted[]): Counted[] {
  return values
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
    .slice(0, mostValues)
}
