import type { CatalogQuery, CatalogSort, Kind } from '../../shared/catalog.ts'
import type { DatasetQuery, FacetsQuery } from './dataset.ts'
import type { Picks } from './picks.ts'

/** What only this side of the worker knows. */
export interface KnownBeside {
  picks: Picks
  /** When the last run of a job began, UTC ms by job id. */
  startedAt: ReadonlyMap<string, number>
}

/** A question of the page with all that a list needs to answer it. */
export function datasetQuery(
  { kind, text, filters, sort }: Omit<CatalogQuery, 'offset' | 'limit'>,
  beside: KnownBeside,
): DatasetQuery {
  const picked = pickedFor(kind, filters, beside.picks)
  return { text, filters, sort, picked, values: valuesOf(kind, sort, beside) }
}

/** The ids of picked items, when the filter asks for them. */
export function pickedFor(kind: Kind, filters: FacetsQuery['filters'], picks: Picks): string[] {
  return filters.picked ? picks.ids(kind) : []
}

/** What a list is sorted by and does not hold itself. */
function valuesOf(
  kind: Kind,
  { by }: CatalogSort,
  { picks, startedAt }: KnownBeside,
): DatasetQuery['values'] {
  if (by === 'libraries') {
    return picks.ids(kind).map((id) => [id, picks.get(kind, id)?.exportLibraries ? 0 : 1])
  }
  return by === 'runs' && kind === 'workflow' ? [...startedAt] : undefined
}
