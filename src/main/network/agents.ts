import http from 'node:http'
import https from 'node:https'
import type net from 'node:net'
import type tls from 'node:tls'
import type { AgentConnectOpts } from 'agent-base'
import { HttpsProxyAgent } from 'https-proxy-agent'
import { SocksProxyAgent } from 'socks-proxy-agent'
import type { ProxyCredentials } from './proxy-address.ts'
import { proxyRefusal, proxyUnreachable } from './proxy-errors.ts'
import type { ProxyRoute } from './proxy-errors.ts'

/**
 * Connections are kept for the next call, and let go after a minute without one, before the load
 * balancers of the clouds drop them.
 */
const keeping = {
  keepAlive: true,
  scheduling: 'lifo',
  maxSockets: 8,
  timeout: 60_000,
} as const satisfies http.AgentOptions

/** What the TLS of a target goes by. Verification is not among it: it is always on. */
export interface TlsTrust {
  /** Null for the authorities built in. */
  secureContext: tls.SecureContext | null
}

/** `NODE_TLS_REJECT_UNAUTHORIZED` would switch verification off where this does not stand. */
function verified({ secureContext }: TlsTrust): tls.ConnectionOptions {
  return { rejectUnauthorized: true, ...(secureContext === null ? {} : { secureContext }) }
}

/** An agent that connects directly. */
export function createAgent(
  protocol: string,
  trust: TlsTrust = { secureContext: null },
): http.Agent {
  const options = {
    ...keeping,
    // Node.js gives each address of a host 250 ms, too short for a slow line or a VPN.
    autoSelectFamilyAttemptTimeout: 1_000,
  }
  return protocol === 'https:'
    ? new https.Agent({ ...options, ...verified(trust) })
    : new http.Agent(options)
}

export interface ProxyAgentOptions {
  route: ProxyRoute
  credentials: ProxyCredentials | null
  trust: TlsTrust
  /** The proxy could not be reached. */
  onUnreachable: () => void
}

/** An agent whose requests go through a proxy. What is the proxy's fault is told as `proxy`. */
export function createProxyAgent(options: ProxyAgentOptions): http.Agent {
  return options.route.url.startsWith('socks')
    ? new VerifyingSocksAgent(options)
    : new VerifyingProxyAgent(options)
}

class VerifyingProxyAgent extends HttpsProxyAgent<string> {
  readonly #options: ProxyAgentOptions

  constructor(options: ProxyAgentOptions) {
    const { route, credentials, trust } = options
    super(route.url, {
      ...keeping,
      ...(route.url.startsWith('https:') ? verified(trust) : {}),
      headers: () => (credentials ? { 'Proxy-Authorization': basic(credentials) } : {}),
    })
    this.#options = options
  }

  override async connect(
    request: http.ClientRequest,
    target: AgentConnectOpts,
  ): Promise<net.Socket> {
    const { route, credentials, trust, onUnreachable } = this.#options
    let status = 200
    request.once('proxyConnect', (answer: { statusCode?: number }) => {
      status = answer.statusCode ?? 0
    })
    let socket: net.Socket
    try {
      socket = await super.connect(request, { ...target, ...verified(trust) } as AgentConnectOpts)
    } catch (error) {
      onUnreachable()
      throw proxyUnreachable(route, error)
    }
    if (status === 200) return socket
    socket.destroy()
    throw proxyRefusal(route, status, target.host ?? 'the host', credentials !== null)
  }
}

class VerifyingSocksAgent extends SocksProxyAgent {
  readonly #options: ProxyAgentOptions

  constructor(options: ProxyAgentOptions) {
    const { route, credentials } = options
    const url = new URL(route.url.replace(/^socks5:/, 'socks5h:').replace(/^socks4:/, 'socks4a:'))
    if (credentials) {
      url.username = encodeURIComponent(credentials.userName)
      url.password = encodeURIComponent(credentials.password)
    }
    super(url, keeping)
    this.#options = options
  }

  override async connect(
    request: http.ClientRequest,
    target: AgentConnectOpts,
  ): Promise<net.Socket> {
    const { route, trust, onUnreachable } = this.#options
    try {
      return await super.connect(request, { ...target, ...verified(trust) } as AgentConnectOpts)
    } catch (error) {
      onUnreachable()
      throw proxyUnreachable(route, error)
    }
  }
}

/** Lets an agent go: what is idle closes now, what is in use when it is done. */
export function retire(agent: http.Agent): void {
  agent.maxFreeSockets = 0
  for (const socket of Object.values(agent.freeSockets).flat()) socket?.destroy()
}

function basic({ userName, password }: ProxyCredentials): string {
  return `Basic ${Buffer.from(`${userName}:${password}`).toString('base64')}`
}
