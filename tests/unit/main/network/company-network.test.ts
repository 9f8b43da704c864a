import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { connectGateway } from '../../../../src/main/databricks/connect.ts'
import type { DatabricksGateway } from '../../../../src/main/databricks/gateway.ts'
import { silentLogger } from '../../../../src/main/logging/logger.ts'
import { createFetch } from '../../../../src/main/network/fetch.ts'
import { ProxyServer } from '../../../support/proxy-server.ts'
import type { ProxyOptions } from '../../../support/proxy-server.ts'
import { workspaceBehindTls } from '../../../support/workspace-behind-tls.ts'
import type { WorkspaceBehindTls } from '../../../support/workspace-behind-tls.ts'
import { NetworkWorld, temporaryFile } from './network-world.ts'

let workspace: WorkspaceBehindTls
beforeAll(async () => {
  workspace = await workspaceBehindTls({ jobs: 250 })
})
afterAll(() => workspace.stop())

async function startProxy(options: Omit<ProxyOptions, 'hosts'> = {}): Promise<ProxyServer> {
  const proxy = await ProxyServer.start({ hosts: { [workspace.name]: workspace.port }, ...options })
  onTestFinished(() => proxy.stop())
  return proxy
}

async function trusting(): Promise<NetworkWorld> {
  const world = new NetworkWorld()
  world.certificates(await temporaryFile('ca.pem', workspace.authority.pem))
  return world
}

async function gatewayOf(world: NetworkWorld): Promise<DatabricksGateway> {
  const gateway = await connectGateway({
    host: workspace.url,
    token: workspace.token,
    network: world.network,
    logger: silentLogger,
    sleep: async () => undefined,
  })
  onTestFinished(() => gateway.close())
  return gateway
}

/** A server with a proxy script. */
async function scriptAt(text: string): Promise<string> {
  const server = createServer((_request, response) => response.end(text))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/proxy.pac`
}

const tunnel = () => `CONNECT ${workspace.name}:443`
const credentials = { userName: 'ada', password: 'pass:word @ %41' }

describe('a workspace behind a proxy and a private certificate authority', () => {
  it('is listed whole, and the proxy saw every connection', async () => {
    const proxy = await startProxy()
    const world = await trusting()
    world.proxy({ mode: 'manual', url: proxy.address })
    const gateway = await gatewayOf(world)
    const names: string[] = []
    for (let pageToken: string | undefined; ;) {
      const page = await gateway.jobs.listPage(pageToken === undefined ? {} : { pageToken })
      names.push(...page.items.map(({ name }) => name))
      if (page.nextPageToken === null) break
      pageToken = page.nextPageToken
    }
    expect(names).toHaveLength(250)
    // There is no other way to that name.
    expect(new Set(proxy.log)).toEqual(new Set([tunnel()]))
  })

  it('keeps its connection for the next request', async () => {
    const proxy = await startProxy()
    const world = await trusting()
    world.proxy({ mode: 'manual', url: proxy.url })
    const gateway = await gatewayOf(world)
    for (let count = 0; count < 5; count++) await gateway.identity.me()
    expect(proxy.log).toEqual([tunnel()])
  })

  it('is reached with HTTPS_PROXY, unless NO_PROXY names it', async () => {
    const proxy = await startProxy()
    const world = await trusting()
    world.environment.HTTPS_PROXY = proxy.url
    const gateway = await gatewayOf(world)
    expect((await gateway.identity.me()).userName).toContain('@')
    expect(proxy.log).toEqual([tunnel()])
    world.environment.NO_PROXY = '.workspace.test'
    await expect(gateway.identity.me()).rejects.toMatchObject({ code: 'host-not-found' })
    expect(world.asked).toEqual([])
  })

  it('is reached through what the system or its script says', async () => {
    const proxy = await startProxy()
    const world = await trusting()
    world.system = async () => `PROXY ${proxy.address}; DIRECT`
    const gateway = await gatewayOf(world)
    await Promise.all(Array.from({ length: 20 }, () => gateway.identity.me()))
    expect(new Set(proxy.log)).toEqual(new Set([tunnel()]))
    expect(world.asked).toEqual([[`${workspace.url}/`, null]])
  })

  it('is reached through the script that the settings name', async () => {
    const proxy = await startProxy()
    const world = await trusting()
    world.system = async () => `PROXY ${proxy.address}`
    const pacUrl = await scriptAt('function FindProxyForURL(url, host) { return "DIRECT" }')
    world.proxy({ mode: 'pac', pacUrl })
    expect((await (await gatewayOf(world)).identity.me()).userName).toContain('@')
    expect(world.asked).toEqual([[`${workspace.url}/`, pacUrl]])
  })

  it.each([
    ['is not there', () => Promise.resolve('http://127.0.0.1:1/proxy.pac'), 'ECONNREFUSED'],
    ['is no script', () => scriptAt('<html>Not found</html>'), 'no such script'],
    ['is a file that is gone', () => Promise.resolve('file:///nonexistent.pac'), 'ENOENT'],
  ])('is not reached past a script that %s, which the settings say', async (_what, at, words) => {
    const world = await trusting()
    world.proxy({ mode: 'pac', pacUrl: await at() })
    const expected = { code: 'proxy', message: expect.stringContaining(words) }
    await expect((await gatewayOf(world)).identity.me()).rejects.toMatchObject(expected)
    expect((await world.network.state()).proxyError).toMatchObject(expected)
    expect(world.asked).toEqual([])
  })

  it('is reached through the next proxy of a script when the first is down', async () => {
    const down = await startProxy()
    const proxy = await startProxy()
    const world = await trusting()
    const says = `PROXY ${down.address}; PROXY ${proxy.address}`
    world.system = async () => says
    await down.stop()
    const gateway = await gatewayOf(world)
    await gateway.identity.me().catch(() => undefined)
    expect((await gateway.identity.me()).userName).toContain('@')
    expect(proxy.log).toEqual([tunnel()])
  })

  it('is reached by sign-ins too, which go the same way', async () => {
    const proxy = await startProxy()
    const world = await trusting()
    world.proxy({ mode: 'manual', url: proxy.url })
    const fetch = createFetch(world.network)
    const answer = await fetch(`${workspace.url}/oidc/.well-known/oauth-authorization-server`)
    expect(await answer.json()).toMatchObject({ token_endpoint: expect.any(String) })
    expect(proxy.log).toEqual([tunnel()])
  })

  it('goes by new settings with the next request', async () => {
    const first = await startProxy()
    const second = await startProxy()
    const world = await trusting()
    world.proxy({ mode: 'manual', url: first.url })
    const gateway = await gatewayOf(world)
    await gateway.identity.me()
    world.proxy({ mode: 'manual', url: second.url })
    await gateway.identity.me()
    expect([first.log, second.log]).toEqual([[tunnel()], [tunnel()]])
  })
})

describe('a proxy that wants a user name and a password', () => {
  it('gets those of the settings, with the password of the keychain', async () => {
    const proxy = await startProxy({ credentials })
    const world = await trusting()
    world.proxy({ mode: 'manual', url: proxy.url, userName: credentials.userName })
    expect((await world.network.setProxyPassword(credentials.password)).hasProxyPassword).toBe(true)
    expect([...world.keychain.secrets]).toEqual([['proxy', credentials.password]])
    expect((await (await gatewayOf(world)).identity.me()).userName).toContain('@')
    expect(world.secrets).toContain(credentials.password)
  })

  it('gets those of HTTPS_PROXY', async () => {
    const proxy = await startProxy({ credentials })
    const world = await trusting()
    const { userName, password } = credentials
    const user = `${userName}:${encodeURIComponent(password)}`
    world.environment.HTTPS_PROXY = proxy.url.replace('//', `//${user}@`)
    expect((await (await gatewayOf(world)).identity.me()).userName).toContain('@')
    expect(world.secrets).toContain(password)
  })

  it.each([
    ['none', {}, 'wants a user name and a password'],
    ['wrong ones', { userName: 'eve' }, 'did not accept the user name and password'],
  ])('is told apart from the workspace when it got %s', async (_what, change, words) => {
    const proxy = await startProxy({ credentials })
    const world = await trusting()
    world.proxy({ mode: 'manual', url: proxy.url, ...change })
    const failure = (await gatewayOf(world)).identity.me()
    await expect(failure).rejects.toMatchObject({
      code: 'proxy',
      message: expect.stringContaining(`${proxy.address} (set in Settings) ${words}`),
      suggestion: expect.stringContaining('Settings, Network'),
    })
  })

  it('gets nothing that was entered for another proxy', async () => {
    const proxy = await startProxy({ credentials })
    const world = await trusting()
    world.system = async () => `PROXY ${proxy.address}`
    world.proxy({ mode: 'automatic', userName: credentials.userName })
    await world.network.setProxyPassword(credentials.password)
    await expect((await gatewayOf(world)).identity.me()).rejects.toMatchObject({
      message: expect.stringContaining('wants a user name and a password'),
    })
  })

  it('keeps its password in memory where there is no keychain', async () => {
    const proxy = await startProxy({ credentials })
    const world = await trusting()
    world.keychain.available = false
    world.proxy({ mode: 'manual', url: proxy.url, userName: credentials.userName })
    await world.network.setProxyPassword(credentials.password)
    expect((await (await gatewayOf(world)).identity.me()).userName).toContain('@')
    expect((await world.network.setProxyPassword(null)).hasProxyPassword).toBe(false)
    await expect((await gatewayOf(world)).identity.me()).rejects.toMatchObject({ code: 'proxy' })
  })
})

describe('a proxy that does not work', () => {
  it.each([
    ['environment', 'set by HTTPS_PROXY', 'Check the variable HTTPS_PROXY'],
    ['system', 'a setting of this computer', 'Check the proxy settings of this computer'],
    ['settings', 'set in Settings', 'Check the proxy under Settings, Network'],
  ])('by the %s and cannot be reached is named with who chose it', async (source, who, next) => {
    const proxy = await startProxy()
    const { address } = proxy
    await proxy.stop()
    const world = await trusting()
    if (source === 'environment') world.environment.https_proxy = address
    if (source === 'system') world.system = async () => `PROXY ${address}`
    if (source === 'settings') world.proxy({ mode: 'manual', url: address })
    await expect((await gatewayOf(world)).identity.me()).rejects.toMatchObject({
      code: 'proxy',
      message: `The proxy ${address} (${who}) refused the connection.`,
      suggestion: expect.stringContaining(next),
    })
  })

  it.each([403, 502, 503])('and answers %i is told apart from the workspace', async (status) => {
    const proxy = await startProxy()
    proxy.behaviour = status
    const world = await trusting()
    world.proxy({ mode: 'manual', url: proxy.url })
    await expect((await gatewayOf(world)).identity.me()).rejects.toMatchObject({
      code: 'proxy',
      message: expect.stringContaining(`does not lead to ${workspace.name} (status ${status})`),
    })
  })

  it('and is no proxy at all is said so', async () => {
    const world = await trusting()
    world.proxy({ mode: 'manual', url: 'proxy.invalid:8080' })
    await expect((await gatewayOf(world)).identity.me()).rejects.toMatchObject({
      code: 'proxy',
      message: expect.stringContaining('was not found'),
    })
  })
})

describe('the certificate of the workspace', () => {
  it('is refused without the authority, and the authority is named', async () => {
    const proxy = await startProxy()
    const world = new NetworkWorld()
    world.proxy({ mode: 'manual', url: proxy.url })
    await expect((await gatewayOf(world)).identity.me()).rejects.toMatchObject({
      code: 'tls',
      message: expect.stringContaining('“Test Company Root CA”'),
      suggestion: expect.stringContaining('Settings, Network'),
    })
  })

  it('is refused also when the environment would switch verification off', async () => {
    const before = process.env.NODE_TLS_REJECT_UNAUTHORIZED
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'
    onTestFinished(() => {
      if (before === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED
      else process.env.NODE_TLS_REJECT_UNAUTHORIZED = before
    })
    const proxy = await startProxy()
    const world = new NetworkWorld()
    world.proxy({ mode: 'manual', url: proxy.url })
    await expect((await gatewayOf(world)).identity.me()).rejects.toMatchObject({ code: 'tls' })
  })

  it('is taken with NODE_EXTRA_CA_CERTS, as Node.js programs do', async () => {
    const proxy = await startProxy()
    const world = new NetworkWorld()
    world.environment.NODE_EXTRA_CA_CERTS = await temporaryFile('ca.pem', workspace.authority.pem)
    world.proxy({ mode: 'manual', url: proxy.url })
    expect((await (await gatewayOf(world)).identity.me()).userName).toContain('@')
  })
})
