import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { ConnectionInput } from '../../../../src/shared/connection.ts'
import { connectionsStateSchema } from '../../../../src/shared/connection.ts'
import { AppError } from '../../../../src/shared/errors.ts'
import { useDemoWorkspace } from '../../../support/demo-workspace.ts'
import { ConnectionsWorld, tokenInput } from './world.ts'

const diskFull = new AppError('disk-full', 'The disk is full.')

describe('a connection with a token', () => {
  const workspace = useDemoWorkspace({ jobs: 3, pipelines: 1, share: true })
  const input = (change: Partial<ConnectionInput> = {}) =>
    tokenInput({ host: workspace.server.url, secret: workspace.server.token, ...change })
  const add = (world: ConnectionsWorld, keepSecret: 'keychain' | 'session' = 'keychain') =>
    world.add(input({ keepSecret }))

  it('is kept and becomes the active one', async () => {
    const world = new ConnectionsWorld()
    const state = await add(world)
    expect(state).toMatchObject({
      activeId: 'connection-1',
      status: { state: 'connected', error: null },
      connections: [{ name: '127.0.0.1', signIn: { method: 'token' }, secretKept: 'keychain' }],
    })
    expect(world.heard).toEqual(['activated connection-1', 'connected connection-1'])
    const gateway = await world.service.gatewayFor('connection-1')
    expect((await gateway.jobs.listPage()).items).toHaveLength(3)
  })

  it('is there while its session still opens', async () => {
    const world = new ConnectionsWorld()
    const opening = Promise.withResolvers<undefined>()
    let opened = 0
    // The first gateway tries the token out, the second is the session's.
    world.beforeConnect = async () => await (++opened === 2 ? opening.promise : undefined)
    const state = await world.service.add(input())
    expect(state).toMatchObject({ activeId: 'connection-1', status: { state: 'connecting' } })
    expect(world.heard).toEqual(['activated connection-1'])
    opening.resolve(undefined)
    await expect.poll(() => world.heard).toContain('connected connection-1')
    expect(world.service.state().status).toEqual({ state: 'connected', error: null })
  })

  it('takes the address as people paste it', async () => {
    const world = new ConnectionsWorld()
    const port = new URL(workspace.server.url).port
    const pasted = [`127.0.0.1:${port}`, ` HTTP://127.0.0.1:${port}/?o=123#job/1 `]
    for (const host of pasted) {
      const { connections } = await world.add(input({ host }))
      expect(connections).toMatchObject([{ host: workspace.server.url }])
    }
  })

  it('has its token in the keychain and nowhere else', async () => {
    const world = new ConnectionsWorld()
    await add(world)
    const { token } = workspace.server
    expect([...world.keychain.secrets]).toEqual([['connection-1', token]])
    expect(world.file.text).not.toContain(token)
    expect(JSON.stringify(world.states)).not.toContain(token)
    for (const state of world.states) expect(connectionsStateSchema.parse(state)).toEqual(state)
  })

  it.each([
    ['a wrong token', () => input({ secret: 'dapi-wrong' }), 'unauthorized'],
    ['text that is no token', () => input({ secret: 'my token ☂' }), 'unauthorized'],
    ['an address that is none', () => input({ host: 'not an address' }), 'bad-input'],
    ['plain http', () => input({ host: 'http://adb-1.7.azuredatabricks.net' }), 'bad-input'],
    ['a host that is not there', () => input({ host: 'adb-1.7.invalid' }), 'host-not-found'],
    ['a port that is closed', () => input({ host: 'http://127.0.0.1:1' }), 'connection-refused'],
  ] as const)('is refused with words for %s, and nothing is kept', async (_what, given, code) => {
    const world = new ConnectionsWorld()
    const refused = await world.add(given()).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(AppError)
    expect(refused).toMatchObject({ code, suggestion: expect.stringMatching(/\w+/) })
    expect(JSON.stringify(AppError.from(refused).toRecord())).not.toContain(given().secret ?? '')
    expect(world.keychain.secrets.size).toBe(0)
    expect(world.file.text).toBe('')
  })

  it('says how a server is not Databricks', async () => {
    const server = createServer((_request, response) => response.end('<html>Welcome</html>'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
    const world = new ConnectionsWorld()
    await expect(world.add(input({ host }))).rejects.toMatchObject({
      code: 'bad-response',
      message: `${host} is not a Databricks workspace: it answered with a web page.`,
    })
  })

  it('is the same connection when host and user are the same, with the new token', async () => {
    const world = new ConnectionsWorld()
    await add(world)
    const id = 'connection-1'
    world.service.setPath(id, 'main', '/Workspace/mine.yml')
    world.keychain.secrets.set(id, 'dapi-old')
    const before = await world.service.gatewayFor(id)
    const state = await world.add(input({ name: 'Production' }))
    expect(state.connections).toMatchObject([{ id, name: 'Production' }])
    expect(world.keychain.secrets.get(id)).toBe(workspace.server.token)
    expect(world.service.paths(id).main).toBe('/Workspace/mine.yml')
    expect(await world.service.gatewayFor(id)).not.toBe(before)
    await expect(before.identity.me()).rejects.toMatchObject({ code: 'not-connected' })
  })

  it('is not kept without a keychain, unless it is for this session only', async () => {
    const world = new ConnectionsWorld()
    world.keychain.available = false
    await expect(add(world)).rejects.toMatchObject({
      code: 'keychain-unavailable',
      suggestion: expect.stringContaining('for this session only'),
    })
    expect(world.service.state().connections).toEqual([])
    expect((await add(world, 'session')).status.state).toBe('connected')
    expect(world.file.text).not.toContain(workspace.server.token)

    await world.restart()
    expect((await world.service.activate('connection-2')).status).toMatchObject({
      state: 'failed',
      error: {
        code: 'unauthorized',
        suggestion: expect.stringContaining('kept for one session only'),
      },
    })
  })

  it('leaves the keychain when the user wants it for this session only', async () => {
    const world = new ConnectionsWorld()
    await add(world)
    await add(world, 'session')
    expect(world.keychain.secrets.size).toBe(0)
    expect((await world.service.activate('connection-1')).status.state).toBe('connected')
  })

  it('says when its token was deleted from the keychain', async () => {
    const world = new ConnectionsWorld()
    await add(world)
    world.keychain.secrets.clear()
    await world.restart()
    expect((await world.service.activate('connection-1')).status.error).toMatchObject({
      message: 'The token of “127.0.0.1” is not here any more.',
      suggestion: expect.stringContaining('deleted from the keychain'),
    })
  })

  it('leaves no secret behind when the disk is full', async () => {
    const world = new ConnectionsWorld()
    world.file.failure = diskFull
    await expect(add(world)).rejects.toBe(diskFull)
    expect(world.keychain.secrets.size).toBe(0)
    expect(world.service.state()).toMatchObject({ connections: [], activeId: null })
  })

  it('keeps a long name of a host within what can be read again', async () => {
    const labels = Array.from({ length: 4 }, () => 'a'.repeat(40)).join('.')
    const world = new ConnectionsWorld()
    world.start({
      connect: async ({ host }) =>
        ({
          host,
          identity: { me: async () => ({ userName: 'ada@example.com', displayName: 'Ada' }) },
          jobs: { listPage: async () => ({ items: [], nextPageToken: null }) },
          pipelines: { listPage: async () => ({ items: [], nextPageToken: null }) },
          close: () => undefined,
        }) as never, // the service uses no more of a gateway
    })
    const host = `https://${labels}.example`
    await world.add(input({ host }))
    await world.restart()
    expect(world.service.state().connections).toMatchObject([{ host }])
  })
})

describe('activating', () => {
  const first = useDemoWorkspace({ jobs: 1, pipelines: 1, share: true })
  const second = useDemoWorkspace({ jobs: 2, pipelines: 1, share: true })

  /** A world with two connections, the second of them active. */
  async function twoConnections(): Promise<ConnectionsWorld> {
    const world = new ConnectionsWorld()
    for (const { server } of [first, second]) {
      const { url: host, token } = server
      await world.add(tokenInput({ host, secret: token }))
    }
    await world.restart()
    return world
  }

  /** Holds up the next session with the first workspace; `go` lets it through. */
  function holdUpFirst(world: ConnectionsWorld, end?: Error): () => void {
    const gate = Promise.withResolvers<void>()
    world.beforeConnect = (host) => (host === first.server.url ? gate.promise : Promise.resolve())
    return () => (end ? gate.reject(end) : gate.resolve())
  }

  it.each([
    ['succeeds', undefined],
    ['fails', new AppError('unavailable', 'Too late.')],
  ])('another one meanwhile is not disturbed when the first %s late', async (_how, end) => {
    const world = await twoConnections()
    const go = holdUpFirst(world, end)
    const late = world.service.activate('connection-1')
    const state = await world.service.activate('connection-2')
    go()
    await late
    expect(state).toMatchObject({ activeId: 'connection-2', status: { state: 'connected' } })
    expect(world.service.state()).toEqual(await late)
    expect(world.service.state().status).toEqual(state.status)
    expect(world.states.map(({ activeId, status }) => `${activeId} ${status.state}`)).toEqual([
      'connection-1 connecting',
      'connection-2 connecting',
      'connection-2 connected',
    ])
  })

  it('announces who is active before the sign-in, so that cached lists show at once', async () => {
    const world = await twoConnections()
    const go = holdUpFirst(world)
    const activation = world.service.activate('connection-1')
    expect(world.heard).toEqual(['activated connection-1'])
    go()
    await activation
    expect(world.heard).toEqual(['activated connection-1', 'connected connection-1'])
    await world.service.activate('connection-1')
    expect(world.heard.slice(2)).toEqual(['connected connection-1'])
  })

  it('shows a failure in the status, and works when tried again', async () => {
    const world = await twoConnections()
    first.server.faults.add({ route: '*/Me', kind: 'status', status: 401, count: 1 })
    expect((await world.service.activate('connection-1')).status).toMatchObject({
      state: 'failed',
      error: { code: 'unauthorized' },
    })
    expect((await world.service.activate('connection-1')).status.state).toBe('connected')
  })

  it('changes nothing when the disk is full', async () => {
    const world = await twoConnections()
    await world.service.activate('connection-2')
    const before = world.service.state()
    world.file.failure = diskFull
    await expect(world.service.activate('connection-1')).rejects.toBe(diskFull)
    expect(() => world.service.deactivate()).toThrow(diskFull)
    expect(world.service.state()).toEqual(before)
  })

  it('is not lost on a disk that fills up during the sign-in', async () => {
    const world = await twoConnections()
    const go = holdUpFirst(world)
    const activation = world.service.activate('connection-1')
    world.file.failure = diskFull
    go()
    expect((await activation).status).toEqual({ state: 'connected', error: null })
  })

  it('refuses a connection that is not there', async () => {
    const world = new ConnectionsWorld()
    await expect(world.service.activate('gone')).rejects.toMatchObject({ code: 'not-connected' })
    await expect(world.service.gatewayFor('gone')).rejects.toMatchObject({ code: 'not-connected' })
  })

  it('takes up the last connection when the app starts', async () => {
    const world = await twoConnections()
    const connected = new Promise((resolve) => world.service.connected.on(resolve))
    world.service.restore()
    expect(world.heard).toEqual(['activated connection-2'])
    expect(await connected).toBe('connection-2')
  })

  it('does nothing at the start when no connection was active', async () => {
    const world = await twoConnections()
    world.service.deactivate()
    await world.restart()
    world.service.restore()
    expect(world.heard).toEqual([])
    expect(world.service.state().status.state).toBe('disconnected')
  })

  it('ends with deactivating, also while it is still signing in', async () => {
    const world = await twoConnections()
    const go = holdUpFirst(world)
    const activation = world.service.activate('connection-1')
    const state = world.service.deactivate()
    go()
    await activation
    expect(state).toMatchObject({ activeId: null, status: { state: 'disconnected' } })
    expect(world.service.state().status).toEqual(state.status)
    expect(world.heard.slice(0, 2)).toEqual(['activated connection-1', 'activated null'])
  })
})

describe('removing', () => {
  const workspace = useDemoWorkspace({ jobs: 1, pipelines: 1, share: true })

  async function connected(): Promise<ConnectionsWorld> {
    const world = new ConnectionsWorld()
    const { url: host, token } = workspace.server
    await world.add(tokenInput({ host, secret: token }))
    return world
  }

  it('deletes the connection with its secret and its session, and tells the others', async () => {
    const world = await connected()
    const gateway = await world.service.gatewayFor('connection-1')
    const state = await world.service.remove('connection-1')
    expect(state).toMatchObject({ connections: [], activeId: null })
    expect(world.heard.slice(2)).toEqual(['activated null', 'removed connection-1'])
    expect(world.keychain.secrets.size).toBe(0)
    await expect(gateway.identity.me()).rejects.toMatchObject({ code: 'not-connected' })
    await world.restart()
    expect(world.service.state().connections).toEqual([])
  })

  it('takes nothing away when the keychain does not let go of the secret', async () => {
    const world = await connected()
    const before = world.service.state()
    world.keychain.available = false
    await expect(world.service.remove('connection-1')).rejects.toMatchObject({
      code: 'keychain-unavailable',
    })
    expect(world.service.state()).toEqual(before)
    const gateway = await world.service.gatewayFor('connection-1')
    expect((await gateway.identity.me()).userName).toContain('@')
    expect(world.heard).not.toContain('removed connection-1')
  })

  it('in the middle of signing in leaves nothing behind', async () => {
    const world = await connected()
    await world.restart()
    const gate = Promise.withResolvers<void>()
    world.beforeConnect = () => gate.promise
    const activation = world.service.activate('connection-1')
    const removal = world.service.remove('connection-1')
    gate.resolve()
    await Promise.all([activation, removal])
    expect(world.service.state()).toEqual({
      connections: [],
      activeId: null,
      status: { state: 'disconnected', error: null },
    })
    expect(world.heard).not.toContain('connected connection-1')
  })
})

describe('the keychain of this computer', () => {
  it('is there or not, without an error', async () => {
    const world = new ConnectionsWorld()
    expect(await world.service.hasKeychain()).toBe(true)
    world.keychain.available = false
    expect(await world.service.hasKeychain()).toBe(false)
  })
})
