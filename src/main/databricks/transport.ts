import http from 'node:http'
import https from 'node:https'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'

/**
 * HTTP for the SDK. The SDK's own client verifies no TLS certificate unless told to, follows a
 * redirect with the token in its hand and then never answers, hides `Retry-After`, and retries calls
 * that must not be repeated; so its requests go through here instead.
 */

export interface TransportRequest {
  url: URL
  method: string
  headers: Record<string, string>
  body: string | null
  agent: http.Agent
  /** Ends the request at once and destroys its socket. */
  signal: AbortSignal
  /** Bytes, before and after decompression. */
  maxBytes: number
}

export interface TransportResponse {
  status: number
  headers: http.IncomingHttpHeaders
  text: string
}

/** The answer is longer than `maxBytes`. */
export class TooLongError extends Error {}

const unzip = promisify(gunzip)

/**
 * Sends one request and reads the whole answer; redirects are not followed. Rejects with the error
 * of Node.js, with `TooLongError`, or with the signal's reason when that ended it.
 */
export async function send(request: TransportRequest): Promise<TransportResponse> {
  const { signal } = request
  signal.throwIfAborted()
  let cut: (() => void) | undefined
  try {
    const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
      const outgoing = open(request)
      cut = () => outgoing.destroy(signal.reason instanceof Error ? signal.reason : undefined)
      signal.addEventListener('abort', cut, { once: true })
      outgoing.on('response', resolve)
      outgoing.on('error', reject)
      outgoing.end(request.body ?? undefined)
    })
    const body = await readAll(response, request.maxBytes)
    return {
      status: response.statusCode ?? 0,
      headers: response.headers,
      text: await decode(body, response.headers['content-encoding'], request.maxBytes),
    }
  } catch (error) {
    throw signal.aborted ? signal.reason : error
  } finally {
    if (cut !== undefined) signal.removeEventListener('abort', cut)
  }
}

/**
 * Connections are kept for the next call, and let go after a minute without one, before the load
 * balancers of the clouds drop them.
 */
export function createAgent(protocol: string): http.Agent {
  const options: https.AgentOptions = {
    keepAlive: true,
    scheduling: 'lifo',
    maxSockets: 8,
    timeout: 60_000,
    // Node.js gives each address of a host 250 ms, too short for a slow line or a VPN.
    autoSelectFamilyAttemptTimeout: 1_000,
  }
  return protocol === 'https:' ? new https.Agent(options) : new http.Agent(options)
}

function open(request: TransportRequest): http.ClientRequest {
  const { url, method, agent } = request
  const headers: Record<string, string | number> = { ...request.headers, 'Accept-Encoding': 'gzip' }
  if (request.body !== null) headers['Content-Length'] = Buffer.byteLength(request.body)
  return (url.protocol === 'https:' ? https : http).request(url, { method, headers, agent })
}

async function readAll(response: http.IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length
    // Leaving the loop destroys the response and its socket.
    if (size > maxBytes) throw new TooLongError()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

async function decode(
  body: Buffer,
  encoding: string | undefined,
  maxBytes: number,
): Promise<string> {
  if (encoding !== 'gzip') return body.toString('utf8')
  try {
    return (await unzip(body, { maxOutputLength: maxBytes })).toString('utf8')
  } catch (error) {
    const tooLong = error instanceof RangeError
    throw tooLong ? new TooLongError() : error
  }
}
