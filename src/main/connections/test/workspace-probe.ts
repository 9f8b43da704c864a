import { toAppError } from '../../databricks/errors.ts'
import { DeadlineFailure, HttpFailure } from '../../databricks/failures.ts'
import { isAccountConsole, notAccountConsole } from '../../databricks/host.ts'
import { httpError, notDatabricks } from '../../databricks/http-errors.ts'
import type { Network } from '../../network/network.ts'
import { requestError } from '../../network/request-errors.ts'
import { send } from '../../network/transport.ts'
import type { TransportRequest, TransportResponse } from '../../network/transport.ts'
import { withLimits } from './limits.ts'
import type { Limits } from './limits.ts'

const discoveryPath = '/oidc/.well-known/oauth-authorization-server'
const identityPath = '/api/2.0/preview/scim/v2/Me'
const maxAnswerBytes = 1024 * 1024

export interface Probe {
  answer: TransportResponse
  /** By this computer's clock, UTC ms, in the middle of the request. */
  at: number
}

export interface ProbeOptions
  extends Limits, Pick<TransportRequest, 'onConnected' | 'onEncrypted'> {
  network: Network
  /** UTC ms. */
  now: () => number
}

/** Asks the host what every workspace tells without a sign-in. Throws what the network throws. */
export const firstProbe = async (url: URL, options: ProbeOptions): Promise<Probe> =>
  await probe(url, discoveryPath, options)

async function probe(url: URL, path: string, options: ProbeOptions): Promise<Probe> {
  const { network, now, onConnected, onEncrypted } = options
  const target = new URL(path, url)
  let startedAt = now()
  let connected = false
  try {
    return await withLimits(options, async (signal, again) => {
      const answer = await send({
        url: target,
        method: 'GET',
        headers: { accept: 'application/json' },
        body: null,
        agent: await network.agentFor(target),
        signal,
        maxBytes: maxAnswerBytes,
        onConnected: () => {
          connected = true
          again()
          startedAt = now()
          onConnected?.()
        },
        onEncrypted: (shown) => {
          again()
          startedAt = now()
          onEncrypted?.(shown)
        },
      })
      return { answer, at: (startedAt + now()) / 2 }
    })
  } catch (error) {
    const isLate = error instanceof Error && 'code' in error && error.code === 'ETIMEDOUT'
    if (isLate && connected && options.ms !== null) {
      const subject = { host: url.host, thing: 'the workspace', now: now() }
      throw toAppError(new DeadlineFailure(options.ms), subject)
    }
    throw requestError(error, { method: 'GET', path }, url.host)
  }
}

/**
 * Whether a host is a workspace, from its answer to `firstProbe` and, if that leaves it open, from
 * one more. Throws `bad-response` with what it is instead, `bad-input` for the account console,
 * `unavailable`, and those of the network.
 */
export async function checkWorkspace(
  url: URL,
  first: TransportResponse,
  options: ProbeOptions,
): Promise<void> {
  const { host } = url
  const endpoints = fieldsOf(first)
  const named = [endpoints?.authorization_endpoint, endpoints?.issuer].filter(isText)
  if (named.some((endpoint) => endpoint.includes('/oidc/accounts/'))) throw notAccountConsole(host)
  // Others speak OAuth at this path too, and name other endpoints.
  if (first.status === 200 && named.some((endpoint) => /\/oidc\/v1\/authorize\b/.test(endpoint))) {
    return
  }
  refuseRedirect(url, first)

  const { answer } = await probe(url, identityPath, options)
  refuseRedirect(url, answer)
  if ([401, 403].includes(answer.status) && speaksDatabricks(answer)) return
  if (answer.status >= 500 || answer.status === 429) {
    const failure = new HttpFailure(
      { method: 'GET', path: identityPath },
      { ...answer, origin: url.origin },
    )
    throw httpError(failure, { host, thing: 'the workspace', now: options.now() })
  }
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
  if (to !== null && isAccountConsole(to.hostname)) throw notAccountConsole(host)
  throw notDatabricks(host, `it sends callers on to ${to?.host ?? 'another address'}`, {
    details: { status: answer.status },
    cause: undefined,
  })
}

/**
 * Whether a refusal has the marks of Databricks: its error codes (texts or numbers), those of SCIM
 * (RFC 7644 section 3.12), or its headers. Other APIs refuse with a `message`, or with nothing.
 */
function speaksDatabricks(answer: TransportResponse): boolean {
  const fields = fieldsOf(answer)
  const code = fields?.error_code
  if (isText(code) || typeof code === 'number') return true
  const schemas = Array.isArray(fields?.schemas) ? fields.schemas : []
  if (schemas.some((schema) => isText(schema) && schema.startsWith('urn:ietf:params:scim:'))) {
    return true
  }
  const { headers } = answer
  return (
    Object.keys(headers).some((name) => name.startsWith('x-databricks-')) ||
    /databricks/i.test(`${headers.server ?? ''} ${headers['www-authenticate'] ?? ''}`)
  )
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
