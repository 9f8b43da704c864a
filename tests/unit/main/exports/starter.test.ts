import { describe, expect, it } from 'vitest'
import { connectGateway } from '../../../../src/main/databricks/connect.ts'
import { silentLogger } from '../../../../src/main/logging/logger.ts'
import { againCheckSchema } from '../../../../src/shared/export-runs.ts'
import { useDemoWorkspace } from '../../../support/demo-workspace.ts'
import { connectionTo, ExportsProcess, ManualClock } from './exports-world.ts'
import { useFolder } from './support.ts'

const clock = new ManualClock()
const demo = useDemoWorkspace({ now: clock.read, timeScale: 1, jobs: 30, pipelines: 5 })
const folder = useFolder()
const configPath = '/Workspace/Shared/config.yml'

function openProcess(): ExportsProcess {
  const app = new ExportsProcess({ server: demo.server, folder: folder.path, clock })
  app.service.recover()
  return app
}

const started = () => demo.server.workspace.runsStarted

async function startElsewhere(path: string): Promise<string> {
  const gateway = await connectGateway({
    host: demo.server.url,
    token: demo.server.token,
    logger: silentLogger,
    now: clock.read,
  })
  const { runId } = await gateway.runs.runNow({
    jobId: '1290381902',
    parameters: { config_path: path },
    idempotencyToken: `elsewhere-${path.replaceAll('/', '-')}-${started()}`,
  })
  return runId
}

async function notRunning(app: ExportsProcess) {
  const { ready, items } = await app.service.readiness()
  return { ready, ...items.find(({ check }) => check === 'not-running') }
}

describe('a second export of the same configuration', () => {
  it('is asked about first, naming the one that runs', async () => {
    const app = openProcess()
    const { id } = await app.service.start()
    await app.pass(5000)
    await expect(app.service.start()).rejects.toMatchObject({
      code: 'conflict',
      details: { exportId: id },
    })
    expect(await notRunning(app)).toMatchObject({
      ready: true,
      status: 'warning',
      fix: { action: 'show-export', target: id },
    })
    expect(started()).toBe(1)
  })

  it('starts when the user says so, and both are followed to their ends', async () => {
    const app = openProcess()
    const first = await app.service.start()
    const second = await app.service.start({ anyway: true })
    expect(second.id).not.toBe(first.id)
    await app.untilEnded()
    expect(started()).toBe(2)
    expect(app.service.list().map(({ state }) => state)).toEqual(['succeeded', 'succeeded'])
    expect(app.ended).toHaveLength(2)
  })

  it('is one start when “Start another” is clicked twice at once', async () => {
    const app = openProcess()
    await app.service.start()
    const [one, other] = await Promise.all([
      app.service.start({ anyway: true }),
      app.service.start({ anyway: true }),
    ])
    expect(other.id).toBe(one.id)
    expect(app.service.list()).toHaveLength(2)
  })

  it.each(['/Shared/config.yml', '/Workspace/Shared/config.yml', '/Shared//config.yml'])(
    'is recognised when its path is written as %s',
    async (path) => {
      const app = openProcess()
      await app.service.start()
      app.configuration.state.main.path = path
      await expect(app.service.start()).rejects.toMatchObject({ code: 'conflict' })
    },
  )

  it('is recognised through another connection to the same workspace', async () => {
    const app = openProcess()
    const { id } = await app.service.start()
    app.others = [connectionTo(demo.server)]
    app.connection = connectionTo(demo.server, 'second')
    await expect(app.service.start()).rejects.toMatchObject({ details: { exportId: id } })
  })

  it('is recognised when it was started through two connections at the same time', async () => {
    const app = openProcess()
    const first = app.service.start()
    app.others = [connectionTo(demo.server)]
    app.connection = connectionTo(demo.server, 'second')
    const answers = await Promise.allSettled([first, app.service.start()])
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(app.service.list()).toHaveLength(1)
  })

  it('of another file starts unasked, beside the first', async () => {
    const app = openProcess()
    await app.service.start()
    app.configuration.state.main.path = '/Workspace/Shared/other.yml'
    await app.service.start()
    expect(app.service.active()).toHaveLength(2)
  })

  it('is asked about when a run that was started elsewhere exports the same', async () => {
    const runId = await startElsewhere('/Shared/config.yml')
    const app = openProcess()
    await expect(app.service.start()).rejects.toMatchObject({
      code: 'conflict',
      details: { runId, startedBy: expect.stringContaining('@'), startedAt: clock.now },
    })
    expect(await notRunning(app)).toMatchObject({
      status: 'warning',
      fix: { action: 'follow-run' },
    })
    await app.service.start({ anyway: true })
    await app.service.adopt(runId)
    expect(app.service.active()).toHaveLength(2)
  })

  it('is only warned of when a run elsewhere exports something else', async () => {
    await startElsewhere('/Shared/other.yml')
    const app = openProcess()
    const item = await notRunning(app)
    expect(item).toMatchObject({ ready: true, status: 'warning' })
    expect(item.detail).toContain('/Shared/other.yml')
    await app.service.start()
    await app.pass(0)
    expect(started()).toBe(2)
  })

  it('starts when the runs of the job cannot be read', async () => {
    demo.server.faults.add({
      route: 'GET /api/2.2/jobs/runs/list',
      kind: 'status',
      status: 403,
      count: 9,
    })
    const app = openProcess()
    expect(await app.service.start()).toMatchObject({ state: 'submitting' })
  })
})

describe('an export that is run again', () => {
  async function ended(app: ExportsProcess) {
    await app.service.start()
    await app.untilEnded()
    return app.newest?.id ?? ''
  }

  it('exports the same file with the same job, read anew', async () => {
    const app = openProcess()
    const id = await ended(app)
    const check = againCheckSchema.strict().parse(await app.service.checkAgain(id))
    expect(check).toMatchObject({
      isOtherConnection: false,
      jobName: 'Export_Workflow_Job',
      configPath,
      then: { workflows: 3, pipelines: 2 },
      unsaved: false,
    })
    const again = await app.service.runAgain(id, { anyway: false })
    expect(again).toMatchObject({ state: 'submitting', configPath, ...check.now })
    expect(again.id).not.toBe(id)
    await app.untilEnded()
    expect(app.newest).toMatchObject({ id: again.id, state: 'succeeded' })
    expect(demo.server.workspace.runs()[1]?.parameters).toEqual({ config_path: configPath })
  })

  it('says when the file asks for other items or another folder than then', async () => {
    const app = openProcess()
    const id = await ended(app)
    demo.server.workspace.files.write(
      configPath,
      'initial_variables:\n  v_start_path: /Workspace/Shared/elsewhere\n' +
        'workflows:\n  - job_id: 1\n  - { job_id: 2, is_active: false }\n',
    )
    expect(await app.service.checkAgain(id)).toMatchObject({
      now: { workflows: 1, pipelines: 0 },
      then: { workflows: 3, pipelines: 2 },
      outputPath: '/Workspace/Shared/elsewhere',
      outputPathThen: '/Workspace/Shared/exports',
    })
  })

  it('says that unsaved edits are not part of it', async () => {
    const app = openProcess()
    const id = await ended(app)
    app.configuration.state.main.unsaved = true
    expect(await app.service.checkAgain(id)).toMatchObject({ unsaved: true })
  })

  it('runs through its own connection while another one is in use', async () => {
    const app = openProcess()
    const id = await ended(app)
    app.others = [connectionTo(demo.server)]
    app.connection = { ...connectionTo(demo.server), id: 'other', host: 'https://other.test' }
    expect(await app.service.checkAgain(id)).toMatchObject({ isOtherConnection: true })
    expect(await app.service.runAgain(id, { anyway: false })).toMatchObject({
      connectionId: 'demo',
    })
  })

  it('is asked about first while one is active, and starts once on a double click', async () => {
    const app = openProcess()
    const id = await ended(app)
    const active = await app.service.start()
    await expect(app.service.runAgain(id, { anyway: false })).rejects.toMatchObject({
      code: 'conflict',
      details: { exportId: active.id },
    })
    const [one, other] = await Promise.all([
      app.service.runAgain(id, { anyway: true }),
      app.service.runAgain(id, { anyway: true }),
    ])
    expect(other.id).toBe(one.id)
  })

  it.each<[string, string, () => void]>([
    [
      'its file is no YAML',
      'config-invalid',
      () => demo.server.workspace.files.write(configPath, 'a: ['),
    ],
    [
      'nothing in it is active',
      'not-ready',
      () =>
        demo.server.workspace.files.write(configPath, 'initial_variables: { v_start_path: /a }'),
    ],
    [
      'it names no folder',
      'not-ready',
      () => demo.server.workspace.files.write(configPath, 'workflows: [{ job_id: 1 }]'),
    ],
    [
      'its job is gone',
      'not-found',
      () =>
        demo.server.faults.add({
          route: 'GET /api/2.2/jobs/get',
          kind: 'status',
          status: 404,
          count: 9,
        }),
    ],
    [
      'its job may not be used',
      'forbidden',
      () =>
        demo.server.faults.add({
          route: 'GET /api/2.2/jobs/get',
          kind: 'status',
          status: 403,
          count: 9,
        }),
    ],
    [
      'nobody is signed in',
      'unauthorized',
      () =>
        demo.server.faults.add({
          route: 'GET /api/2.2/jobs/get',
          kind: 'status',
          status: 401,
          count: 9,
        }),
    ],
  ])('is refused when %s, and nothing is started', async (_what, code, happen) => {
    const app = openProcess()
    const id = await ended(app)
    happen()
    await expect(app.service.checkAgain(id)).rejects.toMatchObject({ code })
    await expect(app.service.runAgain(id, { anyway: true })).rejects.toMatchObject({ code })
    expect(app.service.list()).toHaveLength(1)
  })

  it('is refused when its file is gone, or its connection', async () => {
    const app = openProcess()
    app.configuration.state.main.path = '/Workspace/Shared/gone.yml'
    const id = await ended(app)
    await expect(app.service.runAgain(id, { anyway: false })).rejects.toMatchObject({
      code: 'config-missing',
    })
    app.connection = null
    await expect(app.service.runAgain(id, { anyway: false })).rejects.toMatchObject({
      code: 'not-connected',
    })
  })
})

it('exports of several connections start at the same time', async () => {
  const app = openProcess()
  const first = app.service.start()
  app.others = [connectionTo(demo.server)]
  app.connection = connectionTo(demo.server, 'second')
  const { state } = app.configuration
  const main = { ...state.main, path: '/Workspace/Shared/other.yml' }
  app.configuration.state = { ...state, main }
  const [one, other] = await Promise.all([first, app.service.start()])
  expect(one).toMatchObject({ connectionId: 'demo', configPath })
  expect(other).toMatchObject({ connectionId: 'second' })
  await app.untilEnded()
  expect(started()).toBe(2)
})
