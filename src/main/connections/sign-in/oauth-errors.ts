import * as oidc from 'openid-client'
import { AppError } from '../../../shared/errors.ts'
import type { ErrorCode } from '../../../shared/errors.ts'

const checkAddress =
  'Check the workspace address: open Databricks in a browser and copy the part before the first single slash, for example https://adb-1234567890123456.7.azuredatabricks.net.'

// Errors of the library carry answers, and with them tokens and codes: they never become a `cause`.

/** Why a host could not be asked for its sign-in. */
export function discoveryFailure(thrown: unknown, hostName: string): AppError {
  const known = requestFailure(thrown, hostName)
  if (known !== null) return known
  const response = responseOf(thrown)
  const details = { ...facts(thrown), status: response?.status ?? null }
  if (response !== null && response.status >= 300 && response.status < 400) {
    const where = originOf(response.headers.get('location'))
    return new AppError(
      'bad-response',
      `${hostName} is not a Databricks workspace: it sends callers on to ${where ?? 'another address'}.`,
      {
        suggestion: `${checkAddress} A proxy or a network sign-in page can be the reason too.`,
        details,
      },
    )
  }
  if (response !== null && response.status !== 200) {
    return new AppError(
      'bad-response',
      `${hostName} does not offer browser sign-in, or is not a Databricks workspace.`,
      { suggestion: `${checkAddress} If it is right, sign in with a token instead.`, details },
    )
  }
  return new AppError(
    'bad-response',
    `${hostName} is not a Databricks workspace: it does not answer as one.`,
    {
      suggestion: `${checkAddress} A proxy or a network sign-in page can be the reason too.`,
      details,
    },
  )
}

/** The host leaves the sign-in to another one, which is not where the app would use the tokens. */
export function elsewhere(hostName: string, origin: string | null): AppError {
  return origin === null
    ? new AppError('bad-response', `${hostName} does not say where to sign in.`, {
        suggestion: checkAddress,
      })
    : new AppError(
        'bad-response',
        `${hostName} leaves the sign-in to another address, ${origin}.`,
        {
          suggestion: `If that is your workspace, enter ${origin} as its address.`,
          details: { origin },
        },
      )
}

/** Why the token endpoint gave no tokens. */
export function tokenFailure(thrown: unknown, hostName: string): AppError {
  const known = requestFailure(thrown, hostName)
  if (known !== null) return known
  const details = { ...facts(thrown), status: responseOf(thrown)?.status ?? null }
  if (isRefusal(thrown)) {
    return new AppError('unauthorized', `${hostName} did not accept the sign-in.`, {
      suggestion: 'Sign in again.',
      details,
    })
  }
  return new AppError(
    'bad-response',
    `${hostName} answered the sign-in in a way that the app does not understand.`,
    { suggestion: 'Try again. If it happens again, sign in with a token instead.', details },
  )
}

/** What the sign-in page sent back instead of a code (RFC 6749 section 4.1.2.1). */
export function authorizationFailure(query: URLSearchParams, hostName: string): AppError {
  const error = tidy(query.get('error') ?? '')
  const said = tidy(query.get('error_description') ?? '') || error
  const details = { oauthError: error, databricksMessage: said }
  if (error === 'access_denied') {
    return new AppError('unauthorized', 'You denied the sign-in in the browser.', {
      suggestion: `Start it again and allow it. If you did not deny it, ask an administrator whether you may use ${hostName}.`,
      details,
    })
  }
  const isTransient = error === 'temporarily_unavailable' || error === 'server_error'
  return new AppError(
    isTransient ? 'unavailable' : 'invalid-request',
    `${hostName} refused the sign-in: “${said}”.`,
    {
      suggestion: isTransient
        ? 'Try again in a minute.'
        : 'Try again. If it happens again, sign in with a token instead.',
      details,
    },
  )
}

/** Failures that say nothing of the sign-in itself: the way there, or a server in trouble. */
export function requestFailure(thrown: unknown, hostName: string): AppError | null {
  const own = chain(thrown).find((each) => each instanceof AppError)
  if (own !== undefined) return own
  const status = responseOf(thrown)?.status ?? 0
  const details = { ...facts(thrown), status }
  const fail = (code: ErrorCode, message: string, suggestion: string) =>
    new AppError(code, message, { suggestion, details })
  const tryLater =
    'Try again in a minute. The state of Databricks is shown at https://status.databricks.com.'
  if (status >= 500) {
    const message = `${hostName} has a problem of its own at the moment (status ${status}).`
    return fail('unavailable', message, tryLater)
  }
  if (status === 429) {
    const message = `${hostName} gets more requests than it allows at the moment.`
    return fail('rate-limited', message, 'Wait a minute, then try again.')
  }
  if (status === 403 && !(thrown instanceof oidc.ResponseBodyError)) {
    const message = `${hostName} does not let this computer sign in.`
    const ask =
      'Connect to the VPN if the workspace needs one, or ask an administrator whether an IP access list keeps you out.'
    return fail('forbidden', message, ask)
  }
  if (thrown instanceof oidc.ClientError && thrown.code === 'OAUTH_TIMEOUT') {
    return fail('timeout', `${hostName} took too long to answer.`, 'Try again in a minute.')
  }
  if (
    status === 0 &&
    chain(thrown).some((each) => 'syscall' in each || /fetch/.test(each.message))
  ) {
    const message = `The request to ${hostName} failed on its way.`
    return fail('network', message, 'Check the network, then try again.')
  }
  return null
}

/**
 * Whether the workspace refused what was sent. For a refresh token that is no longer good Databricks
 * says `invalid_request` as well as `invalid_grant` (https://github.com/databricks/cli/issues/667).
 */
export function isRefusal(thrown: unknown): boolean {
  if (thrown instanceof oidc.WWWAuthenticateChallengeError) return true
  return thrown instanceof oidc.ResponseBodyError && thrown.status >= 400 && thrown.status < 500
}

export function facts(thrown: unknown): AppError['details'] {
  if (thrown instanceof oidc.ResponseBodyError) {
    return {
      oauthError: tidy(thrown.error),
      databricksMessage: tidy(thrown.error_description ?? ''),
    }
  }
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : null
  return { oauthError: null, reason: code }
}

export function responseOf(thrown: unknown): Response | null {
  if (thrown instanceof oidc.ResponseBodyError) return thrown.response
  if (thrown instanceof oidc.WWWAuthenticateChallengeError) return thrown.response
  const cause: unknown = thrown instanceof Error ? thrown.cause : null
  return cause instanceof Response ? cause : null
}

function chain(thrown: unknown): Error[] {
  const found: Error[] = []
  for (let each = thrown; each instanceof Error && found.length < 8; each = each.cause) {
    found.push(each)
  }
  return found
}

function originOf(location: string | null): string | null {
  return location !== null && URL.canParse(location) ? new URL(location).origin : null
}

/** One line of a bearable length without anything shaped like a token. */
function tidy(text: string): string {
  const line = text
    .replace(/[\w.~+/-]{30,}=*/g, '[secret]')
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .replace(/\.$/, '')
  return line.length > 200 ? `${line.slice(0, 199)}…` : line
}
