import * as oidc from 'openid-client'
import { AppError } from '../../../shared/errors.ts'
import { isLoopback } from '../../databricks/host.ts'
import type { FetchedToken } from './expiring-token.ts'
import { canceled, checkPlace, sender } from './oauth-client.ts'
import type { Fetch } from './oauth-client.ts'
import { discoveryFailure, facts, isRefusal, requestFailure, responseOf } from './oauth-errors.ts'

/** All APIs that the service principal may use. */
const scope = 'all-apis'

/** How long a token lives when the answer does not say. */
const usualLifetimeSeconds = 3600

export interface ServicePrincipalOptions {
  /** Origin of the workspace. */
  host: string
  /** Application id of the service principal. */
  clientId: string
  /** Its OAuth secret. */
  clientSecret: string
  fetch: Fetch
  /** UTC ms. */
  now: () => number
  signal?: AbortSignal
}

/**
 * A token of a Databricks service principal (OAuth machine to machine,
 * https://docs.databricks.com/dev-tools/auth/oauth-m2m.html). Throws `unauthorized`, `unavailable`,
 * `forbidden`, `rate-limited`, `bad-response`, and what `fetch` throws.
 */
export async function servicePrincipalToken(
  options: ServicePrincipalOptions,
): Promise<FetchedToken> {
  const { clientId, clientSecret, host, now, signal } = options
  const { host: hostName, hostname } = new URL(host)
  const failed = (error: AppError) => (signal?.aborted === true ? canceled() : error)
  let config: oidc.Configuration
  try {
    config = await oidc.discovery(
      new URL('/oidc/.well-known/oauth-authorization-server', host),
      clientId,
      undefined,
      basicAuthentication(clientSecret),
      {
        algorithm: 'oauth2',
        [oidc.customFetch]: sender(options, () => undefined),
        // Never for another computer.
        ...(isLoopback(hostname) ? { execute: [oidc.allowInsecureRequests] } : {}),
      },
    )
  } catch (error) {
    throw failed(noSignIn(error, hostName))
  }
  // The secret goes to nobody but the host it was entered for.
  checkPlace(config.serverMetadata(), host)
  const askedAt = now()
  try {
    const answer = await oidc.clientCredentialsGrant(config, { scope })
    const seconds = answer.expires_in ?? usualLifetimeSeconds
    return { value: answer.access_token, expiresAt: askedAt + seconds * 1000 }
  } catch (error) {
    throw failed(grantFailure(error, hostName))
  }
}

/**
 * `client_secret_basic`. The library's own writes `-` as `%2D`, which RFC 6749 allows and not every
 * server undoes; this leaves what may stay as it is.
 */
function basicAuthentication(clientSecret: string): oidc.ClientAuth {
  const encoded = (text: string) => new URLSearchParams({ '': text }).toString().slice(1)
  return (_server, client, _body, headers) => {
    const credentials = `${encoded(client.client_id)}:${encoded(clientSecret)}`
    headers.set('authorization', `Basic ${Buffer.from(credentials).toString('base64')}`)
  }
}

function noSignIn(thrown: unknown, hostName: string): AppError {
  const status = responseOf(thrown)?.status ?? 0
  if (status < 400 || status >= 500 || status === 403 || status === 429) {
    return discoveryFailure(thrown, hostName)
  }
  return new AppError(
    'bad-response',
    `${hostName} has no sign-in for service principals, or is not a Databricks workspace.`,
    {
      suggestion:
        'Check the workspace address: open Databricks in a browser and copy it from there.',
      details: { ...facts(thrown), status },
    },
  )
}

function grantFailure(thrown: unknown, hostName: string): AppError {
  const known = requestFailure(thrown, hostName)
  if (known !== null) return known
  const details: AppError['details'] = {
    ...facts(thrown),
    status: responseOf(thrown)?.status ?? null,
  }
  if (!isRefusal(thrown)) {
    return new AppError(
      'bad-response',
      `${hostName} answered the sign-in in a way that the app does not understand.`,
      { suggestion: 'Try again. If it happens again, sign in with a token instead.', details },
    )
  }
  if (['invalid_scope', 'unauthorized_client'].includes(String(details['oauthError']))) {
    return new AppError(
      'unauthorized',
      `${hostName} does not let this service principal use its APIs.`,
      {
        suggestion: 'Ask an administrator to add the service principal to the workspace.',
        details,
      },
    )
  }
  return new AppError(
    'unauthorized',
    `${hostName} does not accept the client id or the OAuth secret of the service principal.`,
    {
      suggestion:
        'Check the client id, and that the service principal belongs to this workspace. Secrets expire and are shown only when they are made: make another one in Databricks (Settings, Identity and access, Service principals, Secrets) and enter it here.',
      details,
    },
  )
}
