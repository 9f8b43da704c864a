import { describe, expect, it } from 'vitest'
import type { Fault } from '../../src/main/demo/faults.ts'
import { useDemoWorkspace } from '../support/demo-workspace.ts'
import { ExportsProcess, ManualClock } from '../unit/main/exports/exports-world.ts'
import type { WorldOptions } from '../unit/main/exports/exports-world.ts'
import { useFolder } from '../unit/main/exports/support.ts'

const clock = new ManualClock()
const demo = useDemoWorkspace({ now: clock.read, timeScale: 1, jobs: 30, pipelines: 5 })
const folder = useFolder()

const runNow = 'POST /api/2.2/jobs/run-now'
const runGet = 'GET /api/2.2/jobs/runs/get'
const jobGet = 'GET /api/2.2/jobs/get'

function openProcess(options: Partial<WorldOptions> = {}): ExportsProcess {
  const app = new ExportsProcess({ server: demo.server, folder: folder.path, clock, ...options })
  app.service.recover()
  return app
}

const started = () => demo.server.workspace.runsStarted

describe('starting, when the answer to run-now', () => {
  const losses: [string, Omit<Fault, 'route'>][] = [
    ['is lost after the run was started', { kind: 'drop-after' }],
    ['is half of its JSON', { kind: 'truncate' }],
    ['is cut off', { kind: 'cut-off' }],
    ['never comes', { kind: 'hang' }],
    ['is a reset connection', { kind: 'reset' }],
    ['is 503', { kind: 'status', status: 503 }],
    ['is 500', { kind: 'status', status: 500 }],
    ['is 429', { kind: 'status', status: 429 }],
  ]
  it.each(losses)('%s, starts exactly one run', async (_what, fault) => {
    // More often than the gateway itself tries, so that the export has to.
    demo.server.faults.add({ route: runNow, ...fault, count: 9 })
    const app = openProcess({ callMs: 150 })
    await app.service.start()
    await app.pass(0)
    expect(app.newest).toMatchObject({ state: 'submitting', attention: 'connection-lost' })
    for (let rounds = 0; rounds < 12 && app.newest?.runId === null; rounds += 1) {
      await app.pass(60_000)
    }
    await app.untilEnded()
    expect(app.newest?.state).toBe('succeeded')
    expect(started()).toBe(1)
  })

  it('is lost and the app crashes, starts exactly one run', async () => {
    demo.server.faults.add({ route: runNow, kind: 'drop-after' })
    const first = openProcess()
    await first.service.start()
    await first.pass(0)
    expect(first.newest?.runId).toBeNull()
    await first.service.stop()
    demo.server.faults.clear()
    const second = openProcess()
    await second.untilEnded()
    expect(second.newest?.state).toBe('succeeded')
    expect(started()).toBe(1)
  })

  it.each([400, 403, 404])('is %d, fails with the reason and starts none', async (status) => {
    demo.server.faults.add({ route: runNow, kind: 'status', status })
    const app = openProcess()
    await app.service.start()
    await app.untilEnded()
    expect(app.newest?.state).toBe('failed')
    expect(app.newest?.message).toMatch(/\w/)
    expect(app.newest?.error?.suggestion).toMatch(/\w/)
    expect(app.ended).toHaveLength(1)
    expect(started()).toBe(0)
  })

  it('is 401, waits for the sign-in and then starts one run', async () => {
    const app = openProcess()
    await app.service.start()
    demo.server.faults.add({ route: runNow, kind: 'status', status: 401 })
    await app.pass(0)
    expect(app.newest).toMatchObject({ state: 'submitting', attention: 'sign-in-needed' })
    await app.pass(600_000)
    expect(demo.server.workspace.requests.count(runNow)).toBe(1)
    demo.server.faults.clear()
    app.service.connectionReady('demo')
    await app.untilEnded()
    expect(app.newest?.state).toBe('succeeded')
    expect(started()).toBe(1)
  })
})

describe('following a run, when the workspace', () => {
  async function running(options: Partial<WorldOptions> = {}) {
    const app = openProcess(options)
    await app.service.start()
    await app.pass(5000)
    expect(app.newest?.runId).not.toBeNull()
    return app
  }

  const troubles: [string, Omit<Fault, 'route'>, string][] = [
    ['answers 503', { kind: 'status', status: 503 }, 'connection-lost'],
    ['answers 429', { kind: 'status', status: 429 }, 'connection-lost'],
    ['answers 403', { kind: 'status', status: 403 }, 'sign-in-needed'],
    ['hangs', { kind: 'hang' }, 'connection-lost'],
    ['resets', { kind: 'reset' }, 'connection-lost'],
    ['answers half', { kind: 'truncate' }, 'connection-lost'],
    ['answers a web page', { kind: 'status', status: 200, body: '<html>' }, 'connection-lost'],
  ]
  it.each(troubles)('%s for ten minutes, the export says so and recovers', async (...row) => {
    const [, fault, attention] = row
    const app = await running({ callMs: 150 })
    demo.server.faults.add({ route: runGet, ...fault })
    await app.pass(6000)
    expect(app.newest).toMatchObject({ attention, endedAt: null })
    expect(app.newest?.attentionError?.message).toMatch(/\w/)
    const before = demo.server.workspace.requests.count(runGet)
    for (let minutes = 0; minutes < 10; minutes += 1) await app.pass(60_000)
    const attempts = (demo.server.workspace.requests.count(runGet) - before) / 6
    expect(attempts).toBeLessThanOrEqual(20)
    demo.server.faults.clear()
    app.service.pokeNow()
    await app.pass(0)
    await app.untilEnded()
    expect(app.newest).toMatchObject({ state: 'succeeded', attention: null })
    expect(app.ended).toHaveLength(1)
  })

  it('answers 401, polling pauses until the sign-in', async () => {
    const app = await running()
    demo.server.faults.add({ route: runGet, kind: 'status', status: 401 })
    await app.pass(6000)
    expect(app.newest?.attention).toBe('sign-in-needed')
    const before = demo.server.workspace.requests.count(runGet)
    await app.pass(3_600_000)
    app.service.pokeNow()
    await app.pass(60_000)
    expect(demo.server.workspace.requests.count(runGet)).toBe(before)
    demo.server.faults.clear()
    app.service.connectionReady('demo')
    await app.untilEnded()
    expect(app.newest).toMatchObject({ state: 'succeeded', attention: null })
  })

  it('answers 404, the export is lost and says so', async () => {
    const app = await running()
    demo.server.faults.add({ route: runGet, kind: 'status', status: 404 })
    await app.untilEnded()
    expect(app.newest?.state).toBe('lost')
    expect(app.newest?.message).toContain('no longer exists')
    expect(app.ended).toHaveLength(1)
  })

  it('is not reached for eight hours of sleep, the result is told on waking up', async () => {
    const app = await running()
    clock.now += 8 * 3_600_000
    app.service.pokeNow()
    await app.pass(0)
    expect(app.ended.map(({ state }) => state)).toEqual(['succeeded'])
  })
})

describe('readiness, when asking for the export job', () => {
  const jobItem = async (app: ExportsProcess) =>
    (await app.service.readiness()).items.find(({ check }) => check === 'export-job')

  it.each([
    ['503', { kind: 'status', status: 503 }, 'retry'],
    ['a hang', { kind: 'hang' }, 'retry'],
    ['403', { kind: 'status', status: 403 }, 'retry'],
    ['404', { kind: 'status', status: 404 }, 'open-configuration'],
  ] as const)('meets %s, says so and can be tried again', async (_what, fault, action) => {
    demo.server.faults.add({ route: jobGet, ...fault })
    const app = openProcess({ callMs: 150 })
    const item = await jobItem(app)
    expect(item).toMatchObject({ status: 'blocked', fix: { action } })
    expect(item?.detail).toMatch(/\w/)
    demo.server.faults.clear()
    expect(await jobItem(app)).toMatchObject({ status: 'ok' })
  })

  it('meets 401, says that the sign-in is the trouble', async () => {
    demo.server.faults.add({ route: jobGet, kind: 'status', status: 401 })
    const { items, ready } = await openProcess().service.readiness()
    expect(ready).toBe(false)
    expect(items.find(({ check }) => check === 'connection')).toMatchObject({
      status: 'blocked',
      fix: { action: 'connect' },
    })
  })
})
