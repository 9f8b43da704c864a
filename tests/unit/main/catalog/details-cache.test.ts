import { beforeEach, describe, expect, it } from 'vitest'
import { DetailsCache } from '../../../../src/main/catalog/details-cache.ts'
import { readDetails } from '../../../../src/main/catalog/details.ts'
import { connectGateway } from '../../../../src/main/databricks/connect.ts'
import type { DatabricksGateway } from '../../../../src/main/databricks/gateway.ts'
import { silentLogger } from '../../../../src/main/logging/logger.ts'
import { kindSchema } from '../../../../src/shared/catalog.ts'
import type { Kind } from '../../../../src/shared/catalog.ts'
import { AppError } from '../../../../src/shared/errors.ts'
import { useDemoWorkspace } from '../../../support/demo-workspace.ts'

const demo = useDemoWorkspace({ share: true })
let gateway: DatabricksGateway
let now: number
let ended: AbortController
let cache: DetailsCache
let ids: Record<Kind, string[]>
const readRoutes: Record<Kind, RegExp> = {
  workflow: /^GET \/api\/2\.2\/jobs\/get$/,
  pipeline: /^GET \/api\/2\.0\/pipelines\/[^/]+$/,
}

beforeEach(async () => {
  demo.server.faults.clear()
  now = Date.now()
  ended = new AbortController()
  gateway = await connectGateway({
    host: demo.server.url,
    token: demo.server.token,
    logger: silentLogger,
  })
  const options = { now: () => now, logger: silentLogger }
  cache = new DetailsCache({
    read: (kind, id, signal) => readDetails(gateway, kind, id, { ...options, signal }),
    signal: ended.signal,
    now: () => now,
  })
  const [jobs, pipelines] = await Promise.all([
    gateway.jobs.listPage(),
    gateway.pipelines.listPage(),
  ])
  ids = {
    workflow: jobs.items.map(({ id }) => id),
    pipeline: pipelines.items.map(({ id }) => id),
  }
  return () => gateway.close()
})

/** How often Databricks was asked for an item. */
function asked(kind: Kind): number {
  const { requests } = demo.server.workspace
  return requests.count(
    kind === 'workflow' ? 'GET /api/2.2/jobs/get' : 'GET /api/2.0/pipelines/:id',
  )
}

async function rejection(promise: Promise<unknown>): Promise<AppError> {
  return await promise.then(
    () => Promise.reject(new Error('It was answered')),
    (thrown: unknown) => AppError.from(thrown),
  )
}

describe.each(kindSchema.options)('details of a %s', (kind) => {
  const id = () => ids[kind][1] ?? ''

  it('are remembered for a minute, and read again after it', async () => {
    const before = asked(kind)
    const first = await cache.get(kind, id(), false)
    now += 59_999
    expect(await cache.get(kind, id(), false)).toBe(first)
    expect(asked(kind)).toBe(before + 1)
    now += 1
    const second = await cache.get(kind, id(), false)
    expect(second.readAt).toBe(first.readAt + 60_000)
    expect(asked(kind)).toBe(before + 2)
  })

  it('are read again when they must be fresh, after clearing and when the clock was set back', async () => {
    const before = asked(kind)
    await cache.get(kind, id(), false)
    await cache.get(kind, id(), true)
    expect(asked(kind)).toBe(before + 2)
    cache.clear()
    await cache.get(kind, id(), false)
    expect(asked(kind)).toBe(before + 3)
    now -= 1
    await cache.get(kind, id(), false)
    expect(asked(kind)).toBe(before + 4)
  })

  it('are asked for once by many at the same time', async () => {
    const before = asked(kind)
    const answers = await Promise.all(
      [false, true, false].map((fresh) => cache.get(kind, id(), fresh)),
    )
    expect(new Set(answers).size).toBe(1)
    expect(asked(kind)).toBe(before + 1)
  })

  it('of 201 items keep the newest 200', async () => {
    const many: string[] = []
    const counting = new DetailsCache({
      read: (_, each) => {
        many.push(each)
        return Promise.resolve({ ...details, readAt: now })
      },
      signal: ended.signal,
      now: () => now,
    })
    const details = await cache.get(kind, id(), false)
    for (let at = 0; at <= 200; at += 1) await counting.get(kind, String(at), false)
    await counting.get(kind, '1', false)
    expect(many).toHaveLength(201)
    await counting.get(kind, '0', false)
    expect(many).toHaveLength(202)
  })

  it('that are canceled end their request, and are there at once when asked for again', async () => {
    const route = readRoutes[kind]
    demo.server.faults.add({ route, kind: 'hang', count: 1 })
    const before = asked(kind)
    const waiting = rejection(cache.get(kind, id(), false))
    await expect.poll(() => asked(kind)).toBe(before + 1)
    cache.cancel(kind, id())
    expect((await waiting).code).toBe('canceled')
    expect((await cache.get(kind, id(), false)).item.id).toBe(id())
    expect(asked(kind)).toBe(before + 2)
  })

  it('end with the session', async () => {
    demo.server.faults.add({ route: readRoutes[kind], kind: 'hang', count: 1 })
    const waiting = rejection(cache.get(kind, id(), false))
    ended.abort(new AppError('canceled', 'Another connection was chosen meanwhile.'))
    expect(await waiting).toMatchObject({
      code: 'canceled',
      message: 'Another connection was chosen meanwhile.',
    })
  })

  it('that cannot be read are not remembered', async () => {
    demo.server.faults.add({ route: readRoutes[kind], kind: 'status', status: 403, count: 1 })
    expect((await rejection(cache.get(kind, id(), false))).code).toBe('forbidden')
    expect((await cache.get(kind, id(), false)).item.id).toBe(id())
  })

  it('are not canceled by a cancel for another item', async () => {
    const answer = cache.get(kind, id(), false)
    cache.cancel(kind, ids[kind][2] ?? '')
    expect((await answer).item.id).toBe(id())
  })
})
