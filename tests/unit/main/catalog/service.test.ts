import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CatalogService } from '../../../../src/main/catalog/service.ts'
import { cacheFile } from '../../../../src/main/catalog/store.ts'
import { connectGateway } from '../../../../src/main/databricks/connect.ts'
import type { DatabricksGateway } from '../../../../src/main/databricks/gateway.ts'
import { silentLogger } from '../../../../src/main/logging/logger.ts'
import { kindSchema } from '../../../../src/shared/catalog.ts'
import { noFilters } from '../../../../src/shared/no-filters.ts'
import type {
  CatalogItem,
  CatalogPage,
  CatalogQuery,
  CatalogStatus,
  Kind,
  PickFlags,
} from '../../../../src/shared/catalog.ts'
import { AppError } from '../../../../src/shared/errors.ts'
import { useDemoWorkspace } from '../../../support/demo-workspace.ts'
import { gate, steered } from './steered-gateway.ts'
import type { BeforePage } from './steered-gateway.ts'

const minute = 60_000
const totals: Record<Kind, number> = { workflow: 240, pipeline: 60 }

const demo = useDemoWorkspace({ share: true })
let folder: string
let now: number
let service: CatalogService
let heard: CatalogStatus[]
let warnings: string[]
let beforePage: BeforePage
let signIn: () => Promise<DatabricksGateway>
let gateway: DatabricksGateway
const picks = new Map<string, PickFlags>()
/** The kind whose list has lost its first item, and whose second one has another name. */
let altered: Kind | null = null

function withoutFirst([, second, ...others]: CatalogItem[]): CatalogItem[] {
  return second ? [{ ...second, name: 'renamed 🚀' }, ...others] : others
}

/** What config.yml calls a picked item, by `kind id`. */
const pickedNames = new Map<string, string>()

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'catalog-'))
  now = 1_800_000_000_000
  warnings = []
  picks.clear()
  pickedNames.clear()
  altered = null
  beforePage = () => undefined
  gateway = await connectGateway({
    host: demo.server.url,
    token: demo.server.token,
    logger: silentLogger,
  })
  signIn = () => Promise.resolve(gateway)
  service = newService()
})
afterEach(async () => {
  await service.close()
  gateway.close()
  demo.server.faults.clear()
  await rm(folder, { recursive: true, force: true })
})

function newService(options: { folder?: string } = {}): CatalogService {
  const created = new CatalogService({
    folder: options.folder ?? folder,
    workerUrl: new URL('fragile-worker.ts', import.meta.url),
    logger: { ...silentLogger, warn: (message) => warnings.push(message) },
    now: () => now,
    gatewayFor: async () =>
      steered(
        await signIn(),
        () => beforePage,
        (kind, found, page) => (kind === altered && page === 1 ? withoutFirst(found) : found),
      ),
    picks: {
      get: (kind, id) => picks.get(`${kind} ${id}`) ?? null,
      ids: (kind) =>
        [...picks.keys()]
          .filter((key) => key.startsWith(kind))
          .map((key) => key.slice(kind.length + 1)),
      items: (kind) =>
        [...picks.keys()]
          .filter((key) => key.startsWith(kind))
          .map((key) => ({ id: key.slice(kind.length + 1), name: pickedNames.get(key) ?? '' })),
    },
  })
  heard = []
  created.changed.on((status) => heard.push(status))
  return created
}

async function restart(): Promise<void> {
  await service.close()
  service = newService()
}

function query(kind: Kind, changes: Partial<CatalogQuery> = {}): CatalogQuery {
  const sort = { by: 'relevance', descending: false } as const
  return { kind, text: '', filters: noFilters, sort, offset: 0, limit: 50, ...changes }
}

const ids = ({ rows }: CatalogPage): string[] => rows.map(({ item }) => item.id)

async function total(kind: Kind): Promise<number> {
  return (await service.query(query(kind))).total
}

/** Resolves when a status of the kind fulfils the test. */
async function until(kind: Kind, test: (status: CatalogStatus) => boolean): Promise<CatalogStatus> {
  return await new Promise((resolve) => {
    const stop = service.changed.on((status) => {
      if (status.kind !== kind || !test(status)) return
      stop()
      resolve(status)
    })
  })
}

/** Opens and resolves when both lists are read. */
async function openAndRefresh(connectionId = 'demo'): Promise<void> {
  await service.open(connectionId)
  await Promise.all(kindSchema.options.map((kind) => service.refresh(kind)))
}

describe.each(kindSchema.options)('the list of kind %s', (kind) => {
  it('is read when it was never read, and shows from the first page on', async () => {
    const second = gate()
    beforePage = (_, page) => (page === 2 ? second.promise : undefined)
    await service.open('demo')
    await until(kind, (status) => status.total > 0)
    const shown = await total(kind)
    expect(shown).toBe(Math.min(100, totals[kind]))
    second.open()
    await service.refresh(kind)
    expect(await total(kind)).toBe(totals[kind])
    expect(await service.status(kind)).toEqual({
      kind,
      total: totals[kind],
      updatedAt: now,
      refreshing: false,
      refreshed: totals[kind],
      error: null,
      news: { new: 0, changed: 0, vanished: 0 },
      newestRuns: null,
    })
  })

  it('comes from the cache at once and is not read again within 30 minutes', async () => {
    await openAndRefresh()
    const readAt = now
    await restart()
    now += 29 * minute
    beforePage = () => {
      throw new AppError('network', 'nothing may be asked')
    }
    await service.open('demo')
    expect(await total(kind)).toBe(totals[kind])
    expect(await service.status(kind)).toMatchObject({ updatedAt: readAt, refreshing: false })
  })

  it('comes from the cache at once and is refreshed behind it after 30 minutes', async () => {
    await openAndRefresh()
    await restart()
    now += 30 * minute
    const first = gate()
    beforePage = () => first.promise
    await service.open('demo')
    expect(await total(kind)).toBe(totals[kind])
    expect((await service.status(kind)).refreshing).toBe(true)
    first.open()
    await service.refresh(kind)
    expect(await service.status(kind)).toMatchObject({ updatedAt: now, refreshing: false })
  })

  it.each([
    ['rows are asked for', async () => void (await total(kind))],
    ['the user turns to the window', () => Promise.resolve(service.look())],
    ['the window shows again or the computer woke up', () => service.revalidate()],
  ])('is refreshed behind the rows when it is 30 minutes old and %s', async (_when, trigger) => {
    await openAndRefresh()
    const readAt = now
    now += 29 * minute
    await trigger()
    expect(await service.status(kind)).toMatchObject({ updatedAt: readAt, refreshing: false })
    now += minute
    const first = gate()
    beforePage = () => first.promise
    await trigger()
    expect(await service.status(kind)).toMatchObject({ updatedAt: readAt, refreshing: true })
    expect(await total(kind)).toBe(totals[kind])
    first.open()
    await service.refresh(kind)
    expect(await service.status(kind)).toMatchObject({ updatedAt: now, refreshing: false })
  })

  it('is not read again for each look when that fails, but once in 30 minutes', async () => {
    await openAndRefresh()
    let asked = 0
    beforePage = (each) => {
      if (each === kind) asked += 1
      throw new AppError('unavailable', 'Databricks is down.')
    }
    for (const times of [1, 2]) {
      now += 30 * minute
      const failed = until(kind, ({ error }) => error !== null)
      service.look()
      await failed
      service.look()
      await total(kind)
      expect(await service.status(kind)).toMatchObject({ refreshing: false })
      expect(asked).toBe(times)
    }
  })

  it('stays when a refresh fails half-way, and the status says why', async () => {
    await openAndRefresh()
    const readAt = now
    now += minute
    beforePage = () => {
      throw new AppError('unavailable', 'Databricks is down.', { suggestion: 'Wait.' })
    }
    await service.refresh(kind)
    expect(await service.status(kind)).toMatchObject({
      total: totals[kind],
      updatedAt: readAt,
      refreshing: false,
      error: { code: 'unavailable', message: 'Databricks is down.', suggestion: 'Wait.' },
    })
    expect(await total(kind)).toBe(totals[kind])
    beforePage = () => undefined
    await service.revalidate()
    await service.refresh(kind)
    expect(await service.status(kind)).toMatchObject({ updatedAt: now, error: null })
  })

  it('stays when a refresh is canceled', async () => {
    await openAndRefresh()
    const reached = gate()
    beforePage = async () => {
      reached.open()
      await new Promise<void>((resolve) => setImmediate(resolve))
    }
    const refresh = service.refresh(kind)
    await reached.promise
    service.cancelRefresh(kind)
    await refresh
    expect(await service.status(kind)).toMatchObject({
      total: totals[kind],
      refreshing: false,
      error: { code: 'canceled' },
    })
  })

  it('has names, creators and facets that agree with each other', async () => {
    await openAndRefresh()
    const facets = await service.facets(query(kind))
    const [creator] = facets.creators
    const filters = { ...noFilters, creators: [creator?.value ?? ''] }
    const page = await service.query(query(kind, { filters, limit: 500 }))
    expect(page.matches).toBe(creator?.count)
    expect(page.rows).toHaveLength(page.matches)
    expect(page.rows.every((row) => row.item.creator === creator?.value)).toBe(true)
    const own = await service.facets(query(kind, { filters }))
    expect(own.creators).toEqual(facets.creators)
    const id = page.rows[0]?.item.id ?? ''
    picks.set(`${kind} ${id}`, { isExisting: true, isActive: true, exportLibraries: true })
    const onlyPicked = { ...noFilters, picked: true }
    expect((await service.facets(query(kind, { filters: onlyPicked }))).creators).toEqual([
      { value: creator?.value, count: 1 },
    ])
  })

  it('finds each of its items first by its id', async () => {
    await openAndRefresh()
    const all = await service.ids(query(kind))
    expect(all).toHaveLength(totals[kind])
    for (const { id } of all.slice(0, 20)) {
      const found = await service.query(query(kind, { text: id, limit: 1 }))
      expect(found.rows[0]?.item.id).toBe(id)
    }
  })

  it('shows what is picked, and only that with the filter', async () => {
    await openAndRefresh()
    const [, second] = await service.ids(query(kind))
    const id = second?.id ?? ''
    const flags = { isExisting: true, isActive: false, exportLibraries: true }
    picks.set(`${kind} ${id}`, flags)
    const rows = (await service.query(query(kind))).rows
    expect(rows.filter((row) => row.pick !== null).map((row) => row.item.id)).toEqual([id])
    const filters = { ...noFilters, picked: true }
    expect((await service.query(query(kind, { filters }))).rows).toMatchObject([
      { item: { id }, pick: flags },
    ])
    picks.clear()
    pickedNames.clear()
    expect((await service.query(query(kind, { filters }))).matches).toBe(0)
  })

  it('answers items by id', async () => {
    await openAndRefresh()
    const [first, second] = await service.ids(query(kind))
    const found = await service.find(kind, [second?.id ?? '', 'unknown', first?.id ?? ''])
    expect(found.map(({ id }) => id)).toEqual([second?.id, first?.id])
  })

  it('shows an item closely', async () => {
    await openAndRefresh()
    const [row] = (await service.query(query(kind, { limit: 1 }))).rows
    const details = await service.details(kind, row?.item.id ?? '', false)
    expect(details.item).toMatchObject({ kind, id: row?.item.id, name: row?.item.name })
    expect(details.url).toContain(row?.item.id)
    expect(JSON.parse(details.raw)).toBeTypeOf('object')
  })

  it('tells the last runs of many, newest last, whatever happens to one', async () => {
    await openAndRefresh()
    const ids = (await service.ids(query(kind))).slice(0, 20).map(({ id }) => id)
    const unknown = kind === 'workflow' ? '999' : '00000000-0000-0000-0000-000000000000'
    const answer = await service.lastRuns(kind, [...ids, unknown])
    expect(answer.map(({ id }) => id).filter((id) => id !== unknown)).toEqual(ids)
    for (const { runs } of answer) {
      expect(runs.length).toBeLessThanOrEqual(5)
      const starts = runs.map((run) => run.startedAt ?? 0)
      expect(starts).toEqual([...starts].sort((a, b) => a - b))
    }
    expect(answer.some(({ runs }) => runs.length > 0)).toBe(true)
  })
})

describe('a first reading', () => {
  it('that fails at page 2 keeps what is there and does not count as read', async () => {
    beforePage = (kind, page) => {
      if (kind === 'workflow' && page === 2) throw new AppError('unavailable', 'Down.')
    }
    await openAndRefresh()
    expect(await service.status('workflow')).toMatchObject({
      total: 100,
      updatedAt: null,
      error: { code: 'unavailable' },
    })
    await restart()
    await service.open('demo')
    expect(heard.find(({ kind }) => kind === 'workflow')).toMatchObject({
      total: 0,
      updatedAt: null,
    })
  })

  it('reads jobs and pipelines side by side', async () => {
    const both = gate()
    const waiting = new Set<Kind>()
    beforePage = async (kind) => {
      waiting.add(kind)
      if (waiting.size === 2) both.open()
      await both.promise
    }
    await openAndRefresh()
    expect(await total('pipeline')).toBe(totals.pipeline)
  })

  it('says when signing in fails, and goes on after the next sign-in', async () => {
    signIn = () => Promise.reject(new AppError('unauthorized', 'The token has expired.'))
    await openAndRefresh()
    expect((await service.status('workflow')).error).toMatchObject({ code: 'unauthorized' })
    signIn = () => Promise.resolve(gateway)
    await service.revalidate()
    await service.refresh('workflow')
    expect(await service.status('workflow')).toMatchObject({ total: 240, error: null })
  })

  it('says when the server answers 403', async () => {
    demo.server.faults.add({ route: 'GET /api/2.2/jobs/list', kind: 'status', status: 403 })
    await openAndRefresh()
    expect((await service.status('workflow')).error).toMatchObject({ code: 'forbidden' })
    expect(await total('pipeline')).toBe(totals.pipeline)
  })
})

describe('jobs sorted by their last run', () => {
  const byRuns = query('workflow', { sort: { by: 'runs', descending: true } })
  const starts = async (ids: string[]) =>
    (await service.lastRuns('workflow', ids)).map(({ runs }) => runs.at(-1)?.startedAt ?? 0)
  const isRead = ({ newestRuns }: CatalogStatus) =>
    newestRuns !== null && !newestRuns.reading && newestRuns.error === null

  it('are in the order of their names until the runs were read, and then newest first', async () => {
    await openAndRefresh()
    const byName = await service.query(query('workflow'))
    const read = until('workflow', isRead)
    expect(ids(await service.query(byRuns))).toEqual(ids(byName))
    expect((await read).newestRuns).toMatchObject({ read: 1000, complete: false })
    const sorted = ids(await service.query(byRuns))
    const newest = await starts(sorted)
    expect(newest).toEqual([...newest].sort((a, b) => b - a))
    const range = { from: 10, to: 20 }
    const { offset: _, limit: __, ...question } = byRuns
    expect((await service.ids({ ...question, range })).map(({ id }) => id)).toEqual(
      sorted.slice(10, 20),
    )
  })

  it('are read again with the list, and when asked for after they could not be read', async () => {
    await openAndRefresh()
    demo.server.faults.add({
      route: 'GET /api/2.2/jobs/runs/list',
      kind: 'status',
      status: 403,
      body: { error_code: 'PERMISSION_DENIED', message: 'Not for you.' },
      count: 1,
    })
    const failed = until('workflow', ({ newestRuns }) => newestRuns?.error != null)
    await service.query(byRuns)
    expect((await failed).newestRuns).toMatchObject({ read: 0, error: { code: 'forbidden' } })
    await service.query(byRuns)
    expect((await service.status('workflow')).newestRuns?.reading).toBe(false)
    await service.readNewestRuns()
    expect((await service.status('workflow')).newestRuns).toMatchObject({ read: 1000, error: null })
    await service.refresh('workflow')
    await service.query(byRuns)
    expect((await service.status('workflow')).newestRuns?.reading).toBe(true)
    await service.readNewestRuns()
  })
})

describe('a switch of the connection', () => {
  it('in the middle of a refresh shows nothing of the old one', async () => {
    const reached = gate()
    const second = gate()
    beforePage = async (kind, page) => {
      if (kind !== 'workflow' || page !== 2) return
      reached.open()
      await second.promise
    }
    await service.open('first')
    await reached.promise
    beforePage = (_, page) => {
      if (page === 1) throw new AppError('unavailable', 'Down.')
    }
    heard = []
    await openAndRefresh('second')
    second.open()
    await restart()
    expect(heard).toEqual([])
    await service.open('second')
    expect(await total('workflow')).toBe(0)
    await service.open('first')
    expect((await service.status('workflow')).updatedAt).toBeNull()
  })

  it('rejects what is under way for the old one', async () => {
    await openAndRefresh('first')
    const ids = (await service.ids(query('workflow'))).slice(0, 5).map(({ id }) => id)
    const asked = [
      service.query(query('workflow')),
      service.facets(query('pipeline')),
      service.lastRuns('workflow', ids),
    ]
    const opened = service.open('second')
    for (const answer of await Promise.allSettled(asked)) {
      expect(answer).toMatchObject({ status: 'rejected', reason: { code: 'canceled' } })
    }
    await opened
  })

  it('announces only the new one, from its cache', async () => {
    await openAndRefresh('first')
    beforePage = () => new Promise(() => undefined)
    await service.open('second')
    heard = []
    await service.open('first')
    expect(heard.filter(({ kind }) => kind === 'pipeline')).toMatchObject([
      { total: totals.pipeline, refreshing: false },
    ])
  })

  it('to none leaves nothing to ask', async () => {
    await openAndRefresh()
    await service.close()
    await expect(service.query(query('workflow'))).rejects.toMatchObject({ code: 'not-connected' })
    await expect(service.refresh('workflow')).rejects.toMatchObject({ code: 'not-connected' })
    expect(() => {
      service.cancelRefresh('workflow')
    }).not.toThrow()
  })

  it('and back at once works', async () => {
    await openAndRefresh('first')
    void service.close()
    await service.open('first')
    expect(await total('workflow')).toBe(totals.workflow)
  })
})

describe('trouble', () => {
  it('a damaged cache is read anew and noted in the log', async () => {
    await openAndRefresh()
    await service.close()
    await writeFile(cacheFile(folder, { connectionId: 'demo', kind: 'workflow' }), 'damaged')
    service = newService()
    await openAndRefresh()
    expect(warnings).toEqual([expect.stringContaining('cached list')])
    expect(await total('workflow')).toBe(totals.workflow)
  })

  it('a folder that cannot be written is noted in the log, and the lists work', async () => {
    const file = join(folder, 'file')
    await writeFile(file, '')
    service = newService({ folder: join(file, 'catalog') })
    await openAndRefresh()
    expect(await total('workflow')).toBe(totals.workflow)
    expect((await service.status('workflow')).error).toBeNull()
    await service.close()
    expect(warnings).toContainEqual(expect.stringContaining('could not be kept on disk'))
  })

  it('a crash of the worker rejects what is under way and loses no list that is on disk', async () => {
    await openAndRefresh()
    await service.close()
    await openAndRefresh()
    await service.close()
    await service.open('demo')
    await expect(service.find('workflow', ['crash'])).rejects.toMatchObject({ code: 'internal' })
    expect(await total('workflow')).toBe(totals.workflow)
  })

  it('a crash of the worker in a refresh ends the refresh with an error', async () => {
    const reached = gate()
    const second = gate()
    beforePage = async (kind, page) => {
      if (kind !== 'workflow' || page !== 2) return
      reached.open()
      await second.promise
    }
    await service.open('demo')
    await reached.promise
    await expect(service.find('workflow', ['exit'])).rejects.toMatchObject({ code: 'internal' })
    second.open()
    await service.refresh('workflow')
    beforePage = () => undefined
    expect((await service.status('workflow')).error).toMatchObject({ code: 'internal' })
    await service.revalidate()
    await service.refresh('workflow')
    expect(await total('workflow')).toBe(totals.workflow)
  })

  it('a crash of the worker with nothing on disk reads the lists again', async () => {
    const file = join(folder, 'file')
    await writeFile(file, '')
    service = newService({ folder: file })
    await openAndRefresh()
    await expect(service.find('workflow', ['crash'])).rejects.toMatchObject({ code: 'internal' })
    await service.status('workflow')
    await service.refresh('workflow')
    expect(await total('workflow')).toBe(totals.workflow)
  })
})

describe('forgetting a connection', () => {
  it('deletes its lists and no others', async () => {
    await openAndRefresh('first')
    await openAndRefresh('second')
    await service.forget('first')
    expect(await readdir(folder)).toEqual(['connection-second'])
    expect(await total('workflow')).toBe(totals.workflow)
  })

  it('that is open closes it', async () => {
    await openAndRefresh()
    await service.forget('demo')
    expect(await readdir(folder)).toEqual([])
    await expect(service.query(query('workflow'))).rejects.toMatchObject({ code: 'not-connected' })
  })
})

describe('the odd names of the demo workspace', () => {
  it('are all there, duplicates too', async () => {
    await openAndRefresh()
    const names = (await service.ids(query('workflow'))).map(({ name }) => name)
    expect(names.some((name) => /\p{Extended_Pictographic}/u.test(name))).toBe(true)
    expect(names.some((name) => /[\p{Script=Hebrew}\p{Script=Arabic}]/u.test(name))).toBe(true)
    expect(names.some((name) => name.length >= 300)).toBe(true)
    expect(new Set(names).size).toBeLessThan(names.length)
    for (const name of names) {
      const found = await service.query(query('workflow', { text: name.slice(0, 500), limit: 5 }))
      expect(found.rows.map((row) => row.item.name)).toContain(name)
    }
  })
})

describe.each(kindSchema.options)('since the last visit, the list of kind %s', (kind) => {
  it('marks what is new, changed and gone, and forgets it when it was seen', async () => {
    await openAndRefresh()
    await restart()
    altered = kind
    await service.open('demo')
    await service.refresh(kind)
    expect((await service.status(kind)).news).toEqual({ new: 0, changed: 1, vanished: 1 })
    expect(await service.vanished(kind)).toHaveLength(1)
    const changed = await service.query(
      query(kind, { filters: { ...noFilters, marks: ['changed'] } }),
    )
    expect(changed.rows).toMatchObject([{ mark: 'changed', item: { name: 'renamed 🚀' } }])
    altered = null
    await service.refresh(kind)
    expect((await service.status(kind)).news.vanished).toBe(0)
    await service.markSeen(kind)
    expect((await service.status(kind)).news).toEqual({ new: 0, changed: 0, vanished: 0 })
  })

  it('has no news when it was never read before', async () => {
    await openAndRefresh()
    expect((await service.status(kind)).news).toEqual({ new: 0, changed: 0, vanished: 0 })
  })

  it('tells which picked items vanished or have another name', async () => {
    await openAndRefresh()
    const rows = (await service.query(query(kind, { limit: 3 }))).rows
    const flags = { isExisting: true, isActive: true, exportLibraries: true }
    const pick = (id: string, name: string) => {
      picks.set(`${kind} ${id}`, flags)
      pickedNames.set(`${kind} ${id}`, name)
    }
    pick(rows[0]?.item.id ?? '', rows[0]?.item.name ?? '')
    pick(rows[1]?.item.id ?? '', 'the old name')
    pick('00000000-0000-0000-0000-000000000000', 'gone')
    expect(await service.pickedChanges(kind)).toEqual([
      {
        id: rows[1]?.item.id,
        configName: 'the old name',
        problem: 'renamed',
        name: rows[1]?.item.name,
      },
      {
        id: '00000000-0000-0000-0000-000000000000',
        configName: 'gone',
        problem: 'vanished',
        name: null,
      },
    ])
  })

  it('says nothing about picked items while it is not completely read', async () => {
    picks.set(`${kind} 404`, { isExisting: true, isActive: true, exportLibraries: true })
    beforePage = () => Promise.reject(new AppError('unavailable', 'Not now.'))
    await service.open('demo')
    await service.refresh(kind)
    expect(await service.pickedChanges(kind)).toEqual([])
  })

  it('says nothing about picked items while it is an old one from the cache', async () => {
    await openAndRefresh()
    await restart()
    picks.set(`${kind} 404`, { isExisting: true, isActive: true, exportLibraries: true })
    now += 30 * minute
    const first = gate()
    beforePage = () => first.promise
    await service.open('demo')
    expect(await service.pickedChanges(kind)).toEqual([])
    first.open()
    await service.refresh(kind)
    expect(await service.pickedChanges(kind)).toMatchObject([{ id: '404', problem: 'vanished' }])
    // From now on this session knows, whatever becomes of later refreshes.
    now += 40 * minute
    beforePage = () => Promise.reject(new AppError('unavailable', 'Not now.'))
    await service.refresh(kind)
    expect(await service.pickedChanges(kind)).toHaveLength(1)
  })

  it('knows what pasted names and ids stand for', async () => {
    await openAndRefresh()
    const { id, name } = (await service.query(query(kind, { limit: 1 }))).rows[0]?.item ?? {}
    const lines = await service.resolve(kind, [id ?? '', 'nowhere at all'])
    expect(lines).toMatchObject([
      { outcome: 'found', candidates: [{ id, name }] },
      { outcome: 'missing' },
    ])
  })
})
