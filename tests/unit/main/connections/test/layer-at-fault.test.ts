import { createServer as createTlsServer } from 'node:https'
import type { RequestListener } from 'node:http'
import { createServer as createTcpServer } from 'node:net'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { createDemoServer } from '../../../../../src/main/demo/server.ts'
import { CertificateAuthority, selfSigned } from '../../../../support/certificates.ts'
import { NetworkWorld, temporaryFile } from '../../network/network-world.ts'
import { behindProxy, json, listening, name, run, site, states } from './support.ts'

let authority: CertificateAuthority
beforeAll(async () => {
  authority = await CertificateAuthority.create()
})

const hanging: RequestListener = () => undefined

async function httpsHere(listener: RequestListener, trusted = true) {
  const names = ['127.0.0.1']
  const certificate = trusted ? await authority.issue({ names }) : await selfSigned(names)
  const port = await listening(createTlsServer(certificate, listener))
  const world = new NetworkWorld()
  world.certificates(await temporaryFile('ca.pem', authority.pem))
  return { host: `https://127.0.0.1:${port}`, world }
}

describe('the layer that is told', () => {
  it('is the proxy when that takes the connection and then never answers', async () => {
    const { world, proxy } = await behindProxy(await authority.issue({ names: [name] }))
    proxy.behaviour = 'hang'
    const { failed, error } = await run({ host: name, world, deadlineMs: 100 })
    expect(failed?.layer).toBe('proxy')
    expect(error?.code).toBe('proxy')
    expect(error?.message).toContain(`${proxy.address} (set in Settings)`)
    expect(error?.suggestion).toContain('Settings, Network')
  })

  it('is the encryption when the host, reached directly, has a certificate of its own making', async () => {
    const { host, world } = await httpsHere(json(200, {}), false)
    const { failed, error } = await run({ host, world })
    expect(failed?.layer).toBe('encryption')
    expect(error).toMatchObject({ code: 'tls', message: expect.stringContaining('self-signed') })
  })

  it('is the encryption when the host does not speak it', async () => {
    const host = (await site(json(200, {}))).replace('http:', 'https:')
    const { failed, error } = await run({ host })
    expect(failed?.layer).toBe('encryption')
    expect(error?.code).toBe('tls')
  })

  it('is the encryption when the host never begins it', async () => {
    const port = await listening(createTcpServer(() => undefined))
    const { failed, error } = await run({ host: `https://127.0.0.1:${port}`, deadlineMs: 100 })
    expect(failed?.layer).toBe('encryption')
    expect(error?.code).toBe('timeout')
  })

  it('is Databricks when the host encrypts well and then never answers', async () => {
    const { host, world } = await httpsHere(hanging)
    const { failed, error, steps } = await run({ host, world, deadlineMs: 1_000 })
    expect(states(steps).encryption).toBe('passed')
    expect(failed?.layer).toBe('databricks')
    expect(error?.code).toBe('timeout')
  })

  it('is Databricks when a host behind a proxy encrypts well and then hangs up', async () => {
    const { world } = await behindProxy(await authority.issue({ names: [name] }), {}, (request) => {
      request.socket.destroy()
    })
    world.certificates(await temporaryFile('ca.pem', authority.pem))
    const { failed, error, steps } = await run({ host: name, world })
    expect(states(steps)).toMatchObject({ proxy: 'passed', encryption: 'passed' })
    expect(failed?.layer).toBe('databricks')
    expect(error?.code).toBe('connection-reset')
  })

  it('is the proxy when the system does not say in time which one to use', async () => {
    const world = new NetworkWorld()
    world.system = () => new Promise<string>(() => undefined)
    const { failed, error } = await run({ host: 'adb-1.workspace.invalid', world, deadlineMs: 50 })
    expect(failed?.layer).toBe('proxy')
    expect(error?.code).toBe('proxy')
    expect(error?.suggestion).toContain('Settings, Network')
  })
})

describe('a host name', () => {
  it('that leads to several addresses is reached at one that works', async () => {
    const demo = await createDemoServer({ jobs: 1, pipelines: 1 })
    onTestFinished(() => demo.stop())
    const host = demo.url.replace('127.0.0.1', 'localhost')
    const { failed, steps } = await run({
      host,
      token: demo.token,
      lookup: async () => [
        { address: '::1', family: 6 },
        { address: '127.0.0.1', family: 4 },
      ],
    })
    expect(failed).toBeNull()
    expect(steps.find(({ layer }) => layer === 'name')?.detail).toContain('127.0.0.1')
  })

  it('that nobody can look up at the moment is told apart from one that does not exist', async () => {
    const lookup = async (): Promise<never> => {
      throw Object.assign(new Error('getaddrinfo EAI_AGAIN'), { code: 'EAI_AGAIN' })
    }
    const { failed, error } = await run({ host: 'adb-1.workspace.invalid', lookup })
    expect(failed?.layer).toBe('name')
    expect(error?.message).toContain('could not be looked up')
    expect(error?.suggestion).toContain('online')
  })
})

describe('what only resembles Databricks', () => {
  it('is not taken for a workspace when it signs people in with OAuth of its own', async () => {
    const host = await site(json(200, { authorization_endpoint: 'https://id.example.com/oauth2' }))
    const { failed, error } = await run({ host })
    expect(failed?.layer).toBe('databricks')
    expect(error?.message).toContain('is not a Databricks workspace')
  })

  it.each([
    ['the words of another API', '{"message":"Missing Authentication Token"}'],
    ['no words', ''],
  ])('is not taken for a workspace when it refuses with %s', async (_what, body) => {
    const host = await site((_request, response) => response.writeHead(403).end(body))
    const { failed, error } = await run({ host })
    expect(failed?.layer).toBe('databricks')
    expect(error?.message).toContain('is not a Databricks workspace')
  })

  it.each([
    ['an error code', { error_code: 401, message: 'Credential was not sent' }, {}],
    ['a SCIM error', { schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'] }, {}],
    ['a header', '', { 'x-databricks-reason-phrase': 'Unauthorized' }],
  ])('is taken for one that refuses with %s', async (_what, body, headers) => {
    const host = await site((request, response) => {
      const isMe = request.url?.includes('/scim/') === true
      for (const [key, value] of Object.entries(headers)) response.setHeader(key, value)
      json(isMe ? 401 : 404, isMe ? body : {})(request, response)
    })
    const { steps, failed } = await run({ host })
    expect(states(steps).databricks).toBe('passed')
    expect(failed?.layer).toBe('sign-in')
  })

  it('is not taken for the account console when it sends people to the accounts of others', async () => {
    const host = await site((_request, response) => {
      response.writeHead(302, { location: 'https://accounts.google.com/signin' }).end()
    })
    const { error } = await run({ host })
    expect(error?.code).toBe('bad-response')
    expect(error?.message).toContain('accounts.google.com')
  })
})

describe('a test that is canceled', () => {
  const never = () => new Promise<never>(() => undefined)

  it.each([
    ['a profile is read', () => ({ host: never })],
    [
      'the system is asked for its proxy',
      () => {
        const world = new NetworkWorld()
        world.system = never
        return { host: name, world }
      },
    ],
    ['the name is looked up', () => ({ host: name, lookup: never })],
  ])('ends at once while %s', async (_what, change) => {
    const controller = new AbortController()
    const testing = run({ ...change(), signal: controller.signal })
    setTimeout(() => controller.abort(), 20)
    await expect(testing).rejects.toMatchObject({ code: 'canceled' })
  })

  it('ends at once while a command signs in, and closes what that opens too late', async () => {
    const demo = await createDemoServer({ jobs: 1, pipelines: 1 })
    onTestFinished(() => demo.stop())
    const controller = new AbortController()
    const closed = Promise.withResolvers<void>()
    const opening = Promise.withResolvers<never>()
    const testing = run({
      host: demo.url,
      signal: controller.signal,
      openGateway: () => {
        controller.abort()
        return opening.promise
      },
    })
    await expect(testing).rejects.toMatchObject({ code: 'canceled' })
    opening.resolve({ close: () => closed.resolve() } as never)
    await closed.promise
  })

  it('does not begin when it is canceled already', async () => {
    const testing = run({ host: 'http://127.0.0.1:1', signal: AbortSignal.abort() })
    await expect(testing).rejects.toMatchObject({ code: 'canceled' })
  })
})
