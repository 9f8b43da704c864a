import { createHash, timingSafeEqual } from 'node:crypto'
import type { MiddlewareHandler } from 'hono'
import { ApiError } from './api-errors.ts'
import { demoPerson } from './oidc-tokens.ts'
import type { OidcTokens, Principal } from './oidc-tokens.ts'

/**
 * Lets only callers through that address this server by a loopback name (or by the one a test's front
 * has), so that a web page whose host name was pointed at 127.0.0.1 (DNS rebinding), or any page of
 * another origin, gets nothing.
 */
export function localCallersOnly(origins: () => readonly string[]): MiddlewareHandler {
  return async (context, next) => {
    const host = (context.req.header('host') ?? '').toLowerCase()
    const origin = context.req.header('origin')
    const foreign =
      !origins().some((each) => new URL(each).host === host) ||
      (origin !== undefined && !origins().includes(origin))
    if (foreign) {
      throw new ApiError(403, 'PERMISSION_DENIED', 'The demo workspace answers this computer only.')
    }
    await next()
  }
}

/** Who a request speaks for, by its `Authorization` header. Throws the `ApiError` to answer. */
export type Authenticate = (authorization: string | undefined) => Principal

/**
 * A personal access token or an OAuth access token as `Authorization: Bearer`. As in Databricks, a
 * request without one gets 401, one with a wrong token 403 with the number 403 as its error code, and
 * one with an OAuth token that has expired 401 again.
 */
export function createAuthenticate(token: string, oauth: OidcTokens): Authenticate {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  const expected = digest(token)
  return (authorization) => {
    const given = /^bearer\s+(\S+)\s*$/i.exec(authorization ?? '')?.[1]
    if (given === undefined) {
      const message = 'Credential was not sent or was of an unsupported type for this API.'
      throw new ApiError(401, 401, message)
    }
    if (timingSafeEqual(digest(given), expected)) return demoPerson
    const principal = oauth.principalOf(given)
    if (principal === 'expired') throw new ApiError(401, 401, 'Token is expired.')
    if (principal === null) throw new ApiError(403, 403, 'Invalid access token.')
    return principal
  }
}

/** Refuses requests that nobody is signed in for. */
export function signedInOnly(authenticate: Authenticate): MiddlewareHandler {
  return async (context, next) => {
    authenticate(context.req.header('authorization'))
    await next()
  }
}
