import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CatalogService } from '../../../../src/main/catalog/service.ts'
import { cacheFile } from '../../../../src/main/catalog/store.ts'
import { connectGateway } from '../../../../src/main/databricks/connect.ts'
import type { DatabricksGateway } from '../../../../src/main/databricks/gateway.ts'
import { silentLogger } from '../../../../src/main/logging/logger.ts'
import { kindSchema } from '../../../../src/shared/catalog.ts'
import type { CatalogItem, CatalogStatus, Kind } from '../../../../src/shared/catalog.ts'
import { AppError } from '../../../../src/shared/errors.ts'
import { noFilters } from '../../../../src/shared/no-filters.ts'
import { useDemoWorkspace } from '../../../support/demo-workspace.ts'
import { gate, steered } from './steered-gateway.ts'
import type { BeforePage } from './steered-gateway.ts'

const size = 820
const failingPage = 7

const demo = useDemoWorkspace({ share: true, jobs: size, pipelines: size })
let folder: string
let gateway: DatabricksGateway
let service: CatalogService
let now: number
let beforePage: BeforePage
let altered: boolean

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'broken-refresh-'))
  now = 1_800_000_000_000
  beforePage = () => undefined
  altered = false
  gateway = await connectGateway({
    host: demo.server.url,
    token: demo.server.token,
    logger: silentLogger,
  })
  service = newService()
})
afterEach(async () => {
  await service.close()
  gateway.close()
  await rm(folder, { recursive: true, force: true })
})

function newService(): CatalogService {
  return new CatalogService({
    folder,
    workerUrl: new URL('../../../../src/main/catalog/worker.ts', import.meta.url),
    logger: silentLogger,
    now: () => now,
    gatewayFor: () =>
      Promise.resolve(
        steered(
          gateway,
          () => beforePage,
          (_, items, page) => (altered && page === 1 ? renamed(items) : items),
        ),
      ),
    picks: { get: () => null, ids: () => [], items: () => [] },
  })
}

/** Without the first, and with another name for the second. */
function renamed([, second, ...others]: CatalogItem[]): CatalogItem[] {
  return second ? [{ ...second, name: 'another name' }, ...others] : others
}

async function firstVisit(kind: Kind): Promise<void> {
  await service.open('demo')
  await Promise.all(kindSchema.options.map((each) => service.refresh(each)))
  expect((await service.status(kind)).total).toBe(size)
  await service.close()
  service = newService()
  await service.open('demo')
}

async function everything(
  kind: Kind,
): Promise<{ items: unknown; vanished: unknown; status: CatalogStatus; file: Buffer }> {
  const page = await service.query({
    kind,
    text: '',
    filters: noFilters,
    sort: { by: 'name', descending: false },
    offset: 0,
    limit: 500,
  })
  return {
    items: page.rows,
    vanished: await service.vanished(kind),
    status: await service.status(kind),
    file: await readFile(cacheFile(folder, { connectionId: 'demo', kind })),
  }
}

describe.each(kindSchema.options)('the list of kind %s', (kind) => {
  it(`is as it was, with its marks and its file, when a refresh fails at page ${failingPage}`, async () => {
    await firstVisit(kind)
    const before = await everything(kind)
    altered = true
    now += 60_000
    const asked: number[] = []
    beforePage = (_, page) => {
      asked.push(page)
      if (page === failingPage) throw new AppError('unavailable', 'Databricks is down.')
    }
    await service.refresh(kind)
    expect(Math.max(...asked)).toBe(failingPage)
    const after = await everything(kind)
    expect(after.status.error).toMatchObject({ code: 'unavailable' })
    expect({ ...after, status: { ...after.status, error: null, refreshed: 0 } }).toEqual({
      ...before,
      status: { ...before.status, refreshed: 0 },
    })

    beforePage = () => undefined
    await service.revalidate()
    await service.refresh(kind)
    expect(await service.status(kind)).toMatchObject({
      total: size - 1,
      updatedAt: now,
      error: null,
      news: { new: 0, changed: 1, vanished: 1 },
    })
  })

  it(`is as it was when a refresh is canceled at page ${failingPage}`, async () => {
    await firstVisit(kind)
    const before = await everything(kind)
    altered = true
    const reached = gate()
    const held = gate()
    beforePage = async (_, page) => {
      if (page !== failingPage) return
      reached.open()
      await held.promise
    }
    const refresh = service.refresh(kind)
    await reached.promise
    service.cancelRefresh(kind)
    held.open()
    await refresh
    const after = await everything(kind)
    expect(after.status.error).toMatchObject({ code: 'canceled' })
    expect({ ...after, status: { ...after.status, error: null, refreshed: 0 } }).toEqual({
      ...before,
      status: { ...before.status, refreshed: 0 },
    })
  })

  it(`is as it was when the connection is switched at page ${failingPage} and back`, async () => {
    await firstVisit(kind)
    const before = await everything(kind)
    altered = true
    const reached = gate()
    const held = gate()
    beforePage = async (_, page) => {
      if (page !== failingPage) return
      reached.open()
      await held.promise
    }
    const refresh = service.refresh(kind)
    await reached.promise
    beforePage = () => Promise.reject(new AppError('unavailable', 'Not now.'))
    await service.open('another')
    held.open()
    await refresh
    expect(await service.status(kind)).toMatchObject({ total: 0, updatedAt: null })
    await service.open('demo')
    const after = await everything(kind)
    expect({ ...after, status: { ...after.status, refreshed: 0 } }).toEqual({
      ...before,
      status: { ...before.status, refreshed: 0 },
    })
  })
})
