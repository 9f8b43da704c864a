import { describe, expect, it } from 'vitest'
import { createDemoServer } from '../../../../src/main/demo/server.ts'
import { callApi, useDemoWorkspace } from '../../../support/demo-workspace.ts'

interface ListedJob {
  job_id: number
  creator_user_name: string
  created_time: number
  has_more?: boolean
  settings: {
    name: string
    tasks?: unknown[]
    job_clusters?: unknown[]
    schedule?: { quartz_cron_expression: string; timezone_id: string; pause_status: string }
    trigger?: Record<string, unknown>
    continuous?: unknown
    performance_target?: string
  }
}

const listed = (body: Record<string, unknown>) => (body['jobs'] ?? []) as ListedJob[]

async function allJobs(server: { url: string; token: string }, query = ''): Promise<ListedJob[]> {
  const jobs: ListedJob[] = []
  let token = ''
  do {
    const path = `/api/2.2/jobs/list?limit=100${query}${token === '' ? '' : `&page_token=${token}`}`
    const { body } = await callApi(server, path)
    jobs.push(...listed(body))
    token = String(body['next_page_token'] ?? '')
  } while (token !== '')
  return jobs
}

describe('jobs/list', () => {
  const demo = useDemoWorkspace()

  it('gives 20 jobs a page by default', async () => {
    const { body } = await demo.call('/api/2.2/jobs/list')
    expect(listed(body)).toHaveLength(20)
    expect(body['has_more']).toBe(true)
    expect(body['next_page_token']).toEqual(expect.any(String))
  })

  it.each(['0', '101', '-5', 'ten'])('refuses a limit of %s', async (limit) => {
    const { status, body } = await demo.call(`/api/2.2/jobs/list?limit=${limit}`)
    expect(status).toBe(400)
    expect(body['error_code']).toBe('INVALID_PARAMETER_VALUE')
  })

  it('pages through all 240 jobs once, newest first', async () => {
    const jobs = await allJobs(demo.server)
    expect(new Set(jobs.map((job) => job.job_id)).size).toBe(240)
    const times = jobs.map((job) => job.created_time)
    expect(times).toEqual([...times].sort((left, right) => right - left))
  })

  it('refuses a page token that is not from this list', async () => {
    const { body } = await demo.call('/api/2.0/pipelines?max_results=1')
    for (const token of ['rubbish', String(body['next_page_token'])]) {
      const answer = await demo.call(`/api/2.2/jobs/list?page_token=${token}`)
      expect(answer.status).toBe(400)
    }
  })

  it('gives tasks and clusters only when asked', async () => {
    const plain = await allJobs(demo.server)
    expect(plain.every((job) => job.settings.tasks === undefined)).toBe(true)
    expect(plain.every((job) => job.settings.job_clusters === undefined)).toBe(true)
    const expanded = await allJobs(demo.server, '&expand_tasks=true')
    expect(expanded.every((job) => (job.settings.tasks ?? []).length > 0)).toBe(true)
    expect(expanded.some((job) => job.settings.job_clusters !== undefined)).toBe(true)
    const wide = expanded.find((job) => job.settings.name === 'regional_rollup_wide')
    expect(wide?.settings.tasks).toHaveLength(100)
    expect(wide?.has_more).toBe(true)
  })

  it('filters by exact name in either case, duplicates included', async () => {
    const { body } = await demo.call('/api/2.2/jobs/list?name=DAILY_report')
    expect(listed(body).map((job) => job.settings.name)).toEqual(['daily_report', 'daily_report'])
    const none = await demo.call('/api/2.2/jobs/list?name=daily')
    expect(none.body).toEqual({ has_more: false })
  })

  it('has the names that lists get wrong', async () => {
    const names = (await allJobs(demo.server)).map((job) => job.settings.name)
    expect(names).toEqual(expect.arrayContaining(['0042', 'on', 'تقرير_المبيعات_اليومي']))
    expect(names.some((name) => name.includes('🚀'))).toBe(true)
    expect(names.some((name) => name.length === 300)).toBe(true)
  })

  it('has every kind of trigger and compute', async () => {
    const jobs = await allJobs(demo.server, '&expand_tasks=true')
    const settings = jobs.map((job) => job.settings)
    const some = (test: (each: ListedJob['settings']) => boolean) => settings.some(test)
    expect(some((each) => each.schedule?.pause_status === 'PAUSED')).toBe(true)
    expect(some((each) => each.schedule?.timezone_id === 'Europe/Berlin')).toBe(true)
    for (const kind of ['file_arrival', 'table_update', 'periodic']) {
      expect(some((each) => each.trigger !== undefined && kind in each.trigger)).toBe(true)
    }
    expect(some((each) => each.continuous !== undefined)).toBe(true)
    expect(some((each) => each.performance_target === 'PERFORMANCE_OPTIMIZED')).toBe(true)
    expect(some((each) => each.performance_target === 'STANDARD')).toBe(true)
    expect(some((each) => JSON.stringify(each.tasks).includes('existing_cluster_id'))).toBe(true)
  })

  it('is the same in every workspace with the same seed and clock', async () => {
    const now = () => Date.UTC(2026, 5, 1)
    const servers = await Promise.all([
      createDemoServer({ now }),
      createDemoServer({ now }),
      createDemoServer({ now, seed: 2 }),
    ])
    const [first, second, other] = await Promise.all(
      servers.map((server) => allJobs(server, '&expand_tasks=true')),
    )
    expect(first).toEqual(second)
    expect(first).not.toEqual(other)
    await Promise.all(servers.map((server) => server.stop()))
  })

  it('answers an empty workspace without the list, as Databricks does', async () => {
    const empty = await createDemoServer({ jobs: 0, pipelines: 0 })
    expect((await callApi(empty, '/api/2.2/jobs/list')).body).toEqual({ has_more: false })
    expect((await callApi(empty, '/api/2.0/pipelines')).body).toEqual({})
    await empty.stop()
  })
})

describe('jobs/get', () => {
  const demo = useDemoWorkspace()

  it('gives more than 100 tasks in pages', async () => {
    const { body } = await demo.call('/api/2.2/jobs/list?name=regional_rollup_wide')
    const path = `/api/2.2/jobs/get?job_id=${listed(body)[0]?.job_id}`
    const first = (await demo.call(path)).body
    const next = String(first['next_page_token'])
    const second = (await demo.call(`${path}&page_token=${next}`)).body
    const tasks = (page: Record<string, unknown>) =>
      (page as unknown as ListedJob).settings.tasks ?? []
    expect(tasks(first)).toHaveLength(100)
    expect(tasks(second)).toHaveLength(30)
    expect(second['next_page_token']).toBeUndefined()
    const keys = [...tasks(first), ...tasks(second)].map((task) => JSON.stringify(task))
    expect(new Set(keys).size).toBe(130)
  })

  it('gives the export job with its parameter', async () => {
    const { body } = await demo.call('/api/2.2/jobs/get?job_id=1290381902')
    expect(body).toMatchObject({
      job_id: 1290381902,
      run_as_user_name: 'data-platform@example.com',
      settings: { name: 'Export_Workflow_Job', performance_target: 'PERFORMANCE_OPTIMIZED' },
    })
    expect(JSON.stringify(body)).toContain('"config_path"')
  })

  it('answers 400 for a job that does not exist', async () => {
    expect(await demo.call('/api/2.2/jobs/get?job_id=123')).toEqual({
      status: 400,
      body: { error_code: 'INVALID_PARAMETER_VALUE', message: 'Job 123 does not exist.' },
    })
    expect((await demo.call('/api/2.2/jobs/get')).status).toBe(400)
    expect((await demo.call('/api/2.2/jobs/get?job_id=abc')).status).toBe(400)
  })
})

describe('100,000 jobs', () => {
  it('start at once and are paged without being kept', async () => {
    const server = await createDemoServer({ jobs: 100_000, pipelines: 20_000 })
    const ids = new Set<number>()
    let token = ''
    globalThis.gc?.()
    const before = process.memoryUsage().heapUsed
    for (let page = 0; page < 20; page += 1) {
      const query = token === '' ? '' : `&page_token=${token}`
      const { body } = await callApi(
        server,
        `/api/2.2/jobs/list?limit=100&expand_tasks=true${query}`,
      )
      for (const job of listed(body)) ids.add(job.job_id)
      token = String(body['next_page_token'])
    }
    globalThis.gc?.()
    expect(ids.size).toBe(2000)
    // 2000 jobs with tasks are about 10 MB; garbage not yet collected may add some.
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(150_000_000)
    const last = server.workspace.jobs.at(99_999)
    const { body } = await callApi(server, `/api/2.2/jobs/get?job_id=${last.id}`)
    expect(body['job_id']).toBe(last.id)
    await server.stop()
  })
})
