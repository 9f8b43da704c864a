import type {
  CatalogFacets,
  CatalogItem,
  CatalogQuery,
  CatalogRow,
  CatalogSort,
} from '../../shared/catalog.ts'
import { facetsOf } from './facets.ts'
import { filterOf } from './filter.ts'
import { highlightsOf } from './highlight.ts'
import { byRelevance, parseSearchText, SearchIndex } from './search.ts'
import type { SearchResult, SearchText } from './search.ts'
import { orderBy } from './sort.ts'
import { finish, finishInTurns } from './steps.ts'

/** What to look for in one list. `picked` are the ids of picked items, when the filter asks for them. */
export interface DatasetQuery {
  text: string
  filters: CatalogQuery['filters']
  sort: CatalogSort
  picked: string[]
}

/** A page of rows without what is picked, which only main knows. */
export interface DatasetPage {
  total: number
  matches: number
  rows: Omit<CatalogRow, 'pick'>[]
}

interface Answer {
  key: string
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
  #preparing: Promise<void> | null = null
  #facets: CatalogFacets | null = null
  #positions: Map<string, number> | null = null
  readonly #orders = new Map<string, Uint32Array>()
  /** Scrolling asks for page after page of the same answer. */
  #latest: Answer | null = null

  constructor(items: readonly CatalogItem[]) {
    this.items = items
  }

  /** Builds the search index beside other work. A search before that builds it at once. */
  async prepare(): Promise<void> {
    this.#preparing ??= finishInTurns(SearchIndex.building(this.items)).then((index) => {
      this.#index ??= index
    })
    await this.#preparing
  }

  page(query: DatasetQuery & { offset: number; limit: number }): DatasetPage {
    const { search, similar, order } = this.#answer(query)
    const rows = this.#itemsAt(order.subarray(query.offset, query.offset + query.limit)).map(
      (item) => ({
        item,
        highlights: highlightsOf(item.name, search, similar),
        matched: { id: [], creator: [], tags: [] },
        mark: null,
      }),
    )
    return { total: this.items.length, matches: order.length, rows }
  }

  ids(query: DatasetQuery): { id: string; name: string }[] {
    return this.#itemsAt(this.#answer(query).order).map(({ id, name }) => ({ id, name }))
  }

  facets(): CatalogFacets {
    return (this.#facets ??= facetsOf(this.items))
  }

  /** The items with these ids, in the order of the ids; unknown ids are left out. */
  find(ids: readonly string[]): CatalogItem[] {
    this.#positions ??= new Map(this.items.map((item, position) => [item.id, position]))
    const positions = this.#positions
    return this.#itemsAt(ids.map((id) => positions.get(id) ?? -1))
  }

  #answer(query: DatasetQuery): Answer {
    const { text, filters, sort, picked } = query
    const key = JSON.stringify([text, filters, sort, filters.picked ? picked : []])
    if (this.#latest?.key === key) return this.#latest
    const search = parseSearchText(text)
    const passes = filterOf(filters, picked)
    const keep = (position: number): boolean => {
      const item = this.items[position]
      return item !== undefined && passes(item)
    }
    if (search.literal === '') {
      const order = this.#order(sort).filter(keep)
      this.#latest = { key, search, similar: new Map(), order }
    } else {
      this.#index ??= finish(SearchIndex.building(this.items))
      const { tiers, similar } = this.#index.search(search)
      const order =
        sort.by === 'relevance'
          ? byRelevance(tiers, keep)
          : this.#order(sort).filter((position) => tiers[position] !== 0 && keep(position))
      this.#latest = { key, search, similar, order }
    }
    return this.#latest
  }

  #order(sort: CatalogSort): Uint32Array {
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
