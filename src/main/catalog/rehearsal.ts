import type { CatalogItem } from '../../shared/catalog.ts'
import { noFilters } from '../../shared/no-filters.ts'
import { Dataset } from './dataset.ts'
import { sortingByName } from './sort.ts'
import { finish } from './steps.ts'
import { readCache } from './store.ts'

const items = 200

/**
 * Does once with a made-up list what the first list of a new connection needs, while nobody waits: code
 * that was never run takes several times as long, which would be most of the way to the first rows.
 */
export async function rehearse(folder: string): Promise<void> {
  await readCache(folder, { connectionId: 'rehearsal', kind: 'workflow' })
  const dataset = new Dataset(finish(sortingByName(Array.from({ length: items }, madeUp))))
  await dataset.prepare()
  const asked = { filters: noFilters, picked: [], offset: 0, limit: items }
  dataset.page({ ...asked, text: '', sort: { by: 'relevance', descending: false } })
  dataset.page({ ...asked, text: 'daily', sort: { by: 'relevance', descending: false } })
}

function madeUp(_: unknown, number: number): CatalogItem {
  return {
    kind: 'workflow',
    id: String(number),
    name: `orders_daily_${items - number}`,
    creator: `somebody-${number % 10}@example.com`,
    tags: [`team:${number % 5}`],
    createdAt: number,
    trigger: { kind: 'schedule', text: 'Daily 02:00', paused: false },
    compute: 'job-cluster',
    state: null,
    health: null,
    lastRunAt: null,
  }
}
