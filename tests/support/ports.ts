import { createServer } from 'node:net'
import type { AddressInfo, Server } from 'node:net'
import { onTestFinished } from 'vitest'

/** Ports of this computer that nobody uses at the moment. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listen(0, '127.0.0.1')))
  const ports = servers.map((server) => (server.address() as AddressInfo).port) // they listen
  await Promise.all(servers.map(close))
  return ports
}

/** Uses a port as another program would, until the test is over. */
export async function occupy(port: number, address = '127.0.0.1'): Promise<void> {
  const server = await listen(port, address)
  onTestFinished(() => close(server))
}

function listen(port: number, address: string): Promise<Server> {
  const server = createServer()
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, address, () => resolve(server))
  })
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
  })
}
