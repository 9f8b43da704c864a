import { describe, expect, it } from 'vitest'
import { useDemoWorkspace } from '../../../support/demo-workspace.ts'
import { answering, connect, failureOf, oddServer, recordingLogger } from './support.ts'

const demo = useDemoWorkspace({ share: true, jobs: 240, pipelines: 1 })
const open = () => connect({ host: demo.server.url, token: demo.server.token })

describe('the list of jobs', () => {
  it('comes 100 at a time until there is no next page', async () => {
    const gateway = await open()
    const sizes: number[] = []
    const ids = new Set<string>()
    let pageToken: string | null = null
    do {
      const page = await gateway.jobs.listPage({ pageToken })
      sizes.push(page.items.length)
      for (const { id } of page.items) ids.add(id)
      pageToken = page.nextPageToken
    } while (pageToken !== null)
    expect(sizes).toEqual([100, 100, 40])
    expect(ids.size).toBe(240)
  })

  it('tells what the catalog keeps of each', async () => {
    const { items } = await (await open()).jobs.listPage()
    expect(items.find(({ name }) => name === 'customer_360_daily')).toEqual({
      kind: 'workflow',
      id: '810105583362026',
      name: 'customer_360_daily',
      creator: 'data-platform@example.com',
      tags: ['prod', 'domain:customer'],
      createdAt: expect.any(Number),
      trigger: { kind: 'schedule', text: 'Daily 02:00', paused: false },
      compute: 'job-cluster',
      state: null,
      health: null,
      lastRunAt: null,
    })
  })

  it('leaves out a job with an id that a number cannot hold, and says so in the log', async () => {
    const ids = ['1', '9007199254740993', '9007199254740991', '-4', 'null']
    const jobs = ids.map((id) => `{"job_id": ${id}, "settings": {"name": "job ${id}"}}`).join()
    const server = await oddServer(answering(`{"jobs": [${jobs}], "next_page_token": ""}`))
    const logger = recordingLogger()
    const gateway = await connect({ host: server.url, token: 't', logger })
    const page = await gateway.jobs.listPage()
    expect(page.items.map(({ id }) => id)).toEqual(['1', '9007199254740991'])
    expect(page).toMatchObject({ nextPageToken: null, skipped: 3 })
    const warnings = logger.lines.filter(({ level }) => level === 'warn')
    expect(warnings.map(({ fields }) => fields.skipped)).toEqual([3])
  })

  it.each([
    ['nothing at all', {}],
    ['a list that is none', { jobs: 'x' }],
    ['entries that are none', { jobs: [null, 1, [], 'x'] }],
    ['jobs with broken settings', { jobs: [{ job_id: 1, settings: null }] }],
    [
      'settings of the wrong kinds',
      { jobs: [{ job_id: 1, settings: { name: 5, tags: [1], tasks: {}, schedule: 'x' } }] },
    ],
  ])('survives %s', async (_name, answer) => {
    const server = await oddServer(answering(answer))
    const gateway = await connect({ host: server.url, token: 't' })
    const { items } = await gateway.jobs.listPage()
    expect(items.map(({ name }) => name)).toEqual(items.length === 0 ? [] : ['Untitled job 1'])
  })

  it('asks for expanded tasks, 100 at a time, and passes the page token on', async () => {
    const server = await oddServer(answering({}))
    const gateway = await connect({ host: server.url, token: 't' })
    await gateway.jobs.listPage({ pageToken: 'a&b=c' })
    expect(server.requests).toEqual([
      'GET /api/2.2/jobs/list?limit=100&expand_tasks=true&page_token=a%26b%3Dc',
    ])
  })
})

describe('a job', () => {
  it('comes with tasks, parameters and links', async () => {
    const job = await (await open()).jobs.get('1290381902')
    expect(job).toMatchObject({
      item: { id: '1290381902', name: 'Export_Workflow_Job' },
      url: `${demo.server.url}/jobs/1290381902`,
      parameters: expect.arrayContaining([expect.objectContaining({ name: 'config_path' })]),
      compute: 'serverless-optimized',
    })
    expect(job.tasks.at(-1)).toEqual({
      key: 'write_manifest',
      kind: 'notebook',
      dependsOn: ['export_workflows', 'export_pipelines'],
      facts: [
        { label: 'Notebook', text: '/Workspace/Shared/workflow_exporter/write_manifest' },
        { label: 'Parameters', text: 'config_path = {{job.parameters.config_path}}' },
        { label: 'Environment', text: 'default' },
      ],
    })
    expect(job.raw).toMatchObject({ job_id: 1290381902 })
  })

  it('with more tasks than one answer holds is put together', async () => {
    const tasks = (from: number) =>
      Array.from({ length: 100 }, (_each, index) => ({
        task_key: `t${from + index}`,
        sql_task: {},
      }))
    const server = await oddServer((request, response) => {
      const token = new URL(request.url ?? '', 'http://x').searchParams.get('page_token')
      const next = { '': 'second', second: 'third', third: undefined }[token ?? '']
      const settings = {
        name: 'large',
        tasks: tasks(token === null ? 0 : token === 'second' ? 100 : 200),
      }
      response.end(JSON.stringify({ job_id: 7, settings, next_page_token: next, has_more: true }))
    })
    const gateway = await connect({ host: server.url, token: 't' })
    const job = await gateway.jobs.get('7')
    expect(job.tasks.map(({ key }) => key)).toEqual(
      Array.from({ length: 300 }, (_each, i) => `t${i}`),
    )
    expect(job.raw).not.toHaveProperty('next_page_token')
    expect(server.requests).toHaveLength(3)
  })

  it('in pages without an end is given up', async () => {
    const server = await oddServer(answering({ job_id: 7, settings: {}, next_page_token: 'again' }))
    const gateway = await connect({ host: server.url, token: 't' })
    expect((await failureOf(gateway.jobs.get('7'))).code).toBe('bad-response')
  })

  it('that is not there is not found', async () => {
    const failure = await failureOf((await open()).jobs.get('123'))
    expect(failure.toRecord()).toMatchObject({
      code: 'not-found',
      message: 'The job 123 does not exist.',
      suggestion: expect.stringContaining('deleted or renamed'),
      details: { status: 400, errorCode: 'INVALID_PARAMETER_VALUE' },
    })
  })

  it('with an id that a number cannot hold is not asked for', async () => {
    const server = await oddServer(answering({}))
    const gateway = await connect({ host: server.url, token: 't' })
    expect((await failureOf(gateway.jobs.get('9007199254740993'))).code).toBe('id-not-exact')
    expect((await failureOf(gateway.jobs.get('12a'))).code).toBe('bad-input')
    expect(server.requests).toEqual([])
  })

  it('whose id was rounded on the way is refused', async () => {
    const server = await oddServer(answering('{"job_id": 9007199254740993, "settings": {}}'))
    const gateway = await connect({ host: server.url, token: 't' })
    expect((await failureOf(gateway.jobs.get('7'))).code).toBe('id-not-exact')
  })
})
