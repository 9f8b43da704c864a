import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { Random } from '../../../../src/main/demo/random.ts'
import { readContent } from '../../../../src/main/exports/store-format.ts'
import type { ExportRecord } from '../../../../src/shared/export.ts'
import { useDemoWorkspace } from '../../../support/demo-workspace.ts'
import { ExportsProcess, ManualClock } from './exports-world.ts'
import { useFolder } from './support.ts'

const clock = new ManualClock()
const demo = useDemoWorkspace({ now: clock.read, timeScale: 1, jobs: 3, pipelines: 1 })
const folder = useFolder()

/** 500 take most of a minute; the same is done to the real app by `npm run test:kill`. */
const deaths = Number(process.env.DEATHS ?? 150)
/** A life from start to end takes about so many steps: sides of writes and of requests. */
const mostSteps = 30

it('deaths at seeded moments, one after the other, lose no export and start none twice', async () => {
  const random = new Random(6, 'deaths')
  const open = (diesAtStep?: number): ExportsProcess => {
    const world = new ExportsProcess({
      server: demo.server,
      folder: folder.path,
      clock,
      diesAtStep,
    })
    world.service.recover()
    return world
  }
  const promised = new Set<string>()
  const over: ExportRecord[] = []
  let asked = 0
  let died = 0
  while (died < deaths) {
    const app = open(random.whole(0, mostSteps))
    if (!app.service.hasActive()) {
      // Those that are over are booked and taken out, so that the file stays small.
      for (const record of app.service.list()) {
        over.push(record)
        promised.delete(record.id)
        app.service.remove(record.id)
      }
      asked += 1
      const started = app.service.start().then(({ id }) => promised.add(id))
      await Promise.race([started, app.died])
    }
    await app.untilEnded()
    if (app.alive) await app.service.stop()
    else died += 1
    const stored = readContent(readFileSync(join(folder.path, 'export-state.json'), 'utf8'))
    expect(stored.whole).toBe(true)
    const ids = new Set(stored.exports.map(({ record }) => record.id))
    for (const id of promised) expect(ids, `after death ${died}`).toContain(id)
  }
  const last = open()
  await last.untilEnded()
  const runs = demo.server.workspace.runs()
  const exports = [
    ...new Map([...over, ...last.service.list()].map((each) => [each.id, each])).values(),
  ]
  expect(exports.map(({ state }) => state)).not.toContain('lost')
  expect(exports.every(({ state }) => state === 'succeeded')).toBe(true)
  expect(exports.map(({ runId }) => runId).sort()).toEqual(runs.map(({ runId }) => runId).sort())
  expect(new Set(runs.map(({ runId }) => runId)).size).toBe(runs.length)
  expect(runs.length).toBeLessThanOrEqual(asked)
  expect(runs.length).toBeGreaterThan(deaths / 20)
}, 120_000)
