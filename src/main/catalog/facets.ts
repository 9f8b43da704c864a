import type { CatalogFacets, CatalogItem, CatalogMark } from '../../shared/catalog.ts'
import { valuesOf } from './filter.ts'
import type { KeptOut } from './filter.ts'
import { at } from './numbers.ts'
import type { Countable, FieldIndex, ValueIndex } from './value-index.ts'

const mostValues = 200

interface Counted {
  value: string
  count: number
}

/**
 * How many items have each value of what can be filtered by, most frequent first; with `keptOut`
 * those that nothing else keeps out of the rows.
 */
export function facetsOf(
  items: readonly CatalogItem[],
  { creators, tags }: FieldIndex,
  marks: ReadonlyMap<string, CatalogMark>,
  keptOut: KeptOut = { by: new Uint8Array(items.length), numberOf: () => -1 },
): CatalogFacets {
  const { by, numberOf } = keptOut
  const valueOf = valuesOf(marks)
  const of = (filter: keyof typeof valueOf) =>
    counted(items, valueOf[filter], { by, own: numberOf(filter) })
  const news = marks.size === 0 ? [] : of('marks')
  const newsOf = (mark: CatalogMark) => news.find(({ value }) => value === mark)?.count ?? 0
  return {
    creators: indexed(creators, { by, own: numberOf('creators') }),
    tags: indexed(tags, { by, own: numberOf('tags') }),
    triggers: of('triggers'),
    computes: of('computes'),
    states: of('states'),
    healths: of('healths'),
    marks: { new: newsOf('new'), changed: newsOf('changed') },
  }
}

function indexed(index: ValueIndex, countable: Countable): Counted[] {
  const found = index.counts(countable)
  return mostFrequent(index.values.map((value, id) => ({ value, count: found[id] ?? 0 })))
}

function counted(
  items: readonly CatalogItem[],
  read: (item: CatalogItem) => string | null,
  { by, own }: Countable,
): Counted[] {
  const found = new Map<string, number>()
  for (const [position, item] of items.entries()) {
    const out = at(by, position)
    if (out !== 0 && out !== own) continue
    const value = read(item)
    if (value !== null) found.set(value, (found.get(value) ?? 0) + 1)
  }
  return mostFrequent(Array.from(found, ([value, count]) => ({ value, count })))
}

function mostFrequent(values: Counted[]): Counted[] {
  return values
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
    .slice(0, mostValues)
}
