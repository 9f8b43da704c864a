import type { CatalogSort, Kind } from '../../../shared/catalog.ts'
import { kindWords } from './words.ts'

export interface Column {
  /** The class of its cells. */
  key: string
  label: string
  sort: CatalogSort['by']
  /** What the first click asks for. */
  first: 'ascending' | 'descending'
}

function columnsOf(kind: Kind, own: readonly Column[]): readonly Column[] {
  return [
    { key: 'name', label: 'Name', sort: 'name', first: 'ascending' },
    ...own,
    { key: 'runs', label: kindWords[kind].runs, sort: 'runs', first: 'descending' },
    { key: 'creator', label: 'Creator', sort: 'creator', first: 'ascending' },
    { key: 'switches', label: 'Libraries', sort: 'libraries', first: 'ascending' },
  ]
}

export const columns: Readonly<Record<Kind, readonly Column[]>> = {
  workflow: columnsOf('workflow', [
    { key: 'trigger', label: 'Trigger', sort: 'trigger', first: 'ascending' },
    { key: 'compute', label: 'Compute', sort: 'compute', first: 'ascending' },
  ]),
  pipeline: columnsOf('pipeline', [
    { key: 'state', label: 'State', sort: 'state', first: 'ascending' },
    { key: 'health', label: 'Health', sort: 'health', first: 'ascending' },
  ]),
}

/** A click on a head: one way, then the other way, then by relevance again. */
export function nextSort({ sort: by, first }: Column, sort: CatalogSort): CatalogSort {
  const descending = first === 'descending'
  if (sort.by !== by) return { by, descending }
  const isFirst = sort.descending === descending
  return isFirst ? { by, descending: !descending } : { by: 'relevance', descending: false }
}
