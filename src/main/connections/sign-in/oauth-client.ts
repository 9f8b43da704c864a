import * as oidc from 'openid-client'
import { AppError } from '../../../shared/errors.ts'
import { isLoopback } from '../../databricks/host.ts'
import { discoveryFailure, elsewhere, tokenFailure } from './oauth-errors.ts'

/** `fetch` over the app's network: proxy, certificates, deadline; follows no redirects. */
export type Fetch = (input: string | URL, init?: RequestInit) => Promise<Response>

/** The public client of Databricks' own tools: known to every workspace, without a secret. */
export const publicClientId = 'databricks-cli'

/** All APIs the user may use, and a refresh token. */
const scope = 'all-apis offline_access'

/** How long an access token lives when the answer does not say (UTC ms are made of it). */
const usualLifetimeSeconds = 3600

export interface OAuthTokens {
  accessToken: string
  /** UTC ms. */
  expiresAt: number
  /** Null when the answer has none: the one that was used stays good. */
  refreshToken: string | null
}

export interface OAuthClientOptions {
  /** Origin of the workspace. */
  host: string
  fetch: Fetch
  now: () => number
  /** Ends every request. */
  signal?: AbortSignal
}

/** A workspace's sign-in for people (OAuth user to machine), ready to use. */
export interface OAuthClient {
  /** Where the browser goes; `codeChallenge` is PKCE S256 (RFC 7636). */
  authorizationUrl(request: { redirectUri: string; state: string; codeChallenge: string }): string
  /**
   * Tokens for the answer that the browser brought (`redirect`, with its query). Checks state and
   * issuer. Throws `unauthorized`, `bad-response`, `unavailable`, and what `fetch` throws.
   */
  redeem(redirect: URL, proof: { state: string; codeVerifier: string }): Promise<OAuthTokens>
  /** New tokens; the old refresh token is void afterwards. Throws like `redeem`. */
  refresh(refreshToken: string): Promise<OAuthTokens>
}

/**
 * Asks a workspace for its OAuth metadata (RFC 8414, at Databricks' own place below `/oidc`). Throws
 * `bad-response` when the host is no workspace or has no such sign-in, and what `fetch` throws.
 */
export async function discoverOAuth(options: OAuthClientOptions): Promise<OAuthClient> {
  const { host, now } = options
  const hostName = new URL(host).host
  const plainHttp = isLoopback(new URL(host).hostname)
  // Both requests must name the very same redirect_uri (RFC 6749 section 4.1.3); the library takes it
  // from the answer's address, where a URL without a path has got a slash.
  let redirectUri: string | null = null
  const send = sender(options, (form) => {
    if (redirectUri !== null && form.has('redirect_uri')) form.set('redirect_uri', redirectUri)
  })
  let config: oidc.Configuration
  try {
    config = await oidc.discovery(
      // The whole address: the library's own rule (RFC 8414) puts `/oidc` at the end.
      new URL('/oidc/.well-known/oauth-authorization-server', host),
      publicClientId,
      undefined,
      oidc.None(),
      {
        algorithm: 'oauth2',
        [oidc.customFetch]: send,
        // Never for another computer.
        ...(plainHttp ? { execute: [oidc.allowInsecureRequests] } : {}),
      },
    )
  } catch (error) {
    throw options.signal?.aborted === true ? canceled() : discoveryFailure(error, hostName)
  }
  checkPlace(config.serverMetadata(), host)

  const ask = async (
    request: () => Promise<oidc.TokenEndpointResponse & oidc.TokenEndpointResponseHelpers>,
  ): Promise<OAuthTokens> => {
    const askedAt = now()
    try {
      const answer = await request()
      return {
        accessToken: answer.access_token,
        expiresAt: askedAt + (answer.expires_in ?? usualLifetimeSeconds) * 1000,
        refreshToken: answer.refresh_token ?? null,
      }
    } catch (error) {
      throw options.signal?.aborted === true ? canceled() : tokenFailure(error, hostName)
    }
  }
  return {
    authorizationUrl: (request) => {
      redirectUri = request.redirectUri
      return oidc.buildAuthorizationUrl(config, {
        redirect_uri: request.redirectUri,
        scope,
        state: request.state,
        code_challenge: request.codeChallenge,
        code_challenge_method: 'S256',
      }).href
    },
    redeem: (redirect, { state, codeVerifier }) =>
      ask(() =>
        oidc.authorizationCodeGrant(config, redirect, {
          expectedState: state,
          pkceCodeVerifier: codeVerifier,
        }),
      ),
    refresh: (refreshToken) => ask(() => oidc.refreshTokenGrant(config, refreshToken)),
  }
}

export function canceled(): AppError {
  return new AppError('canceled', 'The sign-in was canceled.', {
    suggestion: 'Start it again when you are ready.',
  })
}

export function sender(
  { fetch, signal }: OAuthClientOptions,
  amend: (form: URLSearchParams) => void,
): oidc.CustomFetch {
  return (url, { body, headers, method, redirect, signal: deadline }) => {
    const signals = [signal, deadline].filter((each) => each !== undefined)
    if (body instanceof URLSearchParams) amend(body)
    return fetch(url, {
      method,
      headers,
      redirect,
      // The library sends forms only.
      ...(body instanceof URLSearchParams ? { body: body.toString() } : {}),
      signal: AbortSignal.any(signals),
    })
  }
}

/**
 * The sign-in must be the host's own. Else a host that was typed wrongly could name the real sign-in
 * page and have the code sent to itself (the mix-up attack, RFC 9207), or be sent the access token.
 */
export function checkPlace(server: Readonly<oidc.ServerMetadata>, host: string): void {
  const { issuer, authorization_endpoint: authorize, token_endpoint: token } = server
  const hostName = new URL(host).host
  if (issuer.includes('/oidc/accounts/')) {
    throw new AppError('bad-response', `${hostName} is the account console, not a workspace.`, {
      suggestion:
        'Open the workspace itself and copy its address from the browser, for example https://adb-1234567890123456.7.azuredatabricks.net.',
      details: { issuer },
    })
  }
  for (const address of [issuer, authorize, token]) {
    if (address === undefined || !URL.canParse(address)) throw elsewhere(hostName, null)
    const { origin } = new URL(address)
    if (origin !== new URL(host).origin) throw elsewhere(hostName, origin)
  }
}
