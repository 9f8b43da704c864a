import { Dataset } from './dataset.ts'
import type { DatasetPage, DatasetQuery } from './dataset.ts'
import { readBeginning } from './store.ts'
import type { CacheKey } from './store.ts'

/**
 * The first rows of a cached list as nobody has searched, filtered or sorted it: there before the
 * whole of a long list is. Null for any other question and when the beginning cannot be read.
 */
export async function firstScreen(
  folder: string,
  key: CacheKey,
  query: DatasetQuery & { offset: number; limit: number },
): Promise<DatasetPage | null> {
  if (!isUntouched(query)) return null
  const beginning = await readBeginning(folder, key)
  if (beginning === null) return null
  const { items, count } = beginning
  if (items.length < Math.min(count, query.limit)) return null
  const { rows } = new Dataset(items).page(query)
  return { total: count, matches: count, rows }
}

function isUntouched({ text, filters, sort, offset }: DatasetQuery & { offset: number }): boolean {
  return (
    text === '' &&
    offset === 0 &&
    !sort.descending &&
    (sort.by === 'relevance' || sort.by === 'name') &&
    Object.values(filters).every((value) => (Array.isArray(value) ? value.length === 0 : !value))
  )
}
