import type { CatalogItem, CatalogSort } from '../../shared/catalog.ts'
import { fold } from './fold.ts'
import { mergeSorting, settling } from './merge-sort.ts'
import { finish } from './steps.ts'
import type { Steps } from './steps.ts'

/**
 * The one order of text in lists: that of the user's language, numbers by value ("job 9" before
 * "job 10").
 */
const collator = new Intl.Collator(undefined, { numeric: true })

/** Two lists sorted under the same mark are in the same order; another language or ICU has another. */
export const orderMark = `${collator.resolvedOptions().locale}/${process.versions['icu'] ?? ''}/1`

/** Sorts by name, then id, in steps. */
export function* sortingByName(items: readonly CatalogItem[]): Steps<CatalogItem[]> {
  // Comparing with a collator costs some hundred nanoseconds, comparing keys a tenth of it. The keys
  // get nearly all right, and the collator, which decides, then finds little left to move.
  const keyed: { item: CatalogItem; key: string }[] = []
  for (const item of items) {
    keyed.push({ item, key: approximateKey(item.name) })
    if (keyed.length % 1024 === 0) yield
  }
  const nearly = yield* mergeSorting(keyed, (a, b) =>
    a.key < b.key ? -1 : a.key > b.key ? 1 : compareIds(a.item.id, b.item.id),
  )
  return yield* settling(
    nearly.map(({ item }) => item),
    (a, b) => collator.compare(a.name, b.name) || compareIds(a.id, b.id),
  )
}

/** Sorts by name, then id, at once. */
export function sortByName(items: readonly CatalogItem[]): CatalogItem[] {
  return finish(sortingByName(items))
}

const digits = /^\d+$/

/** Ids of digits by value, others by text. */
function compareIds(a: string, b: string): number {
  if (a.length !== b.length && digits.test(a) && digits.test(b)) return a.length - b.length
  return a < b ? -1 : a > b ? 1 : 0
}

/** Where the collator puts each ASCII character, as a character; letters without their case. */
const asciiRanks: readonly string[] = rankAscii()

function rankAscii(): string[] {
  const base = new Intl.Collator(undefined, { sensitivity: 'base' })
  const characters = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code))
  const sorted = [...characters].sort(base.compare)
  const ranks = new Map<string, number>()
  let rank = 0
  for (const [index, current] of sorted.entries()) {
    const before = sorted[index - 1]
    if (before === undefined || base.compare(before, current) !== 0) rank++
    ranks.set(current, rank)
  }
  return characters.map((current) => String.fromCharCode(ranks.get(current) ?? 0))
}

const numberRun = /\d+/g
const ascii = /^[\x20-\x7e]*$/

function approximateKey(name: string): string {
  const text = ascii.test(name) ? name : fold(name).text
  // A longer number is the greater one: its length goes before its digits.
  const numbered = text.replace(numberRun, (run) => {
    const significant = run.replace(/^0+(?=.)/, '')
    return `0${String.fromCharCode(48 + Math.min(significant.length, 70))}${significant}`
  })
  let key = ''
  for (let index = 0; index < numbered.length; index++) {
    key += asciiRanks[numbered.charCodeAt(index)] ?? numbered[index] ?? ''
  }
  return key
}

type Column = Exclude<CatalogSort['by'], 'relevance'>
type Value = string | number | null

const valueOf: Record<Column, (item: CatalogItem) => Value> = {
  name: (item) => item.name,
  creator: (item) => item.creator,
  trigger: (item) => item.trigger?.text ?? null,
  compute: (item) => item.compute,
  state: (item) => item.state,
  health: (item) => item.health,
  created: (item) => item.createdAt,
  runs: (item) => item.lastRunAt,
  // Only whoever asks knows.
  libraries: () => null,
}

/**
 * The order of items by a column; `items` must be sorted by name. Equal values stay in the order of
 * names, and items without a value come last, in both directions. `values` are those of the column by
 * id when they are not in the items.
 */
export function orderBy(
  items: readonly CatalogItem[],
  sort: CatalogSort,
  values: ReadonlyMap<string, number> | null = null,
): Uint32Array {
  const count = items.length
  if (sort.by === 'relevance' || (sort.by === 'name' && !sort.descending)) {
    return Uint32Array.from(items.keys())
  }
  const read = values === null ? valueOf[sort.by] : ({ id }: CatalogItem) => values.get(id) ?? null
  const ranks = rankValues(new Set(items.map(read)), sort.by === 'name')
  // Rank and position in one number each, so that sorting compares numbers only.
  const keys = Float64Array.from(items, (item, index) => {
    const rank = ranks.get(read(item))
    if (rank === undefined) return ranks.size * count + index
    return (sort.descending ? ranks.size - 1 - rank : rank) * count + index
  })
  return Uint32Array.from(keys.sort(), (key) => key % count)
}

function rankValues(values: Set<Value>, areSorted: boolean): Map<Value, number> {
  values.delete(null)
  const sorted = areSorted ? [...values] : [...values].sort(compareValues)
  return new Map(sorted.map((value, rank) => [value, rank]))
}

function compareValues(a: Value, b: Value): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  return collator.compare(String(a), String(b))
}
