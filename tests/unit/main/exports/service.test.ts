import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { AppError } from '../../../../src/shared/errors.ts'
import { exportRecordSchema } from '../../../../src/shared/export.ts'
import { useDemoWorkspace } from '../../../support/demo-workspace.ts'
import { ExportsProcess, ManualClock } from './exports-world.ts'
import type { WorldOptions } from './exports-world.ts'
import { useFolder } from './support.ts'

const clock = new ManualClock()
const demo = useDemoWorkspace({ now: clock.read, timeScale: 1, jobs: 30, pipelines: 5 })
const folder = useFolder()

function openProcess(options: Partial<WorldOptions> = {}): ExportsProcess {
  const world = new ExportsProcess({ server: demo.server, folder: folder.path, clock, ...options })
  world.service.recover()
  return world
}

describe('an export', () => {
  it('runs from submitting to succeeded and is told of once', async () => {
    const app = openProcess()
    const record = await app.service.start()
    expect(record).toMatchObject({ state: 'submitting', runId: null, workflows: 3, pipelines: 2 })
    await app.untilEnded()
    expect(app.newest).toMatchObject({ state: 'succeeded', progress: 100, attention: null })
    expect(app.ended).toHaveLength(1)
    expect(demo.server.workspace.runsStarted).toBe(1)
    expect(demo.server.workspace.runs()[0]?.parameters).toEqual({
      config_path: '/Workspace/Shared/config.yml',
    })
    const states = [...new Set(app.changes.map(({ state }) => state))]
    expect(states).toEqual(['submitting', 'queued', 'starting', 'running', 'succeeded'])
    const progress = app.changes.map((change) => change.progress)
    expect(progress).toEqual(progress.toSorted((left, right) => left - right))
  })

  it('never shows its idempotency token to the page', async () => {
    const app = openProcess()
    await app.service.start()
    await app.untilEnded()
    const token = demo.server.workspace.runs()[0]?.idempotencyToken ?? ''
    expect(readFileSync(join(folder.path, 'export-state.json'), 'utf8')).toContain(token)
    expect(JSON.stringify([app.changes, app.service.list()])).not.toContain(token)
    for (const change of app.changes) expect(exportRecordSchema.strict().parse(change)).toBeTruthy()
  })

  it('writes its intent to disk before Databricks is asked', async () => {
    const app = openProcess()
    await app.service.start()
    expect(demo.server.workspace.runsStarted).toBe(0)
    expect(readFileSync(join(folder.path, 'export-state.json'), 'utf8')).toContain('submitting')
  })

  it('is one export when the button is clicked twice', async () => {
    const app = openProcess()
    const [first, second] = await Promise.all([app.service.start(), app.service.start()])
    expect(second.id).toBe(first.id)
    await app.untilEnded()
    expect(demo.server.workspace.runsStarted).toBe(1)
  })

  it('is refused while one of the same configuration is active', async () => {
    const app = openProcess()
    await app.service.start()
    await expect(app.service.start()).rejects.toMatchObject({ code: 'conflict' })
    const { items } = await app.service.readiness()
    expect(items.find(({ check }) => check === 'not-running')).toMatchObject({
      status: 'warning',
      fix: { action: 'show-export' },
    })
  })

  it('is refused in the words of what is missing', async () => {
    const app = openProcess()
    app.connection = null
    await expect(app.service.start()).rejects.toMatchObject({
      code: 'not-ready',
      message: 'Not connected to a workspace.',
    })
    expect(app.service.list()).toEqual([])
  })

  it('is refused when its intent cannot be written, and nothing is started', async () => {
    const app = openProcess()
    app.file.failure = new AppError('disk-full', 'The disk of this computer is full.')
    await expect(app.service.start()).rejects.toMatchObject({ code: 'disk-full' })
    await app.pass(60_000)
    expect(demo.server.workspace.runsStarted).toBe(0)
  })

  it('fails with the reason of the run', async () => {
    demo.server.workspace.failNextRun('RuntimeError: no permission')
    const app = openProcess()
    await app.service.start()
    await app.untilEnded()
    expect(app.newest).toMatchObject({ state: 'failed', error: { code: 'run-failed' } })
    expect(app.newest?.message).toContain('no permission')
    expect(app.newest?.tasks.some(({ state }) => state === 'failed')).toBe(true)
  })

  it('is canceled', async () => {
    const app = openProcess()
    const { id } = await app.service.start()
    await app.pass(5000)
    expect((await app.service.cancel(id)).cancelRequested).toBe(true)
    await app.untilEnded()
    expect(app.newest?.state).toBe('canceled')
    await expect(app.service.cancel(id)).rejects.toMatchObject({ code: 'conflict' })
  })

  it('is canceled as soon as its run is known when the user was faster', async () => {
    const app = openProcess()
    const { id } = await app.service.start()
    await app.service.cancel(id)
    await app.untilEnded()
    expect(app.newest?.state).toBe('canceled')
    expect(demo.server.workspace.runsStarted).toBe(1)
  })

  it('is removed when it has ended, not before', async () => {
    const app = openProcess()
    const { id } = await app.service.start()
    expect(() => {
      app.service.remove(id)
    }).toThrow(/still running/)
    await app.untilEnded()
    app.service.remove(id)
    expect(app.removed).toEqual([id])
    expect(openProcess().service.list()).toEqual([])
    expect(() => {
      app.service.remove(id)
    }).toThrow(/no longer/)
  })

  it('takes its estimate from the job’s own past runs', async () => {
    const app = openProcess()
    const { estimate } = await app.service.start()
    expect(estimate?.pastRuns).toBeGreaterThan(0)
    expect(estimate?.executionMs).toBeGreaterThan(5000)
    expect(estimate?.executionMs).toBeLessThan(30_000)
  })
})

describe('a crash', () => {
  async function cleanSteps(): Promise<number> {
    const app = openProcess()
    await app.service.start()
    await app.untilEnded()
    app.service.remove(app.newest?.id ?? '')
    return app.steps
  }

  it('at any moment starts one run, loses none and tells of the end', async () => {
    const steps = await cleanSteps()
    expect(steps).toBeGreaterThan(20)
    for (let diesAtStep = 0; diesAtStep < steps; diesAtStep += 1) {
      const before = demo.server.workspace.runsStarted
      const first = openProcess({ diesAtStep })
      const id = await Promise.race([
        first.service.start().then(
          (record) => record.id,
          () => null,
        ),
        first.died.then(() => null),
      ])
      await first.untilEnded()
      const second = openProcess()
      const kept = second.newest
      await second.untilEnded()
      const told = first.ended.length + second.ended.length
      const where = `died at step ${diesAtStep}`
      const started = demo.server.workspace.runsStarted - before
      if (kept === undefined) {
        expect({ id, started }, where).toEqual({ id: null, started: 0 })
        continue
      }
      expect(started, where).toBe(1)
      expect(second.newest?.state, where).toBe('succeeded')
      // Between telling and remembering that it was told: twice is better than never.
      expect(told, where).toBeGreaterThanOrEqual(1)
      expect(told, where).toBeLessThanOrEqual(first.toldAtStep === diesAtStep ? 2 : 1)
      second.service.remove(kept.id)
    }
  }, 120_000)
})

describe('the next start of the app', () => {
  it('tells of an export that ended while the app was closed, once', async () => {
    const first = openProcess()
    await first.service.start()
    await first.pass(5000)
    await first.service.stop()
    clock.now += 8 * 3_600_000
    const second = openProcess()
    await second.untilEnded()
    expect(second.ended.map(({ state }) => state)).toEqual(['succeeded'])
    expect(openProcess().ended).toEqual([])
  })

  it('goes on with an export that still runs', async () => {
    const first = openProcess()
    const { id } = await first.service.start()
    await first.pass(5000)
    await first.pass(5000)
    await first.service.stop()
    const second = openProcess()
    expect(second.service.hasActive()).toBe(true)
    await second.untilEnded()
    expect(second.newest).toMatchObject({ id, state: 'succeeded' })
    expect(demo.server.workspace.runsStarted).toBe(1)
  })

  it('repeats a request to cancel that did not get through', async () => {
    const first = openProcess()
    const { id } = await first.service.start()
    await first.pass(5000)
    demo.server.faults.add({ route: 'POST /api/2.2/jobs/runs/cancel', kind: 'status' })
    await first.service.cancel(id)
    await first.service.stop()
    demo.server.faults.clear()
    const second = openProcess()
    await second.untilEnded()
    expect(second.newest?.state).toBe('canceled')
  })

  it('finds its exports in the backup when the file is damaged', async () => {
    const first = openProcess()
    await first.service.start()
    await first.pass(5000)
    await first.service.stop()
    writeFileSync(join(folder.path, 'export-state.json'), '{"version": 1, "exp')
    const second = openProcess()
    await second.untilEnded()
    expect(second.newest?.state).toBe('succeeded')
    expect(demo.server.workspace.runsStarted).toBe(1)
  })
})

describe('finished exports', () => {
  async function finished(options: Partial<WorldOptions> = {}) {
    const app = openProcess(options)
    await app.service.start()
    await app.untilEnded()
    return app
  }

  it('expire after the hours of the setting, checked hourly', async () => {
    const app = await finished({ keepFinishedHours: () => 2 })
    await app.pass(3_600_000)
    expect(app.service.list()).toHaveLength(1)
    await app.pass(2 * 3_600_000)
    expect(app.service.list()).toEqual([])
    expect(app.removed).toHaveLength(1)
  })

  it('do not expire before, however often the app is started meanwhile', async () => {
    const first = await finished()
    await first.service.stop()
    for (let day = 0; day < 3; day += 1) {
      const next = openProcess()
      await next.pass(7 * 3_600_000)
      expect(next.service.list()).toHaveLength(1)
      await next.service.stop()
    }
    const last = openProcess()
    await last.pass(4 * 3_600_000)
    expect(last.service.list()).toEqual([])
  })

  const days = 24 * 3_600_000

  it.each([-30, -3, 3, 30])(
    'do not expire while the clock is wrong by %d days, nor when it is right again',
    async (wrongBy) => {
      const app = await finished()
      clock.now += wrongBy * days
      app.service.expire()
      await app.pass(2 * 3_600_000)
      const startedMeanwhile = openProcess()
      expect(startedMeanwhile.service.list()).toHaveLength(1)
      await startedMeanwhile.service.stop()
      clock.now -= wrongBy * days
      await app.pass(20 * 3_600_000)
      expect(app.service.list()).toHaveLength(1)
      await app.pass(3 * 3_600_000)
      expect(app.service.list()).toEqual([])
    },
  )

  it('do not expire when they ended by a clock that was days behind', async () => {
    clock.now -= 3 * days
    const app = await finished()
    clock.now += 3 * days
    await app.pass(3_600_000)
    expect(openProcess().service.list()).toHaveLength(1)
  })

  it('never expire while active, or pinned', async () => {
    const app = await finished({ keepFinishedHours: () => 2 })
    const { id } = app.newest ?? expect.unreachable()
    expect(app.service.pin(id, true).pinned).toBe(true)
    app.configuration.state.main.path = '/Workspace/Shared/other.yml'
    await app.service.start()
    demo.server.faults.add({ route: '*', kind: 'status', status: 503 })
    await app.pass(10 * 3_600_000)
    demo.server.faults.clear()
    expect(openProcess().service.list()).toHaveLength(2)
    await app.untilEnded()
    await app.pass(3 * 3_600_000)
    expect(app.service.list().map((record) => record.id)).toEqual([id])
    app.service.pin(id, false)
    await app.pass(3_600_000)
    expect(app.service.list()).toEqual([])
  })

  it('are pinned and unpinned as the page is told, also after a restart', async () => {
    const app = await finished()
    const { id } = app.newest ?? expect.unreachable()
    app.service.pin(id, true)
    expect(app.changes.at(-1)).toMatchObject({ id, pinned: true })
    expect(openProcess().newest).toMatchObject({ id, pinned: true })
    expect(() => app.service.pin('00000000-none', true)).toThrow(/no longer/)
  })
})

describe('a clock that jumps during an export', () => {
  it.each([-3, 3])('by %d days changes nothing about the run', async (days) => {
    const app = openProcess()
    await app.service.start()
    await app.pass(5000)
    const workspaceClock = clock.now
    clock.now += days * 24 * 3_600_000
    app.service.pokeNow()
    await app.pass(1000)
    const record = app.newest
    if (record?.state === 'running') expect(record.progress).toBeLessThan(95)
    clock.now = workspaceClock
    await app.untilEnded()
    const ended = app.newest
    expect(ended?.state).toBe('succeeded')
    expect((ended?.endedAt ?? 0) - (ended?.createdAt ?? 0)).toBeGreaterThanOrEqual(0)
  })
})

describe('a full disk during an export', () => {
  it('is said, polling goes on, and the state is written when there is room', async () => {
    const app = openProcess()
    await app.service.start()
    app.file.failure = new AppError('disk-full', 'The disk of this computer is full.')
    await app.pass(5000)
    expect(app.newest).toMatchObject({
      attention: 'not-saved',
      attentionError: { code: 'disk-full' },
    })
    await app.untilEnded()
    expect(app.ended).toHaveLength(1)
    app.file.failure = null
    await app.pass(15_000)
    const next = openProcess()
    expect(next.newest?.state).toBe('succeeded')
    expect(next.ended).toEqual([])
  })
})

describe('several exports', () => {
  it('run side by side, and all say when their connection is signed out', async () => {
    const app = openProcess()
    await app.service.start()
    app.configuration.state.main.path = '/Workspace/Shared/other.yml'
    await app.service.start()
    await app.pass(5000)
    expect(app.service.active()).toHaveLength(2)
    demo.server.faults.add({ route: '*', kind: 'status', status: 401 })
    await app.pass(5000)
    expect(app.service.active().map(({ attention }) => attention)).toEqual([
      'sign-in-needed',
      'sign-in-needed',
    ])
    demo.server.faults.clear()
    app.service.connectionReady('demo')
    await app.untilEnded()
    expect(app.ended).toHaveLength(2)
    expect(demo.server.workspace.runsStarted).toBe(2)
  })
})

describe('a connection that is removed', () => {
  it('ends its exports as lost, and says so', async () => {
    const app = openProcess()
    await app.service.start()
    await app.pass(5000)
    app.service.connectionRemoved('demo')
    expect(app.newest).toMatchObject({ state: 'lost', error: { code: 'not-connected' } })
    expect(app.ended).toHaveLength(1)
  })
})
