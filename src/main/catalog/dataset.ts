import type {
  CatalogFacets,
  CatalogIdsQuery,
  CatalogItem,
  CatalogMark,
  CatalogQuery,
  CatalogRow,
  CatalogSort,
  Highlight,
  ResolvedLine,
} from '../../shared/catalog.ts'
import { conditionTiers } from './conditions.ts'
import { parseQueryText, queryHighlights } from './query-text.ts'
import type { QueryText } from './query-text.ts'
import { resolveLines } from './resolve.ts'
import { facetsOf } from './facets.ts'
import { filterOf, keptOut } from './filter.ts'
import { highlightsOf, idHighlights, mergeHighlights } from './highlight.ts'
import { byRelevance, parseSearchText, SearchIndex } from './search.ts'
import type { SearchResult, SearchText } from './search.ts'
import { orderBy } from './sort.ts'
import { finish, finishInTurns } from './steps.ts'
import { indexingFields } from './value-index.ts'
import type { FieldIndex } from './value-index.ts'

/** What to look for in one list. */
export interface DatasetQuery {
  text: string
  filters: CatalogQuery['filters']
  sort: CatalogSort
  /** The ids of picked items, when the filter asks for them. */
  picked: string[]
  /** By id what to sort by, when that is not in the items. */
  values?: [id: string, value: number][] | undefined
}

/** Whose values to count: what matches text and filters. */
export type FacetsQuery = Pick<DatasetQuery, 'text' | 'filters' | 'picked'>

/** `range`: only the rows from `from` up to before `to`. */
export type DatasetIdsQuery = DatasetQuery & Pick<CatalogIdsQuery, 'range'>

/** A page of rows without what is picked, which only main knows. */
export interface DatasetPage {
  total: number
  matches: number
  rows: Omit<CatalogRow, 'pick'>[]
}

interface Answer {
  key: string
  query: QueryText
  search: SearchText
  similar: SearchResult['similar']
  order: Uint32Array
}

/**
 * One list of items that does not change, with what answers questions about it. `items` must be
 * sorted by name and hold each id once.
 */
export class Dataset {
  readonly items: readonly CatalogItem[]
  #index: SearchIndex | null = null
  #fields: FieldIndex | null = null
  #preparing: Promise<void> | null = null
  #facets: CatalogFacets | null = null
  #positions: Map<string, number> | null = null
  readonly #orders = new Map<string, Uint32Array>()
  /** Scrolling asks for page after page of the same answer. */
  #latest: Answer | null = null
  #marks: ReadonlyMap<string, CatalogMark> = new Map()

  constructor(items: readonly CatalogItem[]) {
    this.items = items
  }

  /** Builds the search index beside other work. A search before that builds it at once. */
  async prepare(): Promise<void> {
    this.#preparing ??= this.#prepare()
    await this.#preparing
  }

  async #prepare(): Promise<void> {
    const fields = await finishInTurns(indexingFields(this.items))
    this.#fields ??= fields
    const index = await finishInTurns(SearchIndex.building(this.items))
    this.#index ??= index
    await finishInTurns(this.#index.preparing())
  }

  page(query: DatasetQuery & { offset: number; limit: number }): DatasetPage {
    const { query: asked, search, similar, order } = this.#answer(query)
    const found = (text: string, field: 'creator' | 'tag' | null): Highlight[] =>
      mergeHighlights([
        ...highlightsOf(text, search, similar),
        ...queryHighlights(text, asked, field),
      ])
    const rows = this.#itemsAt(order.subarray(query.offset, query.offset + query.limit)).map(
      (item) => ({
        item,
        highlights: found(item.name, null),
        matched: {
          id: mergeHighlights([
            ...idHighlights(item.id, search),
            ...queryHighlights(item.id, asked, 'id'),
          ]),
          creator: found(item.creator ?? '', 'creator'),
          tags: item.tags.map((tag) => found(tag, 'tag')),
        },
        mark: this.#marks.get(item.id) ?? null,
      }),
    )
    return { total: this.items.length, matches: order.length, rows }
  }

  ids({ range, ...query }: DatasetIdsQuery): { id: string; name: string }[] {
    const { order } = this.#answer(query)
    const within = range === undefined ? order : order.subarray(range.from, range.to)
    return this.#itemsAt(within).map(({ id, name }) => ({ id, name }))
  }

  /** Of each filter its values with how many items match the text, the other filters and the value. */
  facets({ text, filters, picked }: FacetsQuery): CatalogFacets {
    const isEverything = text.trim() === '' && filterOf(filters, picked, this.#marks) === null
    if (isEverything) {
      return (this.#facets ??= facetsOf(this.items, this.#fieldIndex(), this.#marks))
    }
    const { required, tiers } = this.#matching(text)
    const isFound = (position: number) => required?.[position] !== 0 && tiers?.[position] !== 0
    const areAllFound = required === null && tiers === null
    return facetsOf(
      this.items,
      this.#fieldIndex(),
      this.#marks,
      keptOut(this.items, filters, picked, this.#marks, areAllFound ? null : isFound),
    )
  }

  /** What became of items since the last visit; it may be another answer from now on. */
  mark(marks: ReadonlyMap<string, CatalogMark>): void {
    this.#marks = marks
    this.#facets = null
    this.#latest = null
  }

  /** What pasted lines stand for. */
  resolve(lines: readonly string[]): ResolvedLine[] {
    return resolveLines(this.items, lines)
  }

  /** The items with these ids, in the order of the ids; unknown ids are left out. */
  find(ids: readonly string[]): CatalogItem[] {
    return ids.map((id) => this.item(id)).filter((item) => item !== undefined)
  }

  /** Undefined when there is none with this id. */
  item(id: string): CatalogItem | undefined {
    if (this.#positions === null) {
      this.#positions = new Map()
      for (const [position, item] of this.items.entries()) this.#positions.set(item.id, position)
    }
    return this.items[this.#positions.get(id) ?? -1]
  }

  #answer(query: DatasetQuery): Answer {
    const { text, filters, sort, picked, values } = query
    const key = JSON.stringify([text, filters, sort, filters.picked ? picked : [], values])
    if (this.#latest?.key === key) return this.#latest
    const { asked, search, similar, required, tiers } = this.#matching(text)
    const passes = filterOf(filters, picked, this.#marks)
    const isOpen = passes === null && required === null
    const keep = (position: number): boolean => {
      if (required?.[position] === 0) return false
      const item = this.items[position]
      return passes === null || (item !== undefined && passes(item))
    }
    const order =
      tiers !== null && sort.by === 'relevance'
        ? byRelevance(tiers, isOpen ? null : keep)
        : this.#order(sort, values).filter((position) => tiers?.[position] !== 0 && keep(position))
    this.#latest = { key, query: asked, search, similar, order }
    return this.#latest
  }

  /** What a text asks for, and by position how well each item answers: 0 for not, null for all. */
  #matching(text: string) {
    const asked = parseQueryText(text)
    const search = parseSearchText(asked.free)
    const required = this.#conditionTiers(asked)
    const found = this.#searched(search)
    const similar: SearchResult['similar'] = found?.similar ?? new Map()
    return { asked, search, required, similar, tiers: found?.tiers ?? required }
  }

  #searched(search: SearchText): SearchResult | null {
    return search.literal === '' ? null : this.#searchIndex().search(search)
  }

  #conditionTiers(asked: QueryText): Uint8Array | null {
    if (asked.phrases.length === 0 && asked.conditions.length === 0) return null
    return conditionTiers(asked, {
      items: this.items,
      index: this.#searchIndex(),
      fields: this.#fieldIndex(),
    })
  }

  #searchIndex(): SearchIndex {
    return (this.#index ??= finish(SearchIndex.building(this.items)))
  }

  #fieldIndex(): FieldIndex {
    return (this.#fields ??= finish(indexingFields(this.items)))
  }

  #order(sort: CatalogSort, values: DatasetQuery['values']): Uint32Array {
    if (values !== undefined) return orderBy(this.items, sort, new Map(values))
    const key = `${sort.by} ${sort.descending}`
    let order = this.#orders.get(key)
    if (!order) {
      order = orderBy(this.items, sort)
      this.#orders.set(key, order)
    }
    return order
  }

  #itemsAt(positions: Iterable<number>): CatalogItem[] {
    const found: CatalogItem[] = []
    for (const position of positions) {
      const item = this.items[position]
      if (item) found.push(item)
    }
    return found
  }
}
