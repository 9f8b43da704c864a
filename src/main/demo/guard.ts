import { createHash, timingSafeEqual } from 'node:crypto'
import type { MiddlewareHandler } from 'hono'
import { ApiError } from './api-errors.ts'

/**
 * Lets only callers through that address this server by a loopback name, so that a web page whose
 * host name was pointed at 127.0.0.1 (DNS rebinding), or any page of another origin, gets nothing.
 */
export function localCallersOnly(port: () => number): MiddlewareHandler {
  return async (context, next) => {
    const hosts = [`127.0.0.1:${port()}`, `localhost:${port()}`]
    const host = context.req.header('host') ?? ''
    const origin = context.req.header('origin')
    const foreign =
      !hosts.includes(host.toLowerCase()) ||
      (origin !== undefined && !hosts.some((each) => origin === `http://${each}`))
    if (foreign) {
      throw new ApiError(403, 'PERMISSION_DENIED', 'The demo workspace answers this computer only.')
    }
    await next()
  }
}

/**
 * Personal access token as `Authorization: Bearer`. As in Databricks, a request without one gets 401
 * and one with a wrong token 403 with the number 403 as its error code.
 */
export function bearerToken(token: string): MiddlewareHandler {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  const expected = digest(token)
  return async (context, next) => {
    const given = /^bearer\s+(\S+)\s*$/i.exec(context.req.header('authorization') ?? '')?.[1]
    if (given === undefined) {
      const message = 'Credential was not sent or was of an unsupported type for this API.'
      throw new ApiError(401, 401, message)
    }
    if (!timingSafeEqual(digest(given), expected)) {
      throw new ApiError(403, 403, 'Invalid access token.')
    }
    await next()
  }
}
