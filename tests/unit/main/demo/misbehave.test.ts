import { describe, expect, it } from 'vitest'
import { callApi, useDemoWorkspace } from '../../../support/demo-workspace.ts'

const me = '/api/2.0/preview/scim/v2/Me'

describe('faults of the demo workspace', () => {
  const demo = useDemoWorkspace()
  const code = async (call: Promise<unknown>): Promise<string> => {
    try {
      await call
      return 'answered'
    } catch (error) {
      const cause: unknown = error instanceof Error ? error.cause : null
      return cause instanceof Error && 'code' in cause ? String(cause.code) : String(error)
    }
  }

  it('answers with a status, its Databricks error and Retry-After, as often as told', async () => {
    demo.server.faults.add({
      route: `GET ${me}`,
      kind: 'status',
      status: 429,
      retryAfter: 2,
      count: 1,
    })
    const first = await fetch(`${demo.server.url}${me}`)
    expect(first.status).toBe(429)
    expect(first.headers.get('retry-after')).toBe('2')
    expect(await first.json()).toMatchObject({ error_code: 'REQUEST_LIMIT_EXCEEDED' })
    expect((await demo.call(me)).status).toBe(200)
  })

  it.each([
    [401, 'UNAUTHENTICATED'],
    [403, 'PERMISSION_DENIED'],
    [500, 'INTERNAL_ERROR'],
    [503, 'TEMPORARILY_UNAVAILABLE'],
  ])('has a body for %i', async (status, errorCode) => {
    demo.server.faults.add({ route: 'GET /api/*', kind: 'status', status })
    const answer = await demo.call(me)
    expect([answer.status, answer.body['error_code']]).toEqual([status, errorCode])
  })

  it('sends a body of the test’s own', async () => {
    demo.server.faults.add({
      route: /Me$/,
      kind: 'status',
      status: 502,
      body: '<h1>Bad Gateway</h1>',
    })
    const response = await fetch(`${demo.server.url}${me}`)
    expect(response.headers.get('content-type')).toBe('text/html')
    expect(await response.text()).toBe('<h1>Bad Gateway</h1>')
  })

  it('meets only the route it names, until it is cleared or taken back', async () => {
    const takeBack = demo.server.faults.add({ route: 'POST /api/2.2/jobs/run-now', kind: 'status' })
    demo.server.faults.add({ route: 'GET /api/2.0/pipelines', kind: 'status', status: 500 })
    expect((await demo.call(me)).status).toBe(200)
    expect((await demo.call('/api/2.0/pipelines')).status).toBe(500)
    expect((await demo.call('/api/2.2/jobs/run-now', { job_id: 1290381902 })).status).toBe(503)
    takeBack()
    expect((await demo.call('/api/2.2/jobs/run-now', { job_id: 1290381902 })).status).toBe(200)
    demo.server.faults.clear()
    expect((await demo.call('/api/2.0/pipelines')).status).toBe(200)
  })

  it('waits', async () => {
    demo.server.faults.add({ route: `GET ${me}`, kind: 'latency', ms: 60_000, count: 1 })
    const signal = AbortSignal.timeout(50)
    await expect(fetch(`${demo.server.url}${me}`, { signal })).rejects.toThrow(/timeout/i)
    demo.server.faults.add({ route: `GET ${me}`, kind: 'latency', ms: 1, count: 1 })
    expect((await demo.call(me)).status).toBe(200)
  })

  it('hangs', async () => {
    demo.server.faults.add({ route: `GET ${me}`, kind: 'hang', count: 1 })
    const signal = AbortSignal.timeout(50)
    await expect(fetch(`${demo.server.url}${me}`, { signal })).rejects.toThrow(/timeout/i)
    expect((await demo.call(me)).status).toBe(200)
  })

  it('resets the connection without doing anything', async () => {
    demo.server.faults.add({ route: 'POST *', kind: 'reset', count: 1 })
    const body = { job_id: 1290381902 }
    expect(await code(callApi(demo.server, '/api/2.2/jobs/run-now', body))).toBe('ECONNRESET')
    expect(demo.server.workspace.runsStarted).toBe(0)
  })

  it('does it, then drops the connection without an answer', async () => {
    demo.server.faults.add({ route: 'POST *', kind: 'drop-after', count: 1 })
    const body = { job_id: 1290381902, idempotency_token: 'once' }
    expect(await code(callApi(demo.server, '/api/2.2/jobs/run-now', body))).toBe('ECONNRESET')
    expect(demo.server.workspace.runsStarted).toBe(1)
    const again = await callApi(demo.server, '/api/2.2/jobs/run-now', body)
    expect(String(again.body['run_id'])).toBe(demo.server.workspace.runs()[0]?.runId)
    expect(demo.server.workspace.runsStarted).toBe(1)
  })

  it('cuts the JSON in half', async () => {
    demo.server.faults.add({ route: `GET ${me}`, kind: 'truncate', count: 1 })
    const response = await fetch(`${demo.server.url}${me}`, {
      headers: { authorization: `Bearer ${demo.server.token}` },
    })
    expect(response.status).toBe(200)
    const text = await response.text()
    expect(text).toMatch(/^\{"schemas"/)
    expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError)
  })

  it('cuts the connection in the middle of the answer', async () => {
    demo.server.faults.add({ route: `GET ${me}`, kind: 'cut-off', count: 1 })
    expect(await code(demo.call(me))).toBe('UND_ERR_SOCKET')
    expect((await demo.call(me)).status).toBe(200)
  })
})
