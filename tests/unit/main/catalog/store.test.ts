import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { diskError } from '../../../../src/main/catalog/disk-error.ts'
import {
  cacheFile,
  deleteCache,
  readCache,
  removeLeftovers,
  writeCache,
} from '../../../../src/main/catalog/store.ts'
import type { CacheKey } from '../../../../src/main/catalog/store.ts'
import { sortByName } from '../../../../src/main/catalog/sort.ts'
import { item, items } from './items.ts'

const key: CacheKey = { connectionId: 'demo', kind: 'workflow' }
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'catalog-'))
})
afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

const odd = [
  item('🚀 launch', { id: '1', creator: 'anna@example.com', tags: ['a', 'b:c\nd'] }),
  item('line\nfeed "quoted" \u2028 \\', { id: '2' }),
  item('{', { id: '3', trigger: { kind: 'schedule', text: 'Daily 02:00', paused: true } }),
  item('תקציב', { id: '4', compute: 'serverless', createdAt: 1_700_000_000_000 }),
  item('x'.repeat(500), { id: '5', state: 'IDLE', health: 'HEALTHY' }),
]

describe('the cache file', () => {
  it('gives back what was written', async () => {
    const list = sortByName(odd)
    await writeCache(folder, key, { items: list, updatedAt: 42 })
    expect(await readCache(folder, key)).toEqual({ items: list, updatedAt: 42, isSorted: true })
    expect(await readdir(join(folder, 'connection-demo'))).toEqual(['workflow.jsonl'])
  })

  it('gives back thousands of items, and none', async () => {
    for (const count of [0, 1, 499, 500, 501, 5000]) {
      const list = items(Array.from({ length: count }, (_, index) => `job ${index}`))
      await writeCache(folder, key, { items: list, updatedAt: count })
      expect((await readCache(folder, key))?.items).toEqual(list)
    }
  })

  it('of an earlier version, without the last run of pipelines, is read', async () => {
    const file = cacheFile(folder, key)
    await writeCache(folder, key, { items: items(['a', 'b']), updatedAt: 1 })
    const [head, row] = (await readFile(file, 'utf8')).split('\n')
    const rows = (JSON.parse(row ?? '') as unknown[][]).map((values) => values.slice(0, 9))
    const crc = crc32(JSON.stringify(rows), crc32(head ?? ''))
    await writeFile(file, `${head}\n${JSON.stringify(rows)}\n{"crc32":${crc}}\n`)
    expect((await readCache(folder, key))?.items).toEqual(items(['a', 'b']))
  })

  it('is null when there is none', async () => {
    expect(await readCache(folder, key)).toBeNull()
  })

  it('keeps kinds and connections apart', async () => {
    await writeCache(folder, key, { items: items(['a']), updatedAt: 1 })
    expect(await readCache(folder, { ...key, kind: 'pipeline' })).toBeNull()
    expect(await readCache(folder, { ...key, connectionId: 'other' })).toBeNull()
  })

  it('is refused when it was copied from another connection', async () => {
    const other = { ...key, connectionId: 'other' }
    await writeCache(folder, key, { items: odd, updatedAt: 1 })
    await writeCache(folder, other, { items: [], updatedAt: 1 })
    await writeFile(cacheFile(folder, other), await readFile(cacheFile(folder, key)))
    await expect(readCache(folder, other)).rejects.toMatchObject({ code: 'bad-response' })
  })

  it('is refused wherever it was cut off', async () => {
    await writeCache(folder, key, { items: odd, updatedAt: 1 })
    const whole = await readFile(cacheFile(folder, key))
    for (let length = 0; length < whole.length - 1; length++) {
      await writeFile(cacheFile(folder, key), whole.subarray(0, length))
      await expect(readCache(folder, key)).rejects.toMatchObject({ code: 'bad-response' })
    }
  })

  it('is refused when any byte was changed', async () => {
    await writeCache(folder, key, { items: odd, updatedAt: 1 })
    const whole = await readFile(cacheFile(folder, key))
    await fc.assert(
      fc.asyncProperty(
        fc.nat(whole.length - 2),
        fc.integer({ min: 1, max: 255 }),
        async (at, bits) => {
          const damaged = Buffer.from(whole)
          damaged[at] = (damaged[at] ?? 0) ^ bits
          await writeFile(cacheFile(folder, key), damaged)
          await expect(readCache(folder, key)).rejects.toMatchObject({ code: 'bad-response' })
        },
      ),
    )
  })

  it.each([
    ['garbage', 'not a catalog'],
    [
      'another version',
      '{"format":"catalog","version":0,"connectionId":"demo","kind":"workflow"}\n',
    ],
    ['binary', '\0\u0001\u0002\n\n\n'],
  ])('is refused when it holds %s', async (_, text) => {
    await writeCache(folder, key, { items: [], updatedAt: 1 })
    await writeFile(cacheFile(folder, key), text)
    await expect(readCache(folder, key)).rejects.toMatchObject({ code: 'bad-response' })
  })

  it('cannot lead out of its folder', async () => {
    for (const connectionId of ['../x', '..', 'a/b', 'a\\b', '', 'C:', 'A', 'x'.repeat(65)]) {
      const outside = { connectionId, kind: 'workflow' } as const
      await expect(writeCache(folder, outside, { items: [], updatedAt: 1 })).rejects.toMatchObject({
        code: 'bad-input',
      })
      await expect(deleteCache(folder, connectionId)).rejects.toMatchObject({ code: 'bad-input' })
    }
    expect(await readdir(folder)).toEqual([])
  })
})

describe('writing', () => {
  it('into a place that is no folder says so and leaves nothing behind', async () => {
    const file = join(folder, 'file')
    await writeFile(file, '')
    await expect(writeCache(file, key, { items: odd, updatedAt: 1 })).rejects.toMatchObject({
      code: 'disk-failed',
    })
  })

  it('that fails leaves the old list and no other file', async () => {
    await writeCache(folder, key, { items: odd, updatedAt: 1 })
    const circular: unknown[] = []
    circular.push(circular)
    const unwritable = item('x', { tags: circular as string[] })
    await expect(
      writeCache(folder, key, { items: [unwritable], updatedAt: 2 }),
    ).rejects.toMatchObject({ code: 'disk-failed' })
    expect((await readCache(folder, key))?.updatedAt).toBe(1)
    expect(await readdir(join(folder, 'connection-demo'))).toEqual(['workflow.jsonl'])
  })

  it('on a full disk says that the disk is full', () => {
    const full = Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC' })
    expect(diskError(full, 'write').code).toBe('disk-full')
  })

  it('leaves what an interrupted write left for the next start to remove', async () => {
    await writeCache(folder, key, { items: odd, updatedAt: 1 })
    await writeFile(`${cacheFile(folder, key)}.123456`, 'half')
    await removeLeftovers(folder, key)
    expect(await readdir(join(folder, 'connection-demo'))).toEqual(['workflow.jsonl'])
  })
})

describe('deleting', () => {
  it('takes both lists of the connection and nothing else', async () => {
    for (const kind of ['workflow', 'pipeline'] as const) {
      await writeCache(folder, { connectionId: 'demo', kind }, { items: [], updatedAt: 1 })
      await writeCache(folder, { connectionId: 'other', kind }, { items: [], updatedAt: 1 })
    }
    await mkdir(join(folder, 'connection-demo', 'more'))
    await deleteCache(folder, 'demo')
    expect(await readdir(folder)).toEqual(['connection-other'])
    await deleteCache(folder, 'demo')
  })
})
