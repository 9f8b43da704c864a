import type { Agent, RequestListener } from 'node:http'
import { createServer } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { expect, onTestFinished } from 'vitest'
import type { GatewayOptions } from '../../../../src/main/databricks/connect.ts'
import { connectGateway } from '../../../../src/main/databricks/connect.ts'
import type { DatabricksGateway } from '../../../../src/main/databricks/gateway.ts'
import type { Logger, LogFields } from '../../../../src/main/logging/logger.ts'
import type { Network } from '../../../../src/main/network/network.ts'
import { AppError } from '../../../../src/shared/errors.ts'

/** A clock that only sleeping moves, with the sleeps it saw. */
export function steeredTime() {
  const waits: number[] = []
  let time = Date.UTC(2026, 0, 15, 12)
  return {
    waits,
    now: () => time,
    sleep: async (ms: number) => {
      waits.push(ms)
      time += ms
    },
    /** Half of the span, so that backoff waits are 250, 500, 1000, 2000, 4000. */
    random: () => 0.5,
    pass: (ms: number) => {
      time += ms
    },
  }
}

export interface LogLine {
  level: string
  message: string
  fields: LogFields
}

export function recordingLogger(): Logger & { lines: LogLine[] } {
  const lines: LogLine[] = []
  const at =
    (level: string) =>
    (message: string, fields: LogFields = {}) => {
      lines.push({ level, message, fields })
    }
  const logger: Logger & { lines: LogLine[] } = {
    lines,
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    scope: () => logger,
  }
  return logger
}

/** A network whose requests all take one agent. */
export function through(agent: Agent): Network {
  return {
    routeFor: async () => ({ kind: 'direct', source: 'settings' }),
    agentFor: async () => agent,
  }
}

/** A gateway that is closed when the test is over. */
export async function connect(
  options: Omit<GatewayOptions, 'logger' | 'network'> & {
    logger?: Logger
    network?: Network | undefined
  },
): Promise<DatabricksGateway> {
  const { network, ...others } = options
  const gateway = await connectGateway({
    logger: recordingLogger(),
    ...others,
    ...(network ? { network } : {}),
  })
  onTestFinished(() => gateway.close())
  return gateway
}

/** What a call failed with; fails the test when it succeeded or threw something else. */
export async function failureOf(call: Promise<unknown>): Promise<AppError> {
  const thrown: unknown = await call.then(
    () => null,
    (error: unknown) => error,
  )
  expect(thrown).toBeInstanceOf(AppError)
  return thrown as AppError // the line above checked it
}

export interface OddServer {
  url: string
  /** Method, path and query of each request. */
  requests: string[]
  /** Connections that are open now. */
  sockets: Set<Socket>
  /** Connections opened so far. */
  connections(): number
}

/** A server for answers that the demo workspace does not give; stopped when the test is over. */
export async function oddServer(
  answer: RequestListener,
  tls?: { key: Buffer; cert: Buffer },
): Promise<OddServer> {
  const requests: string[] = []
  const sockets = new Set<Socket>()
  let opened = 0
  const listener: RequestListener = (request, response) => {
    requests.push(`${request.method} ${request.url}`)
    answer(request, response)
  }
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener)
  server.on('connection', (socket: Socket) => {
    opened += 1
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    // A cut connection is what some tests are about.
    socket.on('error', () => undefined)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  const { port } = server.address() as AddressInfo // a TCP server that listens has one
  const url = `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`
  return { url, requests, sockets, connections: () => opened }
}

/** Answers every request with this JSON. */
export function answering(body: unknown, status = 200): RequestListener {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  }
}
