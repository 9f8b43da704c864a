import { describe, expect, it } from 'vitest'
import { useDemoWorkspace } from '../../../support/demo-workspace.ts'
import { answering, connect, failureOf, oddServer } from './support.ts'

const demo = useDemoWorkspace({ share: true, jobs: 5, pipelines: 130 })
const open = () => connect({ host: demo.server.url, token: demo.server.token })

describe('the list of pipelines', () => {
  it('comes 100 at a time', async () => {
    const gateway = await open()
    const first = await gateway.pipelines.listPage()
    const second = await gateway.pipelines.listPage({ pageToken: first.nextPageToken })
    expect([first.items.length, second.items.length]).toEqual([100, 30])
    expect(second.nextPageToken).toBeNull()
    expect(first.items[0]).toEqual({
      kind: 'pipeline',
      id: 'd4623163-fa76-4fb3-a117-663851c9f32f',
      name: 'orders_gold',
      creator: 'data-platform@example.com',
      tags: [],
      createdAt: null,
      trigger: null,
      compute: null,
      state: 'RUNNING',
      health: 'HEALTHY',
      lastRunAt: expect.any(Number),
    })
    const whole = await gateway.pipelines.get(first.items[0]?.id ?? '')
    expect(first.items[0]?.lastRunAt).toBe(whole.updates[0]?.startedAt)
  })
})

describe('a pipeline', () => {
  it('comes with libraries, updates and a link', async () => {
    const id = 'd4623163-fa76-4fb3-a117-663851c9f32f'
    const pipeline = await (await open()).pipelines.get(id)
    expect(pipeline.item).toMatchObject({ id, trigger: { kind: 'continuous' } })
    expect(pipeline.url).toBe(`${demo.server.url}/pipelines/${id}`)
    expect(pipeline.libraries[0]).toEqual({
      kind: 'notebook',
      text: '/Workspace/Shared/pipelines/orders_gold/bronze',
    })
    expect(pipeline.updates[0]?.url).toBe(`${pipeline.url}/updates/${pipeline.updates[0]?.runId}`)
    const starts = pipeline.updates.map(({ startedAt }) => startedAt ?? 0)
    expect(starts.length).toBeGreaterThan(0)
    expect(starts).toEqual([...starts].sort((a, b) => b - a))
  })

  it('tells libraries, compute, schedule and updates of all kinds', async () => {
    const server = await oddServer(
      answering({
        pipeline_id: 'abc',
        name: 'p',
        state: 'SOMETHING_NEW',
        spec: {
          serverless: true,
          trigger: { cron: { quartz_cron_schedule: '0 0 2 * * ?' } },
          libraries: [
            { notebook: { path: '/n' } },
            { file: { path: '/f' } },
            { glob: { include: '/g/**' } },
            { maven: { coordinates: 'a:b:1' } },
            { jar: 'dbfs:/x.jar' },
            { whl: '/w.whl' },
            {},
            null,
          ],
        },
        latest_updates: ['COMPLETED', 'FAILED', 'CANCELED', 'SETTING_UP_TABLES', 'NEW'].map(
          (state, index) => ({
            update_id: `u${index}`,
            state,
            creation_time: '2026-01-15T12:00:00Z',
          }),
        ),
      }),
    )
    const pipeline = await (await connect({ host: server.url, token: 't' })).pipelines.get('abc')
    expect(pipeline.item).toMatchObject({
      state: 'SOMETHING_NEW',
      compute: 'serverless',
      trigger: { kind: 'schedule', text: 'Daily 02:00', paused: false },
    })
    expect(pipeline.libraries).toEqual([
      { kind: 'notebook', text: '/n' },
      { kind: 'file', text: '/f' },
      { kind: 'folder', text: '/g/**' },
      { kind: 'maven', text: 'a:b:1' },
      { kind: 'jar', text: 'dbfs:/x.jar' },
      { kind: 'wheel', text: '/w.whl' },
      { kind: 'other', text: 'Other' },
    ])
    expect(pipeline.timing).toEqual({ expression: '0 0 2 * * ?', timeZone: 'UTC' })
    expect(pipeline.updates.map(({ result }) => result)).toEqual([
      'succeeded',
      'failed',
      'canceled',
      'running',
      'running',
    ])
    expect(pipeline.updates[0]?.startedAt).toBe(Date.UTC(2026, 0, 15, 12))
  })

  it('that is not there is not found', async () => {
    const failure = await failureOf((await open()).pipelines.get('no-such'))
    expect(failure).toMatchObject({
      code: 'not-found',
      message: 'The pipeline no-such does not exist.',
    })
  })

  it.each(['', '../jobs/list', 'a/b', 'a?b', 'x'.repeat(65)])(
    'is not asked for by %j, which would be another path',
    async (id) => {
      const server = await oddServer(answering({}))
      const gateway = await connect({ host: server.url, token: 't' })
      expect((await failureOf(gateway.pipelines.get(id))).code).toBe('bad-input')
      expect(server.requests).toEqual([])
    },
  )
})
