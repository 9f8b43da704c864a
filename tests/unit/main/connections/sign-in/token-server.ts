import { createServer } from 'node:http'
import type { IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export interface TokenCall {
  method: string
  path: string
  headers: IncomingHttpHeaders
  form: Record<string, string>
}

export interface TokenAnswer {
  status: number
  body: unknown
  headers?: Record<string, string>
}

/** An HTTP server on this computer that writes down what it is asked and answers as a test says. */
export class TokenServer {
  readonly calls: TokenCall[] = []
  readonly url: string
  answer: (call: TokenCall) => TokenAnswer = () => ({ status: 404, body: '' })

  constructor(url: string) {
    this.url = url
  }

  static async start(): Promise<TokenServer> {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        const { headers, method = '', url = '' } = request
        const form = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()))
        const call = { method, path: url, headers, form }
        tokens.calls.push(call)
        const answer = tokens.answer(call)
        const isText = typeof answer.body === 'string'
        response.writeHead(answer.status, {
          'content-type': isText ? 'text/html' : 'application/json',
          ...answer.headers,
        })
        response.end(isText ? answer.body : JSON.stringify(answer.body))
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const tokens = new TokenServer(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    onTestFinished(() => {
      server.closeAllConnections()
      server.close()
    })
    return tokens
  }
}
