import { AppError } from '../../../shared/errors.ts'
import { HttpFailure } from '../../databricks/failures.ts'
import { httpError, notDatabricks } from '../../databricks/http-errors.ts'
import type { Network } from '../../network/network.ts'
import { requestError } from '../../network/request-errors.ts'
import { send } from '../../network/transport.ts'
import type { TransportResponse } from '../../network/transport.ts'

const discoveryPath = '/oidc/.well-known/oauth-authorization-server'
const identityPath = '/api/2.0/preview/scim/v2/Me'
const maxAnswerBytes = 1024 * 1024

export interface Probe {
  answer: TransportResponse
  /** By this computer's clock, UTC ms, in the middle of the request. */
  at: number
}

export interface ProbeOptions {
  network: Network
  signal: AbortSignal
  now: () => number
}

/** Asks the host what every workspace tells without a sign-in. Throws what the network throws. */
export async function probe(url: URL, path: string, options: ProbeOptions): Promise<Probe> {
  const { network, signal, now } = options
  const target = new URL(path, url)
  const startedAt = now()
  try {
    const answer = await send({
      url: target,
      method: 'GET',
      headers: { accept: 'application/json' },
      body: null,
      agent: await network.agentFor(target),
      signal,
      maxBytes: maxAnswerBytes,
      wantsCertificate: true,
    })
    return { answer, at: (startedAt + now()) / 2 }
  } catch (error) {
    const cause = signal.aborted ? Object.assign(new Error('late'), { code: 'ETIMEDOUT' }) : error
    throw requestError(cause, { method: 'GET', path }, url.host)
  }
}

export const firstProbe = (url: URL, options: ProbeOptions): Promise<Probe> =>
  probe(url, discoveryPath, options)

/**
 * Whether a host is a workspace, from its answer to `firstProbe` and, if that leaves it open, from
 * one more. Throws `bad-response` with what it is instead, `unavailable`, and those of the network.
 */
export async function checkWorkspace(
  url: URL,
  first: TransportResponse,
  options: ProbeOptions & { deadline: () => AbortSignal },
): Promise<void> {
  const { host } = url
  const endpoints = fieldsOf(first)
  const named = [endpoints?.authorization_endpoint, endpoints?.issuer].filter(isText)
  if (named.some((endpoint) => endpoint.includes('/oidc/accounts/'))) throw accountConsole(host)
  if (first.status === 200 && isText(endpoints?.authorization_endpoint)) return
  refuseRedirect(url, first)

  const { answer } = await probe(url, identityPath, { ...options, signal: options.deadline() })
  refuseRedirect(url, answer)
  const fields = fieldsOf(answer)
  const isRefusal = [401, 403].includes(answer.status)
  const speaksDatabricks = isText(fields?.error_code) || isText(fields?.message)
  if (isRefusal && (speaksDatabricks || answer.text.trim() === '')) return
  if (answer.status >= 500 || answer.status === 429) throw failureOf(url, answer)
  const isPage = /^\s*</.test(answer.text)
  const what = isPage
    ? 'it answered with a web page'
    : 'it answered with something else than the Databricks API does'
  throw notDatabricks(host, what, { details: { status: answer.status }, cause: undefined })
}

function refuseRedirect({ host, origin }: URL, answer: TransportResponse): void {
  const { location } = answer.headers
  if (answer.status < 300 || answer.status > 399 || location === undefined) return
  const to = URL.canParse(location, origin) ? new URL(location, origin) : null
  if (to?.hostname.startsWith('accounts.')) throw accountConsole(host)
  throw notDatabricks(host, `it sends callers on to ${to?.host ?? 'another address'}`, {
    details: { status: answer.status },
    cause: undefined,
  })
}

function failureOf(url: URL, answer: TransportResponse): AppError {
  const failure = new HttpFailure(
    { method: 'GET', path: identityPath },
    { ...answer, origin: url.origin },
  )
  return httpError(failure, { host: url.host, thing: 'the workspace', now: 0 })
}

function accountConsole(host: string): AppError {
  return new AppError('bad-input', `${host} is the account console, which has no jobs.`, {
    suggestion:
      'Open the workspace itself and copy its address from the browser, for example https://adb-1234567890123456.7.azuredatabricks.net.',
  })
}

function fieldsOf({ text }: TransportResponse): Record<string, unknown> | null {
  try {
    const parsed: unknown = JSON.parse(text)
    return typeof parsed === 'object' && parsed !== null
      ? (parsed as Record<string, unknown>)
      : null
  } catch {
    return null
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}
