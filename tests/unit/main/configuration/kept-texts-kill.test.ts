import { fork } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { mostVersions } from '../../../../src/main/configuration/versions/version-store.ts'
import { keptTextsFolder } from '../../../support/kept-texts.ts'
import { readDraftFile } from '../../../../src/main/configuration/drafts/draft-file.ts'

const kills = 60
const side = 4
const path = '/Workspace/Shared/config.yml'
const lines = 3000

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

/** Starts a writer and kills it after some ms of writing; the newest that it said is on disk. */
async function killWriter(
  what: 'drafts' | 'versions',
  place: string,
  first: number,
  afterMs: number,
): Promise<number> {
  const writer = fork(
    new URL('../../../support/kept-texts-writer.ts', import.meta.url),
    [what, place, String(first)],
    { stdio: 'ignore' },
  )
  let told = -1
  const begun = new Promise<void>((resolve) => {
    writer.on('message', (round) => {
      told = Number(round)
      resolve()
    })
  })
  const ended = new Promise((resolve) => writer.once('exit', resolve))
  await Promise.race([begun, ended])
  await sleep(afterMs)
  writer.kill('SIGKILL')
  await ended
  expect(writer.signalCode).toBe('SIGKILL')
  return told
}

function roundOf(text: string): number {
  const round = Number(/^- round (\d+)$/m.exec(text)?.[1])
  expect(text).toBe(`${`- round ${round}\n`.repeat(lines)}# end of ${round}\n`)
  return round
}

it(
  `a draft is the old or the new one after each of ${kills} kills, and never older than told`,
  { timeout: 300_000 },
  async () => {
    const random = seeded(7)
    const delays = Array.from({ length: kills }, () => random() * 40)
    const places = new Set<number>()
    let killed = 0
    let interrupted = 0
    await Promise.all(
      Array.from({ length: side }, async (_, lane) => {
        const folder = await keptTextsFolder()
        const file = folder.open().drafts.file('killed', 'main')
        for (let index = lane; index < kills; index += side) {
          const first = (index + 1) * 30_000
          const told = await killWriter('drafts', file, first, delays[index] ?? 0)
          const draft = readDraftFile(file, 'main')
          const round = roundOf(draft?.draft ?? '')
          expect(draft?.base).toBe(`base of ${round}\n`)
          expect(round).toBeGreaterThanOrEqual(told)
          places.add(round - first)
          killed += 1
          const names = await readdir(join(file, '..'))
          if (names.some((name) => name.endsWith('.tmp'))) interrupted += 1
        }
        await folder.remove()
      }),
    )
    expect(killed).toBe(kills)
    // The kills came at different moments, many of them in the middle of a write.
    expect(places.size).toBeGreaterThan(2)
    expect(interrupted).toBeGreaterThan(5)
  },
)

it(
  'versions are whole after kills in the middle of keeping them',
  { timeout: 300_000 },
  async () => {
    const random = seeded(11)
    await Promise.all(
      Array.from({ length: side }, async () => {
        const folder = await keptTextsFolder()
        for (let index = 0; index < 5; index += 1) {
          const first = (index + 1) * 30_000
          const told = await killWriter(
            'versions',
            join(folder.path, 'versions'),
            first,
            random() * 80,
          )
          const { versions } = folder.open()
          const list = await versions.list('killed', path)
          expect(list.unreadable).toBe(0)
          expect(list.versions.length).toBeLessThanOrEqual(mostVersions + 1)
          const rounds = await Promise.all(
            list.versions.map(async ({ id }) => roundOf(await versions.text('killed', id))),
          )
          expect(rounds).toEqual([...rounds].sort((a, b) => b - a))
          expect(rounds[0]).toBeGreaterThanOrEqual(told)
        }
        await folder.remove()
      }),
    )
  },
)
