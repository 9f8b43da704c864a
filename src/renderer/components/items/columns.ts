import type { CatalogSort, Kind } from '../../../shared/catalog.ts'
import { kindWords } from './words.ts'

export interface Column {
  /** The class of its cells. */
  key: string
  label: string
  sort: CatalogSort['by'] | null
}

function columnsOf(kind: Kind, own: readonly Column[]): readonly Column[] {
  return [
    { key: 'name', label: 'Name', sort: 'name' },
    ...own,
    { key: 'runs', label: kindWords[kind].runs, sort: null },
    { key: 'creator', label: 'Creator', sort: 'creator' },
    { key: 'switches', label: 'Libraries', sort: null },
  ]
}

/** Runs are read for visible rows only, and libraries are in the selection: neither can sort. */
export const columns: Readonly<Record<Kind, readonly Column[]>> = {
  workflow: columnsOf('workflow', [
    { key: 'trigger', label: 'Trigger', sort: 'trigger' },
    { key: 'compute', label: 'Compute', sort: 'compute' },
  ]),
  pipeline: columnsOf('pipeline', [
    { key: 'state', label: 'State', sort: 'state' },
    { key: 'health', label: 'Health', sort: 'health' },
  ]),
}

/** A click on a head: up, then down, then by relevance again. */
export function nextSort(by: CatalogSort['by'], sort: CatalogSort): CatalogSort {
  if (sort.by !== by) return { by, descending: false }
  return sort.descending ? { by: 'relevance', descending: false } : { by, descending: true }
}
