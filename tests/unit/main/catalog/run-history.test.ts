import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { RunHistory, runBrief } from '../../../../src/main/catalog/run-history.ts'
import { connectGateway } from '../../../../src/main/databricks/connect.ts'
import type { DatabricksGateway, RunObservation } from '../../../../src/main/databricks/gateway.ts'
import { silentLogger } from '../../../../src/main/logging/logger.ts'
import { AppError } from '../../../../src/shared/errors.ts'
import { useDemoWorkspace } from '../../../support/demo-workspace.ts'

const demo = useDemoWorkspace({ share: true })
let gateway: DatabricksGateway
let controller: AbortController
let now: number
let asked: string[]
let atOnce: number
let mostAtOnce: number

beforeEach(async () => {
  gateway = await connectGateway({
    host: demo.server.url,
    token: demo.server.token,
    logger: silentLogger,
  })
  controller = new AbortController()
  now = 1_800_000_000_000
  asked = []
  atOnce = 0
  mostAtOnce = 0
})
afterEach(() => {
  gateway.close()
})

function newHistory(): RunHistory {
  const counting: DatabricksGateway = {
    ...gateway,
    close: () => undefined,
    runs: {
      ...gateway.runs,
      list: async (input, options) => {
        asked.push(input.jobId)
        mostAtOnce = Math.max(mostAtOnce, ++atOnce)
        try {
          return await gateway.runs.list(input, options)
        } finally {
          atOnce--
        }
      },
    },
  }
  return new RunHistory({
    gateway: () => Promise.resolve(counting),
    signal: controller.signal,
    now: () => now,
    logger: silentLogger,
  })
}

async function jobIds(count: number): Promise<string[]> {
  const { items } = await gateway.jobs.listPage()
  return items.slice(0, count).map(({ id }) => id)
}

describe('the last runs', () => {
  it('of many jobs are asked for four at a time', async () => {
    await newHistory().last('workflow', await jobIds(30))
    expect(asked).toHaveLength(30)
    expect(mostAtOnce).toBe(4)
  })

  it('are remembered for half a minute', async () => {
    const history = newHistory()
    const ids = await jobIds(3)
    const first = await history.last('workflow', ids)
    now += 29_999
    expect(await history.last('workflow', ids)).toEqual(first)
    expect(asked).toHaveLength(3)
    now += 1
    await history.last('workflow', ids)
    expect(asked).toHaveLength(6)
  })

  it('of what is asked for last come first', async () => {
    const history = newHistory()
    const ids = await jobIds(24)
    const early = history.last('workflow', ids.slice(0, 20))
    const late = history.last('workflow', ids.slice(20))
    await Promise.all([early, late])
    expect(asked.slice(4, 8).sort()).toEqual(ids.slice(20).sort())
  })

  it('are asked for again after a failure', async () => {
    const history = newHistory()
    const [id = ''] = await jobIds(1)
    const heal = demo.server.faults.add({
      route: 'GET /api/2.2/jobs/runs/list',
      kind: 'status',
      status: 403,
    })
    expect(await history.last('workflow', [id])).toEqual([])
    heal()
    expect(await history.last('workflow', [id])).toHaveLength(1)
  })

  it('stop being asked for when the connection is switched', async () => {
    const history = newHistory()
    const answer = history.last('workflow', await jobIds(30))
    await Promise.resolve()
    controller.abort(new AppError('canceled', 'Switched.'))
    await expect(answer).rejects.toMatchObject({ code: 'canceled' })
    expect(asked.length).toBeLessThanOrEqual(4)
  })
})

describe('a run in brief', () => {
  const run: RunObservation = {
    runId: '1',
    jobId: '2',
    jobRunId: '1',
    name: null,
    creator: null,
    repairedAt: null,
    lifeCycle: 'terminated',
    result: 'succeeded',
    resultCode: 'SUCCESS',
    message: '',
    startedAt: 1000,
    endedAt: 5000,
    queueMs: 1,
    setupMs: 2,
    executionMs: 3,
    url: null,
    parameters: {},
    tasks: [],
  }

  it.each<[Partial<RunObservation>, string, number]>([
    [{}, 'succeeded', 4000],
    [{ result: 'succeeded-with-failures' }, 'succeeded', 4000],
    [{ result: 'timed-out' }, 'failed', 4000],
    [{ result: 'canceled' }, 'canceled', 4000],
    [{ result: 'other', startedAt: null }, 'skipped', 6],
    [{ endedAt: null }, 'succeeded', 6],
    [{ lifeCycle: 'running', result: null, endedAt: null }, 'running', 9000],
    [{ lifeCycle: 'queued', result: null, startedAt: null, endedAt: null }, 'running', 6],
  ])('with %j is %s and lasted %d ms', (changes, result, durationMs) => {
    expect(runBrief({ ...run, ...changes }, 10_000)).toMatchObject({ result, durationMs })
  })
})
