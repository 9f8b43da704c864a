import { describe, expect, it } from 'vitest'
import { useDemoWorkspace } from '../../../support/demo-workspace.ts'
import { answering, connect, failureOf, oddServer } from './support.ts'

const demo = useDemoWorkspace({ jobs: 20, pipelines: 5 })
const open = () => connect({ host: demo.server.url, token: demo.server.token })
const jobId = '1290381902'
const parameters = { config_path: '/Workspace/Shared/config.yml' }

describe('a run', () => {
  it('is started once per token', async () => {
    const gateway = await open()
    const input = { jobId, parameters, idempotencyToken: 'one' }
    const first = await gateway.runs.runNow(input)
    const again = await gateway.runs.runNow(input)
    const other = await gateway.runs.runNow({ ...input, idempotencyToken: 'two' })
    expect(again).toEqual(first)
    expect(other).not.toEqual(first)
    expect(demo.server.workspace.runs().map(({ idempotencyToken }) => idempotencyToken)).toEqual([
      'one',
      'two',
    ])
  })

  it('is seen from its start to its end', async () => {
    const gateway = await open()
    const { runId } = await gateway.runs.runNow({ jobId, parameters, idempotencyToken: 'watched' })
    const first = await gateway.runs.get(runId)
    expect(first).toMatchObject({ runId, jobId, result: null, resultCode: '', endedAt: null })
    expect(first.parameters).toMatchObject(parameters)
    expect(first.url).toContain(runId)
    await expect
      .poll(async () => (await gateway.runs.get(runId)).lifeCycle, { timeout: 15_000 })
      .toBe('terminated')
    const last = await gateway.runs.get(runId)
    expect(last).toMatchObject({ result: 'succeeded', resultCode: 'SUCCESS' })
    expect(last.endedAt).toBeGreaterThan(last.startedAt ?? Infinity)
    expect(last.executionMs).toBeGreaterThan(0)
    expect(last.tasks.map(({ state }) => state)).toEqual(Array(4).fill('succeeded'))
  })

  it('is canceled, and canceling again does no harm', async () => {
    const gateway = await open()
    const { runId } = await gateway.runs.runNow({ jobId, parameters, idempotencyToken: 'canceled' })
    await gateway.runs.cancel(runId)
    await gateway.runs.cancel(runId)
    await expect
      .poll(async () => (await gateway.runs.get(runId)).result, { timeout: 15_000 })
      .toBe('canceled')
  })

  it('that is gone is not found', async () => {
    const failure = await failureOf((await open()).runs.get('5'))
    expect(failure).toMatchObject({ code: 'not-found', message: 'The run 5 does not exist.' })
  })

  it('with an id that a number cannot hold is refused, whichever way it goes', async () => {
    const server = await oddServer(answering('{"run_id": 9007199254740993, "job_id": 1}'))
    const gateway = await connect({ host: server.url, token: 't' })
    const started = gateway.runs.runNow({ jobId: '1', parameters: {}, idempotencyToken: 'x' })
    expect((await failureOf(started)).code).toBe('id-not-exact')
    expect((await failureOf(gateway.runs.get('1'))).code).toBe('id-not-exact')
    expect((await failureOf(gateway.runs.cancel('9007199254740993'))).code).toBe('id-not-exact')
    expect(server.requests).toHaveLength(2)
  })

  it.each(['', 'x'.repeat(65), 'with space'])('is not started with the token %j', async (token) => {
    const gateway = await open()
    const started = gateway.runs.runNow({ jobId, parameters, idempotencyToken: token })
    expect((await failureOf(started)).code).toBe('internal')
    expect(demo.server.workspace.runsStarted).toBe(0)
  })

  it('with more tasks than one answer holds is put together', async () => {
    const server = await oddServer((request, response) => {
      const isFirst = !request.url?.includes('page_token=more')
      const state = { life_cycle_state: 'RUNNING' }
      const tasks = [isFirst ? { task_key: 'a', run_id: 11, state } : { task_key: 'b', state }]
      const next_page_token = isFirst ? 'more' : ''
      response.end(JSON.stringify({ run_id: 1, job_id: 2, tasks, next_page_token }))
    })
    const gateway = await connect({ host: server.url, token: 't' })
    expect((await gateway.runs.get('1')).tasks).toEqual([
      { key: 'a', runId: '11', state: 'running' },
      { key: 'b', runId: null, state: 'running' },
    ])
  })

  it('tells who started it, and of a task’s run which run it belongs to', async () => {
    const gateway = await open()
    const { runId } = await gateway.runs.runNow({ jobId, parameters, idempotencyToken: 'who' })
    const run = await gateway.runs.get(runId)
    expect(run).toMatchObject({ jobRunId: runId, name: 'Export_Workflow_Job', repairedAt: null })
    expect(run.creator).toContain('@')
    const taskRunId = demo.server.workspace.taskRunId(runId, 1)
    const taskRun = await gateway.runs.get(taskRunId)
    expect(taskRun).toMatchObject({ runId: taskRunId, jobRunId: runId, jobId })
  })

  it('counts the newest attempt of each task, and tells of the last repair', async () => {
    const attempt = (task_key: string, attempt_number: number, result_state: string) => ({
      task_key,
      run_id: 100 + attempt_number,
      attempt_number,
      state: { life_cycle_state: 'TERMINATED', result_state },
    })
    const server = await oddServer(
      answering({
        run_id: 1,
        job_id: 2,
        tasks: [
          attempt('a', 0, 'SUCCESS'),
          attempt('b', 1, 'SUCCESS'),
          attempt('b', 0, 'FAILED'),
          attempt('c', 0, 'UPSTREAM_FAILED'),
          attempt('c', 1, 'FAILED'),
        ],
        repair_history: [
          { type: 'ORIGINAL', start_time: 10 },
          { type: 'REPAIR', id: 5, start_time: 30 },
          { type: 'REPAIR', id: 6, start_time: 70 },
        ],
      }),
    )
    const run = await (await connect({ host: server.url, token: 't' })).runs.get('1')
    expect(run.repairedAt).toBe(70)
    expect(run.tasks).toEqual([
      { key: 'a', runId: '100', state: 'succeeded' },
      { key: 'b', runId: '101', state: 'succeeded' },
      { key: 'c', runId: '101', state: 'failed' },
    ])
  })

  it('says nothing wrong when Databricks says little', async () => {
    const server = await oddServer(
      answering({ run_id: 1, job_id: 2, start_time: 0, tasks: [null] }),
    )
    const gateway = await connect({ host: server.url, token: 't' })
    expect(await gateway.runs.get('1')).toEqual({
      runId: '1',
      jobId: '2',
      jobRunId: '1',
      name: null,
      creator: null,
      repairedAt: null,
      lifeCycle: 'unknown',
      result: null,
      resultCode: '',
      message: '',
      startedAt: null,
      endedAt: null,
      queueMs: 0,
      setupMs: 0,
      executionMs: 0,
      url: null,
      parameters: {},
      tasks: [],
    })
  })
})

describe('the runs of a job', () => {
  it('are the newest, at most as many as asked for', async () => {
    const runs = await (await open()).runs.list({ jobId, limit: 5 })
    expect(runs).toHaveLength(5)
    const starts = runs.map(({ startedAt }) => startedAt ?? 0)
    expect(starts).toEqual([...starts].sort((a, b) => b - a))
  })

  it('are those under way as well as those that have ended', async () => {
    const gateway = await open()
    const { runId } = await gateway.runs.runNow({ jobId, parameters, idempotencyToken: 'active' })
    const [newest, before] = await gateway.runs.list({ jobId, limit: 2 })
    expect(newest?.runId).toBe(runId)
    expect(newest?.lifeCycle).not.toBe('terminated')
    expect(before?.lifeCycle).toBe('terminated')
  })

  it('are never more than Databricks gives at a time', async () => {
    const server = await oddServer(answering({}))
    const gateway = await connect({ host: server.url, token: 't' })
    await gateway.runs.list({ jobId: '1', limit: 1000 })
    expect(server.requests).toEqual(['GET /api/2.2/jobs/runs/list?job_id=1&limit=25'])
  })
})
