import { describe, expect, it } from 'vitest'
import { connectGateway } from '../../../../src/main/databricks/connect.ts'
import { silentLogger } from '../../../../src/main/logging/logger.ts'
import { exportRecordSchema } from '../../../../src/shared/export.ts'
import { foundRunSchema, recentRunsSchema } from '../../../../src/shared/export-runs.ts'
import { useDemoWorkspace } from '../../../support/demo-workspace.ts'
import { connectionTo, ExportsProcess, ManualClock } from './exports-world.ts'
import { useFolder } from './support.ts'

const clock = new ManualClock()
const demo = useDemoWorkspace({ now: clock.read, timeScale: 1, jobs: 30, pipelines: 5 })
const folder = useFolder()
const jobId = '1290381902'
const configPath = '/Workspace/Shared/config.yml'

function openProcess(): ExportsProcess {
  const app = new ExportsProcess({ server: demo.server, folder: folder.path, clock })
  app.service.recover()
  return app
}

const colleague = () =>
  connectGateway({
    host: demo.server.url,
    token: demo.server.token,
    logger: silentLogger,
    now: clock.read,
    sleep: () => Promise.resolve(),
  })

let tokens = 0
/** A run that somebody else started. */
async function startElsewhere(
  parameters: Record<string, string> = { config_path: configPath },
  job = jobId,
) {
  const gateway = await colleague()
  const idempotencyToken = `elsewhere-${(tokens += 1)}`
  return (await gateway.runs.runNow({ jobId: job, parameters, idempotencyToken })).runId
}

describe('a run that was started elsewhere', () => {
  it('is followed to its end and recorded like our own', async () => {
    const runId = await startElsewhere()
    clock.now += 4000
    const app = openProcess()
    const record = await app.service.adopt(runId)
    expect(record).toMatchObject({
      origin: 'adopted',
      adoptedAt: clock.now,
      runId,
      jobId,
      jobName: 'Export_Workflow_Job',
      configPath,
      connectionName: 'Demo workspace',
      state: 'starting',
      createdAt: clock.now - 4000,
    })
    expect(record.startedBy).toContain('@')
    expect(record.outputPath).not.toBeNull()
    expect(record.workflows).toBeGreaterThan(0)
    expect(record.compute).not.toBeNull()
    expect(record.estimate?.pastRuns).toBeGreaterThan(0)
    expect(exportRecordSchema.strict().parse(record)).toBeTruthy()
    await app.untilEnded()
    expect(app.newest).toMatchObject({ id: record.id, state: 'succeeded', progress: 100 })
    expect(app.ended).toHaveLength(1)
    expect(demo.server.workspace.runsStarted).toBe(1)
  })

  const shapes: [string, (host: string, runId: string) => string][] = [
    ['its page', (host, runId) => `${host}/jobs/${jobId}/runs/${runId}`],
    ['its page with the workspace', (host, runId) => `${host}/jobs/${jobId}/runs/${runId}?o=1`],
    ['a page below', (host, runId) => `${host}/jobs/${jobId}/runs/${runId}/compute?o=1`],
    ['the older page', (host, runId) => `${host}/#job/${jobId}/run/${runId}`],
    [
      'the older page with the workspace',
      (host, runId) => `${host}/?o=1#job/${jobId}/run/${runId}`,
    ],
    ['a page without job', (host, runId) => `${host}/jobs/runs/${runId}`],
    ['its id in other words', (_host, runId) => `\n {"run_id": ${runId}, "number_in_job": 3}\n`],
  ]
  it.each(shapes)('is found by %s', async (_what, write) => {
    const runId = await startElsewhere()
    const app = openProcess()
    const text = write(demo.server.url, runId)
    const found = await app.service.findRun(text)
    expect(foundRunSchema.strict().parse(found)).toMatchObject({
      runId,
      jobName: 'Export_Workflow_Job',
      isExportJob: true,
      byTask: false,
      state: 'queued',
      configPath,
      exportId: null,
    })
    expect(await app.service.adopt(text)).toMatchObject({ runId, origin: 'adopted' })
  })

  it('is found by the run of one of its tasks', async () => {
    const runId = await startElsewhere()
    const app = openProcess()
    const taskRunId = demo.server.workspace.taskRunId(runId, 2)
    expect(await app.service.findRun(taskRunId)).toMatchObject({ runId, byTask: true })
    expect(await app.service.adopt(taskRunId)).toMatchObject({ runId })
  })

  it('is shown, not recorded twice, when it is in the list already', async () => {
    const app = openProcess()
    const ours = await app.service.start()
    await app.pass(0)
    const runId = app.newest?.runId ?? ''
    expect(await app.service.findRun(runId)).toMatchObject({ exportId: ours.id })
    expect(await app.service.adopt(runId)).toMatchObject({ id: ours.id, origin: 'started' })
    expect(app.service.list()).toHaveLength(1)
  })

  it('is recorded once when it is adopted twice at the same time', async () => {
    const runId = await startElsewhere()
    const app = openProcess()
    const [one, other] = await Promise.all([app.service.adopt(runId), app.service.adopt(runId)])
    expect(other.id).toBe(one.id)
    expect(app.service.list()).toHaveLength(1)
  })

  it('shows its result when it has ended, and nobody is notified', async () => {
    const runId = await startElsewhere()
    clock.now += 3_600_000
    const app = openProcess()
    const record = await app.service.adopt(runId)
    expect(record).toMatchObject({ state: 'succeeded', progress: 100 })
    expect(record.endedAt).toBeLessThan(clock.now)
    await app.pass(60_000)
    expect(app.ended).toEqual([])
    const again = openProcess()
    expect(again.service.list()).toMatchObject([{ id: record.id, state: 'succeeded' }])
    expect(again.ended).toEqual([])
  })

  it('says nothing of how much it exports when the configuration has changed since', async () => {
    const runId = await startElsewhere()
    clock.now += 60_000
    const text = demo.server.workspace.files.read(configPath) ?? ''
    demo.server.workspace.files.write(configPath, `${text}\n`)
    const record = await openProcess().service.adopt(runId)
    expect(record).toMatchObject({ workflows: 0, pipelines: 0 })
    expect(record.outputPath).not.toBeNull()
  })

  it('is followed without its configuration when that cannot be read', async () => {
    const runId = await startElsewhere({ config_path: '/Workspace/Shared/gone.yml' })
    const record = await openProcess().service.adopt(runId)
    expect(record).toMatchObject({ outputPath: null, workflows: 0, state: 'queued' })
  })

  it('may belong to another job, which is said before', async () => {
    const other = demo.server.workspace.jobs.at(2)
    const runId = await startElsewhere({}, String(other.id))
    const app = openProcess()
    expect(await app.service.findRun(runId)).toMatchObject({
      jobName: other.name,
      isExportJob: false,
      configPath: '',
    })
    const record = await app.service.adopt(runId)
    expect(record).toMatchObject({ jobName: other.name, configPath: '', outputPath: null })
    await expect(app.service.runAgain(record.id, { anyway: true })).rejects.toMatchObject({
      code: 'not-ready',
    })
  })

  it('is canceled like our own', async () => {
    const app = openProcess()
    const { id } = await app.service.adopt(await startElsewhere())
    await app.service.cancel(id)
    await app.untilEnded()
    expect(app.newest?.state).toBe('canceled')
  })

  it('is followed after a restart', async () => {
    const runId = await startElsewhere()
    const first = openProcess()
    await first.service.adopt(runId)
    await first.service.stop()
    const second = openProcess()
    await second.untilEnded()
    expect(second.newest).toMatchObject({ runId, origin: 'adopted', state: 'succeeded' })
  })

  it('is followed through another connection when its URL is of that workspace', async () => {
    const runId = await startElsewhere()
    const app = openProcess()
    app.others = [connectionTo(demo.server, 'second')]
    app.connection = { ...connectionTo(demo.server), id: 'elsewhere', host: 'https://other.test' }
    const url = `${demo.server.url}/jobs/${jobId}/runs/${runId}`
    expect(await app.service.findRun(url)).toMatchObject({ connectionId: 'second' })
    expect(await app.service.adopt(url)).toMatchObject({ connectionId: 'second', runId })
  })

  it('is found through another connection to its workspace when the first is signed out', async () => {
    const runId = await startElsewhere()
    const app = openProcess()
    app.others = [connectionTo(demo.server, 'signed-out'), connectionTo(demo.server, 'second')]
    app.connection = null
    app.signedOut.add('signed-out')
    const url = `${demo.server.url}/jobs/${jobId}/runs/${runId}`
    expect(await app.service.findRun(url)).toMatchObject({ connectionId: 'second' })
  })
})

describe('what is not a run', () => {
  it.each<[string, string, string, RegExp]>([
    ['does not exist', '849743237728880', 'not-found', /There is no run 849743237728880 in Demo/],
    ['is a number within its job', '17', 'not-found', /There is no run 17/],
    ['is too large', '9223372036854775807', 'id-not-exact', /too large/],
    ['is longer than any id', '1'.repeat(20), 'bad-input', /too long/],
    ['is empty', '  \n ', 'bad-input', /Paste the id/],
    ['is a job', `https://other.test/jobs/${jobId}`, 'bad-input', /page of a job/],
    [
      'is in a workspace without a connection',
      'https://other.test/jobs/1/runs/2',
      'not-connected',
      /other\.test/,
    ],
  ])('is refused when it %s', async (_what, text, code, words) => {
    const app = openProcess()
    for (const asked of [app.service.findRun(text), app.service.adopt(text)]) {
      await expect(asked).rejects.toMatchObject({ code, message: expect.stringMatching(words) })
    }
    expect(app.service.list()).toEqual([])
  })

  it('is refused without a connection', async () => {
    const app = openProcess()
    app.connection = null
    await expect(app.service.findRun('849743237728880')).rejects.toMatchObject({
      code: 'not-connected',
    })
    await expect(app.service.recentRuns()).rejects.toMatchObject({ code: 'not-connected' })
  })

  it('says why Databricks cannot be asked', async () => {
    demo.server.faults.add({ route: 'GET /api/2.2/jobs/runs/get', kind: 'status', status: 403 })
    const app = openProcess()
    await expect(app.service.adopt('849743237728880')).rejects.toMatchObject({ code: 'forbidden' })
  })
})

describe('the recent runs of the export job', () => {
  it('are told newest first, with who started them and which are followed', async () => {
    const app = openProcess()
    const ours = await app.service.start()
    await app.pass(0)
    clock.now += 1000
    const other = await startElsewhere({ config_path: '/Workspace/Shared/other.yml' })
    const recent = await app.service.recentRuns()
    expect(recentRunsSchema.strict().parse(recent).jobName).toBe('Export_Workflow_Job')
    expect(recent.runs[0]).toMatchObject({
      runId: other,
      exportId: null,
      configPath: '/Workspace/Shared/other.yml',
    })
    expect(recent.runs[1]).toMatchObject({ exportId: ours.id, isExportJob: true })
    expect(recent.runs[2]).toMatchObject({ state: 'succeeded', exportId: null })
    expect(recent.runs.every(({ startedBy }) => startedBy?.includes('@'))).toBe(true)
  })

  it('cannot be told without an export job', async () => {
    const app = openProcess()
    app.configuration.exportJob = null
    await expect(app.service.recentRuns()).rejects.toMatchObject({ code: 'not-ready' })
  })
})
