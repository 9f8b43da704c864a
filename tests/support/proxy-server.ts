import { createServer, request as httpRequest } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { connect } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'

export interface ProxyOptions {
  /** Where the proxy leads names to: `adb-1.workspace.test` → a port on this computer. */
  hosts?: Record<string, number>
  /** What it wants in `Proxy-Authorization`. */
  credentials?: { userName: string; password: string }
}

/** A proxy of a company network on loopback: `CONNECT` for https, absolute addresses for http. */
export class ProxyServer {
  /** `CONNECT adb-1.workspace.test:443` or `GET http://…`, in the order in which they came. */
  readonly log: string[] = []
  /** How it behaves now: `work`, `hang` (never answers) or the status that it answers to everything. */
  behaviour: 'work' | 'hang' | number = 'work'
  readonly #options: ProxyOptions
  readonly #server: Server
  readonly #sockets = new Set<Duplex>()

  private constructor(options: ProxyOptions) {
    this.#options = options
    this.#server = createServer((incoming, response) => {
      this.log.push(`${incoming.method ?? ''} ${incoming.url ?? ''}`)
      const refusal = this.#refusal(incoming)
      if (refusal === 'hang') return
      if (refusal !== null) {
        response.writeHead(refusal, this.#challenge(refusal))
        response.end('the proxy says no')
        return
      }
      this.#forward(incoming, response)
    })
    this.#server.on('connection', (socket: Socket) => this.#track(socket))
    this.#server.on('connect', (incoming: IncomingMessage, socket: Duplex) => {
      this.log.push(`CONNECT ${incoming.url ?? ''}`)
      this.#tunnel(incoming, socket)
    })
  }

  static async start(options: ProxyOptions = {}): Promise<ProxyServer> {
    const proxy = new ProxyServer(options)
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve))
    return proxy
  }

  /** `127.0.0.1:12345`. */
  get address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  get url(): string {
    return `http://${this.address}`
  }

  async stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()))
    for (const socket of this.#sockets) socket.destroy()
    this.#server.closeAllConnections()
    await closed
  }

  #tunnel(incoming: IncomingMessage, socket: Duplex): void {
    const refusal = this.#refusal(incoming)
    if (refusal === 'hang') return
    const port = this.#portOf(incoming.url ?? '')
    const status = refusal ?? (port === null ? 502 : null)
    if (status !== null) {
      const headers = Object.entries(this.#challenge(status)).map(
        ([name, value]) => `${name}: ${value}`,
      )
      socket.end([`HTTP/1.1 ${status} No`, 'Content-Length: 0', ...headers, '', ''].join('\r\n'))
      return
    }
    const target = connect(port ?? 0, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      target.pipe(socket)
      socket.pipe(target)
    })
    this.#track(target)
    target.on('error', () => socket.destroy())
    socket.on('error', () => target.destroy())
  }

  #forward(incoming: IncomingMessage, response: ServerResponse): void {
    const url = new URL(incoming.url ?? '')
    const port = this.#portOf(url.host)
    if (port === null) {
      response.writeHead(502).end()
      return
    }
    const { 'proxy-authorization': _secret, ...headers } = incoming.headers
    const outgoing = httpRequest(
      {
        port,
        host: '127.0.0.1',
        path: url.pathname + url.search,
        method: incoming.method,
        headers,
      },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(response)
      },
    )
    outgoing.on('error', () => response.destroy())
    incoming.pipe(outgoing)
  }

  #refusal({ headers }: IncomingMessage): number | 'hang' | null {
    if (this.behaviour !== 'work') return this.behaviour
    const { credentials } = this.#options
    if (credentials === undefined) return null
    const { userName, password } = credentials
    const wanted = `Basic ${Buffer.from(`${userName}:${password}`).toString('base64')}`
    return headers['proxy-authorization'] === wanted ? null : 407
  }

  #challenge(status: number): Record<string, string> {
    return status === 407 ? { 'Proxy-Authenticate': 'Basic realm="company"' } : {}
  }

  /** A name that is mapped; loopback addresses lead to themselves. */
  #portOf(hostAndPort: string): number | null {
    const { hostname, port } = new URL(`http://${hostAndPort}`)
    const mapped = this.#options.hosts?.[hostname]
    if (mapped !== undefined) return mapped
    return hostname === '127.0.0.1' || hostname === 'localhost' ? Number(port || 80) : null
  }

  #track(socket: Duplex): void {
    this.#sockets.add(socket)
    socket.on('close', () => this.#sockets.delete(socket))
    socket.on('error', () => socket.destroy())
  }
}
