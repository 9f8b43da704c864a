import tls from 'node:tls'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { isListed } from '../../../../src/main/network/host-list.ts'
import { parseProxyAddress } from '../../../../src/main/network/proxy-address.ts'
import { parseSystemRoute } from '../../../../src/main/network/system-route.ts'
import { networkStateSchema } from '../../../../src/shared/network.ts'
import { CertificateAuthority } from '../../../support/certificates.ts'
import { NetworkWorld, temporaryFile } from './network-world.ts'

const workspace = new URL('https://adb-1.7.azuredatabricks.net')

describe('a list of hosts that need no proxy', () => {
  it.each([
    ['*', 'https://a.example', true],
    ['a.example', 'https://a.example', true],
    ['a.example', 'https://b.a.example', true],
    ['.a.example', 'https://a.example', true],
    ['*.a.example', 'https://b.a.example', true],
    ['a.example', 'https://ba.example', false],
    ['A.Example', 'https://a.EXAMPLE', true],
    ['x, a.example;b.example', 'https://b.example', true],
    ['a.example:8443', 'https://a.example', false],
    ['a.example:443', 'https://a.example', true],
    ['10.0.0.0/8', 'https://10.1.2.3', true],
    ['10.0.0.0/8', 'https://11.1.2.3', false],
    ['10.0.0.0/99', 'https://10.1.2.3', false],
    ['fd00::/8', 'https://[fd12::1]', true],
    ['[::1]', 'https://[::1]', true],
    ['1.2.3.4', 'https://1.2.3.4', true],
    ['2.3.4', 'https://1.2.3.4', false],
    ['', 'https://a.example', false],
    ['/, ://, [', 'https://a.example', false],
  ])('%j and %s: %s', (list, url, expected) => {
    expect(isListed(list, new URL(url))).toBe(expected)
  })
})

describe('the address of a proxy', () => {
  it.each([
    ['proxy:8080', 'http://proxy:8080'],
    ['http://proxy.example.com', 'http://proxy.example.com:80'],
    ['https://proxy.example.com/', 'https://proxy.example.com:443'],
    ['socks5h://proxy:1081', 'socks5://proxy:1081'],
    ['socks://proxy', 'socks5://proxy:1080'],
    ['http://[::1]:3128', 'http://[::1]:3128'],
  ])('%s is %s', (text, url) => {
    expect(parseProxyAddress(text)).toEqual({ url, credentials: null })
  })

  it('gives its user and password, decoded, and nothing of them in the address', () => {
    expect(parseProxyAddress('http://a%40b:p%3Aw%25@proxy:1')).toEqual({
      url: 'http://proxy:1',
      credentials: { userName: 'a@b', password: 'p:w%' },
    })
  })

  it.each(['', '   ', 'ftp://proxy', 'http://', 'proxy:port'])('%j is refused', (text) => {
    expect(() => parseProxyAddress(text)).toThrow(/cannot be read/)
  })
})

describe('what the system says', () => {
  it.each([
    ['DIRECT', [null]],
    ['PROXY a:1; DIRECT', ['http://a:1', null]],
    ['HTTPS a:1;SOCKS5 b:2 ; SOCKS c:3', ['https://a:1', 'socks5://b:2', 'socks5://c:3']],
    ['', [null]],
    ['nonsense', [null]],
    ['PROXY a:1:2; PROXY @b:3x', [null]],
  ])('%j', (text, ways) => {
    expect(parseSystemRoute(text)).toEqual(ways)
  })
})

describe('the way to a host', () => {
  it('is direct for this computer, whatever the settings say', async () => {
    const world = new NetworkWorld()
    world.proxy({ mode: 'manual', url: 'proxy:8080' })
    for (const url of ['http://127.0.0.1:8080', 'http://localhost', 'http://[::1]:1']) {
      expect(await world.network.routeFor(new URL(url))).toEqual({
        kind: 'direct',
        source: 'loopback',
      })
    }
  })

  it('is the environment’s before the system’s', async () => {
    const world = new NetworkWorld()
    world.system = async () => 'PROXY system:1'
    world.environment.HTTPS_PROXY = 'http://environment:2'
    const route = await world.network.routeFor(workspace)
    expect(route).toEqual({ kind: 'proxy', url: 'http://environment:2', source: 'environment' })
  })

  it('is direct when the settings say so, or name the host as an exception', async () => {
    const world = new NetworkWorld()
    world.system = async () => 'PROXY system:1'
    world.proxy({ mode: 'off' })
    expect((await world.network.routeFor(workspace)).kind).toBe('direct')
    world.proxy({ mode: 'manual', url: 'p:1', exceptions: '.azuredatabricks.net' })
    expect((await world.network.routeFor(workspace)).kind).toBe('direct')
  })

  it('is direct when the system cannot say, and an error when a chosen script cannot', async () => {
    const world = new NetworkWorld()
    world.system = () => Promise.reject(new Error('ERR_PAC_SCRIPT_FAILED'))
    expect((await world.network.routeFor(workspace)).kind).toBe('direct')
    const script = await temporaryFile('proxy.pac', 'function FindProxyForURL() { throw 1 }')
    world.proxy({ mode: 'pac', pacUrl: pathToFileURL(script).href })
    await expect(world.network.routeFor(workspace)).rejects.toMatchObject({ code: 'proxy' })
  })

  it('is asked for again after some seconds, also when the clock was set back', async () => {
    const world = new NetworkWorld()
    world.now = 1_000_000
    await world.network.routeFor(workspace)
    await world.network.routeFor(workspace)
    expect(world.asked).toHaveLength(1)
    world.now += 10_001
    await world.network.routeFor(workspace)
    world.now -= 500_000
    await world.network.routeFor(workspace)
    expect(world.asked).toHaveLength(3)
  })

  it('is told in words', async () => {
    const world = new NetworkWorld()
    const at = async () => (await world.network.describeRoute('adb-1.7.azuredatabricks.net')).route
    expect(await at()).toBe('directly')
    world.proxy({ mode: 'manual', url: 'proxy.example.com:8080' })
    expect(await at()).toBe('through proxy.example.com:8080 (set in Settings)')
    await expect(world.network.describeRoute('not a host')).rejects.toMatchObject({
      code: 'bad-input',
    })
  })
})

describe('what the settings lead to', () => {
  it('fits the contract and counts certificate authorities', async () => {
    const world = new NetworkWorld()
    const { pem } = await CertificateAuthority.create()
    world.certificates(await temporaryFile('ca.pem', `# ours\r\n${pem}\r\n${pem}\r\n`))
    const state = await world.network.state()
    expect(networkStateSchema.parse(state)).toEqual(state)
    expect(state.certificates).toMatchObject({ builtIn: tls.rootCertificates.length, file: 2 })
    expect(state.certificatesError).toBeNull()
  })

  it.each([
    ['a file that is not there', '/nonexistent/ca.pem', 'cannot be read'],
    ['text', async () => await temporaryFile('a.pem', 'hello'), 'no certificate'],
    [
      'a broken certificate',
      () =>
        temporaryFile('a.pem', '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n'),
      'cannot be read',
    ],
  ])('says what is wrong with %s, and requests go on', async (_what, given, words) => {
    const world = new NetworkWorld()
    world.certificates(typeof given === 'string' ? given : await given())
    expect((await world.network.state()).certificatesError).toMatchObject({
      code: 'bad-input',
      message: expect.stringContaining(words),
      suggestion: expect.stringContaining('PEM file'),
    })
    await expect(world.network.agentFor(workspace)).resolves.toBeDefined()
  })

  it.each([
    [{ mode: 'manual', url: '' }, 'cannot be read'],
    [{ mode: 'manual', url: 'http://ada:secret@proxy:1' }, 'holds a user name or a password'],
    [{ mode: 'pac', pacUrl: 'proxy.pac' }, 'cannot be read'],
  ] as const)('says what is wrong with %j', async (change, words) => {
    const world = new NetworkWorld()
    world.proxy(change)
    const { proxyError } = await world.network.state()
    expect(proxyError).toMatchObject({ code: 'proxy', message: expect.stringContaining(words) })
    expect(JSON.stringify(proxyError)).not.toContain('secret')
    await expect(world.network.agentFor(workspace)).rejects.toMatchObject({ code: 'proxy' })
  })

  it('shows the proxy of the environment without its credentials', async () => {
    const world = new NetworkWorld()
    world.environment.HTTPS_PROXY = 'http://ada:secret@proxy:8080'
    world.environment.NO_PROXY = '.example.com'
    const { environmentProxy } = await world.network.state()
    expect(environmentProxy).toEqual({ url: 'http://proxy:8080', exceptions: '.example.com' })
  })

  it('is announced when it changed, and only then', async () => {
    const world = new NetworkWorld()
    const heard: unknown[] = []
    const told = new Promise((resolve) => world.network.changed.on(resolve))
    world.network.changed.on((state) => heard.push(state))
    world.network.settingsChanged()
    expect(heard).toEqual([])
    world.proxy({ mode: 'off' })
    await told
    expect(heard).toHaveLength(1)
  })
})
