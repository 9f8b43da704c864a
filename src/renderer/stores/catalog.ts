import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type {
  CatalogDetails,
  CatalogFacets,
  CatalogPage,
  CatalogQuery,
  CatalogRow,
  Kind,
  PickedChange,
  PickFlags,
} from '../../shared/catalog.ts'
import { AppError } from '../../shared/errors.ts'
import { desktop, onEvent } from '../desktop.ts'
import { liveState } from './live-state.ts'
import { noFilters } from '../../shared/no-filters.ts'
import { lastRunsLoader } from './last-runs.ts'

export type QueryView = Pick<CatalogQuery, 'text' | 'filters' | 'sort' | 'offset' | 'limit'>

/** A page of rows, and to which question: text, filters and sort. */
export interface ShownPage extends CatalogPage {
  /** Where in the whole list the rows begin. */
  offset: number
  question: string
}

/** Where the user is in the list. */
export interface ListPlace {
  /** Scrolled down by this many pixels. */
  top: number
  /** The row that keys act on; -1 for none. */
  cursor: number
  /** In one long list, not on a page. */
  endless: boolean
}

const atTheTop: ListPlace = { top: 0, cursor: -1, endless: false }

/** Rows that one answer of an endless list holds: enough to scroll on in, little to keep. */
export const sliceRows = 200
/** Details that are shown at once when somebody comes back to them. */
const mostSeen = 20
/** Rows around the visible ones that should be there before they are scrolled to. */
const sliceMargin = 30

export function firstView(limit: number): QueryView {
  return {
    text: '',
    filters: noFilters,
    sort: { by: 'relevance', descending: false },
    offset: 0,
    limit,
  }
}

/** One page of the catalog of a kind, and how fresh it is. The whole list stays in main. */
function catalogOf(kind: Kind) {
  return () => {
    const status = liveState(() => desktop.catalog.status({ kind }))
    const view = shallowRef<QueryView>(firstView(100))
    const page = shallowRef<ShownPage | null>(null)
    let place = atTheTop
    /** Picked items that changed in the workspace and that the user keeps as they are. */
    const kept = shallowRef<ReadonlySet<string>>(new Set())
    /** By connection, for coming back to it. */
    const left = new Map<string, { view: QueryView; place: ListPlace; kept: ReadonlySet<string> }>()
    /** The search whose rows are shown; the newest one may still be under way. */
    const shownText = shallowRef('')
    const facets = shallowRef<CatalogFacets | null>(null)
    const loading = shallowRef(false)
    const error = shallowRef<AppError | null>(null)
    const lastRuns = lastRunsLoader(kind)
    const seen = new Map<string, CatalogDetails>()
    let asked = 0
    let counting = 0
    let stale = false

    /** The newest question, as long as it is under way. */
    let underWay: { view: QueryView; answered: Promise<void> } | null = null

    /**
     * Asks for the page of the current view, unless that is under way. Only the newest question's
     * answer is shown.
     */
    async function load(): Promise<void> {
      if (underWay === null || !isSameView(underWay.view, view.value)) {
        underWay = { view: view.value, answered: ask(view.value) }
      }
      await underWay.answered
    }

    async function ask(asking: QueryView): Promise<void> {
      asked += 1
      const question = asked
      loading.value = true
      try {
        const answer = await desktop.catalog.query({ kind, ...asking })
        if (question !== asked) return
        page.value = { ...answer, offset: asking.offset, question: questionOf(asking) }
        shownText.value = asking.text
        error.value = null
        // The list became shorter than where the user was: its end is the nearest.
        if (asking.offset >= answer.matches && asking.offset > 0 && view.value === asking) {
          const last = Math.floor((answer.matches - 1) / asking.limit) * asking.limit
          view.value = { ...asking, offset: Math.max(0, last) }
          stale = true
        }
      } catch (thrown) {
        if (question !== asked) return
        error.value = AppError.from(thrown)
      }
      underWay = null
      loading.value = false
      if (stale) reload()
    }

    /** The rows changed in main: asks again, once, when the question under way is answered. */
    function reload(): void {
      stale = loading.value
      if (!loading.value && page.value !== null) void load()
    }

    /** Counts the values to filter by among what matches. Only the newest answer is shown. */
    async function loadFacets(): Promise<void> {
      const { text, filters } = view.value
      counting += 1
      const question = counting
      try {
        const answer = await desktop.catalog.facets({ kind, text, filters })
        if (question === counting) facets.value = answer
      } catch {
        // The list itself reports what is wrong; filters keep their last values.
      }
    }

    onEvent('catalog.changed', (changed) => {
      if (changed.kind !== kind) return
      const before = status.value.value
      status.set(changed)
      const finished = before?.refreshing === true && !changed.refreshing
      const isOrderOld =
        view.value.sort.by === 'runs' &&
        JSON.stringify(before?.newestRuns) !== JSON.stringify(changed.newestRuns)
      if (finished) lastRuns.refresh()
      if (finished && facets.value !== null) void loadFacets()
      const isEmpty = page.value?.rows.length === 0
      if (finished || before?.total !== changed.total || isEmpty || isOrderOld) reload()
    })
    let drafted = ''
    onEvent('configuration.changed', ({ connectionId, main }) => {
      const now = `${connectionId ?? ''} ${String(main.revision)}`
      // Checks in the background come and go while the picks stay the same.
      if (now !== drafted) reload()
      drafted = now
    })

    return {
      kind,
      status: status.value,
      statusError: status.error,
      view,
      page,
      shownText,
      facets,
      loading,
      error,
      total: computed(() => status.value.value?.total ?? page.value?.total ?? null),
      runs: lastRuns.runs,
      wantRuns: lastRuns.want,
      loadStatus: status.load,
      load,
      loadFacets,
      /** Makes sure that these rows of an endless list, and some around them, are there or come. */
      cover({ from, to }: { from: number; to: number }) {
        const matches = page.value?.matches ?? 0
        const { offset, limit } = view.value
        const first = Math.max(0, from - sliceMargin)
        const last = Math.min(matches, to + sliceMargin)
        if (offset <= first && last <= offset + limit) return
        const middle = (from + to - sliceRows) / 2
        view.value = { ...view.value, offset: Math.max(0, Math.round(middle)), limit: sliceRows }
        reload()
      },
      kept,
      /** Says no more about a change of a picked item, until the app is started again. */
      keep(change: PickedChange) {
        kept.value = new Set([...kept.value, changeKey(change)])
      },
      place: () => place,
      moveTo(to: ListPlace) {
        place = to
      },
      async show(change: Partial<QueryView>) {
        view.value = { ...view.value, ...change }
        await load()
      },
      /**
       * Another connection became active: nothing of the former one may stay on screen. What was
       * searched for and where the user was comes back with the connection.
       */
      reset(former: string | null = null, next: string | null = null) {
        if (former !== null) left.set(former, { view: view.value, place, kept: kept.value })
        const back = next === null ? undefined : left.get(next)
        asked += 1
        underWay = null
        stale = false
        page.value = null
        counting += 1
        facets.value = null
        error.value = null
        loading.value = false
        status.value.value = null
        view.value = back?.view ?? firstView(view.value.limit)
        place = back?.place ?? atTheTop
        kept.value = back?.kept ?? new Set()
        lastRuns.clear()
        seen.clear()
      },
      async refresh() {
        await desktop.catalog.refresh({ kind })
      },
      readNewestRuns: () => desktop.catalog.readNewestRuns(),
      /** Takes the marks of new, changed and vanished items away. */
      async markSeen() {
        await desktop.catalog.markSeen({ kind })
        reload()
        if (facets.value !== null) void loadFacets()
      },
      cancelRefresh: () => desktop.catalog.cancelRefresh({ kind }),
      /** Shows a pick before main has confirmed it; the confirmed rows follow with an event. */
      patchPicks(change: (row: CatalogRow) => PickFlags | null) {
        const shown = page.value
        if (shown === null) return
        page.value = { ...shown, rows: shown.rows.map((row) => ({ ...row, pick: change(row) })) }
      },
      reload,
      /** An item, closely; with `fresh` as it is now, else perhaps as it was within the last minute. */
      async details(id: string, fresh: boolean): Promise<CatalogDetails> {
        const answer = await desktop.catalog.details({ kind, id, fresh })
        seen.delete(id)
        seen.set(id, answer)
        const [oldest] = seen.keys()
        if (seen.size > mostSeen && oldest !== undefined) seen.delete(oldest)
        return answer
      },
      /** How an item looked when it was last looked at closely; null if it never was. */
      seenDetails: (id: string): CatalogDetails | null => seen.get(id) ?? null,
      /** Everything that matches on all pages, or of it only what is picked. */
      everyMatch: (picked = false, range?: { from: number; to: number }) =>
        desktop.catalog.ids({
          kind,
          text: view.value.text,
          filters: { ...view.value.filters, picked: picked || view.value.filters.picked },
          sort: view.value.sort,
          ...(range === undefined ? {} : { range }),
        }),
      /** The rows of a range of the list; null when some of them are not loaded. */
      loadedRows({ from, to }: { from: number; to: number }): readonly CatalogRow[] | null {
        const { rows, offset } = page.value ?? { rows: [], offset: 0 }
        const isLoaded = from >= offset && to <= offset + rows.length
        return isLoaded ? rows.slice(from - offset, to - offset) : null
      },
    }
  }
}

/** The same item may change once more: that is another change. */
export function changeKey({ id, problem, name }: PickedChange): string {
  return JSON.stringify([id, problem, name])
}

function isSameView(one: QueryView, other: QueryView): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

function questionOf({ text, filters, sort }: QueryView): string {
  return JSON.stringify([text, filters, sort])
}

// One store type for both kinds: the id is widened to a plain string.
function storeOf(kind: Kind) {
  return defineStore(`catalog.${kind}` as string, catalogOf(kind))
}

const stores: Record<Kind, ReturnType<typeof storeOf>> = {
  workflow: storeOf('workflow'),
  pipeline: storeOf('pipeline'),
}

export type Catalog = ReturnType<ReturnType<typeof storeOf>>

export function useCatalog(kind: Kind): Catalog {
  return stores[kind]()
}
