import type { Hono } from 'hono'
import { addAuthorizeEndpoint } from './oidc-authorize.ts'
import { addTokenEndpoint } from './oidc-token-endpoint.ts'
import type { TokenRequest } from './oidc-token-endpoint.ts'
import { grantTypes, OidcTokens } from './oidc-tokens.ts'
import type { ServicePrincipalOptions } from './oidc-tokens.ts'

/** The sign-in service of a demo workspace, for tests. Not reachable over HTTP. */
export interface OidcInspection {
  /** Of access tokens given out from now on, in seconds. */
  setAccessTokenLifetime(seconds: number): void
  /** Every access token out there is refused from now on; refresh tokens stay good. */
  expireAccessTokens(): void
  /** Every refresh token out there is refused from now on; access tokens stay good. */
  revokeRefreshTokens(): void
  /** All requests for tokens, oldest first. */
  readonly grants: readonly TokenRequest[]
}

export interface OidcOptions {
  now: () => number
  accessTokenSeconds: number
  servicePrincipal: ServicePrincipalOptions
}

const mostGrants = 10_000

/** OAuth 2.0 as a Databricks workspace speaks it: browser sign-in (U2M) and service principals (M2M). */
export class Oidc implements OidcInspection {
  readonly tokens: OidcTokens
  readonly grants: TokenRequest[] = []
  readonly #options: OidcOptions

  constructor(options: OidcOptions) {
    this.#options = options
    this.tokens = new OidcTokens(options)
  }

  setAccessTokenLifetime(seconds: number): void {
    this.tokens.setAccessTokenLifetime(seconds)
  }

  expireAccessTokens(): void {
    this.tokens.expireAccessTokens()
  }

  revokeRefreshTokens(): void {
    this.tokens.revokeRefreshTokens()
  }

  /** `originOf`: the origin under which a caller addressed this server. */
  addRoutes(app: Hono, originOf: (request: Request) => string): void {
    const { now, servicePrincipal } = this.#options
    const { tokens } = this
    const issuerOf = (request: Request) => `${originOf(request)}/oidc`

    for (const name of ['oauth-authorization-server', 'openid-configuration']) {
      app.get(`/oidc/.well-known/${name}`, (context) =>
        context.json(metadata(issuerOf(context.req.raw))),
      )
    }
    addAuthorizeEndpoint(app, { tokens, now, issuerOf })
    addTokenEndpoint(app, {
      tokens,
      servicePrincipal,
      now,
      issuerOf,
      onRequest: (request) => {
        this.grants.push(request)
        if (this.grants.length > mostGrants) this.grants.splice(0, mostGrants / 2)
      },
    })
  }
}

/** Authorization server metadata, RFC 8414, with the fields that a Databricks workspace sends. */
function metadata(issuer: string) {
  return {
    issuer,
    authorization_endpoint: `${issuer}/v1/authorize`,
    token_endpoint: `${issuer}/v1/token`,
    jwks_uri: `${issuer}/jwks.json`,
    scopes_supported: ['all-apis', 'email', 'offline_access', 'openid', 'profile'],
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: grantTypes,
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
    authorization_response_iss_parameter_supported: true,
  }
}
