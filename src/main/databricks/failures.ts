import type { IncomingHttpHeaders } from 'node:http'
import type { ShownCertificate } from '../network/transport.ts'
import { isFields } from './read.ts'

/**
 * What went wrong with one attempt, in technical terms. They stay inside the gateway: retries decide
 * by them, and errors.ts turns the last one into an `AppError`.
 */

/** What was asked, for logs and error details: never the query, which may hold names and paths. */
export interface RequestLine {
  method: string
  path: string
}

/** Databricks (or something in between) answered with a status that is not 2xx. */
export class HttpFailure extends Error {
  readonly request: RequestLine
  readonly status: number
  /** `error_code` of the answer; empty when there is none. */
  readonly errorCode: string
  /** Databricks' own words; empty when the answer was not one of its errors. */
  readonly serverMessage: string
  readonly html: boolean
  /** Value of `Retry-After` as it came; seconds or an HTTP date (RFC 9110, 10.2.3). */
  readonly retryAfter: string | null
  /** Host that a redirect leads to; null when there is none or it cannot be read. */
  readonly redirectedTo: string | null

  constructor(
    request: RequestLine,
    answer: { status: number; headers: IncomingHttpHeaders; text: string; origin: string },
  ) {
    super(`${request.method} ${request.path} answered ${answer.status}`)
    this.name = 'HttpFailure'
    const body = readErrorBody(answer.text)
    this.request = request
    this.status = answer.status
    this.errorCode = body.errorCode
    this.serverMessage = body.message
    this.html = looksLikeHtml(answer.headers, answer.text)
    this.retryAfter = answer.headers['retry-after'] ?? null
    this.redirectedTo = redirectHost(answer.headers.location, answer.origin)
  }
}

/** No whole answer arrived: no connection, no trust, or cut off. `code` as Node.js names it. */
export class TransportFailure extends Error {
  readonly request: RequestLine
  readonly code: string
  /** Of a server whose certificate was not accepted. */
  readonly certificate: ShownCertificate | null

  constructor(request: RequestLine, cause: unknown) {
    const code = nodeCode(cause)
    super(`${request.method} ${request.path}: ${code === '' ? String(cause) : code}`, { cause })
    this.name = 'TransportFailure'
    this.request = request
    this.code = code
    const isShown = cause instanceof Error && 'shownCertificate' in cause
    this.certificate = isShown ? (cause.shownCertificate as ShownCertificate) : null
  }
}

/** An answer with a good status whose body is not what the API sends. */
export class BodyFailure extends Error {
  readonly request: RequestLine
  readonly status: number
  readonly kind: 'html' | 'not-json' | 'truncated' | 'too-long'

  constructor(request: RequestLine, status: number, kind: BodyFailure['kind']) {
    super(`${request.method} ${request.path} answered ${status} with a body that is ${kind}`)
    this.name = 'BodyFailure'
    this.request = request
    this.status = status
    this.kind = kind
  }
}

/** The attempt took longer than it may. */
export class DeadlineFailure extends Error {
  readonly limitMs: number

  constructor(limitMs: number) {
    super(`No answer within ${limitMs} ms`)
    this.name = 'DeadlineFailure'
    this.limitMs = limitMs
  }
}

/** The caller gave up, or the gateway was closed. */
export class CancelFailure extends Error {
  constructor() {
    super('Canceled')
    this.name = 'CancelFailure'
  }
}

export function looksLikeHtml(headers: IncomingHttpHeaders, body: string): boolean {
  return (headers['content-type'] ?? '').includes('text/html') || /^\s*<(!doctype|html)/i.test(body)
}

/** Node.js' code of a network error; of the first attempt when several addresses were tried. */
function nodeCode(cause: unknown): string {
  if (typeof cause !== 'object' || cause === null) return ''
  if ('code' in cause && typeof cause.code === 'string') return cause.code
  if (cause instanceof AggregateError) return nodeCode(cause.errors[0])
  return ''
}

function redirectHost(location: string | undefined, origin: string): string | null {
  if (location === undefined || !URL.canParse(location, origin)) return null
  return new URL(location, origin).host
}

/**
 * The REST API's `{error_code, message}`, the older `{error}` and SCIM's `{detail, scimType}`
 * (https://docs.databricks.com/api/workspace/introduction, RFC 7644 section 3.12).
 */
function readErrorBody(body: string): { errorCode: string; message: string } {
  let parsed: unknown
  try {
    parsed = JSON.parse(body)
  } catch {
    return { errorCode: '', message: '' }
  }
  if (!isFields(parsed)) return { errorCode: '', message: '' }
  const words = [parsed.message, parsed.detail, parsed.error_description, parsed.error]
  const codes = [parsed.error_code, parsed.scimType, parsed.error]
  const isText = (value: unknown) => typeof value === 'string' && value !== ''
  return {
    message: String(words.find(isText) ?? ''),
    errorCode: String(codes.find((code) => isText(code) || typeof code === 'number') ?? ''),
  }
}
