import { createHash } from 'node:crypto'
import type { AzureCloud } from '../../../shared/connection.ts'
import { azureCliToken } from './azure-cli.ts'
import { azureServicePrincipalToken } from './azure-service-principal.ts'
import type { Commands } from './commands.ts'
import { databricksCliToken } from './databricks-cli.ts'
import type { FetchedToken } from './expiring-token.ts'
import type { Fetch } from './oauth-client.ts'
import { servicePrincipalToken } from './service-principal.ts'

/** All that a sign-in takes, secrets included: stays within `sign-in/`. */
export type Credentials =
  | { kind: 'token'; token: string }
  | { kind: 'service-principal'; clientId: string; clientSecret: string }
  | {
      kind: 'azure-service-principal'
      tenantId: string
      clientId: string
      clientSecret: string
      cloud: AzureCloud
    }
  | { kind: 'azure-cli'; tenantId: string | null }
  | { kind: 'databricks-cli'; profile: string | null }

/** Kinds of credentials, in words. */
export const kindWords: Readonly<Record<Credentials['kind'], string>> = {
  token: 'personal access token',
  'service-principal': 'service principal (OAuth)',
  'azure-service-principal': 'Azure service principal',
  'azure-cli': 'Azure CLI login',
  'databricks-cli': 'Databricks CLI login',
}

export interface CredentialTools {
  fetch: Fetch
  commands: Pick<Commands, 'run'>
  /** UTC ms. */
  now: () => number
  onSecret: (secret: string) => void
  /** Origin of another sign-in server than Microsoft's, for tests. */
  azureAuthority?: string
}

/** A token for the workspace at `host`. Throws what the way to sign in throws. */
export async function tokenFor(
  host: string,
  credentials: Credentials,
  tools: CredentialTools,
  signal: AbortSignal,
): Promise<FetchedToken> {
  const { onSecret } = tools
  if ('clientSecret' in credentials) onSecret(credentials.clientSecret)
  const token = await ask(host, credentials, tools, signal)
  onSecret(token.value)
  return token
}

/** Tells credentials apart without keeping them. */
export function fingerprint(credentials: Credentials): string {
  return createHash('sha256').update(JSON.stringify(credentials)).digest('base64')
}

async function ask(
  host: string,
  credentials: Credentials,
  tools: CredentialTools,
  signal: AbortSignal,
): Promise<FetchedToken> {
  const { azureAuthority, commands } = tools
  switch (credentials.kind) {
    case 'token':
      return { value: credentials.token, expiresAt: null }
    case 'service-principal':
      return await servicePrincipalToken({ ...credentials, ...tools, host, signal })
    case 'azure-service-principal':
      return await azureServicePrincipalToken({
        ...credentials,
        ...tools,
        signal,
        ...(azureAuthority === undefined ? {} : { authority: azureAuthority }),
      })
    case 'azure-cli':
      return await azureCliToken({ ...credentials, commands, signal })
    case 'databricks-cli':
      return await databricksCliToken({ ...credentials, commands, host, signal })
  }
}
