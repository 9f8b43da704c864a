import { createHash, randomBytes } from 'node:crypto'
import { demoUser } from './names.ts'

/** Who a token speaks for: the person at the screen, or a service principal. */
export interface Principal {
  kind: 'user' | 'service-principal'
  id: string
  /** E-mail address of a user, application id of a service principal. */
  userName: string
  displayName: string
}

export interface ServicePrincipalOptions {
  /** Application id, a GUID. */
  clientId: string
  clientSecret: string
}

/** Grant types of RFC 6749 that the workspace knows. */
export const grantTypes = ['authorization_code', 'refresh_token', 'client_credentials'] as const
export type GrantType = (typeof grantTypes)[number]

/** What an authorization code was given for; the token request must match it. */
export interface CodeFacts {
  clientId: string
  redirectUri: string
  /** PKCE, S256 (RFC 7636). */
  codeChallenge: string
  scope: string
}

/** Body of a good answer of the token endpoint, RFC 6749 section 5.1. */
export interface TokenAnswer {
  access_token: string
  token_type: 'Bearer'
  expires_in: number
  scope: string
  refresh_token?: string
}

interface AccessToken {
  principal: Principal
  /** UTC ms. */
  expiresAt: number
}

const codeLifetimeMs = 60_000
const mostKept = 5000

export const demoPerson: Principal = { kind: 'user', ...demoUser }

/** Whom the tokens of the service principal speak for. */
export function servicePrincipalIdentity(clientId: string): Principal {
  return {
    kind: 'service-principal',
    id: '6043918275510466',
    userName: clientId,
    displayName: 'Demo service principal',
  }
}

/**
 * Codes and tokens that the workspace has given out, in memory only. Tokens are kept as hashes, as a
 * real server keeps them.
 */
export class OidcTokens {
  readonly #now: () => number
  readonly #codes = new Map<string, CodeFacts & { expiresAt: number }>()
  readonly #access = new Map<string, AccessToken>()
  readonly #refresh = new Map<string, { clientId: string; scope: string }>()
  #accessTokenSeconds: number

  constructor(options: { now: () => number; accessTokenSeconds: number }) {
    this.#now = options.now
    this.#accessTokenSeconds = options.accessTokenSeconds
  }

  /** Of tokens that are given out from now on. */
  setAccessTokenLifetime(seconds: number): void {
    this.#accessTokenSeconds = seconds
  }

  /** Every access token out there is refused from now on. */
  expireAccessTokens(): void {
    for (const token of this.#access.values()) token.expiresAt = this.#now()
  }

  revokeRefreshTokens(): void {
    this.#refresh.clear()
  }

  newCode(facts: CodeFacts): string {
    const code = randomBytes(24).toString('base64url')
    keep(this.#codes, digest(code), { ...facts, expiresAt: this.#now() + codeLifetimeMs })
    return code
  }

  /** What a code was given for, once and within a minute; null otherwise. */
  takeCode(code: string): CodeFacts | null {
    const facts = this.#codes.get(digest(code))
    this.#codes.delete(digest(code))
    return facts === undefined || facts.expiresAt <= this.#now() ? null : facts
  }

  /** What a refresh token was given for; using it ends it. Null when it is not good (any more). */
  takeRefreshToken(token: string, clientId: string): { scope: string } | null {
    const facts = this.#refresh.get(digest(token))
    if (facts === undefined || facts.clientId !== clientId) return null
    this.#refresh.delete(digest(token))
    return facts
  }

  issue(input: {
    principal: Principal
    clientId: string
    scope: string
    issuer: string
    refreshable: boolean
  }): TokenAnswer {
    const { principal, clientId, scope, issuer } = input
    const at = this.#now()
    const seconds = this.#accessTokenSeconds
    const accessToken = jwt({
      client_id: clientId,
      scope,
      iss: issuer,
      aud: issuer.replace(/\/oidc$/, ''),
      sub: principal.userName,
      iat: Math.floor(at / 1000),
      exp: Math.floor(at / 1000) + seconds,
      jti: randomBytes(8).toString('hex'),
    })
    keep(this.#access, digest(accessToken), { principal, expiresAt: at + seconds * 1000 })
    const answer: TokenAnswer = {
      access_token: accessToken,
      token_type: 'Bearer',
      expires_in: seconds,
      scope,
    }
    if (!input.refreshable) return answer
    const refreshToken = `doau${randomBytes(20).toString('hex')}`
    keep(this.#refresh, digest(refreshToken), { clientId, scope })
    return { ...answer, refresh_token: refreshToken }
  }

  /** Who an access token speaks for, `expired`, or null when it is none of ours. */
  principalOf(accessToken: string): Principal | 'expired' | null {
    const known = this.#access.get(digest(accessToken))
    if (known === undefined) return null
    return known.expiresAt <= this.#now() ? 'expired' : known.principal
  }
}

/** Has the shape of a JSON Web Token (RFC 7519); nothing checks its signature, which is random. */
function jwt(claims: Record<string, unknown>): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const header = { alg: 'RS256', typ: 'at+jwt', kid: 'demo' }
  return `${part(header)}.${part(claims)}.${randomBytes(64).toString('base64url')}`
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64')
}

/** Adds an entry; the oldest goes when there are too many. */
function keep<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.set(key, value)
  if (map.size <= mostKept) return
  for (const oldest of map.keys()) {
    map.delete(oldest)
    break
  }
}
