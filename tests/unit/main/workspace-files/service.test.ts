import { beforeEach, describe, expect, it } from 'vitest'
import { silentLogger } from '../../../../src/main/logging/logger.ts'
import { RecentPaths } from '../../../../src/main/workspace-files/recent-paths.ts'
import { WorkspaceFilesService } from '../../../../src/main/workspace-files/service.ts'
import { AppError } from '../../../../src/shared/errors.ts'
import type { FileSearch } from '../../../../src/shared/workspace-files.ts'
import { useDemoWorkspace } from '../../../support/demo-workspace.ts'
import { MemoryStateFile } from '../../../support/memory-state-file.ts'
import { connect } from '../databricks/support.ts'

const demo = useDemoWorkspace({ jobs: 5, pipelines: 2 })
const listRoute = 'GET /api/2.0/workspace/list'

let time: number
let connectionId: string | null
let recent: RecentPaths
let service: WorkspaceFilesService

beforeEach(async () => {
  time = 1_000_000
  connectionId = 'a'
  const now = () => time
  const gateway = await connect({ host: demo.server.url, token: demo.server.token })
  recent = new RecentPaths({ file: new MemoryStateFile(), logger: silentLogger, now })
  service = new WorkspaceFilesService({
    connectionId: () => connectionId,
    gatewayFor: () => Promise.resolve(gateway),
    recent,
    now,
  })
})

async function codeOf(promise: Promise<unknown>): Promise<string> {
  return await promise.then(
    () => 'none',
    (error: unknown) => AppError.from(error).code,
  )
}

const listed = () => demo.server.workspace.requests.count(listRoute)

describe('a folder of the workspace', () => {
  it('lists folders first, then files by name, all with the path as the app shows it', async () => {
    const { path, entries } = await service.list('/Shared/')
    expect(path).toBe('/Workspace/Shared')
    const kinds = entries.map(({ kind }) => kind)
    expect(kinds).toEqual([
      ...kinds.filter((kind) => kind === 'folder'),
      ...kinds.filter((kind) => kind !== 'folder'),
    ])
    expect(entries.find(({ name }) => name === 'config.yml')).toEqual({
      path: '/Workspace/Shared/config.yml',
      name: 'config.yml',
      kind: 'file',
      modifiedAt: expect.any(Number),
      size: expect.any(Number),
    })
  })

  it('begins at the top, with Git folders, dashboards and libraries by their kinds', async () => {
    const top = await service.list('/Workspace')
    expect(top.entries.map(({ path }) => path)).toEqual([
      '/Workspace/Repos',
      '/Workspace/Shared',
      '/Workspace/Users',
    ])
    const kindsIn = async (path: string) =>
      new Set((await service.list(path)).entries.map(({ kind }) => kind))
    expect(await kindsIn('/Workspace/Repos/data-platform')).toContain('repo')
    expect(await kindsIn('/Workspace/Shared/teams/ml')).toContain('dashboard')
    expect(await kindsIn('/Workspace/Shared/libraries')).toContain('library')
  })

  it('may have 3,000 entries, or none', async () => {
    expect((await service.list('/Workspace/Shared/archive')).entries).toHaveLength(3000)
    expect((await service.list('/Workspace/Users/maria.silva@example.com')).entries).toEqual([])
  })

  it.each([
    ['/Workspace/Shared/restricted', 'forbidden'],
    ['/Workspace/Shared/nowhere', 'not-found'],
    ['/Workspace/Shared/config.yml', 'invalid-request'],
    ['/Workspace/Shared/teams/ml/notebooks/load', 'invalid-request'],
  ])('says why %s cannot be shown: %s', async (path, code) => {
    expect(await codeOf(service.list(path))).toBe(code)
  })

  it('cannot be shown without a connection', async () => {
    connectionId = null
    expect(await codeOf(service.list('/Workspace'))).toBe('not-connected')
  })

  it('is made with those above it, but not in the place of a file', async () => {
    await service.makeFolder('/Workspace/Shared/new/deep')
    expect((await service.list('/Workspace/Shared/new')).entries).toMatchObject([
      { name: 'deep', kind: 'folder' },
    ])
    expect(await codeOf(service.makeFolder('/Workspace/Shared/config.yml'))).toBe('already-exists')
    expect(await codeOf(service.makeFolder('/Workspace/Shared/restricted/x'))).toBe('forbidden')
  })
})

describe('a search', () => {
  it('walks through what is below, past the folder that is closed', async () => {
    const result = await service.search('/Workspace/Shared', 'config.prod')
    expect(result).toMatchObject({ state: 'complete', closed: 1, waiting: 0 })
    expect(result.matches[0]?.entry.name).toBe('config.prod.yml')
    expect(result.matches.length).toBeLessThanOrEqual(200)
    expect(result.found).toBeGreaterThanOrEqual(8)
  })

  it('reads no folder again for the next letter, but does so later or after a change', async () => {
    await service.search('/Workspace/Shared/teams', 'conf')
    const before = listed()
    const result = await service.search('/Workspace/Shared/teams', 'config')
    expect(result).toMatchObject({ state: 'complete', folders: 25 })
    expect(listed()).toBe(before)
    service.changed()
    await service.search('/Workspace/Shared/teams', 'config')
    expect(listed()).toBe(before + 25)
    time += 60_000
    await service.search('/Workspace/Shared/teams', 'config')
    expect(listed()).toBe(before + 50)
  })

  it('gives way to the next one', async () => {
    demo.server.faults.add({ route: listRoute, kind: 'latency', ms: 50 })
    const seen: FileSearch[] = []
    service.searching.on((search) => seen.push(search))
    const first = codeOf(service.search('/Workspace/Shared', 'first'))
    const second = service.search('/Workspace/Users', 'notes')
    expect(await first).toBe('canceled')
    expect((await second).matches[0]?.entry.name).toBe('notes.txt')
    expect(seen.filter(({ text }) => text === 'first')).toEqual([])
  })

  it('is stopped', async () => {
    const stopped = codeOf(service.search('/Workspace', 'config'))
    service.cancelSearch()
    expect(await stopped).toBe('canceled')
  })
})

describe('recent paths', () => {
  it('are told newest first with how they are now, without those that are gone', async () => {
    recent.note('a', 'main', '/Shared/config.yml')
    time += 1
    recent.note('a', 'main', '/Workspace/Shared/gone.yml')
    time += 1
    recent.note('a', 'main', '/Workspace/Users/you@example.com/configs/config.yml')
    recent.note('a', 'app', '/Workspace/Shared/app_config.yml')
    const list = await service.recent('main')
    expect(list.map(({ path, kind }) => [path, kind])).toEqual([
      ['/Workspace/Users/you@example.com/configs/config.yml', 'file'],
      ['/Workspace/Shared/config.yml', 'file'],
    ])
    expect(list[1]).toMatchObject({ usedAt: 1_000_000, modifiedAt: expect.any(Number) })
  })

  it('are told also when they cannot be looked up now', async () => {
    recent.note('a', 'main', '/Workspace/Shared/config.yml')
    demo.server.faults.add({
      route: 'GET /api/2.0/workspace/get-status',
      kind: 'status',
      status: 403,
    })
    expect(await service.recent('main')).toMatchObject([{ name: 'config.yml', kind: null }])
  })

  it('are few, each once, and belong to a connection and a use', () => {
    for (let index = 0; index < 12; index += 1) recent.note('a', 'main', `/Workspace/${index}.yml`)
    recent.note('a', 'main', '/11.yml')
    recent.note('b', 'main', '/Workspace/b.yml')
    recent.note('a', 'output', '/Workspace/out')
    expect(recent.list('a', 'main').map(({ path }) => path)).toEqual(
      [11, 10, 9, 8, 7, 6, 5, 4].map((index) => `/Workspace/${index}.yml`),
    )
    recent.forget('a')
    expect(recent.list('a', 'main')).toEqual([])
    expect(recent.list('a', 'output')).toEqual([])
    expect(recent.list('b', 'main')).toHaveLength(1)
  })

  it('outlive a restart; an entry that is not valid is left out', () => {
    const file = new MemoryStateFile()
    const options = { file, logger: silentLogger, now: () => time }
    new RecentPaths(options).note('a', 'main', '/Workspace/x.yml')
    const content = file.read() as { paths: unknown[] }
    file.write({ paths: [...content.paths, { connectionId: 'a', path: 5 }] })
    expect(new RecentPaths(options).list('a', 'main')).toEqual([
      { path: '/Workspace/x.yml', usedAt: time },
    ])
  })

  it('that cannot be written do not stop what they were used for', () => {
    const file = new MemoryStateFile()
    file.failure = new AppError('disk-full', 'The disk is full.')
    const paths = new RecentPaths({ file, logger: silentLogger, now: () => time })
    paths.note('a', 'main', '/Workspace/x.yml')
    expect(paths.list('a', 'main')).toHaveLength(1)
  })
})
