import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readDraftFile } from '../../../../src/main/configuration/drafts/draft-file.ts'
import { mostVersions } from '../../../../src/main/configuration/versions/version-store.ts'
import { Random } from '../../../../src/main/demo/random.ts'
import { keptTextsFolder } from '../../../support/kept-texts.ts'
import { killWriter } from '../../../support/killed-writer.ts'

const kills = 60
const side = 4
const path = '/Workspace/Shared/config.yml'
const lines = 3000

function roundOf(text: string): number {
  const round = Number(/^- round (\d+)$/m.exec(text)?.[1])
  expect(text).toBe(`${`- round ${round}\n`.repeat(lines)}# end of ${round}\n`)
  return round
}

it(
  `a draft is the old or the new one after each of ${kills} kills, and never older than told`,
  { timeout: 300_000 },
  async () => {
    const random = new Random('killed drafts')
    const moments = Array.from({ length: kills }, () => ({
      writes: random.whole(1, 4),
      afterMs: random.whole(0, 20),
    }))
    const places = new Set<number>()
    let killed = 0
    let interrupted = 0
    await Promise.all(
      Array.from({ length: side }, async (_, lane) => {
        const folder = await keptTextsFolder()
        const file = folder.open().drafts.file('killed', 'main')
        for (const [index, moment] of moments.entries()) {
          if (index % side !== lane) continue
          const first = (index + 1) * 30_000
          const told = await killWriter(
            'kept-texts-writer.ts',
            ['drafts', file, String(first)],
            moment,
          )
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
    const random = new Random('killed versions')
    await Promise.all(
      Array.from({ length: side }, async () => {
        const folder = await keptTextsFolder()
        for (let index = 0; index < 5; index += 1) {
          const first = (index + 1) * 30_000
          const told = await killWriter(
            'kept-texts-writer.ts',
            ['versions', join(folder.path, 'versions'), String(first)],
            { writes: random.whole(1, 4), afterMs: random.whole(0, 40) },
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
