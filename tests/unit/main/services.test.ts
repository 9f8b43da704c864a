import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { silentLogger } from '../../../src/main/logging/logger.ts'
import { createServices } from '../../../src/main/services.ts'
import type { Services } from '../../../src/main/services.ts'
import type { ExportRecord } from '../../../src/shared/export.ts'
import { useDemoWorkspace } from '../../support/demo-workspace.ts'
import { MemoryStateFile } from '../../support/memory-state-file.ts'
import { MemoryKeychain, tokenInput } from './connections/world.ts'
import { noLocalFiles } from '../../support/no-local-files.ts'

const mainFolder = new URL('../../../src/main/', import.meta.url)
const first = useDemoWorkspace({ jobs: 30, pipelines: 5, timeScale: 0.05 })
const second = useDemoWorkspace({ jobs: 20, pipelines: 5 })

let folder: string
let services: Services
let keychain: MemoryKeychain
/** By how much the clock of the app is ahead, in ms. */
let ahead: number

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'services-'))
  keychain = new MemoryKeychain()
  ahead = 0
  services = createServices({
    userData: folder,
    workers: {
      catalog: new URL('catalog/worker.ts', mainFolder),
      demo: new URL('demo/worker.ts', mainFolder),
      rules: new URL('configuration/replacement/worker.ts', mainFolder),
    },
    openStateFile: () => new MemoryStateFile(),
    onSecret: () => undefined,
    redact: (text) => text,
    productVersion: '0.0.0',
    demoTimeScale: 0.05,
    keychain,
    desktop: {
      openBrowser: async () => undefined,
      copyText: () => undefined,
      resolveSystemProxy: async () => 'DIRECT',
      canConfirmPresence: () => false,
      confirmPresence: async () => undefined,
      localFiles: noLocalFiles,
    },
    environment: {},
    home: folder,
    logger: silentLogger,
    now: () => Date.now() + ahead,
  })
})

afterEach(async () => {
  await services.close()
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
})

async function connect(name: string, workspace: typeof first): Promise<string> {
  const { url: host, token: secret } = workspace.server
  const { activeId } = await services.connections.add(tokenInput({ name, host, secret }))
  return activeId ?? ''
}

/** The lists are read and written to disk. */
async function listed(id: string): Promise<void> {
  await expect
    .poll(async () => (await services.catalog.cachedCounts(id)).pipeline, { timeout: 10_000 })
    .toBe(5)
  await expect.poll(() => services.configuration.state().main.status).toBe('loaded')
}

function ended(): Promise<ExportRecord> {
  return new Promise((resolve) => services.exports.ended.on(resolve))
}

describe('the checks of the documents', () => {
  it('know the workspace: nothing is wrong with the demo files until an item has another name or is gone', async () => {
    const id = await connect('first', first)
    await listed(id)
    const { configuration } = services
    const codes = () => configuration.state().main.problems.map(({ code }) => code)

    const [workflow] = configuration.selection.selectedItems('workflow')
    configuration.selection.rename('workflow', workflow?.id ?? '', 'Another name')
    await expect.poll(codes).toEqual(['name-differs'])
    const { revision, problems } = configuration.state().main
    const { code = '', from = null } = problems[0] ?? {}
    configuration.fix({ document: 'main', revision, code, from, fix: 'catalog-name' })
    expect(configuration.state().main).toMatchObject({ unsaved: false, problems: [] })

    configuration.selection.pick({
      kind: 'workflow',
      items: [{ id: '404', name: 'Gone' }],
      picked: true,
    })
    await expect.poll(codes).toEqual(['item-gone'])
    configuration.setExportJob({ jobId: '405', jobName: 'Gone as well' })
    await expect
      .poll(() => configuration.state().app.problems.map((problem) => problem.code))
      .toEqual(['job-gone'])
  })
})

describe('connections side by side', () => {
  it('an export of one is followed to its end while another one is active', async () => {
    const one = await connect('One', first)
    await listed(one)
    const end = ended()
    const record = await services.exports.start()
    const two = await connect('Two', second)
    expect(services.connections.active()?.id).toBe(two)
    expect(await end).toMatchObject({ id: record.id, connectionId: one, state: 'succeeded' })
    expect(services.connections.active()?.id).toBe(two)
  })

  it('keep their own lists, paths and drafts', async () => {
    const one = await connect('One', first)
    await listed(one)
    const job = (
      await services.catalog.ids({
        kind: 'workflow',
        text: '',
        filters: {
          creators: [],
          tags: [],
          triggers: [],
          computes: [],
          states: [],
          healths: [],
          marks: [],
          picked: false,
        },
        sort: { by: 'name', descending: false },
      })
    )[0]
    await services.configuration.setOutputPath('/Workspace/Shared/elsewhere')
    expect(services.configuration.state().main.unsaved).toBe(true)

    const two = await connect('Two', second)
    await listed(two)
    expect(services.configuration.state()).toMatchObject({
      connectionId: two,
      main: { unsaved: false },
    })
    expect(await services.catalog.status('workflow')).toMatchObject({ total: 20 })

    await services.connections.activate(one)
    expect(services.configuration.state().main.unsaved).toBe(true)
    expect((await services.catalog.find('workflow', [job?.id ?? '']))[0]?.name).toBe(job?.name)
    expect(await services.connections.removal(one)).toEqual({
      hasSecret: true,
      cachedWorkflows: 30,
      cachedPipelines: 5,
      hasUnsavedEdits: true,
      keptVersions: 0,
      activeExports: 0,
      finishedExports: 0,
    })
  })
})

describe('a reconnection', () => {
  it('reads lists again that are older than 30 minutes or could not be read', async () => {
    const one = await connect('One', first)
    await listed(one)
    await services.catalog.refresh('workflow')
    const { updatedAt } = await services.catalog.status('workflow')
    const reconnect = async () => {
      await connect('Two', second)
      await services.connections.activate(one)
    }
    const readAt = async () => (await services.catalog.status('workflow')).updatedAt
    await reconnect()
    expect(await readAt()).toBe(updatedAt)
    ahead = 30 * 60_000
    await reconnect()
    await expect.poll(readAt).toBeGreaterThan((updatedAt ?? 0) + ahead - 1)

    first.server.faults.add({ route: 'GET /api/2.2/jobs/list', kind: 'status', status: 403 })
    await services.catalog.refresh('workflow')
    expect((await services.catalog.status('workflow')).error).toMatchObject({ code: 'forbidden' })
    first.server.faults.clear()
    services.connections.connected.emit(one)
    await expect.poll(async () => (await services.catalog.status('workflow')).error).toBeNull()
  })
})

describe('signing out and removing', () => {
  it.each(['signOut', 'remove'] as const)(
    '%s deletes secret, lists and drafts of that connection and of no other',
    async (action) => {
      const one = await connect('One', first)
      await listed(one)
      await services.configuration.setOutputPath('/Workspace/Shared/elsewhere')
      await services.configuration.save('main', { overwrite: false })
      await services.configuration.setOutputPath('/Workspace/Shared/somewhere')
      const two = await connect('Two', second)
      await listed(two)
      await services.configuration.setOutputPath('/Workspace/Shared/elsewhere')
      services.configuration.keepDrafts()
      const kept = (what: string, id: string) => existsSync(join(folder, what, `connection-${id}`))
      expect([kept('drafts', one), kept('versions', one), kept('drafts', two)]).not.toContain(false)

      await services.connections[action](one)
      const cache = (id: string) => join(folder, 'catalog', `connection-${id}`)
      await expect.poll(() => existsSync(cache(one))).toBe(false)
      expect(existsSync(cache(two))).toBe(true)
      expect([kept('drafts', one), kept('drafts', two)]).toEqual([false, true])
      // What was saved before stays in the history of a connection that only signed out.
      expect(kept('versions', one)).toBe(action === 'signOut')
      services.configuration.discard('main')
      expect(services.configuration.hasUnsavedEdits()).toBe(false)
      expect([...keychain.secrets.keys()]).toEqual([two])
      expect(services.connections.state().connections.map(({ id }) => id)).toEqual(
        action === 'remove' ? [two] : [one, two],
      )
      expect(services.connections.active()?.id).toBe(two)
    },
  )
})

it('clears away at the start what a removed connection left', async () => {
  const left = ['drafts', 'versions'].map((what) => join(folder, what, 'connection-gone'))
  await Promise.all(left.map((path) => mkdir(path, { recursive: true })))
  services.start()
  expect(left.map((path) => existsSync(path))).toEqual([false, false])
})

describe('the lock', () => {
  it('leaves an export under way alone, and takes its token when it has ended', async () => {
    const one = await connect('One', first)
    await listed(one)
    const end = ended()
    await services.exports.start()
    await services.lock.lock()
    expect((await end).state).toBe('succeeded')
    await expect
      .poll(() =>
        services.connections.gatewayFor(one).then(
          () => 'open',
          (error) => error.code,
        ),
      )
      .toBe('locked')
    await services.lock.unlock()
    await expect.poll(() => services.connections.state().status.state).toBe('connected')
  })

  it('stays when the keychain cannot be read', async () => {
    await connect('One', first)
    await services.lock.lock()
    keychain.available = false
    await expect(services.lock.unlock()).rejects.toMatchObject({ code: 'keychain-unavailable' })
    expect(services.lock.state().locked).toBe(true)
  })
})

describe('the test of a connection', () => {
  it('ends with who is signed in, and keeps nothing', async () => {
    const { url: host, token: secret } = first.server
    const steps: unknown[] = []
    services.connections.testing.on((progress) => steps.push(progress))
    const result = await services.connections.test(null, tokenInput({ host, secret }))
    expect(result).toMatchObject({ host, userName: expect.stringContaining('@') })
    expect(result.steps.map(({ state }) => state)).not.toContain('failed')
    expect(steps.length).toBeGreaterThan(3)
    expect(keychain.secrets.size).toBe(0)
    expect(services.connections.state().connections).toEqual([])
  })
})
