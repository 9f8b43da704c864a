import type { Connection, SignIn } from '../../../src/shared/connection.ts'

/** A connection of a workspace, by default with an access token in the keychain. */
export function sampleConnection(change: Partial<Connection> = {}): Connection {
  return {
    id: 'eu',
    name: 'Analytics EU',
    color: 'none',
    host: 'https://adb-1.azuredatabricks.net',
    signIn: { method: 'token' },
    secretKept: 'keychain',
    userName: 'you@example.com',
    createdAt: 0,
    lastConnectedAt: 0,
    ...change,
  }
}

/** One of each way to sign in, except of the demo. */
export const sampleSignIns: readonly SignIn[] = [
  { method: 'browser' },
  { method: 'token' },
  { method: 'service-principal', clientId: 'id-1' },
  { method: 'azure-service-principal', tenantId: 'contoso.com', clientId: 'id-1', cloud: 'public' },
  { method: 'azure-cli', tenantId: null },
  { method: 'databricks-cli' },
  { method: 'profile', profile: 'staging' },
  { method: 'environment' },
]
