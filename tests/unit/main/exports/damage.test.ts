import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { storeStateSchema } from '../../../../src/shared/export-store.ts'
import { useDemoWorkspace } from '../../../support/demo-workspace.ts'
import { ExportsProcess, ManualClock } from './exports-world.ts'
import type { WorldOptions } from './exports-world.ts'
import { useFolder } from './support.ts'

const clock = new ManualClock()
const demo = useDemoWorkspace({ now: clock.read, timeScale: 1, jobs: 30, pipelines: 5 })
const folder = useFolder()
const file = (kind = '') => join(folder.path, `export-state${kind}.json`)

function openProcess(options: Partial<WorldOptions> = {}): ExportsProcess {
  const app = new ExportsProcess({ server: demo.server, folder: folder.path, clock, ...options })
  app.service.recover()
  return app
}

/** An export whose run is under way when the app is closed. */
async function closedWhileRunning(configPath = '/Workspace/Shared/config.yml'): Promise<string> {
  const app = openProcess()
  app.configuration.state.main.path = configPath
  await app.service.start()
  await app.pass(3000)
  await app.pass(3000)
  const { runId } = app.newest ?? expect.unreachable()
  await app.service.stop()
  return runId ?? expect.unreachable()
}

const loseAll = () => {
  for (const name of readdirSync(folder.path))
    writeFileSync(join(folder.path, name), '\0'.repeat(99))
}

/** The app after the damage, connected, with its documents read. */
async function openAfterwards(options: Partial<WorldOptions> = {}): Promise<ExportsProcess> {
  const app = openProcess(options)
  app.service.connectionReady('demo')
  await app.quiet()
  return app
}

describe('when everything stored is lost', () => {
  it('a run under way is found again by the configuration, and followed to its end', async () => {
    const runId = await closedWhileRunning()
    loseAll()
    const app = openProcess()
    expect(app.service.list()).toEqual([])
    expect(app.service.storeState()).toMatchObject({
      searching: true,
      notice: { cause: 'damaged', complete: false, kept: 0, found: 0 },
    })
    app.service.connectionReady('demo')
    await vi.waitFor(() => expect(app.service.storeState().searching).toBe(false))
    const found = app.service.list().find((record) => record.runId === runId)
    expect(found).toMatchObject({ origin: 'recovered', endedAt: null })
    expect(app.service.storeState()).toMatchObject({ searching: false, notice: { found: 1 } })
    expect(storeStateSchema.strict().parse(app.service.storeState())).toBeTruthy()
    await app.untilEnded()
    expect(app.service.list()).toHaveLength(1)
    expect(app.newest?.state).toBe('succeeded')
    expect(app.ended).toHaveLength(1)
    expect(demo.server.workspace.runsStarted).toBe(1)
  })

  it('each run is found once, whatever happens during the search', async () => {
    await closedWhileRunning()
    loseAll()
    demo.server.faults.add({ route: 'GET /api/2.2/jobs/runs/get', kind: 'status', status: 503 })
    const first = await openAfterwards()
    expect(first.service.list()).toEqual([])
    expect(first.service.storeState().searching).toBe(true)
    await first.service.stop()
    demo.server.faults.clear()
    const app = await openAfterwards()
    app.service.connectionReady('demo')
    app.service.configurationRead()
    await app.quiet()
    expect(app.service.list()).toHaveLength(1)
    expect((await openAfterwards()).service.list()).toHaveLength(1)
  })

  it('waits until the documents are read', async () => {
    await closedWhileRunning()
    loseAll()
    const app = openProcess()
    app.configuration.state.main.status = 'loading'
    app.service.connectionReady('demo')
    await app.quiet()
    expect(app.service.list()).toEqual([])
    app.configuration.state.main.status = 'loaded'
    app.service.configurationRead()
    await app.quiet()
    expect(app.service.list()).toHaveLength(1)
  })

  it('leaves runs of colleagues alone, and those that would have expired', async () => {
    await closedWhileRunning()
    loseAll()
    const app = openProcess()
    if (app.connection) app.connection = { ...app.connection, userName: 'me@example.com' }
    app.service.connectionReady('demo')
    await app.quiet()
    expect(app.service.list()).toEqual([])
    await app.service.stop()
    clock.now += 25 * 3_600_000
    loseAll()
    expect((await openAfterwards()).service.list()).toEqual([])
  })
})

describe('when one record is damaged', () => {
  const flipProgress = (text: string) => text.replace(/"progress":\s*\d/, '"progress": 9')

  it('its run is found again by the id that is still readable', async () => {
    const runId = await closedWhileRunning('/Workspace/Shared/other.yml')
    for (const kind of ['', '.backup']) {
      writeFileSync(file(kind), flipProgress(readFileSync(file(kind), 'utf8')))
    }
    const app = await openAfterwards()
    expect(app.newest).toMatchObject({
      runId,
      origin: 'recovered',
      configPath: '/Workspace/Shared/other.yml',
    })
    await app.untilEnded()
    // There is no such configuration in the workspace.
    expect(app.newest?.state).toBe('failed')
  })

  it('of both files, the copy from the last start still has it', async () => {
    await closedWhileRunning('/Workspace/Shared/other.yml')
    const second = openProcess()
    await second.untilEnded()
    await second.service.stop()
    for (const kind of ['', '.backup']) writeFileSync(file(kind), 'no JSON')
    expect(openProcess().newest).toMatchObject({ origin: 'started', endedAt: null })
  })

  it('an id that leads nowhere, or to a run that may not be seen, costs nothing', async () => {
    await closedWhileRunning('/Workspace/Shared/other.yml')
    for (const kind of ['', '.backup']) {
      const text = readFileSync(file(kind), 'utf8')
      writeFileSync(file(kind), text.replace(/"runId":\s*"\d+"/, '"runId": "12345"'))
    }
    const app = await openAfterwards()
    expect(app.service.list()).toEqual([])
    expect(app.service.storeState()).toMatchObject({ searching: false, notice: { found: 0 } })
  })

  it('an export that still waits for its run does not get a second one', async () => {
    await closedWhileRunning('/Workspace/Shared/other.yml')
    const second = openProcess()
    demo.server.faults.add({ route: 'POST /api/2.2/jobs/run-now', kind: 'drop-after' })
    await second.service.start()
    await second.pass(1000)
    await second.service.stop()
    rmSync(file('.older'))
    for (const kind of ['', '.backup']) {
      writeFileSync(file(kind), flipProgress(readFileSync(file(kind), 'utf8')))
    }
    const app = await openAfterwards()
    expect(app.service.list()).toHaveLength(1)
    expect(app.newest).toMatchObject({ state: 'submitting', runId: null })
    demo.server.faults.clear()
    await app.pass(60_000)
    await app.untilEnded()
    const runIds = app.service.list().map((record) => record.runId)
    expect(new Set(runIds).size).toBe(2)
    expect(runIds).toHaveLength(2)
    expect(demo.server.workspace.runsStarted).toBe(2)
  })
})

describe('what the user is told of it', () => {
  it('stays until it was seen, also over a restart', async () => {
    await closedWhileRunning()
    writeFileSync(file(), 'no JSON')
    const app = openProcess()
    const told: unknown[] = []
    app.service.storeChanged.on((state) => told.push(state))
    const { notice } = app.service.storeState()
    expect(notice).toMatchObject({ complete: true, kept: 1 })
    expect(readFileSync(notice?.badFile ?? '', 'utf8')).toBe('no JSON')
    await app.service.stop()
    const next = openProcess()
    expect(next.service.storeState().notice).toEqual(notice)
    expect(next.service.dismissStoreNotice()).toMatchObject({ notice: null, searching: false })
    expect(openProcess().service.storeState().notice).toBeNull()
  })
})

describe('a start that was never confirmed', () => {
  const hours = 3_600_000

  it('is not sent after an hour, when nobody was signed in all the time', async () => {
    demo.server.faults.add({ route: 'POST /api/2.2/jobs/run-now', kind: 'status', status: 401 })
    const app = openProcess()
    await app.service.start()
    await app.pass(1000)
    demo.server.faults.clear()
    clock.now += 2 * 24 * hours
    app.service.connectionReady('demo')
    await app.untilEnded()
    expect(app.newest).toMatchObject({ state: 'failed', error: { code: 'timeout' } })
    expect(app.ended).toHaveLength(1)
    expect(demo.server.workspace.runsStarted).toBe(0)
  })

  it('is not sent by an app that was without a network all the time, either', async () => {
    demo.server.faults.add({ route: 'POST /api/2.2/jobs/run-now', kind: 'status' })
    const app = openProcess()
    await app.service.start()
    for (let minutes = 0; minutes < 70; minutes += 5) await app.pass(300_000)
    demo.server.faults.clear()
    await app.pass(300_000)
    expect(app.newest).toMatchObject({ state: 'lost', error: { code: 'timeout' } })
    expect(app.newest?.message).toContain('most likely not started')
    expect(demo.server.workspace.runsStarted).toBe(0)
  })

  it('is its run after all when there is one, and that is not started again', async () => {
    demo.server.faults.add({ route: 'POST /api/2.2/jobs/run-now', kind: 'drop-after' })
    const app = openProcess()
    await app.service.start()
    await app.pass(1000)
    await app.service.stop()
    demo.server.faults.clear()
    clock.now += 3 * hours
    const next = await openAfterwards()
    await next.untilEnded()
    expect(next.newest).toMatchObject({ state: 'succeeded', origin: 'started' })
    expect(next.service.list()).toHaveLength(1)
    expect(demo.server.workspace.runsStarted).toBe(1)
  })

  it('is not taken for a run that another export follows, or of another configuration', async () => {
    await closedWhileRunning('/Workspace/Shared/other.yml')
    const app = openProcess()
    await app.untilEnded()
    demo.server.faults.add({ route: 'POST /api/2.2/jobs/run-now', kind: 'reset' })
    await app.service.start()
    await app.pass(1000)
    await app.service.stop()
    demo.server.faults.clear()
    clock.now += 3 * hours
    const next = await openAfterwards()
    await next.untilEnded()
    expect(next.newest).toMatchObject({ state: 'lost', runId: null })
    expect(demo.server.workspace.runsStarted).toBe(1)
  })
})
