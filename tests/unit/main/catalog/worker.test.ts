import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { cacheFile, writeCache } from '../../../../src/main/catalog/store.ts'
import type { CacheKey } from '../../../../src/main/catalog/store.ts'
import { WorkerClient } from '../../../../src/main/catalog/worker-client.ts'
import { silentLogger } from '../../../../src/main/logging/logger.ts'
import type { CatalogItem } from '../../../../src/shared/catalog.ts'
import { noFilters } from '../../../../src/shared/no-filters.ts'
import type { AppError, ErrorRecord } from '../../../../src/shared/errors.ts'
import { items } from './items.ts'

const key: CacheKey = { connectionId: 'demo', kind: 'workflow' }
let folder: string
let client: WorkerClient
let crashes: AppError[]
let warnings: ErrorRecord[]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'catalog-'))
  crashes = []
  warnings = []
  client = clientOf(folder)
})
afterEach(async () => {
  await client.close()
  await rm(folder, { recursive: true, force: true })
})

function clientOf(cacheFolder: string): WorkerClient {
  return new WorkerClient({
    url: new URL('fragile-worker.ts', import.meta.url),
    start: { folder: cacheFolder },
    logger: silentLogger,
    onCrash: (error) => crashes.push(error),
    onWarning: (_, warning) => warnings.push(warning),
  })
}

async function fill(names: string[], refreshId = 1, updatedAt = 5): Promise<void> {
  await client.request('begin', { ...key, refreshId })
  await client.request('append', { ...key, refreshId, items: items(names) })
  await client.request('commit', { ...key, refreshId, updatedAt })
}

async function namesOf(list = key): Promise<string[]> {
  const found = await client.request('ids', {
    ...list,
    query: {
      text: '',
      filters: noFilters,
      sort: { by: 'name', descending: false },
      picked: [],
    },
  })
  return found.map(({ name }) => name)
}

describe('the worker', () => {
  it('makes ready for the first list and keeps nothing of that', async () => {
    expect(await client.request('rehearse', null)).toBeNull()
    expect(await readdir(folder)).toEqual([])
    expect(await namesOf()).toEqual([])
    expect(warnings).toEqual([])
  })

  it('starts with the first request and not before', async () => {
    expect(client.isRunning).toBe(false)
    await client.request('load', key)
    expect(client.isRunning).toBe(true)
  })

  it('loads a list from disk, once', async () => {
    await writeCache(folder, key, { items: items(['a', 'b']), updatedAt: 7 })
    const expected = { total: 2, updatedAt: 7, problem: null }
    expect(await client.request('load', key)).toMatchObject(expected)
    await writeCache(folder, key, { items: [], updatedAt: 8 })
    expect(await client.request('load', key)).toMatchObject(expected)
  })

  it('answers without being told to load first', async () => {
    await writeCache(folder, key, { items: items(['a', 'b']), updatedAt: 7 })
    expect(await namesOf()).toEqual(['a', 'b'])
  })

  it('tells what is wrong with the cache and goes on with an empty list', async () => {
    await writeCache(folder, key, { items: items(['a']), updatedAt: 7 })
    await writeFile(cacheFile(folder, key), 'damaged')
    expect(await client.request('load', key)).toMatchObject({
      total: 0,
      updatedAt: null,
      problem: { code: 'bad-response' },
    })
    await fill(['b'])
    expect(await namesOf()).toEqual(['b'])
  })

  it('shows the first page at once when there is no list yet', async () => {
    await client.request('begin', { ...key, refreshId: 1 })
    const first = { ...key, refreshId: 1, items: items(['b', 'a']) }
    expect(await client.request('append', first)).toMatchObject({
      total: 2,
      updatedAt: null,
      staged: 2,
    })
    expect(await namesOf()).toEqual(['a', 'b'])
  })

  it('keeps the old list until the refresh is complete', async () => {
    await fill(['old'])
    await client.request('begin', { ...key, refreshId: 2 })
    const page = { ...key, refreshId: 2, items: items(['new 1', 'new 2']) }
    expect(await client.request('append', page)).toMatchObject({
      total: 1,
      updatedAt: 5,
      staged: 2,
    })
    expect(await namesOf()).toEqual(['old'])
    await client.request('commit', { ...key, refreshId: 2, updatedAt: 9 })
    expect(await namesOf()).toEqual(['new 1', 'new 2'])
  })

  it('takes an item that comes twice once, as it came last', async () => {
    await client.request('begin', { ...key, refreshId: 1 })
    for (const name of ['first', 'last']) {
      await client.request('append', { ...key, refreshId: 1, items: items([name]) })
    }
    expect(await client.request('commit', { ...key, refreshId: 1, updatedAt: 1 })).toMatchObject({
      total: 1,
      updatedAt: 1,
    })
    expect(await namesOf()).toEqual(['last'])
  })

  it('takes over the time and every change of a refresh, and else leaves the list alone', async () => {
    const [first, second] = items(['a', 'b'], 'pipeline')
    const refresh = async (refreshId: number, pages: CatalogItem[][], updatedAt: number) => {
      const list = { ...key, kind: 'pipeline' as const }
      await client.request('begin', { ...list, refreshId })
      for (const page of pages) {
        await client.request('append', { ...list, refreshId, items: page })
      }
      const state = await client.request('commit', { ...list, refreshId, updatedAt })
      const ids = ['1001', '1002', '1003']
      return { state, found: await client.request('find', { ...list, ids }) }
    }
    if (!first || !second) throw new Error('two items')
    await refresh(1, [[first, second]], 1)
    const unchanged = await refresh(2, [[second], [first]], 2)
    expect(unchanged.state).toMatchObject({ total: 2, updatedAt: 2, news: { new: 0, changed: 0 } })
    expect(unchanged.found).toEqual([first, second])
    // It comes on two pages, because the list moved in between: the later one counts.
    const runs = { ...first, state: 'RUNNING' }
    const changed = await refresh(3, [[first], [second, runs]], 3)
    expect(changed.state).toMatchObject({ total: 2, updatedAt: 3, news: { new: 0, changed: 0 } })
    expect(changed.found).toEqual([runs, second])
    const back = await refresh(4, [[runs, second], [first]], 4)
    expect(back.found).toEqual([first, second])
    const swapped = await refresh(5, [[first, { ...second, id: '1003' }]], 5)
    expect(swapped.state).toMatchObject({ total: 2, news: { new: 1, vanished: 1 } })
    const gone = await refresh(6, [[first]], 6)
    expect(gone.found).toEqual([first])
    await client.close()
    expect(await client.request('load', { ...key, kind: 'pipeline' })).toMatchObject({
      total: 1,
      updatedAt: 6,
    })
  })

  it('refuses pages of a refresh that was given up', async () => {
    await client.request('begin', { ...key, refreshId: 1 })
    await client.request('begin', { ...key, refreshId: 2 })
    const late = { ...key, refreshId: 1, items: items(['late']) }
    await expect(client.request('append', late)).rejects.toMatchObject({ code: 'canceled' })
    await client.request('abandon', { ...key, refreshId: 2 })
    await expect(
      client.request('commit', { ...key, refreshId: 2, updatedAt: 1 }),
    ).rejects.toMatchObject({ code: 'canceled' })
  })

  it('keeps the list for the next start', async () => {
    await fill(['kept'])
    await client.close()
    expect(client.isRunning).toBe(false)
    expect(await namesOf()).toEqual(['kept'])
  })

  it('works without a disk and says that nothing is kept', async () => {
    const file = join(folder, 'file')
    await writeFile(file, '')
    client = clientOf(file)
    await fill(['a'])
    expect(await namesOf()).toEqual(['a'])
    await client.request('flush', null)
    expect(warnings).toMatchObject([{ code: 'disk-failed' }])
  })

  it('forgets a connection in memory and on disk', async () => {
    await fill(['a'])
    await client.request('forget', { connectionId: 'demo' })
    expect(await readdir(folder)).toEqual([])
    expect(await namesOf()).toEqual([])
  })

  it('has released lists on disk, ready to be loaded again', async () => {
    await fill(['a'])
    await client.request('release', { connectionId: 'demo' })
    expect(await namesOf()).toEqual(['a'])
  })
})

describe('a crash of the worker', () => {
  it.each(['crash', 'exit'])(
    '(%s) rejects what is under way, and the next request works',
    async (how) => {
      await fill(['kept'])
      await client.request('flush', null)
      const underWay = [
        client.request('find', { ...key, ids: [how] }),
        client.request('facets', { ...key, query: { text: '', filters: noFilters, picked: [] } }),
      ]
      for (const request of await Promise.allSettled(underWay)) {
        expect(request).toMatchObject({ status: 'rejected', reason: { code: 'internal' } })
      }
      expect(crashes).toHaveLength(1)
      expect(await namesOf()).toEqual(['kept'])
    },
  )

  it('while closing does not keep it from closing', async () => {
    await client.request('load', key)
    const lost = client.request('find', { ...key, ids: ['exit'] })
    const closing = client.close()
    await expect(lost).rejects.toBeInstanceOf(Error)
    await closing
    expect(client.isRunning).toBe(false)
  })
})
