import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { silentLogger } from '../../../../src/main/logging/logger.ts'
import { createServices } from '../../../../src/main/services.ts'
import type { Services } from '../../../../src/main/services.ts'
import { kindSchema } from '../../../../src/shared/catalog.ts'
import type {
  CatalogFilters,
  CatalogItem,
  CatalogQuery,
  CatalogSort,
} from '../../../../src/shared/catalog.ts'
import { noFilters } from '../../../../src/shared/no-filters.ts'
import { useDemoWorkspace } from '../../../support/demo-workspace.ts'
import { MemoryStateFile } from '../../../support/memory-state-file.ts'
import { MemoryKeychain, tokenInput } from '../connections/world.ts'
import { noLocalFiles } from '../../../support/no-local-files.ts'

const size = 230
const mainFolder = new URL('../../../../src/main/', import.meta.url)
const demo = useDemoWorkspace({ share: true, jobs: size, pipelines: size })

let folder: string
let services: Services

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parity-'))
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
    keychain: new MemoryKeychain(),
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
    now: Date.now,
  })
  const { url: host, token: secret } = demo.server
  await services.connections.add(tokenInput({ name: 'One', host, secret }))
  await Promise.all(kindSchema.options.map((kind) => services.catalog.refresh(kind)))
  await vi.waitFor(() => {
    expect(services.configuration.state().main.status).toBe('loaded')
  })
})

afterAll(async () => {
  await services.close()
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
})

beforeEach(() => {
  if (services.configuration.hasUnsavedEdits()) services.configuration.discard('main')
})

/** What a kind has beyond name and creator, and how its values are read from an item. */
const own = {
  workflow: {
    filters: ['creators', 'tags', 'triggers', 'computes'],
    sorts: ['name', 'creator', 'trigger', 'compute', 'created'],
  },
  pipeline: {
    filters: ['creators', 'states', 'healths'],
    sorts: ['name', 'creator', 'state', 'health', 'runs'],
  },
} as const

const filterValues = {
  creators: (item: CatalogItem) => [item.creator],
  tags: (item: CatalogItem) => item.tags,
  triggers: (item: CatalogItem) => [item.trigger?.kind],
  computes: (item: CatalogItem) => [item.compute],
  states: (item: CatalogItem) => [item.state],
  healths: (item: CatalogItem) => [item.health],
} satisfies Partial<Record<keyof CatalogFilters, unknown>>

const sortValue = {
  name: (item: CatalogItem) => item.name,
  creator: (item: CatalogItem) => item.creator,
  trigger: (item: CatalogItem) => item.trigger?.text,
  compute: (item: CatalogItem) => item.compute,
  state: (item: CatalogItem) => item.state,
  health: (item: CatalogItem) => item.health,
  created: (item: CatalogItem) => item.createdAt,
  runs: (item: CatalogItem) => item.lastRunAt,
} satisfies Record<Exclude<CatalogSort['by'], 'relevance' | 'libraries'>, unknown>

describe.each(kindSchema.options)('a list of kind %s, as the other one,', (kind) => {
  const rows = async (change: Partial<CatalogQuery> = {}) =>
    await services.catalog.query({
      kind,
      text: '',
      filters: noFilters,
      sort: { by: 'relevance', descending: false },
      offset: 0,
      limit: 500,
      ...change,
    })
  const items = async (change: Partial<CatalogQuery> = {}) =>
    (await rows(change)).rows.map(({ item }) => item)
  const someItem = async (): Promise<CatalogItem> => {
    const [, , item] = await items()
    if (item === undefined) throw new Error('the list is empty')
    return item
  }

  it('is refreshed as a whole', async () => {
    expect(await services.catalog.status(kind)).toMatchObject({
      total: size,
      refreshed: size,
      refreshing: false,
      error: null,
    })
  })

  it('is searched by name, part, typo, quotes, creator and id', async () => {
    const { id, creator } = await someItem()
    const first = async (text: string) => (await items({ text }))[0]
    const [whole, part] =
      kind === 'workflow' ? ['customer_360_daily', '360 da'] : ['billing_cdc', 'ing cd']
    expect((await first(whole))?.name).toBe(whole)
    expect((await items({ text: part })).map(({ name }) => name)).toContain(whole)
    expect((await items({ text: whole.replace('ill', 'il').replace('mer', 'mre') }))[0]?.name).toBe(
      whole,
    )
    const quoted = await items({ text: `"${whole}"` })
    expect(quoted[0]?.name).toBe(whole)
    for (const { name } of quoted) expect(name).toContain(whole)
    expect((await first(id))?.id).toBe(id)
    expect((await first(`id:${id}`))?.id).toBe(id)
    const made = await items({ text: `creator:"${creator ?? ''}"` })
    expect(made.length).toBeGreaterThan(0)
    expect(new Set(made.map((item) => item.creator))).toEqual(new Set([creator]))
  })

  it.each(own[kind].filters)('is filtered by %s, as many as counted', async (filter) => {
    const facets = await services.catalog.facets({ kind, text: '', filters: noFilters })
    expect(facets[filter].length).toBeGreaterThan(1)
    for (const { value, count } of facets[filter].slice(0, 3)) {
      const found = await items({ filters: { ...noFilters, [filter]: [value] } })
      expect(found).toHaveLength(count)
      for (const item of found) expect(filterValues[filter](item)).toContain(value)
    }
  })

  it.each(own[kind].sorts)('is sorted by %s in both directions, and loses nothing', async (by) => {
    const collator = new Intl.Collator(undefined, { numeric: true })
    for (const descending of [false, true]) {
      const sorted = await items({ sort: { by, descending } })
      expect(new Set(sorted.map(({ id }) => id)).size).toBe(size)
      const values = sorted.flatMap((item) => sortValue[by](item) ?? [])
      for (const [at, value] of values.entries()) {
        const order = collator.compare(String(values[Math.max(0, at - 1)]), String(value))
        expect(descending ? -order : order).toBeLessThanOrEqual(0)
      }
    }
  })

  it('is sorted by the last run, as the last runs of each item tell', async () => {
    const sort = { by: 'runs', descending: true } as const
    await rows({ sort })
    await vi.waitFor(async () => {
      expect((await services.catalog.status(kind)).newestRuns?.reading ?? false).toBe(false)
    })
    const first = await items({ sort, limit: 20 })
    const last = await services.catalog.lastRuns(
      kind,
      first.map(({ id }) => id),
    )
    const starts = last.map(({ runs }) => runs.at(-1)?.startedAt ?? 0)
    expect(starts).toHaveLength(20)
    expect(starts).toEqual([...starts].sort((a, b) => b - a))
    const lastOnes = await items({ sort: { ...sort, descending: false } })
    expect(new Set(lastOnes.map(({ id }) => id)).size).toBe(size)
  })

  it('is sorted by libraries: on, off, and then what is not picked; or the other way round', async () => {
    const some = (await items()).slice(1, 4)
    await services.configuration.selection.pick({ kind, items: some, picked: true })
    const ids = some.map(({ id }) => id)
    const flag = 'exportLibraries'
    await services.configuration.selection.switch({ kind, ids, flag, value: true })
    await services.configuration.selection.switch({
      kind,
      ids: ids.slice(1, 2),
      flag,
      value: false,
    })
    for (const descending of [false, true]) {
      const sorted = (await rows({ sort: { by: 'libraries', descending } })).rows
      const values = sorted.map(({ pick }) => (pick === null ? null : pick.exportLibraries))
      const picked = values.filter((value) => value !== null)
      expect(picked.length).toBeGreaterThanOrEqual(3)
      expect(values.slice(picked.length)).toEqual(Array(size - picked.length).fill(null))
      expect(picked).toEqual([...picked].sort((a, b) => (a === b ? 0 : a === descending ? 1 : -1)))
      expect(picked).toContain(false)
    }
  })

  it('is picked from, switched and filtered by what is picked; a step back is a step', async () => {
    const { id, name } = await someItem()
    const onlyPicked = async () => await rows({ filters: { ...noFilters, picked: true } })
    const before = (await onlyPicked()).matches
    await services.configuration.selection.pick({ kind, items: [{ id, name }], picked: true })
    await services.configuration.selection.switch({
      kind,
      ids: [id],
      flag: 'isActive',
      value: false,
    })
    const picked = (await onlyPicked()).rows.find(({ item }) => item.id === id)
    expect(picked?.pick).toMatchObject({ isActive: false })
    await services.configuration.undo('main')
    expect(services.configuration.selection.selected(kind, id)).toMatchObject({ isActive: true })
    await services.configuration.undo('main')
    expect(services.configuration.selection.selected(kind, id)).toBeNull()
    expect((await onlyPicked()).matches).toBe(before)
    expect(await services.catalog.pickedChanges(kind)).toEqual([])
  })

  it('knows what a pasted list stands for, and shows an item closely', async () => {
    const { id, name } = await someItem()
    expect(await services.catalog.resolve(kind, [id, `- "${name}"`, 'nowhere'])).toMatchObject([
      { outcome: 'found', candidates: [{ id }] },
      { outcome: 'found', candidates: [{ id }] },
      { outcome: 'missing' },
    ])
    const details = await services.catalog.details(kind, id, false)
    expect(details).toMatchObject({ item: { kind, id, name }, url: expect.stringContaining(id) })
    expect(JSON.parse(details.raw)).toBeTypeOf('object')
  })
})
