import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { AppError } from '../../../shared/errors.ts'
import { pageHeaders, renderPage } from './loopback-page.ts'
import type { LoopbackPage } from './loopback-page.ts'

/** Ports that Databricks lets the `databricks-cli` client be sent back to. */
export const redirectPorts: readonly number[] = Array.from({ length: 21 }, (_, at) => 8020 + at)

/** Where the browser is sent back to: a server on this computer, reachable from this computer only. */
export interface LoopbackServer {
  /** `http://localhost:<port>`. */
  readonly redirectUri: string
  /** Closes everything, also connections that the browser keeps open. Never rejects. */
  close(): Promise<void>
}

export interface LoopbackServerOptions {
  /** Tried in this order. */
  ports: readonly number[]
  /** The page for a request of `/` with this query; `close` lets it get there. Never rejects. */
  answer: (query: URLSearchParams) => Promise<LoopbackPage>
}

/** How long the last page may take to get to the browser. */
const farewellMs = 1000

const nothingHere: LoopbackPage = {
  status: 404,
  mood: 'neutral',
  title: 'There is nothing here',
  text: 'This address only takes the answer of a sign-in. You can close this tab.',
}

/**
 * Listens on the first port that is free under both addresses of `localhost`, because a browser may
 * use either (RFC 8252 section 7.3 and 8.3). Throws `unavailable` when there is none.
 */
export async function startLoopbackServer(options: LoopbackServerOptions): Promise<LoopbackServer> {
  const underWay = new Set<Promise<void>>()
  for (const port of options.ports) {
    const servers = await listen(port, (request, response) => {
      const handled = handle(request, response, port, options.answer).finally(() => {
        underWay.delete(handled)
      })
      underWay.add(handled)
    })
    if (servers === null) continue
    return {
      redirectUri: `http://localhost:${port}`,
      close: async () => {
        await Promise.race([Promise.all(underWay), wait(farewellMs, undefined, { ref: false })])
        await Promise.all(servers.map(shut))
      },
    }
  }
  const [first, last] = [options.ports.at(0), options.ports.at(-1)]
  throw new AppError(
    'unavailable',
    `The ports ${first} to ${last} of this computer are all in use, so the browser cannot report back.`,
    {
      suggestion:
        'Close a program that uses one of them, for example another sign-in or a development server, then try again. Or sign in with a token.',
      details: { first: first ?? null, last: last ?? null },
    },
  )
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void

/** The servers of a port, one for each address of this computer; null when the port is taken. */
async function listen(port: number, handler: Handler): Promise<Server[] | null> {
  const servers: Server[] = []
  for (const address of ['127.0.0.1', '::1']) {
    const server = createServer({ keepAliveTimeout: 1000, requestTimeout: 30_000 }, handler)
    const problem = await opened(server, port, address)
    if (problem === null) servers.push(server)
    else if (problem !== 'EADDRNOTAVAIL' && problem !== 'EAFNOSUPPORT') {
      await Promise.all(servers.map(shut))
      return null
    }
  }
  return servers.length === 0 ? null : servers
}

/** Null when the server listens, else the code of what went wrong. */
function opened(server: Server, port: number, address: string): Promise<string | null> {
  return new Promise((resolve) => {
    const fail = (error: NodeJS.ErrnoException) => resolve(error.code ?? 'unknown')
    server.once('error', fail)
    server.listen(port, address, () => {
      server.off('error', fail)
      // What goes wrong with a single connection later must not end the app.
      server.on('error', () => undefined)
      resolve(null)
    })
  })
}

function shut(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  port: number,
  answer: LoopbackServerOptions['answer'],
): Promise<void> {
  // A page of another site whose name was pointed here (DNS rebinding) comes with that name.
  const hosts = [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`]
  const isOurs = hosts.includes((request.headers.host ?? '').toLowerCase())
  const base = `http://localhost:${port}`
  const target = request.url ?? ''
  const url = target.startsWith('/') && URL.canParse(base + target) ? new URL(base + target) : null
  if (!isOurs || url?.pathname !== '/') return await send(response, nothingHere)
  if (request.method !== 'GET') return await send(response, { ...nothingHere, status: 405 })
  await send(response, await answer(url.searchParams))
}

/** Resolves when the page is on its way, or nobody is there any more to get it. */
function send(response: ServerResponse, page: LoopbackPage): Promise<void> {
  return new Promise((resolve) => {
    response.once('close', resolve)
    response.writeHead(page.status, pageHeaders)
    response.end(renderPage(page))
  })
}
