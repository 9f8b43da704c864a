import { fork } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { cacheFolder, readCache, removeLeftovers } from '../../../../src/main/catalog/store.ts'

const kills = 200
const side = 8
const size = 1000
/** More than a writer writes before it is killed: the rounds of one never meet those of the next. */
const roundsApart = 10_000
const key = { connectionId: 'killed', kind: 'workflow' } as const

/** mulberry32: the same moments in every run. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Starts a writer, kills it after some ms of writing, and reads what it left. */
async function killedWrite(
  folder: string,
  firstRound: number,
  afterMs: number,
): Promise<{ round: number; interrupted: boolean }> {
  const writer = fork(
    new URL('../../../support/cache-writer.ts', import.meta.url),
    [folder, String(size), String(firstRound)],
    { stdio: 'ignore' },
  )
  const ended = new Promise((resolve) => writer.once('exit', resolve))
  await Promise.race([new Promise((resolve) => writer.once('message', resolve)), ended])
  await sleep(afterMs)
  writer.kill('SIGKILL')
  await ended
  expect(writer.signalCode).toBe('SIGKILL')
  const cached = await readCache(folder, key)
  expect(cached?.items).toHaveLength(size)
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
    const random = seeded(42)
    const delays = Array.from({ length: kills }, () => random() * 50)
    let killed = 0
    let interrupted = 0
    const places = new Set<number>()
    await Promise.all(
      Array.from({ length: side }, async (_, lane) => {
        const folder = await mkdtemp(join(tmpdir(), 'cache-kill-'))
        for (let index = lane; index < kills; index += side) {
          const firstRound = (index + 1) * roundsApart
          const left = await killedWrite(folder, firstRound, delays[index] ?? 0)
          // This writer had written one whole list before it was killed in the next or a later one.
          expect(left.round).toBeGreaterThanOrEqual(firstRound)
          places.add(left.round - firstRound)
          if (left.interrupted) interrupted++
          killed++
        }
        await rm(folder, { recursive: true })
      }),
    )
    expect(killed).toBe(kills)
    // The kills came while a file was written, and in different lists.
    expect(interrupted).toBeGreaterThan(kills / 4)
    expect(places.size).toBeGreaterThan(1)
  },
)
