import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { AppError } from '../../../../src/shared/errors.ts'
import { useDemoWorkspace } from '../../../support/demo-workspace.ts'
import { answering, connect, failureOf, oddServer, recordingLogger } from './support.ts'

const demo = useDemoWorkspace({ jobs: 5, pipelines: 5 })

describe('signing in', () => {
  it('tells who it is', async () => {
    const gateway = await connect({ host: demo.server.url, token: demo.server.token })
    expect(await gateway.identity.me()).toEqual({
      userName: 'you@example.com',
      displayName: 'Demo User',
    })
  })

  it('asks for the token before each attempt, so that a new one counts at once', async () => {
    const tokens = ['older', 'old', demo.server.token]
    const gateway = await connect({
      host: demo.server.url,
      token: async () => tokens.shift() ?? '',
    })
    expect((await failureOf(gateway.identity.me())).code).toBe('unauthorized')
    expect(await gateway.identity.me()).toMatchObject({ userName: 'you@example.com' })
    expect((await failureOf(gateway.identity.me())).message).toBe('There is no token.')
  })

  it('passes on why there is no token', async () => {
    const why = new AppError('keychain-unavailable', 'There is no keychain.')
    const token = () => Promise.reject(why)
    const gateway = await connect({ host: demo.server.url, token })
    expect(await failureOf(gateway.identity.me())).toBe(why)
  })

  it('has a deadline for the token too', async () => {
    const token = () => new Promise<string>(() => undefined)
    const gateway = await connect({ host: demo.server.url, token, deadlines: { callMs: 40 } })
    expect((await failureOf(gateway.identity.me())).code).toBe('timeout')
  })

  it('falls back to the user name when there is no other', async () => {
    const server = await oddServer(answering({ userName: 'a@b.c' }))
    const gateway = await connect({ host: server.url, token: 't' })
    expect(await gateway.identity.me()).toEqual({ userName: 'a@b.c', displayName: 'a@b.c' })
  })
})

describe('the surroundings', () => {
  afterEach(() => vi.unstubAllEnvs())

  it('of the SDK change nothing: neither its variables nor its file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'databrickscfg-'))
    onTestFinished(() => {
      rmSync(folder, { recursive: true })
    })
    const file = join(folder, 'cfg')
    writeFileSync(file, '[DEFAULT]\nhost = https://file.invalid\ntoken = from-file\n')
    const variables = {
      DATABRICKS_HOST: 'https://variable.invalid',
      DATABRICKS_TOKEN: 'from-variable',
      DATABRICKS_CONFIG_FILE: file,
      DATABRICKS_CONFIG_PROFILE: 'DEFAULT',
      DATABRICKS_AUTH_TYPE: 'basic',
      DATABRICKS_USERNAME: 'user',
      DATABRICKS_PASSWORD: 'word',
      DATABRICKS_CLIENT_ID: 'id',
      DATABRICKS_CLIENT_SECRET: 'secret',
      ARM_CLIENT_ID: 'id',
      ARM_CLIENT_SECRET: 'secret',
      ARM_TENANT_ID: 'tenant',
      GOOGLE_CREDENTIALS: '{}',
      DATABRICKS_EXPERIMENTAL_IS_UNIFIED_HOST: 'true',
      DATABRICKS_WORKSPACE_ID: '42',
    }
    for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value)
    const headers: Record<string, unknown>[] = []
    const server = await oddServer((request, response) => {
      headers.push(request.headers)
      response.end('{"userName":"a@b.c"}')
    })
    const gateway = await connect({ host: server.url, token: 'given', productVersion: '1.2.3' })
    await gateway.identity.me()
    expect(headers).toHaveLength(1)
    expect(headers[0]).toMatchObject({
      authorization: 'Bearer given',
      'user-agent': expect.stringMatching(/^databricks-workflow-manager\/1\.2\.3 .*auth\/pat$/),
    })
    expect(headers[0]).not.toHaveProperty('x-databricks-org-id')
  })
})

describe('connecting', () => {
  it('takes the host as people write it', async () => {
    const host = `${demo.server.url.replace('http', 'HTTP')}/?o=1#job/2`
    const gateway = await connect({ host, token: demo.server.token })
    expect(gateway.host).toBe(demo.server.url)
  })

  it('refuses plain http to another machine, which would show the token', async () => {
    const failure = await failureOf(
      connect({ host: 'http://dbc-1.cloud.databricks.com', token: 't' }),
    )
    expect(failure.code).toBe('bad-input')
  })

  it('logs each attempt with method, path, status and number, and nothing of the content', async () => {
    const logger = recordingLogger()
    const { url: host, token } = demo.server
    const gateway = await connect({ host, token, logger, sleep: async () => undefined })
    const route = 'POST /api/2.0/workspace/import'
    demo.server.faults.add({ route, kind: 'status', status: 503, count: 1 })
    const content = new TextEncoder().encode('private')
    await gateway.files.write('/Shared/config.yml', content, { overwrite: true })
    const request = { method: 'POST', path: '/api/2.0/workspace/import', ms: expect.any(Number) }
    expect(logger.lines).toEqual([
      { level: 'debug', message: 'request', fields: { ...request, status: 503, attempt: 1 } },
      {
        level: 'debug',
        message: 'retry',
        fields: { attempt: 2, waitMs: expect.any(Number), why: expect.stringContaining('503') },
      },
      { level: 'debug', message: 'request', fields: { ...request, status: 200, attempt: 2 } },
    ])
  })
})

describe('a token that Databricks refuses', () => {
  /** A server that takes one token only, and notes those it was shown. */
  async function serverTaking(good: string) {
    const shown: string[] = []
    const server = await oddServer((request, response) => {
      const token = (request.headers.authorization ?? '').replace('Bearer ', '')
      shown.push(token)
      const isGood = token === good
      response.writeHead(isGood ? 200 : 401, { 'content-type': 'application/json' })
      response.end(JSON.stringify(isGood ? { run_id: 7 } : { error_code: 'UNAUTHENTICATED' }))
    })
    return { server, shown }
  }
  const run = { jobId: '1', parameters: {}, idempotencyToken: 'once' }

  it('is replaced once by a newer one, also for a call that must not be repeated', async () => {
    const { server, shown } = await serverTaking('new')
    const asked: (string | undefined)[] = []
    const gateway = await connect({
      host: server.url,
      token: (refused) => {
        asked.push(refused)
        return refused === undefined ? 'old' : 'new'
      },
    })
    expect(await gateway.runs.runNow(run)).toEqual({ runId: '7' })
    expect(shown).toEqual(['old', 'new'])
    expect(asked).toEqual([undefined, 'old'])
  })

  it('is not sent again when there is no other, and the loss is told', async () => {
    const { server, shown } = await serverTaking('new')
    const told: string[] = []
    const gateway = await connect({
      host: server.url,
      token: 'old',
      onUnauthorized: ({ code }) => told.push(code),
    })
    await expect(gateway.runs.runNow(run)).rejects.toMatchObject({ code: 'unauthorized' })
    expect(shown).toEqual(['old'])
    expect(told).toEqual(['unauthorized'])
  })

  it('tells why there is no other, in the words of the sign-in', async () => {
    const { server } = await serverTaking('new')
    const expired = new AppError('unauthorized', 'The sign-in has expired.')
    const gateway = await connect({
      host: server.url,
      token: (refused) => (refused === undefined ? 'old' : Promise.reject(expired)),
    })
    await expect(gateway.identity.me()).rejects.toBe(expired)
  })
})

describe('a server that repeats the token in its error', () => {
  it('does not bring it into the words, whatever the token looks like', async () => {
    const server = await oddServer((request, response) => {
      response.writeHead(400, { 'content-type': 'application/json' })
      const message = `Bad request with ${request.headers.authorization ?? ''}`
      response.end(JSON.stringify({ error_code: 'BAD_REQUEST', message }))
    })
    const gateway = await connect({ host: server.url, token: 'no-known-shape-at-all' })
    const failure = await failureOf(gateway.identity.me())
    expect(JSON.stringify(failure.toRecord())).not.toContain('no-known-shape-at-all')
    expect(failure.details.databricksMessage).toContain('[secret]')
  })
})
