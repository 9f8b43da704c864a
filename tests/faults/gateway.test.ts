import { describe, expect, it } from 'vitest'
import { createDemoServer } from '../../src/main/demo/server.ts'
import type { DatabricksGateway } from '../../src/main/databricks/gateway.ts'
import { useDemoWorkspace } from '../support/demo-workspace.ts'
import {
  connect as open,
  failureOf,
  oddServer,
  recordingLogger,
  steeredTime,
} from '../unit/main/databricks/support.ts'

const demo = useDemoWorkspace({ jobs: 20, pipelines: 5 })
const exportJob = '1290381902'

async function connect(deadlineMs = 5_000) {
  const time = steeredTime()
  const logger = recordingLogger()
  const deadlines = { callMs: deadlineMs, contentMs: deadlineMs }
  const { url: host, token } = demo.server
  const gateway = await open({ host, token, logger, deadlines, ...time })
  return { gateway, time, logger, host: new URL(host).host }
}

const me = 'GET /api/2.0/preview/scim/v2/Me'
const requestsTo = (route: string) => demo.server.workspace.requests.count(route)

describe('a server that accepts and never answers', () => {
  it('is cut off at the deadline and said not to answer', async () => {
    const { gateway, host } = await connect(60)
    demo.server.faults.add({ route: me, kind: 'hang' })
    const failure = await failureOf(gateway.identity.me())
    expect(failure.toRecord()).toMatchObject({
      code: 'timeout',
      message: `${host} did not answer within 1 second.`,
      suggestion: expect.stringContaining('check the network, the VPN'),
    })
  })

  it('loses its connection, and the next call gets a new one', async () => {
    const server = await oddServer((request, response) => {
      if (request.url === '/api/2.0/preview/scim/v2/Me') response.end('{"userName":"a@b.c"}')
    })
    const gateway = await open({ host: server.url, token: 't', deadlines: { callMs: 60 } })
    await failureOf(gateway.jobs.listPage())
    await expect.poll(() => server.sockets.size).toBe(0)
    expect(await gateway.identity.me()).toMatchObject({ userName: 'a@b.c' })
    expect(server.connections()).toBe(2)
  })

  it('is cut off as well when it stops in the middle of its answer', async () => {
    const server = await oddServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.write('{"jobs": [')
    })
    const gateway = await open({ host: server.url, token: 't', deadlines: { callMs: 60 } })
    expect((await failureOf(gateway.jobs.listPage())).code).toBe('timeout')
    await expect.poll(() => server.sockets.size).toBe(0)
  })
})

describe('a server that drops the connection', () => {
  it.each(['reset', 'cut-off'] as const)('gets the call again after a %s', async (kind) => {
    const { gateway, time } = await connect()
    demo.server.faults.add({ route: me, kind, count: 2 })
    expect(await gateway.identity.me()).toMatchObject({ userName: 'you@example.com' })
    expect(time.waits).toEqual([250, 500])
  })

  it('is said to have broken off when it goes on doing so', async () => {
    const { gateway, time, host } = await connect()
    demo.server.faults.add({ route: me, kind: 'reset' })
    const failure = await failureOf(gateway.identity.me())
    expect(failure.toRecord()).toMatchObject({
      code: 'connection-reset',
      message: `The connection to ${host} broke off.`,
      suggestion: 'Try again. If it happens again, check the network, the VPN and the proxy.',
    })
    expect(time.waits).toEqual([250, 500, 1000, 2000, 4000])
  })

  it('starts one run when the answer to run-now is lost', async () => {
    const { gateway } = await connect()
    demo.server.faults.add({ route: 'POST /api/2.2/jobs/run-now', kind: 'drop-after', count: 1 })
    const before = await newestRun(gateway)
    const idempotencyToken = 'lost-answer'
    const { runId } = await gateway.runs.runNow({
      jobId: exportJob,
      parameters: {},
      idempotencyToken,
    })
    const [newest, next] = await gateway.runs.list({ jobId: exportJob, limit: 2 })
    expect(newest?.runId).toBe(runId)
    expect(next?.runId).toBe(before)
    expect(requestsTo('POST /api/2.2/jobs/run-now')).toBe(2)
  })
})

async function newestRun(gateway: DatabricksGateway) {
  const [run] = await gateway.runs.list({ jobId: exportJob, limit: 1 })
  return run?.runId
}

describe('503', () => {
  it('three times, then an answer: the user sees the answer', async () => {
    const { gateway, time } = await connect()
    demo.server.faults.add({
      route: 'GET /api/2.2/jobs/list',
      kind: 'status',
      status: 503,
      count: 3,
    })
    expect((await gateway.jobs.listPage()).items).toHaveLength(20)
    expect(time.waits).toEqual([250, 500, 1000])
  })

  it('six times: the user is told that Databricks has a problem', async () => {
    const { gateway, host } = await connect()
    demo.server.faults.add({ route: 'GET /api/2.2/jobs/list', kind: 'status', status: 503 })
    const failure = await failureOf(gateway.jobs.listPage())
    expect(failure.toRecord()).toEqual({
      code: 'unavailable',
      message: `${host} has a problem of its own at the moment (status 503).`,
      suggestion:
        'Try again in a minute. The state of Databricks is shown at https://status.databricks.com.',
      details: {
        method: 'GET',
        path: '/api/2.2/jobs/list',
        status: 503,
        errorCode: 'TEMPORARILY_UNAVAILABLE',
        databricksMessage: 'The service is temporarily unavailable',
      },
    })
    expect(requestsTo('GET /api/2.2/jobs/list')).toBe(6)
  })

  it.each([500, 502, 504])('%i is repeated like it', async (status) => {
    const { gateway, time } = await connect()
    demo.server.faults.add({ route: me, kind: 'status', status, count: 1 })
    await gateway.identity.me()
    expect(time.waits).toEqual([250])
  })

  it('with Retry-After is repeated when asked for', async () => {
    const { gateway, time } = await connect()
    const fault = { route: me, kind: 'status', status: 503, retryAfter: 4, count: 1 } as const
    demo.server.faults.add(fault)
    await gateway.identity.me()
    expect(time.waits).toEqual([4000])
  })
})

describe('429', () => {
  it('with Retry-After in seconds is repeated after that time', async () => {
    const { gateway, time } = await connect()
    demo.server.faults.add({ route: me, kind: 'status', status: 429, retryAfter: 7, count: 2 })
    expect(await gateway.identity.me()).toMatchObject({ userName: 'you@example.com' })
    expect(time.waits).toEqual([7000, 7000])
  })

  it('with Retry-After as a date is repeated then', async () => {
    const { gateway, time } = await connect()
    const retryAfter = new Date(time.now() + 9_000).toUTCString()
    demo.server.faults.add({ route: me, kind: 'status', status: 429, retryAfter, count: 1 })
    await gateway.identity.me()
    expect(time.waits).toEqual([9000])
  })

  it('with a long Retry-After is passed on at once, with the time in words', async () => {
    const { gateway, time, host } = await connect()
    demo.server.faults.add({ route: me, kind: 'status', status: 429, retryAfter: 90 })
    const failure = await failureOf(gateway.identity.me())
    expect(failure.toRecord()).toMatchObject({
      code: 'rate-limited',
      message: `${host} gets more requests than it allows at the moment.`,
      suggestion:
        'Wait 90 seconds, then try again. Other tools that use the same workspace count too.',
      details: { status: 429, errorCode: 'REQUEST_LIMIT_EXCEEDED', retryAfterSeconds: 90 },
    })
    expect(time.waits).toEqual([])
  })

  it('ends within 60 s in all', async () => {
    const { gateway, time } = await connect()
    demo.server.faults.add({ route: me, kind: 'status', status: 429, retryAfter: 25 })
    expect((await failureOf(gateway.identity.me())).code).toBe('rate-limited')
    expect(time.waits).toEqual([25_000, 25_000])
  })
})

describe('a token that is not accepted', () => {
  it('401: asks for a new one, without a second attempt', async () => {
    const { gateway, time, host } = await connect()
    demo.server.faults.add({ route: me, kind: 'status', status: 401 })
    const failure = await failureOf(gateway.identity.me())
    expect(failure.toRecord()).toMatchObject({
      code: 'unauthorized',
      message: `${host} did not accept the sign-in.`,
      suggestion: expect.stringContaining('Sign in again'),
      details: { status: 401 },
    })
    expect(time.waits).toEqual([])
  })

  it('the real refusal of a wrong token reads the same', async () => {
    const gateway = await open({ host: demo.server.url, token: 'dapi-wrong' })
    expect((await failureOf(gateway.identity.me())).code).toBe('unauthorized')
  })

  it('403 with "Invalid access token." is the same to the user', async () => {
    const { gateway } = await connect()
    const body = { error_code: '403', message: 'Invalid access token.' }
    demo.server.faults.add({ route: me, kind: 'status', status: 403, body })
    expect((await failureOf(gateway.identity.me())).code).toBe('unauthorized')
  })

  it('403 for lack of permission says whom to ask', async () => {
    const { gateway } = await connect()
    demo.server.faults.add({ route: 'GET /api/2.2/jobs/get', kind: 'status', status: 403 })
    const failure = await failureOf(gateway.jobs.get(exportJob))
    expect(failure.toRecord()).toMatchObject({
      code: 'forbidden',
      message: `You are not allowed to use the job ${exportJob}: “User does not have permission for this”.`,
      suggestion: expect.stringContaining('Ask an administrator'),
    })
  })
})

describe('calls that must not be repeated', () => {
  it('are sent once, whatever comes back', async () => {
    const { gateway, time } = await connect()
    demo.server.faults.add({ route: 'POST /api/2.0/workspace/*', kind: 'status', status: 503 })
    const content = new Uint8Array([1])
    const failures = [
      await failureOf(gateway.files.delete('/Shared/config.yml')),
      await failureOf(gateway.files.write('/Shared/new.yml', content, { overwrite: false })),
    ]
    expect(failures.map(({ code }) => code)).toEqual(['unavailable', 'unavailable'])
    expect(requestsTo('POST /api/2.0/workspace/delete')).toBe(1)
    expect(requestsTo('POST /api/2.0/workspace/import')).toBe(1)
    expect(time.waits).toEqual([])
  })

  it('are sent once when the SDK itself would repeat them', async () => {
    const { gateway } = await connect()
    const body = { error_code: 'INTERNAL_ERROR', message: 'Unexpected error: connection refused' }
    demo.server.faults.add({
      route: 'POST /api/2.0/workspace/delete',
      kind: 'status',
      status: 500,
      body,
    })
    await failureOf(gateway.files.delete('/Shared/config.yml'))
    expect(requestsTo('POST /api/2.0/workspace/delete')).toBe(1)
  })

  it('while a write that replaces, a new folder and a cancellation are repeated', async () => {
    const { gateway } = await connect()
    demo.server.faults.add({ route: 'POST *', kind: 'status', status: 503, count: 1 })
    await gateway.files.write('/Shared/config.yml', new Uint8Array([1]), { overwrite: true })
    demo.server.faults.add({ route: 'POST *', kind: 'status', status: 503, count: 1 })
    await gateway.files.makeFolder('/Shared/made')
    const started = { jobId: exportJob, parameters: {}, idempotencyToken: 'to-cancel' }
    const { runId } = await gateway.runs.runNow(started)
    demo.server.faults.add({ route: 'POST *', kind: 'status', status: 503, count: 1 })
    await gateway.runs.cancel(runId)
    expect(requestsTo('POST /api/2.2/jobs/runs/cancel')).toBe(2)
  })
})

describe('giving up', () => {
  it('cancels a call that is under way and destroys its connection', async () => {
    const server = await oddServer(() => undefined)
    const gateway = await open({ host: server.url, token: 't' })
    const controller = new AbortController()
    const call = failureOf(gateway.jobs.listPage({ signal: controller.signal }))
    await expect.poll(() => server.requests.length).toBe(1)
    controller.abort()
    expect((await call).toRecord()).toMatchObject({
      code: 'canceled',
      message: 'The request was canceled.',
    })
    await expect.poll(() => server.sockets.size).toBe(0)
  })

  it('ends the wait before a repeat', async () => {
    const controller = new AbortController()
    const { url: host, token } = demo.server
    const gateway = await open({
      host,
      token,
      sleep: (_ms, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(new Error('woken')))
          controller.abort()
        }),
    })
    demo.server.faults.add({ route: me, kind: 'status', status: 503 })
    const failure = await failureOf(gateway.identity.me({ signal: controller.signal }))
    expect(failure.code).toBe('canceled')
    expect(requestsTo(me)).toBe(1)
  })

  it('sends nothing when the caller had given up before', async () => {
    const { gateway } = await connect()
    const failure = await failureOf(gateway.identity.me({ signal: AbortSignal.abort() }))
    expect(failure.code).toBe('canceled')
    expect(requestsTo(me)).toBe(0)
  })

  it('closing cancels what is under way; later calls are told to connect again', async () => {
    const { gateway } = await connect()
    demo.server.faults.add({ route: me, kind: 'hang' })
    const call = failureOf(gateway.identity.me())
    await expect.poll(() => requestsTo(me)).toBe(1)
    gateway.close()
    expect((await call).code).toBe('canceled')
    expect((await failureOf(gateway.identity.me())).toRecord()).toMatchObject({
      code: 'not-connected',
      suggestion: 'Connect again.',
    })
  })
})

describe('an answer that is none', () => {
  it('a web page: the address is not a Databricks workspace', async () => {
    const { gateway, host } = await connect()
    const body = '<!doctype html><html><title>Sign in</title></html>'
    demo.server.faults.add({ route: me, kind: 'status', status: 200, body })
    const failure = await failureOf(gateway.identity.me())
    expect(failure.toRecord()).toMatchObject({
      code: 'bad-response',
      message: `${host} is not a Databricks workspace: it answered with a web page.`,
      suggestion: expect.stringContaining('Check the workspace address'),
    })
  })

  it('truncated JSON: arrived incomplete', async () => {
    const { gateway, host } = await connect()
    demo.server.faults.add({ route: 'GET /api/2.2/jobs/list', kind: 'truncate' })
    const failure = await failureOf(gateway.jobs.listPage())
    expect(failure.toRecord()).toMatchObject({
      code: 'bad-response',
      message: `The answer of ${host} arrived incomplete.`,
    })
  })

  it('other text: not a Databricks workspace', async () => {
    const server = await oddServer((_request, response) => response.end('hello'))
    const gateway = await open({ host: server.url, token: 't' })
    const failure = await failureOf(gateway.identity.me())
    expect(failure.message).toContain('is not a Databricks workspace')
  })

  it('not even HTTP: said so', async () => {
    const server = await oddServer((request) => request.socket.end('SSH-2.0-OpenSSH_9.2\r\n'))
    const gateway = await open({ host: server.url, token: 't' })
    const failure = await failureOf(gateway.identity.me())
    expect(failure.code).toBe('bad-response')
    expect(failure.message).toContain('not proper HTTP')
  })

  it('a redirect is not followed, so that no other host gets the token', async () => {
    const elsewhere = await oddServer((_request, response) => response.end('{}'))
    const server = await oddServer((_request, response) => {
      response.writeHead(302, { location: `${elsewhere.url}/login.html` }).end()
    })
    const gateway = await open({ host: server.url, token: 't' })
    const failure = await failureOf(gateway.identity.me())
    expect(failure.code).toBe('bad-response')
    expect(failure.message).toContain(`sends callers on to ${new URL(elsewhere.url).host}`)
    expect(elsewhere.requests).toEqual([])
  })
})

describe('a host that cannot be reached', () => {
  it('an unknown name: check the address', async () => {
    const gateway = await open({ host: 'no-such-workspace.invalid', token: 't' })
    const failure = await failureOf(gateway.identity.me())
    expect(failure.code).toBe('host-not-found')
    expect(failure.message).toContain('no-such-workspace.invalid')
    expect(failure.suggestion).toMatch(/VPN/)
  })

  it('nobody listens: refused, after retries', async () => {
    const gone = await createDemoServer({ jobs: 1, pipelines: 0 })
    await gone.stop()
    const time = steeredTime()
    const gateway = await open({ host: gone.url, token: gone.token, ...time })
    const failure = await failureOf(gateway.identity.me())
    expect(failure.toRecord()).toMatchObject({
      code: 'connection-refused',
      message: `${new URL(gone.url).host} refused the connection.`,
      suggestion: expect.stringContaining('its port'),
    })
    expect(time.waits).toHaveLength(5)
  })
})

describe('secrets', () => {
  it('are in no error and no log line', async () => {
    const { gateway, logger } = await connect()
    const { token } = demo.server
    const message = `Token ${token} (Bearer ${token}) is odd`
    const body = { error_code: 'INVALID_PARAMETER_VALUE', message }
    demo.server.faults.add({ route: 'GET *', kind: 'status', status: 400, body })
    const failure = await failureOf(gateway.jobs.listPage({ pageToken: 'next-page-secret' }))
    const said = JSON.stringify([failure.toRecord(), logger.lines])
    expect(said).not.toContain(token)
    expect(said).not.toContain('next-page-secret')
    expect(said).toContain('[secret]')
  })

  it('a token that no header can hold is refused without quoting it', async () => {
    const gateway = await open({ host: demo.server.url, token: 'dapi\nsecret' })
    const failure = await failureOf(gateway.identity.me())
    expect(failure.code).toBe('unauthorized')
    expect(JSON.stringify(failure.toRecord())).not.toContain('secret')
  })
})
