import http from 'node:http'
import { describe, expect, it } from 'vitest'
import type { ExportRecord } from '../../src/shared/export.ts'
import { isActiveExport } from '../../src/shared/export.ts'
import type { Network } from '../../src/main/network/network.ts'
import { useDemoWorkspace } from '../support/demo-workspace.ts'
import { ExportsProcess, ManualClock } from '../unit/main/exports/exports-world.ts'
import type { WorldOptions } from '../unit/main/exports/exports-world.ts'
import { start, useFolder } from '../unit/main/exports/support.ts'

const hour = 3_600_000
const clock = new ManualClock()
/** By how much the clock of the workspace is ahead of this computer's (ms). */
let ahead = 0
const demo = useDemoWorkspace({
  now: () => clock.now + ahead,
  timeScale: 1,
  jobs: 30,
  pipelines: 5,
})
const folder = useFolder()

const runGet = 'GET /api/2.2/jobs/runs/get'
const runCancel = 'POST /api/2.2/jobs/runs/cancel'

function openProcess(options: Partial<WorldOptions> = {}): ExportsProcess {
  const app = new ExportsProcess({ server: demo.server, folder: folder.path, clock, ...options })
  app.service.recover()
  return app
}

async function running(options: Partial<WorldOptions> = {}): Promise<ExportsProcess> {
  const app = openProcess(options)
  await app.service.start()
  await app.pass(5000)
  expect(app.newest?.runId).not.toBeNull()
  return app
}

/** What must be true of an export at any time, whatever the clocks say. */
function expectTruthful(record: ExportRecord): void {
  const { createdAt, runningSince, endedAt } = record
  expect((runningSince ?? createdAt) - createdAt).toBeGreaterThanOrEqual(0)
  expect((endedAt ?? Infinity) - (runningSince ?? createdAt)).toBeGreaterThanOrEqual(0)
  expect(record.progress === 100).toBe(record.state === 'succeeded')
  expect((endedAt === null) === isActiveExport(record)).toBe(true)
}

describe('a name that cannot be resolved for a while', () => {
  let isGone = false
  let lookups = 0
  const agent = new http.Agent({
    lookup: (hostName, _options, done) => {
      lookups += 1
      const gone = Object.assign(new Error(`getaddrinfo ENOTFOUND ${hostName}`), {
        code: 'ENOTFOUND',
      })
      if (isGone) done(gone, [])
      else done(null, [{ address: '127.0.0.1', family: 4 }])
    },
  })
  const network: Network = {
    agentFor: () => Promise.resolve(agent),
    routeFor: () => Promise.resolve({ kind: 'direct', source: 'loopback' }),
  }

  it('is a lost connection that is tried ever less often, and at once when it is back', async () => {
    const host = demo.server.url.replace('127.0.0.1', 'localhost')
    const app = await running({ host, network })
    isGone = true
    lookups = 0
    await app.pass(6000)
    expect(app.newest).toMatchObject({
      attention: 'connection-lost',
      attentionError: { code: 'host-not-found' },
    })
    for (let minutes = 0; minutes < 10; minutes += 1) await app.pass(60_000)
    expect(lookups).toBeLessThanOrEqual(20)
    isGone = false
    app.service.pokeNow()
    await app.pass(0)
    expect(app.newest).toMatchObject({ state: 'succeeded', attention: null })
    expect(app.ended).toHaveLength(1)
  })
})

describe('a storm of 429', () => {
  it('is waited out as Databricks asks, by all exports of the workspace together', async () => {
    const app = openProcess({ waits: true })
    for (let i = 0; i < 12; i += 1) await app.service.start({ anyway: true })
    const isKnown = () => app.service.active().every(({ runId }) => runId !== null)
    for (let rounds = 0; rounds < 20 && !isKnown(); rounds += 1) await app.live(500, 100)
    expect(isKnown()).toBe(true)
    demo.server.faults.add({ route: runGet, kind: 'status', status: 429, retryAfter: 30 })
    const before = demo.server.workspace.requests.all().length
    await app.live(150_000, 250)
    const asked = demo.server.workspace.requests.all().slice(before)
    // Each once before the first refusal is there, and after that a few in each half minute.
    expect(asked.length).toBeLessThanOrEqual(12 + 5 * 4)
    demo.server.faults.clear()
    await app.live(60_000)
    expect(app.ended.map(({ state }) => state)).toEqual(Array(12).fill('succeeded'))
  })
})

describe('a run that was deleted', () => {
  it.each([
    [400, { error_code: 'INVALID_PARAMETER_VALUE', message: 'Run 77 does not exist.' }],
    [404, { error_code: 'RESOURCE_DOES_NOT_EXIST', message: 'Run 77 does not exist.' }],
  ])('is lost when Databricks answers %d, and the app says so', async (status, body) => {
    const app = await running()
    demo.server.faults.add({ route: runGet, kind: 'status', status, body })
    await app.untilEnded()
    expect(app.newest).toMatchObject({ state: 'lost', error: { code: 'not-found' } })
    expect(app.newest?.message).toContain('no longer exists')
    expect(app.newest?.error?.suggestion).toMatch(/\w/)
    expect(app.ended).toHaveLength(1)
  })
})

describe('a computer that sleeps for eight hours', () => {
  it('finds a run that still goes on, and its end later', async () => {
    const app = await running()
    demo.server.faults.add(stateFault({ life_cycle_state: 'RUNNING' }))
    clock.now += 8 * hour
    app.service.pokeNow()
    await app.pass(0)
    const awake = app.newest
    expect(awake).toMatchObject({ state: 'running', attention: null })
    if (awake) expectTruthful(awake)
    demo.server.faults.clear()
    await app.untilEnded()
    expect(app.ended.map(({ state }) => state)).toEqual(['succeeded'])
  })

  it('tells once that an export takes longer than usual', async () => {
    const app = await running()
    demo.server.faults.add(stateFault({ life_cycle_state: 'RUNNING' }))
    clock.now += 8 * hour
    app.service.pokeNow()
    await app.pass(0)
    await app.pass(60_000)
    expect(app.overdue).toHaveLength(1)
    await app.service.stop()
    const next = openProcess()
    await next.pass(60_000)
    expect(next.overdue).toEqual([])
  })
})

describe('a run that ended while the app was off', () => {
  it.each([20_000, 8 * hour, 40 * 24 * hour])(
    'is told of %d ms later, with the time at which it ended',
    async (offMs) => {
      const first = await running()
      await first.service.stop()
      clock.now += offMs
      const second = openProcess()
      await second.untilEnded()
      expect(second.ended).toHaveLength(1)
      const [ended] = second.ended
      expect(ended?.state).toBe('succeeded')
      expect((ended?.endedAt ?? Infinity) - (ended?.createdAt ?? 0)).toBeLessThan(60_000)
      if (ended) expectTruthful(ended)
    },
  )

  it('is told of as overdue after the start when it still goes on', async () => {
    const first = await running()
    await first.service.stop()
    clock.now += 2 * hour
    demo.server.faults.add(stateFault({ life_cycle_state: 'RUNNING' }))
    const second = openProcess()
    await second.pass(0)
    expect(second.overdue).toHaveLength(1)
  })
})

describe('a workspace whose clock is off', () => {
  it.each([-hour, hour])('by %d ms changes nothing of what is told', async (offset) => {
    ahead = offset
    try {
      const app = openProcess()
      await app.service.start()
      while (app.service.hasActive()) {
        await app.pass(2000)
        for (const record of app.service.list()) expectTruthful(record)
      }
      const record = app.newest
      expect(record).toMatchObject({ state: 'succeeded' })
      // The run of the demo workspace takes about 20 s.
      const tookMs = (record?.endedAt ?? 0) - (record?.createdAt ?? 0)
      expect(tookMs).toBeGreaterThan(10_000)
      expect(tookMs).toBeLessThan(40_000)
      expect(app.overdue).toEqual([])
      await app.pass(23 * hour)
      expect(app.removed).toEqual([])
    } finally {
      ahead = 0
    }
  })
})

describe('a clock of this computer that is set', () => {
  it.each([-2 * 24 * hour, 2 * 24 * hour])(
    'by %d ms during an export makes no duration negative',
    async (jump) => {
      const app = await running()
      // Only this computer's clock jumps.
      clock.now += jump
      ahead = -jump
      try {
        while (app.service.hasActive()) {
          await app.pass(5000)
          for (const record of app.service.list()) {
            expect((record.endedAt ?? record.createdAt) - record.createdAt).toBeGreaterThanOrEqual(
              0,
            )
          }
        }
        expect(app.newest?.state).toBe('succeeded')
      } finally {
        ahead = 0
        clock.now = start
      }
    },
  )
})

describe('states that the app does not know', () => {
  it('go on as far as they came, and are no reason for alarm', async () => {
    const app = await running()
    for (let rounds = 0; rounds < 4; rounds += 1) await app.pass(2500)
    expect(app.newest?.state).toBe('running')
    demo.server.faults.add(stateFault({ life_cycle_state: 'HIBERNATING' }))
    await app.pass(60_000)
    expect(app.newest).toMatchObject({ state: 'running', attention: null, waiting: null })
    demo.server.faults.clear()
    await app.untilEnded()
    expect(app.newest?.state).toBe('succeeded')
  })

  it('at the end are told in Databricks’ own words', async () => {
    const app = await running()
    const state = { life_cycle_state: 'TERMINATED', result_state: 'EVAPORATED' }
    demo.server.faults.add(stateFault(state))
    await app.untilEnded()
    expect(app.newest?.state).toBe('failed')
    expect(app.newest?.message).toContain('EVAPORATED')
  })

  it.each([
    ['QUEUED', 'queue'],
    ['BLOCKED', 'blocked'],
    ['WAITING_FOR_RETRY', 'retry'],
  ])('are not confused with %s, of which it says what it waits for', async (code, waiting) => {
    const app = await running()
    const words = `It is ${code}.`
    demo.server.faults.add(stateFault({ life_cycle_state: code, state_message: words }))
    await app.pass(5000)
    expect(app.newest).toMatchObject({ waiting, message: words })
    demo.server.faults.clear()
    await app.pass(5000)
    expect(app.newest?.waiting).toBeNull()
  })
})

describe('canceling, when Databricks', () => {
  it('does not take it for ten minutes, it says “canceling” all the time and is repeated', async () => {
    const app = await running()
    demo.server.faults.add({ route: runCancel, kind: 'status', status: 503 })
    demo.server.faults.add(stateFault({ life_cycle_state: 'RUNNING' }))
    await app.service.cancel(app.newest?.id ?? '')
    for (let minutes = 0; minutes < 10; minutes += 1) await app.pass(60_000)
    expect(app.newest).toMatchObject({ state: 'running', cancelRequested: true })
    demo.server.faults.clear()
    await app.untilEnded()
    // The run ended by itself meanwhile, and that is what is told.
    expect(app.newest).toMatchObject({ state: 'succeeded' })
  })

  it('takes it and forgets it, is asked again', async () => {
    const app = await running()
    demo.server.faults.add({ route: runCancel, kind: 'status', status: 200, body: {} })
    demo.server.faults.add(stateFault({ life_cycle_state: 'RUNNING' }))
    await app.service.cancel(app.newest?.id ?? '')
    await app.pass(30_000)
    expect(demo.server.workspace.requests.count(runCancel)).toBe(1)
    for (let rounds = 0; rounds < 4; rounds += 1) await app.pass(30_000)
    expect(demo.server.workspace.requests.count(runCancel)).toBeGreaterThan(1)
    expect(app.newest?.cancelRequested).toBe(true)
  })

  it('refuses, the export goes on and says why', async () => {
    const app = await running()
    demo.server.faults.add({ route: runCancel, kind: 'status', status: 403 })
    const { id = '' } = app.newest ?? {}
    await expect(app.service.cancel(id)).rejects.toMatchObject({ code: 'forbidden' })
    expect(app.newest).toMatchObject({
      cancelRequested: false,
      cancelError: { code: 'forbidden' },
    })
    demo.server.faults.clear()
    // The earlier refusal does not count for the next attempt.
    await app.service.cancel(id)
    expect(app.newest).toMatchObject({ cancelRequested: true, cancelError: null })
    await app.untilEnded()
    expect(app.newest?.state).toBe('canceled')
    expect(app.newest?.message).toMatch(/cancell?ed by user/)
  })

  it('was asked by somebody else, it is told who it was', async () => {
    const app = await running()
    await demo.call('/api/2.2/jobs/runs/cancel', { run_id: Number(app.newest?.runId) })
    await app.untilEnded()
    expect(app.newest).toMatchObject({ state: 'canceled', cancelRequested: false })
    expect(app.newest?.message).toMatch(/cancell?ed by user \S+@/)
  })

  it('has not begun to end the run when the app is closed, goes on after the restart', async () => {
    const first = await running()
    await first.service.cancel(first.newest?.id ?? '')
    await first.service.stop()
    const second = openProcess()
    expect(second.newest?.cancelRequested).toBe(true)
    await second.untilEnded()
    expect(second.newest?.state).toBe('canceled')
    expect(second.ended).toHaveLength(1)
  })
})

/** Every answer about a run is this state, with the id that the app asked for left as it is. */
function stateFault(state: Record<string, unknown>) {
  const run_id = Number(demo.server.workspace.runs().at(-1)?.runId)
  const body = { run_id, job_id: 1290381902, start_time: clock.now + ahead - 5000, state }
  return { route: runGet, kind: 'status' as const, status: 200, body }
}
