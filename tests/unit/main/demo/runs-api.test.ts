import { parse } from 'yaml'
import { beforeEach, describe, expect, it } from 'vitest'
import { useDemoWorkspace } from '../../../support/demo-workspace.ts'

const exportJob = 1290381902
const start = Date.UTC(2026, 5, 1, 12)

interface SeenRun {
  run_id: number
  start_time: number
  end_time: number
  queue_duration: number
  run_duration: number
  run_page_url: string
  state: { life_cycle_state: string; result_state?: string; state_message: string }
  status: { state: string; termination_details?: { code: string; type: string; message: string } }
  tasks: {
    task_key: string
    run_id: number
    setup_duration: number
    execution_duration: number
    state: { life_cycle_state: string; result_state?: string }
  }[]
}

describe('a run of the export job', () => {
  let clock = start
  beforeEach(() => {
    clock = start
  })
  const demo = useDemoWorkspace({ timeScale: 1, now: () => clock })

  const runNow = async (more: Record<string, unknown> = {}) => {
    const { body } = await demo.call('/api/2.2/jobs/run-now', { job_id: exportJob, ...more })
    return Number(body['run_id'])
  }
  const get = async (runId: number) =>
    (await demo.call(`/api/2.2/jobs/runs/get?run_id=${runId}`)).body as unknown as SeenRun
  const at = async (runId: number, afterMs: number) => {
    clock = start + afterMs
    return get(runId)
  }
  const setConfig = (text: string) => demo.server.workspace.files.write('/Shared/config.yml', text)

  it('is queued, starts, runs and ends well within about 20 s', async () => {
    const runId = await runNow()
    const states: string[] = []
    for (let second = 0; second <= 25; second += 0.5) {
      const run = await at(runId, second * 1000)
      if (states.at(-1) !== run.state.life_cycle_state) states.push(run.state.life_cycle_state)
      expect(run.status.state).toBe(run.state.life_cycle_state)
    }
    expect(states).toEqual(['QUEUED', 'PENDING', 'RUNNING', 'TERMINATED'])
    const run = await get(runId)
    expect(run.state.result_state).toBe('SUCCESS')
    expect(run.status.termination_details).toEqual({
      code: 'SUCCESS',
      type: 'SUCCESS',
      message: '',
    })
    expect(run.end_time - run.start_time).toBe(run.run_duration)
    expect(run.run_duration).toBeGreaterThan(14_000)
    expect(run.run_duration).toBeLessThan(24_000)
    expect(run.queue_duration).toBeGreaterThan(1000)
  })

  it('tells the state of each task', async () => {
    const runId = await runNow()
    const states = (run: SeenRun) => run.tasks.map((task) => task.state.life_cycle_state)
    expect(states(await at(runId, 0))).toEqual(['QUEUED', 'BLOCKED', 'BLOCKED', 'BLOCKED'])
    expect(states(await at(runId, 4000))).toEqual(['PENDING', 'BLOCKED', 'BLOCKED', 'BLOCKED'])
    expect(states(await at(runId, 10_000))).toEqual(['TERMINATED', 'RUNNING', 'RUNNING', 'BLOCKED'])
    const ended = await at(runId, 60_000)
    expect(ended.tasks.map((task) => task.task_key)).toEqual([
      'validate_config',
      'export_workflows',
      'export_pipelines',
      'write_manifest',
    ])
    expect(ended.tasks.every((task) => task.state.result_state === 'SUCCESS')).toBe(true)
    expect(ended.tasks[0]?.setup_duration).toBeGreaterThan(4000)
    expect(ended.tasks.every((task) => task.execution_duration > 0)).toBe(true)
  })

  it('writes one file for each active item and a manifest', async () => {
    const runId = await runNow()
    await at(runId, 10_000)
    expect(demo.server.workspace.files.below('/Shared/exports')).toEqual([])
    await at(runId, 60_000)
    expect(demo.server.workspace.files.below('/Shared/exports')).toEqual([
      '/Workspace/Shared/exports/jobs',
      '/Workspace/Shared/exports/jobs/billing_customer_sync.yml',
      '/Workspace/Shared/exports/jobs/customer_360_daily.yml',
      '/Workspace/Shared/exports/manifest.yml',
      '/Workspace/Shared/exports/pipelines',
      '/Workspace/Shared/exports/pipelines/billing_cdc.yml',
      '/Workspace/Shared/exports/pipelines/orders_gold.yml',
    ])
    const text =
      demo.server.workspace.files.read('/Shared/exports/jobs/customer_360_daily.yml') ?? ''
    expect(parse(text)).toMatchObject({
      resources: { jobs: { customer_360_daily: { name: 'customer_360_daily' } } },
    })
    const manifest: unknown = parse(
      demo.server.workspace.files.read('/Shared/exports/manifest.yml') ?? '',
    )
    expect(manifest).toMatchObject({ run_id: runId, skipped: 1 })
  })

  it('reads the configuration that config_path names', async () => {
    demo.server.workspace.files.write(
      '/Users/you@example.com/mine.yml',
      'initial_variables: { v_start_path: /Workspace/Shared/mine }\nworkflows: []\n',
    )
    const runId = await runNow({
      job_parameters: { config_path: '/Workspace/Users/you@example.com/mine.yml' },
    })
    expect((await at(runId, 60_000)).state.result_state).toBe('SUCCESS')
    expect(demo.server.workspace.files.below('/Shared/mine')).toEqual([
      '/Workspace/Shared/mine/manifest.yml',
    ])
  })

  it('gives names that make the same file two files', async () => {
    const twins = demo.server.workspace.jobs
    const ids = Array.from({ length: 30 }, (_, index) => twins.at(index))
      .filter((job) => job.name === 'daily_report')
      .map((job) => job.id)
    setConfig(
      `initial_variables: { v_start_path: /Shared/out }\nworkflows:\n${ids
        .map((id) => `  - job_id: ${id}\n`)
        .join('')}`,
    )
    await at(await runNow(), 60_000)
    expect(demo.server.workspace.files.below('/Shared/out/jobs')).toEqual([
      '/Workspace/Shared/out/jobs/daily_report.yml',
      `/Workspace/Shared/out/jobs/daily_report_${ids[1]}.yml`,
    ])
  })

  it.each([
    ['no configuration', null, 'no such file'],
    ['broken YAML', 'workflows: [', 'yaml.YAMLError'],
    ['no mapping', '- a\n', 'must hold a mapping'],
    ['no output folder', 'workflows: []\n', 'v_start_path is not set'],
    [
      'a relative output folder',
      'initial_variables: { v_start_path: out }\n',
      'must be an absolute path',
    ],
    [
      'an output folder that is a file',
      'initial_variables: { v_start_path: /Shared/config.yml }\n',
      'is not a folder',
    ],
    [
      'workflows that are no list',
      'initial_variables: { v_start_path: /Shared/out }\nworkflows: 5\n',
      'workflows must be a list',
    ],
    [
      'a job id that is no number',
      'initial_variables: { v_start_path: /Shared/out }\nworkflows: [{ job_id: x }]\n',
      'workflows[0]: job_id is not an integer',
    ],
    [
      'a job that does not exist',
      'initial_variables: { v_start_path: /Shared/out }\nworkflows: [{ job_id: 5 }]\n',
      'Job 5 does not exist.',
    ],
    [
      'the wish to fail',
      'initial_variables: { v_start_path: /Shared/out, v_demo_outcome: fail }\n',
      'the demo was told to fail',
    ],
  ])('fails with a useful message: %s', async (_name, text, reason) => {
    if (text !== null) setConfig(text)
    const config_path = text === null ? '/Shared/none.yml' : '/Shared/config.yml'
    const run = await at(await runNow({ job_parameters: { config_path } }), 60_000)
    expect(run.state).toMatchObject({ life_cycle_state: 'TERMINATED', result_state: 'FAILED' })
    expect(run.state.state_message).toContain(reason)
    expect(run.status.termination_details?.code).toBe('RUN_EXECUTION_ERROR')
    expect(run.tasks.at(-1)?.state.result_state).toBe('UPSTREAM_FAILED')
    expect(demo.server.workspace.files.below('/Shared/out')).toEqual([])
  })

  it('fails on demand, once', async () => {
    demo.server.workspace.failNextRun('CloudProviderError: quota exceeded')
    const failed = await runNow({ idempotency_token: 'one' })
    const fine = await runNow({ idempotency_token: 'two' })
    const asked = await runNow({ job_parameters: { demo_outcome: 'OutOfMemoryError' } })
    expect((await at(failed, 60_000)).state.state_message).toContain('quota exceeded')
    expect((await at(fine, 60_000)).state.result_state).toBe('SUCCESS')
    expect((await at(asked, 60_000)).state.state_message).toContain('OutOfMemoryError')
  })

  it('is canceled: terminating, then CANCELED, and writes nothing', async () => {
    const runId = await runNow()
    await at(runId, 10_000)
    await demo.call('/api/2.2/jobs/runs/cancel', { run_id: runId })
    expect((await get(runId)).state.life_cycle_state).toBe('TERMINATING')
    const run = await at(runId, 12_000)
    expect(run.state).toMatchObject({ life_cycle_state: 'TERMINATED', result_state: 'CANCELED' })
    expect(run.status.termination_details?.code).toBe('USER_CANCELED')
    expect(run.tasks.map((task) => task.state.result_state)).toEqual([
      'SUCCESS',
      'CANCELED',
      'CANCELED',
      'CANCELED',
    ])
    await at(runId, 60_000)
    expect(demo.server.workspace.files.below('/Shared/exports')).toEqual([])
  })

  it('stays as it ended when it is canceled later', async () => {
    const runId = await runNow()
    await at(runId, 60_000)
    expect((await demo.call('/api/2.2/jobs/runs/cancel', { run_id: runId })).status).toBe(200)
    expect((await get(runId)).state.result_state).toBe('SUCCESS')
  })

  it('is started once for one idempotency token', async () => {
    const token = 'a'.repeat(64)
    const first = await runNow({ idempotency_token: token })
    const again = await runNow({ idempotency_token: token })
    const other = await runNow({ idempotency_token: 'b' })
    expect(again).toBe(first)
    expect(other).not.toBe(first)
    expect(demo.server.workspace.runsStarted).toBe(2)
    const tooLong = await demo.call('/api/2.2/jobs/run-now', {
      job_id: exportJob,
      idempotency_token: 'a'.repeat(65),
    })
    expect([tooLong.status, tooLong.body['error_code']]).toEqual([400, 'INVALID_PARAMETER_VALUE'])
  })

  it('is refused for an unknown job, and with a parameter that the job does not have', async () => {
    const unknown = await demo.call('/api/2.2/jobs/run-now', { job_id: 5 })
    expect([unknown.status, unknown.body['message']]).toEqual([400, 'Job 5 does not exist.'])
    const job = demo.server.workspace.jobs.at(1)
    const answer = await demo.call('/api/2.2/jobs/run-now', {
      job_id: job.id,
      job_parameters: { config_path: '/Shared/config.yml' },
    })
    expect(answer.status).toBe(400)
    expect(answer.body['message']).toContain('config_path')
    expect(demo.server.workspace.runsStarted).toBe(0)
  })

  it('leaves an output for each task', async () => {
    const runId = await runNow()
    const run = await at(runId, 60_000)
    const whole = await demo.call(`/api/2.2/jobs/runs/get-output?run_id=${runId}`)
    expect(whole.body['message']).toContain('multiple tasks is not supported')
    const first = await demo.call(`/api/2.2/jobs/runs/get-output?run_id=${run.tasks[0]?.run_id}`)
    expect(first.body['notebook_output']).toEqual({
      result: 'validate_config: done',
      truncated: false,
    })
  })
})

describe('jobs/runs/list', () => {
  let clock = start
  beforeEach(() => {
    clock = start
  })
  const demo = useDemoWorkspace({ now: () => clock, timeScale: 1 })
  const list = async (query: string) => {
    const { body } = await demo.call(`/api/2.2/jobs/runs/list?${query}`)
    return { runs: (body['runs'] ?? []) as SeenRun[], next: body['next_page_token'] }
  }

  it('has 14 past successful exports with durations like those to come', async () => {
    const { runs } = await list(`job_id=${exportJob}&limit=25&expand_tasks=true`)
    expect(runs).toHaveLength(14)
    for (const run of runs) {
      expect(run.state.result_state).toBe('SUCCESS')
      expect(run.run_duration).toBeGreaterThan(14_000)
      expect(run.run_duration).toBeLessThan(25_000)
      expect(run.end_time).toBeLessThan(start)
      expect(run.tasks[0]?.setup_duration).toBeGreaterThan(3000)
    }
  })

  it('gives at most 25, 20 by default, in pages that a new run does not move', async () => {
    expect((await demo.call('/api/2.2/jobs/runs/list?limit=26')).status).toBe(400)
    const first = await list(`job_id=${exportJob}&limit=10`)
    await demo.call('/api/2.2/jobs/run-now', { job_id: exportJob })
    const second = await list(`job_id=${exportJob}&limit=10&page_token=${String(first.next)}`)
    const ids = [...first.runs, ...second.runs].map((run) => run.run_id)
    expect(new Set(ids).size).toBe(14)
    expect(second.next).toBeUndefined()
  })

  it('gives the newest runs of all jobs, page after page, with what was started here first', async () => {
    const { body } = await demo.call('/api/2.2/jobs/run-now', { job_id: exportJob })
    const runs: Awaited<ReturnType<typeof list>>['runs'] = []
    let token: unknown = ''
    for (let page = 0; page < 4; page += 1) {
      const next = await list(`limit=25&run_type=JOB_RUN&page_token=${String(token)}`)
      runs.push(...next.runs)
      token = next.next
    }
    expect(runs).toHaveLength(100)
    expect(new Set(runs.map((run) => run.run_id)).size).toBe(100)
    expect(runs[0]?.run_id).toBe(body['run_id'])
    const times = runs.map((run) => run.start_time)
    expect(times).toEqual([...times].sort((left, right) => right - left))
    const oldest = times.at(-1) ?? 0
    // No job has a newer run that is missing here.
    for (let index = 0; index < demo.server.workspace.jobs.count; index += 7) {
      const job = demo.server.workspace.jobs.at(index)
      const own = (await list(`job_id=${job.id}&limit=25`)).runs.filter(
        (run) => run.start_time > oldest,
      )
      const ids = runs.map((run) => run.run_id)
      for (const run of own) expect(ids).toContain(run.run_id)
    }
  })

  it('gives each past run again from its id alone', async () => {
    for (let index = 0; index < 40; index += 1) {
      const job = demo.server.workspace.jobs.at(index)
      const { runs } = await list(`job_id=${job.id}&limit=25&expand_tasks=true`)
      expect(runs.length).toBeGreaterThanOrEqual(5)
      const last = runs.at(-1)
      const { body } = await demo.call(`/api/2.2/jobs/runs/get?run_id=${last?.run_id}`)
      expect(body).toMatchObject({ start_time: last?.start_time, state: last?.state })
      const times = runs.map((run) => run.start_time)
      expect(times).toEqual([...times].sort((left, right) => right - left))
    }
  })

  it('tells active from completed runs', async () => {
    const { body } = await demo.call('/api/2.2/jobs/run-now', { job_id: exportJob })
    const active = await list(`job_id=${exportJob}&active_only=true`)
    expect(active.runs.map((run) => run.run_id)).toEqual([body['run_id']])
    const completed = await list(`job_id=${exportJob}&completed_only=true`)
    expect(completed.runs).toHaveLength(14)
    expect(
      (await demo.call('/api/2.2/jobs/runs/list?active_only=true&completed_only=true')).status,
    ).toBe(400)
  })

  it('shows failed, canceled and timed-out runs among all jobs', async () => {
    const results = new Set<string>()
    for (let index = 0; index < 120; index += 1) {
      const { runs } = await list(`job_id=${demo.server.workspace.jobs.at(index).id}&limit=25`)
      for (const run of runs) results.add(run.state.result_state ?? run.state.life_cycle_state)
    }
    expect([...results]).toEqual(
      expect.arrayContaining(['SUCCESS', 'FAILED', 'CANCELED', 'TIMEDOUT', 'SKIPPED', 'RUNNING']),
    )
  })

  it('answers 400 for a run that does not exist', async () => {
    expect(await demo.call('/api/2.2/jobs/runs/get?run_id=77')).toEqual({
      status: 400,
      body: { error_code: 'INVALID_PARAMETER_VALUE', message: 'Run 77 does not exist.' },
    })
    expect((await demo.call('/api/2.2/jobs/runs/cancel', { run_id: 77 })).status).toBe(400)
  })
})
