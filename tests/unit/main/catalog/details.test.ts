import { beforeEach, describe, expect, it } from 'vitest'
import { readDetails } from '../../../../src/main/catalog/details.ts'
import { connectGateway } from '../../../../src/main/databricks/connect.ts'
import type { DatabricksGateway } from '../../../../src/main/databricks/gateway.ts'
import { silentLogger } from '../../../../src/main/logging/logger.ts'
import { kindSchema } from '../../../../src/shared/catalog.ts'
import type { CatalogDetails, Kind } from '../../../../src/shared/catalog.ts'
import { AppError } from '../../../../src/shared/errors.ts'
import { useDemoWorkspace } from '../../../support/demo-workspace.ts'

const demo = useDemoWorkspace({ share: true })
let gateway: DatabricksGateway
let ids: Record<Kind, Map<string, string>>

beforeEach(async () => {
  demo.server.faults.clear()
  gateway = await connectGateway({
    host: demo.server.url,
    token: demo.server.token,
    logger: silentLogger,
    retries: 0,
  })
  const [jobs, pipelines] = await Promise.all([
    gateway.jobs.listPage(),
    gateway.pipelines.listPage(),
  ])
  const byName = (items: { name: string; id: string }[]) =>
    new Map(items.map(({ name, id }) => [name, id]))
  ids = { workflow: byName(jobs.items), pipeline: byName(pipelines.items) }
  return () => gateway.close()
})

function read(kind: Kind, name: string, signal?: AbortSignal): Promise<CatalogDetails> {
  const options = { now: Date.now, logger: silentLogger, ...(signal ? { signal } : {}) }
  return readDetails(gateway, kind, ids[kind].get(name) ?? '', options)
}

const open: Record<Kind, string> = { workflow: 'customer_360_daily', pipeline: 'orders_gold' }
const closed: Record<Kind, string> = {
  workflow: 'gdpr_customer_erasure',
  pipeline: 'legacy_dlt_inventory',
}

describe.each(kindSchema.options)('details of a %s', (kind) => {
  it('tell settings, permissions and runs with their links', async () => {
    const details = await read(kind, open[kind])
    expect(details.facts.length).toBeGreaterThan(2)
    expect(details.permissions).toContainEqual({
      principal: 'admins',
      kind: 'group',
      level: 'Can manage',
      inherited: true,
    })
    expect(details.permissions).toContainEqual(
      expect.objectContaining({ kind: 'user', level: 'Is owner', inherited: false }),
    )
    expect(details.permissionsProblem).toBeNull()
    expect(details.runsProblem).toBeNull()
    expect(details.runs?.length).toBeGreaterThan(0)
    for (const run of details.runs ?? []) {
      expect(run.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/(jobs|pipelines)\//)
      expect((await fetch(run.url ?? '')).status).toBe(200)
    }
    expect((await fetch(details.url)).status).toBe(200)
  })

  it('say that the permissions may not be seen, and tell the rest', async () => {
    const details = await read(kind, closed[kind])
    expect(details.permissions).toBeNull()
    expect(details.permissionsProblem).toBe(
      'The permissions could not be read. You are not allowed to see them.',
    )
    expect(details.item.name).toBe(closed[kind])
    expect(details.facts.length).toBeGreaterThan(2)
  })

  it('throw what is wrong with the item itself', async () => {
    const unknown = kind === 'workflow' ? '999' : '00000000-0000-0000-0000-000000000000'
    ids[kind].set('gone', unknown)
    const thrown: unknown = await read(kind, 'gone').catch((error: unknown) => error)
    expect(AppError.from(thrown).code).toBe('not-found')
  })

  it('end when they are canceled while the permissions are read', async () => {
    const route = /^GET \/api\/2\.0\/permissions\//
    demo.server.faults.add({ route, kind: 'hang' })
    const controller = new AbortController()
    const { requests } = demo.server.workspace
    const before = requests.all().length
    const reading = read(kind, open[kind], controller.signal).catch((error: unknown) => error)
    const asked = () =>
      requests
        .all()
        .slice(before)
        .map(({ path }) => path)
        .join(' ')
    await expect.poll(asked).toContain('/permissions/')
    controller.abort(new AppError('canceled', 'Enough.'))
    expect(AppError.from(await reading)).toMatchObject({ code: 'canceled' })
  })
})

describe('details of a workflow', () => {
  it('tell when it runs next and what became of each task in the newest run', async () => {
    const details = await read('workflow', 'customer_360_daily')
    expect(details.nextRunAt).toBeGreaterThan(Date.now())
    expect(details.facts[0]).toEqual({ label: 'Schedule', text: 'Daily 02:00, Europe/Berlin' })
    expect(details.tasks.map(({ key, kind }) => `${key} ${kind}`)).toEqual([
      'check_sources notebook',
      'ingest_regions for each',
      'resolve_identities python wheel',
      'build_models dbt',
      'quality_checks sql',
      'clean_up notebook',
    ])
    for (const { result } of details.tasks) expect(result).not.toBeNull()
  })

  it('tell no next run of a paused schedule', async () => {
    expect((await read('workflow', 'legacy_customer_merge')).nextRunAt).toBeNull()
  })

  it('have all of 500 tasks with their states', async () => {
    const details = await read('workflow', 'lakehouse_nightly_build')
    expect(new Set(details.tasks.map(({ key }) => key)).size).toBe(500)
    const before = new Set<string>()
    for (const { key, dependsOn } of details.tasks) {
      for (const other of dependsOn) expect(before).toContain(other)
      before.add(key)
    }
    const wasSkipped = details.runs?.[0]?.result === 'skipped'
    const known = details.tasks.filter(({ result }) => result !== null)
    expect(known).toHaveLength(wasSkipped ? 0 : 500)
  })

  it('say that the runs may not be seen, and tell the rest', async () => {
    const route = 'GET /api/2.2/jobs/runs/list'
    demo.server.faults.add({ route, kind: 'status', status: 403 })
    const details = await read('workflow', 'customer_360_daily')
    expect(details.runs).toBeNull()
    expect(details.runsProblem).toBe('The runs could not be read. You are not allowed to see them.')
    expect(details.tasks).toHaveLength(6)
  })

  it('say that the states of the tasks are not known, and show the runs', async () => {
    const route = 'GET /api/2.2/jobs/runs/get'
    demo.server.faults.add({ route, kind: 'status', status: 500 })
    const details = await read('workflow', 'customer_360_daily')
    expect(details.runs?.length).toBeGreaterThan(0)
    expect(details.tasks[0]?.result).toBeNull()
    expect(details.runsProblem).toMatch(/^The states of the tasks could not be read\. ./)
  })
})
