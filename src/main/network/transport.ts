import http from 'node:http'
import https from 'node:https'
import { TLSSocket } from 'node:tls'
import type { PeerCertificate } from 'node:tls'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'

/**
 * HTTP for the SDK and the sign-ins. The SDK's own client verifies no TLS certificate unless told to, follows a
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
  /** Told when the request has its socket: a way through the proxy, or one that connects directly. */
  onConnected?: () => void
  /** Told when TLS is agreed on and the certificate accepted; not for plain http. */
  onEncrypted?: (shown: Encryption) => void
}

export interface TransportResponse {
  status: number
  headers: http.IncomingHttpHeaders
  text: string
}

/** What TLS was agreed on with. */
export interface Encryption {
  /** As Node.js names it: `TLSv1.3`; empty when it does not say. */
  version: string
  certificate: ShownCertificate | null
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
      cut = () => {
        outgoing.destroy(signal.reason instanceof Error ? signal.reason : undefined)
        // A request that still waits for its agent to connect tells nothing when it is destroyed.
        reject(signal.reason)
      }
      signal.addEventListener('abort', cut, { once: true })
      const certificate = watchCertificate(outgoing)
      tellStages(outgoing, request)
      outgoing.on('response', resolve)
      outgoing.on('error', (error) => {
        const shown = certificate()
        reject(shown === null ? error : Object.assign(error, { shownCertificate: shown }))
      })
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

/** What the other side showed as its certificate, for the words of an error. */
export interface ShownCertificate {
  /** Common name, else organisation, of who signed it; empty when it says neither. */
  issuer: string
  /** Names that it is for. */
  names: string[]
  /** UTC ms; NaN when it cannot be read. */
  validFrom: number
  validTo: number
}

/** The certificate of a TLS socket; null when there is none (yet). */
export function shownCertificate(socket: TLSSocket): ShownCertificate | null {
  // Its type says that there always is one, but before the handshake there is not.
  const shown = socket.getPeerCertificate() as Partial<PeerCertificate> | null
  if (!shown?.valid_to || !shown.valid_from) return null
  const { issuer, subjectaltname = '' } = shown
  return {
    issuer: [issuer?.CN ?? issuer?.O ?? ''].flat()[0] ?? '',
    names: subjectaltname
      .split(', ')
      .map((name) => name.replace(/^(DNS|IP Address):/, ''))
      .filter(Boolean),
    validFrom: Date.parse(shown.valid_from),
    validTo: Date.parse(shown.valid_to),
  }
}

/**
 * Looks at the certificate before Node.js verifies it: a socket that fails the verification is
 * destroyed and tells nothing any more.
 */
function watchCertificate(outgoing: http.ClientRequest): () => ShownCertificate | null {
  let shown: ShownCertificate | null = null
  outgoing.once('socket', (socket) => {
    if (!(socket instanceof TLSSocket)) return
    socket.prependOnceListener('secure', () => {
      shown = shownCertificate(socket)
    })
  })
  return () => shown
}

function tellStages(
  outgoing: http.ClientRequest,
  { onConnected, onEncrypted }: TransportRequest,
): void {
  outgoing.once('socket', (socket) => {
    onConnected?.()
    if (onEncrypted === undefined || !(socket instanceof TLSSocket)) return
    const tell = (): void => {
      onEncrypted({ version: socket.getProtocol() ?? '', certificate: shownCertificate(socket) })
    }
    // A connection that was kept has its handshake behind it.
    if (socket.authorized) tell()
    else socket.once('secureConnect', tell)
  })
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
