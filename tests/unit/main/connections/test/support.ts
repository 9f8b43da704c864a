import { createServer } from 'node:http'
import type { RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, Server } from 'node:net'
import { expect, onTestFinished } from 'vitest'
import { testConnection } from '../../../../../src/main/connections/test/test-connection.ts'
import type { ConnectionTestOptions } from '../../../../../src/main/connections/test/test-connection.ts'
import { connectGateway } from '../../../../../src/main/databricks/connect.ts'
import { silentLogger } from '../../../../../src/main/logging/logger.ts'
import { connectionTestSchema } from '../../../../../src/shared/connection.ts'
import type { TestStep } from '../../../../../src/shared/connection.ts'
import type { ServerCertificate } from '../../../../support/certificates.ts'
import { ProxyServer } from '../../../../support/proxy-server.ts'
import type { ProxyOptions } from '../../../../support/proxy-server.ts'
import { NetworkWorld } from '../../network/network-world.ts'

/** A workspace that only a proxy of the test leads to. */
export const name = 'adb-1.workspace.test'
export interface Run extends Partial<ConnectionTestOptions> {
  host: ConnectionTestOptions['host']
  token?: string
  world?: NetworkWorld
}

export async function run({
  host,
  token = 'dapi-test',
  world = new NetworkWorld(),
  ...change
}: Run) {
  const { network } = world
  const told: TestStep[][] = []
  const result = await testConnection({
    host,
    network,
    openGateway: async () =>
      await connectGateway({
        host: String(host),
        token,
        network,
        logger: silentLogger,
        sleep: async () => undefined,
      }),
    now: Date.now,
    signal: new AbortController().signal,
    onProgress: (steps) => told.push(steps),
    logger: silentLogger,
    ...change,
  })
  expect(connectionTestSchema.parse(result)).toEqual(result)
  expect(told.at(-1)).toEqual(result.steps)
  expectOrder(told)
  const failed = result.steps.find(({ state }) => state === 'failed') ?? null
  return { ...result, told, failed, error: failed?.error ?? null }
}

/** Nothing that is settled changes again, and at the end everything is settled. */
function expectOrder(told: TestStep[][]): void {
  const isSettled = ({ state }: TestStep) => state !== 'waiting' && state !== 'running'
  for (const [index, steps] of told.entries()) {
    const before = told[index - 1] ?? []
    for (const step of before.filter(isSettled)) expect(steps).toContainEqual(step)
    expect(steps.filter(({ state }) => state === 'running').length).toBeLessThanOrEqual(1)
  }
  expect(told.at(-1)?.filter((step) => !isSettled(step))).toEqual([])
}

export const states = (steps: TestStep[]) =>
  Object.fromEntries(steps.map(({ layer, state }) => [layer, state]))

export async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    if ('closeAllConnections' in server)
      (server as ReturnType<typeof createServer>).closeAllConnections()
  })
  return (server.address() as AddressInfo).port
}

export async function site(listener: RequestListener): Promise<string> {
  return `http://127.0.0.1:${await listening(createServer(listener))}`
}

/** A workspace that tells what it is told to, with a good discovery unless the listener answers. */
export function workspace(me: RequestListener): RequestListener {
  return (request, response) => {
    if (request.url?.startsWith('/oidc/')) {
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ authorization_endpoint: 'http://x/oidc/v1/authorize' }))
    } else me(request, response)
  }
}

export const json =
  (status: number, body: unknown): RequestListener =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(JSON.stringify(body))
  }

/** A host by that name behind a proxy, with a certificate; the proxy is a setting. */
export async function behindProxy(
  certificate: ServerCertificate,
  proxyOptions: ProxyOptions = {},
  listener: RequestListener = json(200, {}),
): Promise<{ world: NetworkWorld; proxy: ProxyServer }> {
  const port = await listening(createTlsServer(certificate, listener))
  const proxy = await ProxyServer.start({ hosts: { [name]: port }, ...proxyOptions })
  onTestFinished(() => proxy.stop())
  const world = new NetworkWorld()
  world.proxy({ mode: 'manual', url: proxy.url })
  return { world, proxy }
}
