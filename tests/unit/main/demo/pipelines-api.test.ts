import { describe, expect, it } from 'vitest'
import { useDemoWorkspace } from '../../../support/demo-workspace.ts'

interface ListedPipeline {
  pipeline_id: string
  name: string
  state: string
  health: string
  latest_updates: { update_id: string; state: string; creation_time: string }[]
}

const listed = (body: Record<string, unknown>) => (body['statuses'] ?? []) as ListedPipeline[]

describe('the Pipelines API', () => {
  const demo = useDemoWorkspace()

  it('gives 25 pipelines a page by default and 60 in all', async () => {
    const first = await demo.call('/api/2.0/pipelines')
    expect(listed(first.body)).toHaveLength(25)
    const ids = new Set<string>()
    let token: unknown = ''
    while (token !== undefined) {
      const { body } = await demo.call(
        `/api/2.0/pipelines?max_results=50&page_token=${String(token)}`,
      )
      for (const pipeline of listed(body)) ids.add(pipeline.pipeline_id)
      token = body['next_page_token']
    }
    expect(ids.size).toBe(60)
  })

  it('refuses more than 100 a page', async () => {
    const { status, body } = await demo.call('/api/2.0/pipelines?max_results=101')
    expect([status, body['error_code']]).toEqual([400, 'INVALID_PARAMETER_VALUE'])
  })

  it('filters by name LIKE', async () => {
    const filter = encodeURIComponent("name LIKE '%SANDBOX%'")
    const { body } = await demo.call(`/api/2.0/pipelines?filter=${filter}`)
    expect(listed(body).map((each) => each.name)).toEqual(['sandbox', 'sandbox'])
    const wrong = await demo.call('/api/2.0/pipelines?filter=state')
    expect(wrong.status).toBe(400)
  })

  it('has pipelines in several states, with updates newest first', async () => {
    const { body } = await demo.call('/api/2.0/pipelines?max_results=100')
    const pipelines = listed(body)
    expect(new Set(pipelines.map((each) => each.state)).size).toBeGreaterThan(1)
    expect(new Set(pipelines.map((each) => each.health))).toEqual(new Set(['HEALTHY', 'UNHEALTHY']))
    for (const { latest_updates: updates } of pipelines) {
      const times = updates.map((update) => Date.parse(update.creation_time))
      expect(times).toEqual([...times].sort((left, right) => right - left))
    }
  })

  it('gives one pipeline with its specification', async () => {
    const { body } = await demo.call('/api/2.0/pipelines/D4623163-fa76-4fb3-a117-663851c9f32f')
    expect(body).toMatchObject({ name: 'orders_gold', spec: { name: 'orders_gold' } })
  })

  it('answers 404 for a pipeline that does not exist', async () => {
    const id = '00000000-0000-4000-8000-000000000000'
    expect(await demo.call(`/api/2.0/pipelines/${id}`)).toEqual({
      status: 404,
      body: {
        error_code: 'RESOURCE_DOES_NOT_EXIST',
        message: `The specified pipeline ${id} was not found.`,
      },
    })
  })
})
