import { useTimeoutFn } from '@vueuse/core'
import { computed, nextTick, shallowRef, watch } from 'vue'
import type { CatalogFilters, Kind } from '../../shared/catalog.ts'
import { noFilters } from '../../shared/no-filters.ts'
import type { SettingsChange } from '../../shared/settings.ts'
import { formatNumber } from '../format.ts'
import { firstView, sliceRows, useCatalog } from '../stores/catalog.ts'
import type { QueryView } from '../stores/catalog.ts'
import { useSettings } from '../stores/settings.ts'
import { around, rowHeight } from './useListWindow.ts'
import type { RowRange } from './useRowKeys.ts'
import { useToast } from './useToast.ts'

/** The table, as far as the question it shows concerns it. */
export interface ListTable {
  reset: () => void
  scrollToRow: (index: number) => void
}

/** Without a letter typed. */
const pauseMs = 200

/** What the list of a kind asks for: search, filters and order, page by page or as one long list. */
export function useItemsView(kind: Kind, table: () => ListTable | null) {
  const catalog = useCatalog(kind)
  const settings = useSettings()
  const toast = useToast()
  const seen = shallowRef<RowRange>({ from: 0, to: 0 })

  const endless = computed(() => settings.settings?.listStyle === 'endless')
  const pageSize = computed(() => settings.settings?.pageSize ?? 100)
  const limit = computed(() => (endless.value ? sliceRows : pageSize.value))
  const matches = computed(() => catalog.page?.matches ?? 0)
  const filtered = computed(() => {
    const { text, filters } = catalog.view
    return (
      text !== '' ||
      Object.values(filters).some((value) => (Array.isArray(value) ? value.length > 0 : value))
    )
  })
  /** “13 of 1,284”. */
  const detail = computed(() => {
    if (catalog.page === null) return ''
    const total = formatNumber(catalog.page.total)
    return filtered.value ? `${formatNumber(matches.value)} of ${total}` : total
  })
  const text = computed({
    get: () => catalog.view.text,
    set: (value: string) => search({ text: value }),
  })
  const filters = computed({
    get: () => catalog.view.filters,
    set: (value: CatalogFilters) => search({ filters: value }),
  })

  function search(change: Partial<QueryView>): void {
    table()?.reset()
    // The rows of the first screen are enough for each letter typed; the others follow in the pause.
    const firstScreen = Math.ceil(window.innerHeight / rowHeight) + around
    void catalog.show({ ...change, offset: 0, limit: Math.min(firstScreen, limit.value) })
    completeSoon()
  }

  /** Only the first screen is there, and the rest of the page comes in a moment. */
  const isPartial = () => catalog.view.offset === 0 && catalog.view.limit < limit.value
  function complete(): void {
    if (isPartial()) void catalog.show({ limit: limit.value })
  }
  const { start: completeSoon } = useTimeoutFn(complete, pauseMs, { immediate: false })

  /** Shows the page that has this row. */
  function reach(index: number): void {
    if (endless.value) return
    const page = Math.max(0, Math.floor(index / pageSize.value))
    void catalog.show({ offset: page * pageSize.value, limit: pageSize.value })
  }

  function see(range: RowRange): void {
    seen.value = range
    if (isPartial() && range.to <= catalog.view.limit) return
    if (endless.value) catalog.cover(range)
    else complete()
  }

  async function setStyle(change: Pick<SettingsChange, 'listStyle' | 'pageSize'>): Promise<void> {
    await toast.attempt(() => settings.change(change))
  }

  // Another style or size shows the rows that were shown before.
  watch([endless, pageSize], async ([long, size]) => {
    const first = seen.value.from
    const offset = Math.floor(first / size) * size
    await catalog.show({ offset, limit: limit.value })
    await nextTick()
    table()?.scrollToRow(long ? first : offset)
  })

  return {
    endless,
    pageSize,
    matches,
    filtered,
    detail,
    text,
    filters,
    seen,
    search,
    reach,
    see,
    setStyle,
    turnPage: (by: 1 | -1) => reach(catalog.view.offset + by * pageSize.value),
    clear: () => search({ text: '', filters: noFilters }),
    /** Shows the list where it was left, or what `jump` asks for. */
    async start(jump: { text: string } | null): Promise<void> {
      void catalog.loadFacets()
      const { sort } = firstView(limit.value)
      if (jump !== null) {
        table()?.reset()
        catalog.moveTo({ top: 0, cursor: -1, endless: endless.value })
        return catalog.show({ ...jump, filters: noFilters, sort, offset: 0, limit: limit.value })
      }
      if (catalog.place().endless !== endless.value || catalog.view.limit > limit.value) {
        catalog.moveTo({ top: 0, cursor: -1, endless: endless.value })
        return catalog.show({ offset: 0, limit: limit.value })
      }
      return catalog.show({ limit: limit.value })
    },
  }
}
