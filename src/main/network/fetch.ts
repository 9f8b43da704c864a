import { AppError } from '../../shared/errors.ts'
import type { Network } from './network.ts'
import { requestError } from './request-errors.ts'
import { send } from './transport.ts'

export interface FetchOptions {
  /** How long one request may take, ms; 30 s unless told. */
  deadlineMs?: number
}

/** `fetch` as libraries take it, for as much of it as a sign-in uses. */
export type Fetch = (input: string | URL, init?: RequestInit) => Promise<Response>

const maxAnswerBytes = 1024 * 1024

/**
 * A `fetch` whose requests take the way of the network, with its certificates. Redirects are
 * answered, not followed. Rejects with an `AppError`: `canceled`, `timeout`, `proxy`, `tls` and the
 * others of a network that does not work.
 */
export function createFetch(network: Network, { deadlineMs = 30_000 }: FetchOptions = {}): Fetch {
  return async (input, init = {}) => {
    const url = new URL(input)
    const deadline = AbortSignal.timeout(deadlineMs)
    const signal = init.signal ? AbortSignal.any([init.signal, deadline]) : deadline
    try {
      const { status, headers, text } = await send({
        url,
        method: init.method ?? 'GET',
        headers: Object.fromEntries(new Headers(init.headers).entries()),
        body: bodyText(init.body),
        agent: await network.agentFor(url),
        signal,
        maxBytes: maxAnswerBytes,
      })
      const answered = new Headers()
      for (const [name, value] of Object.entries(headers)) {
        for (const each of [value ?? []].flat()) answered.append(name, each)
      }
      // The text is decoded already.
      answered.delete('content-encoding')
      const hasBody = ![101, 204, 205, 304].includes(status)
      const response = new Response(hasBody ? text : null, { status, headers: answered })
      Object.defineProperty(response, 'url', { value: url.href })
      return response
    } catch (error) {
      if (init.signal?.aborted) {
        throw new AppError('canceled', 'The request was canceled.', { cause: error })
      }
      if (deadline.aborted) {
        throw new AppError('timeout', `${url.host} did not answer within ${deadlineMs / 1000} s.`, {
          suggestion: 'Try again. If it happens again, check the network, the VPN and the proxy.',
        })
      }
      throw requestError(error, { method: init.method ?? 'GET', path: url.pathname }, url.host)
    }
  }
}

function bodyText(body: RequestInit['body']): string | null {
  if (body === undefined || body === null) return null
  if (typeof body === 'string') return body
  if (body instanceof URLSearchParams) return body.toString()
  throw new TypeError('This fetch sends text and forms only.')
}
