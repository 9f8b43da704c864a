import { describe, expect, it } from 'vitest'
import { ListsAhead, withListsAhead } from '../../../../src/main/connections/lists-ahead.ts'
import type { DatabricksGateway } from '../../../../src/main/databricks/gateway.ts'
import { silentLogger } from '../../../../src/main/logging/logger.ts'
import { AppError } from '../../../../src/shared/errors.ts'
import { ConnectionsWorld, tokenInput } from './world.ts'

/** A gateway that answers with its own name, and notes what it is asked. */
function gatewayOf(name: string, fail: AppError | null = null) {
  const asked: string[] = []
  let closed = 0
  const list = (kind: string) => async (options?: { pageToken?: string | null }) => {
    asked.push(`${kind} ${options?.pageToken ?? 'first'}`)
    if (fail !== null) throw fail
    return { items: [], nextPageToken: `${name} ${kind}` }
  }
  const gateway = {
    host: `https://${name}.example`,
    identity: { me: async () => ({ userName: 'ada@example.com', displayName: 'Ada' }) },
    jobs: { listPage: list('jobs') },
    pipelines: { listPage: list('pipelines') },
    close: () => {
      closed += 1
    },
  } as unknown as DatabricksGateway // no more of a gateway is used
  return { gateway, asked, closed: () => closed }
}

function ahead(of: DatabricksGateway, now = () => 0): ListsAhead {
  return new ListsAhead(of, { now, logger: silentLogger })
}

describe('lists asked for while somebody signs in', () => {
  it('answer the first question for each list, which is not asked again', async () => {
    const trial = gatewayOf('trial')
    const own = gatewayOf('own')
    const gateway = withListsAhead(own.gateway, ahead(trial.gateway))
    expect(await gateway.jobs.listPage({ pageToken: null })).toMatchObject({
      nextPageToken: 'trial jobs',
    })
    expect(await gateway.pipelines.listPage()).toMatchObject({ nextPageToken: 'trial pipelines' })
    expect(own.asked).toEqual([])
    expect(trial.asked).toEqual(['jobs first', 'pipelines first'])
    await gateway.jobs.listPage({ pageToken: 'two' })
    await gateway.jobs.listPage()
    expect(own.asked).toEqual(['jobs two', 'jobs first'])
  })

  it('are asked for again when that failed, or was long ago', async () => {
    let now = 0
    const own = gatewayOf('own')
    const failing = gatewayOf('trial', new AppError('network', 'No network.'))
    const afterFailure = withListsAhead(own.gateway, ahead(failing.gateway))
    expect(await afterFailure.jobs.listPage()).toMatchObject({ nextPageToken: 'own jobs' })
    const old = withListsAhead(
      own.gateway,
      ahead(gatewayOf('trial').gateway, () => now),
    )
    now = 60_000
    expect(await old.jobs.listPage()).toMatchObject({ nextPageToken: 'own jobs' })
  })

  it('end with the wait for them', async () => {
    const controller = new AbortController()
    const gateway = withListsAhead(gatewayOf('own').gateway, ahead(gatewayOf('trial').gateway))
    const reason = new AppError('canceled', 'Enough.')
    controller.abort(reason)
    await expect(gateway.jobs.listPage({ signal: controller.signal })).rejects.toBe(reason)
  })

  it('are forgotten, and their gateway closed, when they are dropped', async () => {
    const trial = gatewayOf('trial')
    const own = gatewayOf('own')
    const lists = ahead(trial.gateway)
    lists.drop()
    expect(trial.closed()).toBe(1)
    await withListsAhead(own.gateway, lists).jobs.listPage()
    expect(own.asked).toEqual(['jobs first'])
  })
})

const nameOf = (host: string) => new URL(host).hostname.replace('.example', '')

describe('a new connection', () => {
  const input = (name: string) => tokenInput({ host: `https://${name}.example`, secret: 'dapi-1' })

  it('whose sign-in is refused keeps nothing of the lists and closes its gateway', async () => {
    const refused = gatewayOf('refused')
    const gateway = {
      ...refused.gateway,
      identity: { me: () => Promise.reject(new AppError('unauthorized', 'No.')) },
    }
    const world = new ConnectionsWorld()
    world.start({ connect: async () => gateway })
    await expect(world.add(input('refused'))).rejects.toMatchObject({
      code: 'unauthorized',
    })
    expect(refused.closed()).toBeGreaterThan(0)
    expect(world.service.state().connections).toEqual([])
  })

  it('gets the rows of its own workspace, though another was chosen at the same time', async () => {
    const world = new ConnectionsWorld()
    world.start({ connect: async ({ host }) => gatewayOf(nameOf(host)).gateway })
    await world.add(input('first'))
    await world.add(input('second'))
    for (const { id, host } of world.service.state().connections) {
      const gateway = await world.service.gatewayFor(id)
      expect(await gateway.jobs.listPage()).toMatchObject({
        nextPageToken: `${nameOf(host)} jobs`,
      })
    }
  })
})
