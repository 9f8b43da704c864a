import { createServer as createHttpServer, request } from 'node:http'
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'

export interface WiretapOptions {
  /** Makes it an https server. */
  certificate?: { key: string; cert: string }
  /** Answers a request itself, with JSON; null passes it on. */
  answer?: (incoming: IncomingMessage) => object | null
}

/** Names of what is secret in forms and answers of sign-ins (RFC 6749, RFC 7636). */
const secretFields = ['access_token', 'refresh_token', 'client_secret', 'code', 'code_verifier']

/**
 * Stands in front of a workspace, passes everything on, and notes every secret that goes over the
 * wire in either direction: what a test then looks for is what was really used.
 */
export class Wiretap {
  readonly secrets = new Set<string>()
  /** Origin to pass requests on to. */
  target = ''
  readonly #server: Server
  readonly #options: WiretapOptions

  private constructor(options: WiretapOptions) {
    this.#options = options
    const listener: RequestListener = (incoming, response) => {
      this.#pass(incoming, response).catch(() => response.destroy())
    }
    const { certificate } = options
    this.#server = certificate ? createTlsServer(certificate, listener) : createHttpServer(listener)
  }

  static async start(options: WiretapOptions = {}): Promise<Wiretap> {
    const tap = new Wiretap(options)
    await new Promise<void>((resolve) => tap.#server.listen(0, '127.0.0.1', resolve))
    return tap
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve))
    this.#server.closeAllConnections()
    await closed
  }

  async #pass(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bytesOf(incoming)
    this.#noteHeader(incoming.headers.authorization ?? '')
    this.#noteForm(new URLSearchParams(body.toString('latin1')))
    const own = this.#options.answer?.(incoming) ?? null
    if (own) {
      this.#noteAnswer(JSON.stringify(own))
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(own))
      return
    }
    const passed = request(new URL(incoming.url ?? '/', this.target), {
      method: incoming.method,
      headers: incoming.headers,
    })
    passed.end(body)
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      passed.once('response', resolve)
      passed.once('error', reject)
    })
    const content = await bytesOf(answer)
    if (incoming.url?.includes('/oidc/')) this.#noteAnswer(content.toString('utf8'))
    const { location } = answer.headers
    if (location !== undefined && URL.canParse(location)) {
      this.#noteForm(new URL(location).searchParams)
    }
    response.writeHead(answer.statusCode ?? 502, answer.headers).end(content)
  }

  #noteHeader(header: string): void {
    const [scheme = '', value = ''] = header.split(' ')
    if (scheme === 'Bearer') this.#note(value)
    if (scheme !== 'Basic') return
    this.#note(value)
    this.#note(decodeURIComponent(Buffer.from(value, 'base64').toString().split(':')[1] ?? ''))
  }

  #noteForm(form: URLSearchParams): void {
    for (const field of secretFields) this.#note(form.get(field))
  }

  #noteAnswer(text: string): void {
    try {
      const answer = JSON.parse(text) as Record<string, unknown>
      for (const field of secretFields) this.#note(answer[field])
    } catch {
      // A page for a person.
    }
  }

  #note(value: unknown): void {
    if (typeof value === 'string' && value.length >= 8) this.secrets.add(value)
  }
}

async function bytesOf(message: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of message) pieces.push(piece as Buffer)
  return Buffer.concat(pieces)
}
