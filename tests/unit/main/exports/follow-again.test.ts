import { describe, expect, it } from 'vitest'
import { connectGateway } from '../../../../src/main/databricks/connect.ts'
import { silentLogger } from '../../../../src/main/logging/logger.ts'
import { useDemoWorkspace } from '../../../support/demo-workspace.ts'
import { connectionTo, ExportsProcess, ManualClock } from './exports-world.ts'
import { useFolder } from './support.ts'

const clock = new ManualClock()
const demo = useDemoWorkspace({ now: clock.read, timeScale: 1, jobs: 30, pipelines: 5 })
const folder = useFolder()

function openProcess(): ExportsProcess {
  const app = new ExportsProcess({ server: demo.server, folder: folder.path, clock })
  app.service.recover()
  return app
}

async function failedExport(app: ExportsProcess) {
  demo.server.workspace.failNextRun('RuntimeError: no permission')
  await app.service.start()
  await app.untilEnded()
  const failed = app.newest
  expect(failed).toMatchObject({ state: 'failed' })
  return { id: failed?.id ?? '', runId: failed?.runId ?? '' }
}

/** What “Repair run” does in Databricks. */
async function repair(runId: string, latest?: number): Promise<number> {
  const { url, token } = demo.server
  const response = await fetch(`${url}/api/2.2/jobs/runs/repair`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify({
      run_id: Number(runId),
      rerun_all_failed_tasks: true,
      ...(latest === undefined ? {} : { latest_repair_id: latest }),
    }),
  })
  const answer = (await response.json()) as { repair_id: number }
  expect(response.status).toBe(200)
  return answer.repair_id
}

describe('the run of an ended export', () => {
  it('is followed again when its failed tasks are repaired, and keeps its id', async () => {
    const app = openProcess()
    const { id, runId } = await failedExport(app)
    clock.now += 60_000
    await repair(runId)
    const again = await app.service.followAgain(id)
    expect(again).toMatchObject({ id, runId, endedAt: null, error: null, repairedAt: clock.now })
    expect(['queued', 'starting', 'running']).toContain(again.state)
    await app.untilEnded()
    expect(app.newest).toMatchObject({ id, runId, state: 'succeeded', progress: 100, error: null })
    expect(app.newest?.tasks.every(({ state }) => state === 'succeeded')).toBe(true)
    expect(app.ended.map(({ state }) => state)).toEqual(['failed', 'succeeded'])
    expect(demo.server.workspace.runsStarted).toBe(1)
  })

  it('is followed again when somebody pastes it', async () => {
    const app = openProcess()
    const { id, runId } = await failedExport(app)
    await repair(runId)
    expect(await app.service.adopt(runId)).toMatchObject({ id, endedAt: null })
    await app.untilEnded()
    expect(app.service.list()).toMatchObject([{ id, state: 'succeeded', origin: 'started' }])
  })

  it('is brought up to date without a notification when the repair has ended as well', async () => {
    const app = openProcess()
    const { id, runId } = await failedExport(app)
    await repair(runId)
    clock.now += 3_600_000
    expect(await app.service.followAgain(id)).toMatchObject({ state: 'succeeded' })
    expect(app.ended).toHaveLength(1)
  })

  it('can be repaired more than once', async () => {
    const app = openProcess()
    const { id, runId } = await failedExport(app)
    demo.server.workspace.failNextRun('RuntimeError: still no permission')
    const first = await repair(runId)
    await app.service.followAgain(id)
    await app.untilEnded()
    expect(app.newest).toMatchObject({ state: 'failed' })
    expect(app.newest?.message).toContain('still no permission')
    clock.now += 1000
    await repair(runId, first)
    await app.service.followAgain(id)
    await app.untilEnded()
    expect(app.newest).toMatchObject({ state: 'succeeded' })
  })

  it('goes on being followed after a crash', async () => {
    const app = openProcess()
    const { id, runId } = await failedExport(app)
    await repair(runId)
    await app.service.followAgain(id)
    await app.service.stop()
    const next = openProcess()
    await next.untilEnded()
    expect(next.newest).toMatchObject({ id, state: 'succeeded' })
  })

  it('says so when nothing has changed', async () => {
    const app = openProcess()
    const { id } = await failedExport(app)
    await expect(app.service.followAgain(id)).rejects.toMatchObject({
      code: 'conflict',
      message: 'The run has not changed since it ended.',
    })
    expect(app.newest).toMatchObject({ id, state: 'failed' })
  })

  it('is found through another connection after its own was removed', async () => {
    const app = openProcess()
    const { id } = await app.service.start()
    await app.pass(0)
    app.connection = null
    app.service.connectionRemoved('demo')
    expect(app.newest).toMatchObject({ id, state: 'lost' })
    await expect(app.service.followAgain(id)).rejects.toMatchObject({ code: 'not-connected' })
    app.others = [connectionTo(demo.server, 'new')]
    expect(await app.service.followAgain(id)).toMatchObject({ id, connectionId: 'new' })
    await app.untilEnded()
    expect(app.newest).toMatchObject({ id, state: 'succeeded' })
  })
})

it('an export that never had a run has none to follow', async () => {
  const app = openProcess()
  demo.server.faults.add({ route: 'POST /api/2.2/jobs/run-now', kind: 'status', status: 403 })
  const { id } = await app.service.start()
  await app.pass(0)
  await expect(app.service.followAgain(id)).rejects.toMatchObject({ code: 'conflict' })
})

it('a repaired run of the demo workspace tells its history', async () => {
  const app = openProcess()
  const { runId } = await failedExport(app)
  clock.now += 5000
  await repair(runId)
  const gateway = await connectGateway({
    host: demo.server.url,
    token: demo.server.token,
    logger: silentLogger,
    now: clock.read,
  })
  expect(await gateway.runs.get(runId)).toMatchObject({ repairedAt: clock.now, endedAt: null })
})
