import type { AzureCloud } from '../../../shared/connection.ts'
import { AppError } from '../../../shared/errors.ts'
import { azureDatabricks } from './azure-cli.ts'
import { isBearerToken, tidyWords } from './command-words.ts'
import { entraFailure } from './entra-errors.ts'
import type { FetchedToken } from './expiring-token.ts'
import type { Fetch } from './oauth-client.ts'

/** Sign-in servers (https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud). */
const authorities: Readonly<Record<AzureCloud, string>> = {
  public: 'https://login.microsoftonline.com',
  'us-government': 'https://login.microsoftonline.us',
  china: 'https://login.chinacloudapi.cn',
}

export interface AzureServicePrincipalOptions {
  tenantId: string
  clientId: string
  clientSecret: string
  cloud: AzureCloud
  fetch: Fetch
  /** UTC ms. */
  now: () => number
  /** Origin of another sign-in server, for tests. */
  authority?: string
  signal?: AbortSignal
}

/**
 * A token of a service principal of Microsoft Entra ID for Azure Databricks (client credentials,
 * https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow). Throws
 * `unauthorized`, `unavailable`, `rate-limited`, `bad-response`, and what `fetch` throws.
 */
export async function azureServicePrincipalToken(
  options: AzureServicePrincipalOptions,
): Promise<FetchedToken> {
  const { tenantId, clientId, clientSecret, cloud, fetch, now, signal } = options
  const authority = options.authority ?? authorities[cloud]
  const url = new URL(`/${encodeURIComponent(tenantId)}/oauth2/v2.0/token`, authority)
  const askedAt = now()
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
    },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
      scope: `${azureDatabricks}/.default`,
    }).toString(),
    redirect: 'manual',
    ...(signal ? { signal } : {}),
  })
  const answer = await readJson(response)
  if (!response.ok)
    throw entraFailure(response.status, answer, { tenantId, clientId, host: url.host })
  const value = answer?.['access_token']
  if (!isBearerToken(value)) {
    throw new AppError('bad-response', `${url.host} answered without a token.`, {
      suggestion:
        'Try again. If it happens again, check the proxy: something in between may answer in its place.',
      details: { status: response.status, said: tidyWords(String(answer?.['error'] ?? '')) },
    })
  }
  const seconds = Number(answer?.['expires_in'])
  return { value, expiresAt: askedAt + (seconds > 0 ? seconds : 3600) * 1000 }
}

async function readJson(response: Response): Promise<Record<string, unknown> | null> {
  const text = await response.text()
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch {
    // A web page, of a proxy for instance: the status says enough.
    return null
  }
}
