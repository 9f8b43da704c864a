import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { cacheFolder, readCache, removeLeftovers } from '../../../../src/main/catalog/store.ts'
import { Random } from '../../../../src/main/demo/random.ts'
import { killWriter } from '../../../support/killed-writer.ts'
import type { KillMoment } from '../../../support/killed-writer.ts'

const kills = 200
const side = 8
const size = 1000
/** More than a writer writes before it is killed: the rounds of one never meet those of the next. */
const roundsApart = 10_000
const key = { connectionId: 'killed', kind: 'workflow' } as const

/** Starts a writer, kills it at a moment, and reads what it left. */
async function killedWrite(
  folder: string,
  firstRound: number,
  moment: KillMoment,
): Promise<{ round: number; interrupted: boolean }> {
  const told = await killWriter(
    'cache-writer.ts',
    [folder, String(size), String(firstRound)],
    moment,
  )
  const cached = await readCache(folder, key)
  expect(cached?.items).toHaveLength(size)
  expect(cached?.updatedAt).toBeGreaterThanOrEqual(told)
  // All of one round, the old one or the new one, never some of each.
  const rounds = new Set(cached?.items.map(({ name }) => name.split(' ')[1]))
  expect([...rounds]).toEqual([String(cached?.updatedAt)])
  const files = await readdir(cacheFolder(folder, key.connectionId))
  await removeLeftovers(folder, key)
  expect(await readdir(cacheFolder(folder, key.connectionId))).toEqual(['workflow.jsonl'])
  return { round: cached?.updatedAt ?? 0, interrupted: files.length > 1 }
}

it(
  `a cache file is whole after each of ${kills} kills in the middle of writing it`,
  { timeout: 300_000 },
  async () => {
    const random = new Random('killed caches')
    const moments = Array.from({ length: kills }, () => ({
      writes: random.whole(1, 4),
      afterMs: random.whole(0, 20),
    }))
    let killed = 0
    let interrupted = 0
    const places = new Set<number>()
    await Promise.all(
      Array.from({ length: side }, async (_, lane) => {
        const folder = await mkdtemp(join(tmpdir(), 'cache-kill-'))
        for (const [index, moment] of moments.entries()) {
          if (index % side !== lane) continue
          const firstRound = (index + 1) * roundsApart
          const left = await killedWrite(folder, firstRound, moment)
          places.add(left.round - firstRound)
          if (left.interrupted) interrupted++
          killed++
        }
        await rm(folder, { recursive: true })
      }),
    )
    expect(killed).toBe(kills)
    // The kills came while a file was written, and in different lists.
    expect(interrupted).toBeGreaterThan(kills / 8)
    expect(places.size).toBeGreaterThan(1)
  },
)
