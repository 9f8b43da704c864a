import { createHash, timingSafeEqual } from 'node:crypto'
import type { Context, Hono } from 'hono'
import { publicClientId } from './oidc-authorize.ts'
import { demoPerson, grantTypes, servicePrincipalIdentity } from './oidc-tokens.ts'
import type { GrantType, OidcTokens, ServicePrincipalOptions } from './oidc-tokens.ts'

/** One request for a token, as a test sees it. Holds no secret. */
export interface TokenRequest {
  grantType: string
  clientId: string
  /** UTC ms. */
  at: number
  /** Null when it was granted, else the error code of RFC 6749 section 5.2. */
  error: string | null
}

export interface TokenEndpointParts {
  tokens: OidcTokens
  servicePrincipal: ServicePrincipalOptions
  now: () => number
  issuerOf: (request: Request) => string
  onRequest: (request: TokenRequest) => void
}

/** An error of RFC 6749 section 5.2; Databricks adds an `error_id`. */
class TokenError extends Error {
  readonly code: string
  readonly status: 400 | 401

  constructor(code: string, description: string, status: 400 | 401 = 400) {
    super(description)
    this.code = code
    this.status = status
  }
}

/** The token endpoint: codes, refresh tokens (good for one use) and client credentials (RFC 6749). */
export function addTokenEndpoint(app: Hono, parts: TokenEndpointParts): void {
  app.post('/oidc/v1/token', async (context) => {
    context.header('cache-control', 'no-store')
    const form = new URLSearchParams(await context.req.text())
    const { clientId, secret } = clientOf(context, form)
    const grantType = form.get('grant_type') ?? ''
    const record = (error: string | null) =>
      parts.onRequest({ grantType, clientId, at: parts.now(), error })
    try {
      const answer = grant(context, form, { grantType, clientId, secret }, parts)
      record(null)
      return context.json(answer)
    } catch (thrown) {
      if (!(thrown instanceof TokenError)) throw thrown
      record(thrown.code)
      if (thrown.status === 401 && context.req.header('authorization') !== undefined) {
        context.header('www-authenticate', 'Basic realm="oauth"')
      }
      const body = {
        error: thrown.code,
        error_id: crypto.randomUUID(),
        error_description: thrown.message,
      }
      return context.json(body, thrown.status)
    }
  })
}

function grant(
  context: Context,
  form: URLSearchParams,
  client: { grantType: string; clientId: string; secret: string | null },
  { tokens, servicePrincipal, issuerOf }: TokenEndpointParts,
) {
  const { grantType, clientId, secret } = client
  const issuer = issuerOf(context.req.raw)
  if (!isGrantType(grantType)) {
    throw new TokenError('unsupported_grant_type', 'This grant type is not supported.')
  }
  if (grantType === 'client_credentials') {
    const isKnown = clientId.toLowerCase() === servicePrincipal.clientId.toLowerCase()
    if (!isKnown || secret === null || !isEqual(secret, servicePrincipal.clientSecret)) {
      throw new TokenError('invalid_client', 'Client authentication failed', 401)
    }
    const scope = form.get('scope') ?? 'all-apis'
    if (scope !== 'all-apis') throw new TokenError('invalid_scope', 'The scope must be all-apis.')
    const principal = servicePrincipalIdentity(servicePrincipal.clientId)
    return tokens.issue({ principal, clientId, scope, issuer, refreshable: false })
  }
  if (clientId !== publicClientId) {
    throw new TokenError('invalid_client', 'Client authentication failed', 401)
  }
  const scope =
    grantType === 'authorization_code' ? scopeOfCode(form, tokens) : scopeOfRefresh(form, tokens)
  const refreshable = scope.split(' ').includes('offline_access')
  return tokens.issue({ principal: demoPerson, clientId, scope, issuer, refreshable })
}

function scopeOfCode(form: URLSearchParams, tokens: OidcTokens): string {
  const facts = tokens.takeCode(form.get('code') ?? '')
  if (facts === null) {
    throw new TokenError('invalid_grant', 'The authorization code is invalid or has expired.')
  }
  if (form.get('redirect_uri') !== facts.redirectUri) {
    throw new TokenError('invalid_grant', 'The redirect_uri does not match.')
  }
  const verifier = form.get('code_verifier') ?? ''
  const challenge = createHash('sha256').update(verifier).digest('base64url')
  if (!/^[\w.~-]{43,128}$/.test(verifier) || !isEqual(challenge, facts.codeChallenge)) {
    throw new TokenError('invalid_grant', 'The code_verifier does not match.')
  }
  return facts.scope
}

function scopeOfRefresh(form: URLSearchParams, tokens: OidcTokens): string {
  const facts = tokens.takeRefreshToken(form.get('refresh_token') ?? '', publicClientId)
  if (facts === null) throw new TokenError('invalid_grant', 'Refresh token is invalid')
  return facts.scope
}

/** `client_secret_basic`, else `client_secret_post` or no secret at all (RFC 6749 section 2.3.1). */
function clientOf(
  context: Context,
  form: URLSearchParams,
): { clientId: string; secret: string | null } {
  const basic = /^basic\s+(\S+)$/i.exec(context.req.header('authorization') ?? '')?.[1]
  if (basic === undefined) {
    return { clientId: form.get('client_id') ?? '', secret: form.get('client_secret') }
  }
  const [id = '', ...rest] = Buffer.from(basic, 'base64').toString().split(':')
  return { clientId: formDecoded(id), secret: formDecoded(rest.join(':')) }
}

function formDecoded(text: string): string {
  return new URLSearchParams(`value=${text}`).get('value') ?? ''
}

function isGrantType(text: string): text is GrantType {
  return (grantTypes as readonly string[]).includes(text)
}

function isEqual(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(one), digest(other))
}
