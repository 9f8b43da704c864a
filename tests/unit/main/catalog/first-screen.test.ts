import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Dataset } from '../../../../src/main/catalog/dataset.ts'
import type { DatasetQuery } from '../../../../src/main/catalog/dataset.ts'
import { firstScreen } from '../../../../src/main/catalog/first-screen.ts'
import { sortingByName } from '../../../../src/main/catalog/sort.ts'
import { finishInTurns } from '../../../../src/main/catalog/steps.ts'
import { cacheFile, writeCache } from '../../../../src/main/catalog/store.ts'
import type { CatalogItem } from '../../../../src/shared/catalog.ts'
import { noFilters } from '../../../../src/shared/no-filters.ts'
import { item } from './items.ts'

const key = { connectionId: 'demo', kind: 'workflow' } as const
let folder: string
let items: CatalogItem[]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'first-screen-'))
  items = await finishInTurns(
    sortingByName(
      Array.from({ length: 1200 }, (_, at) => item(`job ${at} 🚀`, { id: String(at) })),
    ),
  )
})
afterEach(() => rm(folder, { recursive: true, force: true }))

type Query = DatasetQuery & { offset: number; limit: number }

const untouched: Query = {
  text: '',
  filters: noFilters,
  sort: { by: 'relevance', descending: false },
  picked: [],
  offset: 0,
  limit: 100,
}

const write = (some = items) => writeCache(folder, key, { items: some, updatedAt: 1 })
const show = (query: Query = untouched) => firstScreen(folder, key, query)

describe('the first screen of a cached list', () => {
  it.each([1, 100, 500])('is what the whole list answers, with %i rows', async (limit) => {
    await write()
    const query = { ...untouched, limit }
    expect(await show(query)).toEqual(new Dataset(items).page(query))
  })

  it('of a short list is all of it', async () => {
    await write(items.slice(0, 3))
    const page = await show()
    expect(page).toMatchObject({ total: 3, matches: 3 })
    expect(page?.rows).toHaveLength(3)
  })

  it.each<[string, Partial<Query>]>([
    ['a search', { text: 'job' }],
    ['a filter', { filters: { ...noFilters, creators: ['ann@example.com'] } }],
    ['what is picked', { filters: { ...noFilters, picked: true } }],
    ['another order', { sort: { by: 'created', descending: false } }],
    ['the order the other way round', { sort: { by: 'name', descending: true } }],
    ['a later page', { offset: 100 }],
  ])('is left to the whole list for %s', async (_, change) => {
    await write()
    expect(await show({ ...untouched, ...change })).toBeNull()
  })

  it('is left to the whole list where there is none, or none in order', async () => {
    expect(await show()).toBeNull()
    await write([])
    expect(await show()).toBeNull()
    await write()
    const file = cacheFile(folder, key)
    const text = await readFile(file, 'utf8')
    await writeFile(file, text.replace(/"order":"[^"]*"/, '"order":"another"'))
    expect(await show()).toBeNull()
  })

  it.each<[string, (text: string) => string]>([
    ['cut off in its first rows', (text) => text.slice(0, 2000)],
    ['not of rows', (text) => text.replace('\n[', '\n[[1,2],')],
    ['of another version', (text) => text.replace('"version":1', '"version":99')],
    ['of another connection', (text) => text.replace('"demo"', '"other"')],
    ['empty', () => ''],
  ])('is left to the whole list when the file is %s', async (_, damage) => {
    await write()
    const file = cacheFile(folder, key)
    await writeFile(file, damage(await readFile(file, 'utf8')))
    expect(await show()).toBeNull()
  })
})
