import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { startDemoWorkspace } from '../../../../src/main/demo/host.ts'
import { AppError } from '../../../../src/shared/errors.ts'
import { ConnectionsWorld } from './world.ts'

const workerUrl = new URL('../../../../src/main/demo/worker.ts', import.meta.url)
const failed = () => new AppError('demo-failed', 'The demo workspace stopped unexpectedly.')

describe('the demo connection', () => {
  it('starts the demo workspace, signs in and tells who is signed in where', async () => {
    const world = new ConnectionsWorld()
    const state = await world.service.openDemo()
    expect(state).toMatchObject({ activeId: 'demo', status: { state: 'connected', error: null } })
    expect(state.connections).toEqual([
      expect.objectContaining({
        id: 'demo',
        host: world.demos[0]?.server.url,
        userName: expect.stringContaining('@'),
        lastConnectedAt: Date.UTC(2026, 0, 15, 12),
      }),
    ])
    expect(world.heard).toEqual(['activated demo', 'connected demo'])
    expect(world.states.map(({ status }) => status.state)).toEqual(['connecting', 'connected'])
  })

  it('hands the same gateway to everybody, and starts one workspace only', async () => {
    const world = new ConnectionsWorld()
    await world.service.openDemo()
    const [one, other] = await Promise.all([
      world.service.gatewayFor('demo'),
      world.service.gatewayFor('demo'),
    ])
    expect(one).toBe(other)
    expect((await one.jobs.listPage()).items).toHaveLength(3)
    await world.service.openDemo()
    expect(world.demos).toHaveLength(1)
  })

  it('keeps its token in the keychain, from one start of the app to the next', async () => {
    const world = new ConnectionsWorld()
    await world.service.openDemo()
    const token = world.keychain.secrets.get('demo')
    expect(token).toBe(world.demos[0]?.server.token)
    await world.restart()
    await world.service.openDemo()
    expect(world.demos[1]?.server.token).toBe(token)
    expect(world.file.text).not.toContain(token)
  })

  it('works on a computer without a keychain, where it can be removed too', async () => {
    const world = new ConnectionsWorld()
    world.keychain.available = false
    expect((await world.service.openDemo()).status.state).toBe('connected')
    await world.restart()
    expect((await world.service.remove('demo')).connections).toEqual([])
  })

  it('does not wait for a keychain that asks for a password which nobody enters', async () => {
    const world = new ConnectionsWorld()
    const never = () => new Promise<never>(() => undefined)
    const keychain = { get: async () => null, set: never, delete: never }
    world.start({ keychain, keychainPatienceMs: 20 })
    expect((await world.service.openDemo()).status.state).toBe('connected')
  })

  it('says why it cannot start, and starts when asked again', async () => {
    const world = new ConnectionsWorld()
    world.start({ startDemo: () => Promise.reject(failed()) })
    await expect(world.service.openDemo()).rejects.toMatchObject({ code: 'demo-failed' })
    expect(world.service.state().status).toMatchObject({
      state: 'failed',
      error: { code: 'demo-failed' },
    })
    await world.restart()
    expect((await world.service.openDemo()).status.state).toBe('connected')
  })

  it('tells when the workspace stops by itself, and starts another when asked again', async () => {
    const world = new ConnectionsWorld()
    await world.service.openDemo()
    await world.demos[0]?.server.stop()
    world.demos[0]?.onStopped(failed())
    expect(world.service.state()).toMatchObject({
      activeId: 'demo',
      status: { state: 'failed', error: { message: 'The demo workspace stopped unexpectedly.' } },
    })
    const state = await world.service.activate('demo')
    expect(state.status.state).toBe('connected')
    expect(state.connections[0]?.host).toBe(world.demos[1]?.server.url)
  })

  it('leaves nothing behind when it is removed, not even a server', async () => {
    const world = new ConnectionsWorld()
    await world.service.openDemo()
    const url = world.demos[0]?.server.url ?? ''
    const whenAnnounced: Promise<Response>[] = []
    world.service.removed.on(() => whenAnnounced.push(fetch(url)))
    await world.service.remove('demo')
    await expect(whenAnnounced[0]).rejects.toThrow()
    expect(world.keychain.secrets.size).toBe(0)
    expect(world.service.state()).toEqual({
      connections: [],
      activeId: null,
      status: { state: 'disconnected', error: null },
    })
  })

  it('stops with the app, and nothing opens it again', async () => {
    const world = new ConnectionsWorld()
    await world.service.openDemo()
    await world.service.close()
    await expect(fetch(world.demos[0]?.server.url ?? '')).rejects.toThrow()
    await expect(world.service.gatewayFor('demo')).rejects.toMatchObject({ code: 'not-connected' })
    expect(world.demos).toHaveLength(1)
  })

  it('stops with the app also when it was just starting', async () => {
    const world = new ConnectionsWorld()
    const opening = world.service.openDemo()
    await world.service.close()
    await opening.catch(() => undefined)
    expect(world.heard).toEqual(['activated demo'])
    for (const { server } of world.demos) await expect(fetch(server.url)).rejects.toThrow()
  })

  it('runs in a thread of its own', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'connections-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const stateFile = join(folder, 'demo.json')
    const world = new ConnectionsWorld()
    world.start({
      startDemo: ({ token }) => startDemoWorkspace({ workerUrl, stateFile, options: { token } }),
    })
    const { status } = await world.service.openDemo()
    expect(status).toEqual({ state: 'connected', error: null })
    const gateway = await world.service.gatewayFor('demo')
    expect((await gateway.jobs.listPage()).items).toHaveLength(100)
    await world.service.close()
    const token = world.keychain.secrets.get('demo') ?? ''
    expect(token).not.toBe('')
    expect(await readFile(stateFile, 'utf8')).not.toContain(token)
  })
})
