/**
 * One way to misbehave, for tests.
 *
 * - `latency`: waits `ms`, then answers as usual.
 * - `status`: answers `status` with `body` (a Databricks error by default) and `Retry-After`.
 * - `hang`: takes the request and never answers.
 * - `reset`: resets the connection (RST) without doing anything.
 * - `truncate`: does it and answers with the first half of the JSON.
 * - `cut-off`: does it, announces the whole answer, sends half of it and closes the connection.
 * - `drop-after`: does it, then resets the connection without an answer.
 */
export interface Fault {
  /** `POST /api/2.2/jobs/run-now`, a glob with `*`, or a pattern for that text (without query). */
  route: string | RegExp
  kind: 'latency' | 'status' | 'hang' | 'reset' | 'truncate' | 'cut-off' | 'drop-after'
  /** For `status`; 503 by default. */
  status?: number
  /** For `status`: an object is sent as JSON, a text as it is. */
  body?: unknown
  /** For `status`: the Retry-After header, in seconds or as a date. */
  retryAfter?: number | string
  /** For `latency`: milliseconds, 1000 by default. */
  ms?: number
  /** How many requests it meets; without it, all until it is cleared. */
  count?: number
}

interface Armed {
  fault: Fault
  matches: (route: string) => boolean
  left: number
}

/** The faults in force; the oldest that matches a request applies. */
export class Faults {
  #armed: Armed[] = []

  /** Returns a function that takes the fault back. */
  add(fault: Fault): () => void {
    const armed = { fault, matches: matcher(fault.route), left: fault.count ?? Infinity }
    this.#armed.push(armed)
    return () => {
      this.#armed = this.#armed.filter((each) => each !== armed)
    }
  }

  clear(): void {
    this.#armed = []
  }

  /** The fault that applies to a request (`METHOD /path`), counted as used; null when none does. */
  take(route: string): Fault | null {
    const armed = this.#armed.find((each) => each.matches(route))
    if (armed === undefined) return null
    armed.left -= 1
    if (armed.left <= 0) this.#armed = this.#armed.filter((each) => each !== armed)
    return armed.fault
  }
}

const bodies: Record<number, { error_code: string; message: string }> = {
  400: { error_code: 'INVALID_PARAMETER_VALUE', message: 'The request is invalid.' },
  401: {
    error_code: 'UNAUTHENTICATED',
    message: 'Credential was not sent or was of an unsupported type for this API.',
  },
  403: { error_code: 'PERMISSION_DENIED', message: 'User does not have permission for this.' },
  404: { error_code: 'RESOURCE_DOES_NOT_EXIST', message: 'The resource does not exist.' },
  409: { error_code: 'RESOURCE_CONFLICT', message: 'The request conflicts with another one.' },
  429: {
    error_code: 'REQUEST_LIMIT_EXCEEDED',
    message: 'Rate limit exceeded. Please wait before trying again.',
  },
  500: { error_code: 'INTERNAL_ERROR', message: 'Internal error.' },
  503: {
    error_code: 'TEMPORARILY_UNAVAILABLE',
    message: 'The service is temporarily unavailable.',
  },
}

/** The answer of a `status` fault. */
export function faultResponse(fault: Fault): Response {
  const status = fault.status ?? 503
  const body = fault.body ??
    bodies[status] ?? { error_code: 'UNKNOWN', message: `Status ${status}.` }
  const isText = typeof body === 'string'
  const headers = new Headers({ 'content-type': isText ? 'text/html' : 'application/json' })
  if (fault.retryAfter !== undefined) headers.set('retry-after', String(fault.retryAfter))
  return new Response(isText ? body : JSON.stringify(body), { status, headers })
}

function matcher(route: string | RegExp): (text: string) => boolean {
  if (typeof route !== 'string') return (text) => text.search(route) !== -1
  const escaped = route.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')
  const pattern = new RegExp(`^${escaped}$`)
  return (text) => pattern.test(text)
}
