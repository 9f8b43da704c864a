import { request } from 'node:http'
import { describe, expect, it } from 'vitest'
import { createDemoServer } from '../../../../src/main/demo/server.ts'
import { useDemoWorkspace } from '../../../support/demo-workspace.ts'

/** A GET with headers that `fetch` does not let one set. */
function get(
  url: string,
  headers: Record<string, string>,
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { headers }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (part: string) => (text += part))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
    })
    sent.on('error', reject).end()
  })
}

const me = '/api/2.0/preview/scim/v2/Me'

describe('access to the demo workspace', () => {
  const demo = useDemoWorkspace()

  it('tells who is signed in', async () => {
    const answer = await demo.call(me)
    expect(answer.status).toBe(200)
    expect(answer.body).toMatchObject({ userName: 'you@example.com', displayName: 'Demo User' })
  })

  it('answers 401 without a token', async () => {
    const answer = await get(`${demo.server.url}${me}`, {})
    expect(answer.status).toBe(401)
    expect(JSON.parse(answer.text)).toEqual({
      error_code: 401,
      message: 'Credential was not sent or was of an unsupported type for this API.',
    })
  })

  it('answers 403 for a wrong token, as Databricks does', async () => {
    const answer = await get(`${demo.server.url}${me}`, { authorization: 'Bearer dapi-wrong' })
    expect(answer.status).toBe(403)
    expect(JSON.parse(answer.text)).toEqual({ error_code: 403, message: 'Invalid access token.' })
  })

  it('answers ENDPOINT_NOT_FOUND for a call that does not exist', async () => {
    const wrongPath = await demo.call('/api/2.2/nothing')
    expect(wrongPath).toEqual({
      status: 404,
      body: {
        error_code: 'ENDPOINT_NOT_FOUND',
        message: "No API found for 'GET /api/2.2/nothing'",
      },
    })
    const wrongMethod = await demo.call('/api/2.2/jobs/list', {})
    expect(wrongMethod.body['error_code']).toBe('ENDPOINT_NOT_FOUND')
  })

  it('refuses a host name that only points here, even with the token', async () => {
    const headers = { authorization: `Bearer ${demo.server.token}`, host: 'evil.example:80' }
    expect((await get(`${demo.server.url}${me}`, headers)).status).toBe(403)
    expect((await get(`${demo.server.url}/`, { host: 'evil.example' })).status).toBe(403)
  })

  it('refuses a page of another origin and sends no CORS permission', async () => {
    const headers = { authorization: `Bearer ${demo.server.token}`, origin: 'https://evil.example' }
    expect((await get(`${demo.server.url}${me}`, headers)).status).toBe(403)
    const response = await fetch(`${demo.server.url}/`)
    expect(response.headers.get('access-control-allow-origin')).toBeNull()
  })

  it('takes localhost as its name', async () => {
    const { port } = new URL(demo.server.url)
    const headers = { authorization: `Bearer ${demo.server.token}`, host: `localhost:${port}` }
    expect((await get(`${demo.server.url}${me}`, headers)).status).toBe(200)
  })

  it('refuses a body that is no JSON object', async () => {
    const response = await fetch(`${demo.server.url}/api/2.2/jobs/run-now`, {
      method: 'POST',
      headers: { authorization: `Bearer ${demo.server.token}` },
      body: '{"job_id": ',
    })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error_code: 'MALFORMED_REQUEST' })
  })

  it('counts requests by route and keeps no secrets', async () => {
    await demo.call(me)
    await demo.call(me)
    await demo.call('/api/2.0/pipelines/00000000-0000-0000-0000-000000000000')
    const { requests } = demo.server.workspace
    expect(requests.count(`GET ${me}`)).toBe(2)
    expect(requests.count('GET /api/2.0/pipelines/:id')).toBe(1)
    expect(requests.all().at(-1)).toMatchObject({ method: 'GET', query: '' })
    expect(JSON.stringify(requests.all())).not.toContain(demo.server.token)
  })
})

describe('starting the demo workspace', () => {
  it('says which port is taken', async () => {
    const first = await createDemoServer()
    const port = Number(new URL(first.url).port)
    await expect(createDemoServer({ port })).rejects.toMatchObject({
      code: 'demo-failed',
      message: `Port ${port} is used by another program.`,
    })
    await first.stop()
  })

  it('refuses a size it cannot have', async () => {
    await expect(createDemoServer({ jobs: 100_001 })).rejects.toMatchObject({ code: 'demo-failed' })
    await expect(createDemoServer({ pipelines: -1 })).rejects.toMatchObject({ code: 'demo-failed' })
  })

  it('stops while a request hangs, and can be stopped twice', async () => {
    const server = await createDemoServer()
    server.faults.add({ route: 'GET *', kind: 'hang' })
    const hanging = fetch(`${server.url}/`).catch((error: unknown) => error)
    while (server.workspace.requests.all().length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    await server.stop()
    await server.stop()
    expect(await hanging).toBeInstanceOf(Error)
  })
})
