import type { RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { createServer as createTcpServer } from 'node:net'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { createDemoServer } from '../../../../../src/main/demo/server.ts'
import type { TestStep } from '../../../../../src/shared/connection.ts'
import { CertificateAuthority, selfSigned } from '../../../../support/certificates.ts'
import { ProxyServer } from '../../../../support/proxy-server.ts'
import { workspaceBehindTls } from '../../../../support/workspace-behind-tls.ts'
import { NetworkWorld, temporaryFile } from '../../network/network-world.ts'
import { behindProxy, json, listening, name, run, site, states, workspace } from './support.ts'

const day = 86_400_000

let authority: CertificateAuthority
beforeAll(async () => {
  authority = await CertificateAuthority.create()
})

describe('a connection that works', () => {
  it('passes layer by layer, and says who is signed in', async () => {
    const demo = await createDemoServer({ jobs: 1, pipelines: 1 })
    onTestFinished(() => demo.stop())
    const { steps, userName, told, host } = await run({ host: demo.url, token: demo.token })
    expect(states(steps)).toEqual({
      address: 'passed',
      proxy: 'passed',
      name: 'skipped',
      reach: 'passed',
      encryption: 'skipped',
      databricks: 'passed',
      clock: 'passed',
      'sign-in': 'passed',
      access: 'passed',
    })
    expect(host).toBe(demo.url)
    expect(userName).toBe('you@example.com')
    expect(steps.at(-1)?.detail).toContain('you@example.com')
    // Nothing that was settled changes again.
    const settled = (list: TestStep[]) =>
      list.filter(({ state }) => !['waiting', 'running'].includes(state)).length
    expect(told.map(settled)).toEqual(told.map(settled).toSorted((one, other) => one - other))
  })

  it('passes through a proxy and a private certificate authority, which it names', async () => {
    const behind = await workspaceBehindTls()
    onTestFinished(() => behind.stop())
    const proxy = await ProxyServer.start({ hosts: { [behind.name]: behind.port } })
    onTestFinished(() => proxy.stop())
    const world = new NetworkWorld()
    world.certificates(await temporaryFile('ca.pem', behind.authority.pem))
    world.proxy({ mode: 'manual', url: proxy.url })
    const { steps, userName } = await run({ host: behind.url, token: behind.token, world })
    expect(userName).toContain('@')
    expect(states(steps)).toMatchObject({ name: 'skipped', reach: 'skipped', encryption: 'passed' })
    const detail = (layer: string) => steps.find((step) => step.layer === layer)?.detail
    expect(detail('proxy')).toContain(proxy.address)
    expect(detail('encryption')).toMatch(/^TLS 1\.\d, signed by Test Company Root CA$/)
  })

  it('leaves the browser sign-in to the person', async () => {
    const demo = await createDemoServer({ jobs: 1, pipelines: 1 })
    onTestFinished(() => demo.stop())
    const { steps, failed } = await run({ host: demo.url, openGateway: null })
    expect(failed).toBeNull()
    expect(states(steps)).toMatchObject({
      clock: 'passed',
      'sign-in': 'skipped',
      access: 'skipped',
    })
  })
})

describe('an address', () => {
  it.each([
    ['not an address', 'bad-input', 'not an address'],
    ['https://accounts.cloud.databricks.com', 'bad-input', 'account console'],
    ['http://adb-1.7.azuredatabricks.net', 'bad-input', 'Plain http'],
  ])('such as %s fails', async (host, code, words) => {
    const { failed, error, steps } = await run({ host })
    expect(failed?.layer).toBe('address')
    expect(error).toMatchObject({ code, message: expect.stringContaining(words) })
    expect(error?.suggestion).not.toBe('')
    expect(states(steps)).toMatchObject({ proxy: 'skipped', access: 'skipped' })
  })
})

describe('a proxy', () => {
  it('that cannot be reached fails, with who chose it', async () => {
    const { world, proxy } = await behindProxy(await authority.issue({ names: [name] }))
    const { address } = proxy
    await proxy.stop()
    const { failed, error } = await run({ host: name, world })
    expect(failed?.layer).toBe('proxy')
    expect(error?.code).toBe('proxy')
    expect(error?.message).toContain(`${address} (set in Settings)`)
    expect(error?.suggestion).toContain('Settings, Network')
  })

  it.each([
    ['', 'wants a user name and a password'],
    ['eve', 'did not accept the user name and password'],
  ])('that wants a sign-in (407) fails for user “%s”', async (userName, words) => {
    const credentials = { userName: 'ada', password: 'secret' }
    const port = await listening(
      createTlsServer(await authority.issue({ names: [name] }), json(200, {})),
    )
    const proxy = await ProxyServer.start({ hosts: { [name]: port }, credentials })
    onTestFinished(() => proxy.stop())
    const world = new NetworkWorld()
    world.proxy({ mode: 'manual', url: proxy.url, userName })
    const { failed, error } = await run({ host: name, world })
    expect(failed?.layer).toBe('proxy')
    expect(error?.message).toContain(words)
  })

  it('that does not lead to the host fails', async () => {
    const { world, proxy } = await behindProxy(await authority.issue({ names: [name] }))
    proxy.behaviour = 502
    const { failed, error } = await run({ host: name, world })
    expect(failed?.layer).toBe('proxy')
    expect(error?.message).toContain(`does not lead to ${name}`)
  })
})

describe('the way to the host', () => {
  it('fails at the name when there is no such host', async () => {
    const { failed, error } = await run({ host: 'adb-1.workspace.invalid' })
    expect(failed?.layer).toBe('name')
    expect(error).toMatchObject({
      code: 'host-not-found',
      message: expect.stringContaining('adb-1.workspace.invalid'),
    })
  })

  it('fails at the name when the lookup never answers', async () => {
    const lookup = () => new Promise<never>(() => undefined)
    const { failed, error } = await run({
      host: 'adb-1.7.azuredatabricks.net',
      lookup,
      deadlineMs: 50,
    })
    expect(failed?.layer).toBe('name')
    expect(error?.code).toBe('timeout')
  })

  it('fails at the connection when the port is closed', async () => {
    const { failed, error } = await run({ host: 'http://127.0.0.1:1' })
    expect(failed?.layer).toBe('reach')
    expect(error).toMatchObject({ code: 'connection-refused', suggestion: /VPN/ })
  })

  it('fails in time when the server accepts and never answers', async () => {
    const port = await listening(createTcpServer(() => undefined))
    const { failed, error } = await run({ host: `http://127.0.0.1:${port}`, deadlineMs: 500 })
    expect(failed?.layer).toBe('databricks')
    expect(error).toMatchObject({
      code: 'timeout',
      message: `127.0.0.1:${port} did not answer within 1 second.`,
    })
  })

  it('is given up at once when the person cancels', async () => {
    const port = await listening(createTcpServer(() => undefined))
    const controller = new AbortController()
    const testing = run({ host: `http://127.0.0.1:${port}`, signal: controller.signal })
    setTimeout(() => controller.abort(), 30)
    await expect(testing).rejects.toMatchObject({ code: 'canceled' })
  })
})

describe('the encryption', () => {
  it.each([
    ['self-signed', () => selfSigned([name]), /self-signed/],
    [
      'expired',
      () =>
        authority.issue({
          names: [name],
          notBefore: Date.UTC(2020, 0, 1),
          notAfter: Date.UTC(2020, 1, 1),
        }),
      /2020-02-01/,
    ],
    [
      'not yet valid',
      () =>
        authority.issue({
          names: [name],
          notBefore: Date.now() + day,
          notAfter: Date.now() + 2 * day,
        }),
      /not yet valid/,
    ],
    ['for another name', () => authority.issue({ names: ['other.test'] }), /other\.test/],
  ])('fails when the certificate is %s', async (_what, certificate, words) => {
    const { world } = await behindProxy(await certificate())
    world.certificates(await temporaryFile('ca.pem', authority.pem))
    const { failed, error, steps } = await run({ host: name, world })
    expect(failed?.layer).toBe('encryption')
    expect(error).toMatchObject({ code: 'tls', message: expect.stringMatching(words) })
    expect(states(steps).proxy).toBe('passed')
  })

  it('fails when nobody knows the issuer, whom it names, with where to say so', async () => {
    const { world } = await behindProxy(await authority.issue({ names: [name] }))
    const { failed, error } = await run({ host: name, world })
    expect(failed?.layer).toBe('encryption')
    expect(error?.message).toContain('“Test Company Root CA”')
    expect(error?.suggestion).toContain('Settings, Network')
  })
})

describe('what answers', () => {
  const redirectTo =
    (location: string): RequestListener =>
    (_request, response) => {
      response.writeHead(302, { location }).end()
    }

  it.each([
    [
      'a web page',
      (_q: unknown, response: { end: (text: string) => void }) => response.end('<html>nginx'),
      /web page/,
    ],
    ['another API', json(200, { hello: 'world' }), /something else/],
    [
      'a login page elsewhere',
      redirectTo('https://login.example.com/start'),
      /login\.example\.com/,
    ],
  ] as const)('fails when it is %s', async (_what, listener, words) => {
    const { failed, error } = await run({ host: await site(listener as RequestListener) })
    expect(failed?.layer).toBe('databricks')
    expect(error).toMatchObject({ code: 'bad-response', message: expect.stringMatching(words) })
    expect(error?.message).toContain('is not a Databricks workspace')
  })

  it.each([
    ['its redirect', redirectTo('https://accounts.cloud.databricks.com/login')],
    [
      'its discovery',
      json(200, { authorization_endpoint: 'https://x/oidc/accounts/7/v1/authorize' }),
    ],
  ])('fails when %s shows the account console', async (_what, listener) => {
    const { failed, error } = await run({ host: await site(listener) })
    expect(failed?.layer).toBe('databricks')
    expect(error).toMatchObject({
      code: 'bad-input',
      message: expect.stringContaining('account console'),
    })
  })

  it('passes when only the API says that it is Databricks', async () => {
    const host = await site((request, response) => {
      const isMe = request.url?.includes('/scim/') === true
      json(isMe ? 401 : 404, { error_code: 'UNAUTHENTICATED', message: 'no' })(request, response)
    })
    const { steps, failed } = await run({ host })
    expect(states(steps).databricks).toBe('passed')
    expect(failed?.layer).toBe('sign-in')
  })
})

describe('the clock', () => {
  it.each([
    [6, 'ahead'],
    [-6, 'behind'],
  ])('fails when it is %i min %s', async (minutes, direction) => {
    const demo = await createDemoServer({ jobs: 1, pipelines: 1, dateShiftMs: -minutes * 60_000 })
    onTestFinished(() => demo.stop())
    const { failed, error } = await run({ host: demo.url, token: demo.token })
    expect(failed?.layer).toBe('clock')
    expect(error?.code).toBe('clock-wrong')
    expect(error?.message).toMatch(new RegExp(`clock is [56] min.* ${direction}`))
  })

  it('passes when it is 4 min off', async () => {
    const demo = await createDemoServer({ jobs: 1, pipelines: 1, dateShiftMs: 240_000 })
    onTestFinished(() => demo.stop())
    expect((await run({ host: demo.url, token: demo.token })).failed).toBeNull()
  })
})

describe('the sign-in and the access', () => {
  it.each([
    [
      'a 401',
      401,
      { error_code: 'UNAUTHENTICATED', message: 'Credential was not sent' },
      'sign-in',
      /did not accept/,
    ],
    [
      'a 403',
      403,
      { error_code: 'PERMISSION_DENIED', message: 'User is not a member' },
      'access',
      /not a member/,
    ],
    [
      'a 403 of an IP access list',
      403,
      {
        error_code: 'PERMISSION_DENIED',
        message: 'Source IP address: 203.0.113.7 is blocked by Databricks IP ACL for workspace: 42',
      },
      'access',
      /203\.0\.113\.7 is not on the IP access list/,
    ],
  ])('fail with %s in the right layer', async (_what, status, body, layer, words) => {
    const { failed, error, userName } = await run({
      host: await site(workspace(json(status, body))),
    })
    expect(failed?.layer).toBe(layer)
    expect(error?.message).toMatch(words)
    expect(error?.suggestion).not.toBe('')
    expect(userName).toBeNull()
  })
})
