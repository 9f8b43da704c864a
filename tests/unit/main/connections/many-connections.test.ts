import { describe, expect, it } from 'vitest'
import { AppError } from '../../../../src/shared/errors.ts'
import { useDemoWorkspace } from '../../../support/demo-workspace.ts'
import { ConnectionsWorld, tokenInput } from './world.ts'

const diskFull = new AppError('disk-full', 'The disk is full.')
const workspace = useDemoWorkspace({ jobs: 3, pipelines: 1, share: true })
const input = (change: Parameters<typeof tokenInput>[0] = {}) =>
  tokenInput({ host: workspace.server.url, secret: workspace.server.token, ...change })

async function connected(): Promise<ConnectionsWorld> {
  const world = new ConnectionsWorld()
  await world.add(input({ name: 'Production' }))
  return world
}

/** What a browser sign-in at the demo workspace brings, with its ordinary token. */
const signedIn = () => ({
  accessToken: workspace.server.token,
  expiresAt: Date.UTC(2026, 0, 15, 13),
  refreshToken: 'refresh-1',
})
const browserInput = () => input({ signIn: { method: 'browser' }, secret: null })

describe('editing a connection', () => {
  it('keeps id, paths and the stored secret when none is entered', async () => {
    const world = await connected()
    world.service.setPath('connection-1', 'main', '/Workspace/mine.yml')
    const state = await world.service.edit('connection-1', input({ name: 'Renamed', secret: null }))
    expect(state.connections).toMatchObject([{ id: 'connection-1', name: 'Renamed' }])
    expect(state.status.state).toBe('connected')
    expect(world.keychain.secrets.get('connection-1')).toBe(workspace.server.token)
    expect(world.service.paths('connection-1').main).toBe('/Workspace/mine.yml')
  })

  it('changes nothing when the new credentials are refused', async () => {
    const world = await connected()
    const before = world.service.state()
    await expect(
      world.service.edit('connection-1', input({ secret: 'dapi-wrong' })),
    ).rejects.toMatchObject({ code: 'unauthorized' })
    expect(world.service.state()).toEqual(before)
    expect(world.keychain.secrets.get('connection-1')).toBe(workspace.server.token)
  })

  it('puts the old secret back when the disk is full', async () => {
    const world = await connected()
    world.keychain.secrets.set('connection-1', 'dapi-before')
    world.file.failure = diskFull
    await expect(world.service.edit('connection-1', input())).rejects.toBe(diskFull)
    expect(world.keychain.secrets.get('connection-1')).toBe('dapi-before')
  })

  it('to another way to sign in leaves no secret of the old one', async () => {
    const world = await connected()
    world.environment.DATABRICKS_HOST = workspace.server.url
    world.environment.DATABRICKS_TOKEN = workspace.server.token
    await world.service.edit('connection-1', input({ signIn: { method: 'environment' } }))
    expect(world.service.get('connection-1')).toMatchObject({
      signIn: { method: 'environment' },
      secretKept: 'none',
    })
    expect(world.keychain.secrets.size).toBe(0)
  })
})

describe('name and colour', () => {
  it('change without signing in', async () => {
    const world = await connected()
    world.keychain.available = false
    const state = world.service.rename('connection-1', 'Ünïcode 🚀', 'red')
    expect(state.connections).toMatchObject([{ name: 'Ünïcode 🚀', color: 'red' }])
    expect(world.states.at(-1)).toEqual(state)
  })

  it('stay as they were when the disk is full', async () => {
    const world = await connected()
    const before = world.service.state()
    world.file.failure = diskFull
    expect(() => world.service.rename('connection-1', 'Other', 'red')).toThrow(diskFull)
    expect(world.service.state()).toEqual(before)
  })
})

describe('a colour', () => {
  it('is kept when the connection is added again, and cleared by an edit', async () => {
    const world = await connected()
    world.service.rename('connection-1', 'Production', 'red')
    expect((await world.add(input())).connections).toMatchObject([{ color: 'red' }])
    const edited = await world.service.edit('connection-1', input({ color: 'none' }))
    expect(edited.connections).toMatchObject([{ color: 'none' }])
  })
})

describe('duplicating', () => {
  it('copies secret and paths under a name of its own', async () => {
    const world = await connected()
    world.service.setPath('connection-1', 'main', '/Workspace/mine.yml')
    await world.service.duplicate('connection-1')
    const { connections, activeId } = await world.service.duplicate('connection-1')
    expect(connections.map(({ name }) => name)).toEqual([
      'Production',
      'Production copy',
      'Production copy 2',
    ])
    expect(activeId).toBe('connection-1')
    const copy = connections[1]?.id ?? ''
    expect(world.keychain.secrets.get(copy)).toBe(workspace.server.token)
    expect(world.service.paths(copy).main).toBe('/Workspace/mine.yml')
    expect((await world.service.activate(copy)).status.state).toBe('connected')
  })

  it('gives a copy of a browser connection no refresh token, which only one can use', async () => {
    const world = new ConnectionsWorld()
    world.browser = async () => signedIn()
    await world.add(browserInput())
    const { connections } = await world.service.duplicate('connection-1')
    expect(connections).toHaveLength(2)
    expect([...world.keychain.secrets.keys()]).toEqual(['connection-1'])
  })
})

describe('a browser connection', () => {
  it('keeps the refresh token, and uses the first access token without renewing it', async () => {
    const world = new ConnectionsWorld()
    world.browser = async ({ onWaiting }) => {
      onWaiting('https://example.com/authorize')
      return signedIn()
    }
    const state = await world.add(browserInput())
    expect(state).toMatchObject({
      status: { state: 'connected' },
      connections: [{ signIn: { method: 'browser' }, secretKept: 'keychain' }],
    })
    expect([...world.keychain.secrets]).toEqual([['connection-1', 'refresh-1']])
  })

  it('can be opened and copied while it waits, and canceled, and then nothing is kept', async () => {
    const world = new ConnectionsWorld()
    world.browser = ({ onWaiting, signal }) =>
      new Promise((_resolve, reject) => {
        onWaiting('https://example.com/authorize')
        signal.addEventListener('abort', () => reject(new AppError('canceled', 'Canceled.')))
      })
    const adding = world.add(browserInput())
    adding.catch(() => undefined)
    await world.service.reopenBrowser()
    world.service.copySignInLink()
    expect(world.opened).toEqual([
      'https://example.com/authorize',
      'copied https://example.com/authorize',
    ])
    world.service.cancelSignIn()
    await expect(adding).rejects.toMatchObject({ code: 'canceled' })
    await expect(world.service.reopenBrowser()).rejects.toMatchObject({ code: 'not-found' })
    expect(world.keychain.secrets.size).toBe(0)
    expect(world.file.text).toBe('')
  })

  it('signs in again in the browser, and stays the same connection', async () => {
    const world = new ConnectionsWorld()
    world.browser = async () => signedIn()
    await world.add(browserInput())
    world.browser = async () => ({ ...signedIn(), refreshToken: 'refresh-2' })
    const state = await world.service.signIn('connection-1')
    expect(state).toMatchObject({
      status: { state: 'connected' },
      connections: [{ id: 'connection-1' }],
    })
    expect([...world.keychain.secrets]).toEqual([['connection-1', 'refresh-2']])
  })

  it('starts one sign-in at a time: a second one takes the place of the first', async () => {
    const world = new ConnectionsWorld()
    world.browser = ({ signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new AppError('canceled', 'Canceled.')))
      })
    const first = world.add(browserInput())
    first.catch(() => undefined)
    world.browser = async () => signedIn()
    const second = world.add(browserInput())
    await expect(first).rejects.toMatchObject({ code: 'canceled' })
    expect((await second).connections).toHaveLength(1)
  })
})

describe('signing out', () => {
  it('deletes the secret and keeps the connection, which nothing opens unasked', async () => {
    const world = await connected()
    const gateway = await world.service.gatewayFor('connection-1')
    const state = await world.service.signOut('connection-1')
    expect(state).toMatchObject({
      activeId: null,
      status: { state: 'disconnected' },
      connections: [{ id: 'connection-1' }],
    })
    expect(world.keychain.secrets.size).toBe(0)
    expect(world.heard.slice(2)).toEqual(['activated null', 'signed out connection-1'])
    await expect(gateway.identity.me()).rejects.toMatchObject({ code: 'not-connected' })
    await expect(world.service.gatewayFor('connection-1')).rejects.toMatchObject({
      code: 'unauthorized',
    })
  })

  it('of a connection without a secret holds until the user activates it', async () => {
    const world = new ConnectionsWorld()
    world.environment.DATABRICKS_HOST = workspace.server.url
    world.environment.DATABRICKS_TOKEN = workspace.server.token
    await world.add(input({ signIn: { method: 'environment' }, secret: null }))
    await world.service.signOut('connection-1')
    await expect(world.service.gatewayFor('connection-1')).rejects.toMatchObject({
      code: 'unauthorized',
      message: expect.stringContaining('You signed out of'),
    })
    expect((await world.service.activate('connection-1')).status.state).toBe('connected')
  })
})

describe('what goes with a connection', () => {
  it('is said before it is removed', async () => {
    const world = await connected()
    world.belongings = { ...world.belongings, cachedWorkflows: 240, activeExports: 1 }
    expect(await world.service.removal('connection-1')).toEqual({
      hasSecret: true,
      cachedWorkflows: 240,
      cachedPipelines: 0,
      hasUnsavedEdits: false,
      keptVersions: 0,
      activeExports: 1,
      finishedExports: 0,
    })
  })
})

describe('credentials that stop working', () => {
  it('show in the status of the active connection as soon as a call is refused', async () => {
    const world = await connected()
    const gateway = await world.service.gatewayFor('connection-1')
    // The first page came with the sign-in.
    await gateway.jobs.listPage()
    workspace.server.faults.add({ route: '*/jobs/list', kind: 'status', status: 401, count: 2 })
    await expect(gateway.jobs.listPage()).rejects.toMatchObject({ code: 'unauthorized' })
    expect(world.service.state().status).toMatchObject({
      state: 'failed',
      error: { code: 'unauthorized' },
    })
    workspace.server.faults.clear()
    expect((await world.service.activate('connection-1')).status.state).toBe('connected')
  })

  it('are not tried again by themselves when they are in our hands', async () => {
    const world = await connected()
    workspace.server.faults.add({ route: '*/Me', kind: 'status', status: 401, count: 2 })
    await world.service.activate('connection-1')
    workspace.server.faults.clear()
    world.states = []
    world.service.recheck()
    expect(world.states).toEqual([])
  })

  it('of a command-line tool are tried again when the user comes back', async () => {
    const world = new ConnectionsWorld()
    world.environment.DATABRICKS_HOST = workspace.server.url
    world.environment.DATABRICKS_TOKEN = workspace.server.token
    await world.add(input({ signIn: { method: 'environment' }, secret: null }))
    workspace.server.faults.add({ route: '*/Me', kind: 'status', status: 401, count: 2 })
    await world.service.activate('connection-1')
    workspace.server.faults.clear()
    const again = new Promise((resolve) => world.service.connected.on(resolve))
    world.service.recheck()
    expect(await again).toBe('connection-1')
  })
})

describe('the lock', () => {
  it('ends every session, and unlocking reads the keychain again', async () => {
    const world = await connected()
    const gateway = await world.service.gatewayFor('connection-1')
    await world.service.lock(() => false)
    await expect(gateway.identity.me()).rejects.toMatchObject({ code: 'not-connected' })
    await expect(world.service.gatewayFor('connection-1')).rejects.toMatchObject({ code: 'locked' })

    world.keychain.available = false
    await expect(world.service.unlock()).rejects.toMatchObject({ code: 'keychain-unavailable' })
    await expect(world.service.gatewayFor('connection-1')).rejects.toMatchObject({ code: 'locked' })

    world.keychain.available = true
    const again = new Promise((resolve) => world.service.connected.on(resolve))
    await world.service.unlock()
    expect(await again).toBe('connection-1')
  })

  it('leaves a connection with an export alone until the export has ended', async () => {
    const world = await connected()
    const gateway = await world.service.gatewayFor('connection-1')
    let exporting = true
    await world.service.lock(() => exporting)
    expect((await gateway.identity.me()).userName).toContain('@')
    exporting = false
    await world.service.releaseUnneeded()
    await expect(gateway.identity.me()).rejects.toMatchObject({ code: 'not-connected' })
  })

  it('forgets a token that was kept for the session only', async () => {
    const world = new ConnectionsWorld()
    await world.add(input({ keepSecret: 'session' }))
    await world.service.lock(() => false)
    await world.service.unlock()
    expect((await world.service.activate('connection-1')).status).toMatchObject({
      state: 'failed',
      error: { code: 'unauthorized' },
    })
  })
})
