import type { AzureCloud } from '../../../shared/connection.ts'
import { AppError } from '../../../shared/errors.ts'
import { normalizeHost } from '../../databricks/host.ts'
import { kindWords } from './credentials.ts'
import type { Credentials } from './credentials.ts'

/**
 * Settings that Databricks' own tools share, by the names they have in a configuration file
 * (https://docs.databricks.com/dev-tools/auth/unified-auth.html).
 */
export const settingNames = [
  'host',
  'token',
  'client_id',
  'client_secret',
  'azure_tenant_id',
  'azure_client_id',
  'azure_client_secret',
  'azure_environment',
  'azure_use_msi',
  'azure_workspace_resource_id',
  'google_service_account',
  'google_credentials',
  'metadata_service_url',
  'username',
  'password',
  'account_id',
  'workspace_id',
  'experimental_is_unified_host',
  'auth_type',
] as const
export type SettingName = (typeof settingNames)[number]
export type UnifiedSettings = Partial<Record<SettingName, string>>

export interface Understood {
  /** Origin of the workspace; null when there is none that can be shown. */
  host: string | null
  /** How it signs in, in words. */
  kind: string
  /** Why it cannot be used, in words; null when it can. */
  problem: string | null
  /** Null with a problem. */
  credentials: Credentials | null
}

/**
 * What settings mean. `nameOf`: what the user calls a setting; `profile`: the one they come from.
 * Never throws.
 */
export function understand(
  settings: UnifiedSettings,
  nameOf: (setting: SettingName) => string,
  profile: string | null,
): Understood {
  const way = wayOf(settings, nameOf, profile)
  const place = placeOf(settings, nameOf)
  const problem = place.problem ?? way.problem
  return {
    host: place.host,
    kind: way.kind,
    problem,
    credentials: problem === null ? way.credentials : null,
  }
}

interface Place {
  host: string | null
  problem: string | null
}

function placeOf(settings: UnifiedSettings, nameOf: (setting: SettingName) => string): Place {
  const { account_id: account, host, workspace_id: workspace } = settings
  const hasWorkspace = workspace !== undefined && workspace !== 'none'
  if (host === undefined) {
    return account === undefined
      ? { host: null, problem: `It names no workspace: “${nameOf('host')}” is missing.` }
      : { host: null, problem: 'It belongs to the account console, which has no jobs.' }
  }
  let origin: string
  try {
    origin = normalizeHost(host)
  } catch (error) {
    return { host: shownHost(host), problem: AppError.from(error).message }
  }
  if (account !== undefined && !hasWorkspace && settings.experimental_is_unified_host === 'true') {
    return { host: origin, problem: 'It belongs to the account console, which has no jobs.' }
  }
  return { host: origin, problem: null }
}

/** The host of an address that cannot be used, when nothing secret can be in it. */
function shownHost(host: string): string | null {
  if (!/^https?:\/\//i.test(host) || !URL.canParse(host)) return null
  const url = new URL(host)
  return url.username === '' && url.password === '' ? url.origin : null
}

interface Way {
  kind: string
  problem: string | null
  credentials: Credentials | null
}

const usable = (credentials: Credentials): Way => ({
  kind: kindWords[credentials.kind],
  problem: null,
  credentials,
})

const unusable = (kind: string, problem: string): Way => ({ kind, problem, credentials: null })

function wayOf(
  settings: UnifiedSettings,
  nameOf: (setting: SettingName) => string,
  profile: string | null,
): Way {
  const type = typeOf(settings)
  const need = (
    kind: Credentials['kind'],
    names: readonly SettingName[],
    make: (values: string[]) => Credentials,
  ): Way => {
    const lacking = names.filter((name) => settings[name] === undefined).map(nameOf)
    if (lacking.length === 0) return usable(make(names.map((name) => settings[name] ?? '')))
    const list = lacking.map((name) => `“${name}”`).join(' and ')
    return unusable(kindWords[kind], `${list} ${lacking.length === 1 ? 'is' : 'are'} missing.`)
  }
  switch (type) {
    case 'pat':
      return need('token', ['token'], ([token = '']) => ({ kind: 'token', token }))
    case 'oauth-m2m':
      return need(
        'service-principal',
        ['client_id', 'client_secret'],
        ([clientId = '', clientSecret = '']) => ({
          kind: 'service-principal',
          clientId,
          clientSecret,
        }),
      )
    case 'azure-client-secret':
      return need(
        'azure-service-principal',
        ['azure_tenant_id', 'azure_client_id', 'azure_client_secret'],
        ([tenantId = '', clientId = '', clientSecret = '']) => ({
          kind: 'azure-service-principal',
          tenantId,
          clientId,
          clientSecret,
          cloud: cloudOf(settings),
        }),
      )
    case 'azure-cli':
      return usable({ kind: 'azure-cli', tenantId: settings.azure_tenant_id ?? null })
    case 'databricks-cli':
      return usable({ kind: 'databricks-cli', profile })
    default: {
      const name = type.slice(0, 40)
      return unusable(
        name,
        `It signs in with “${name}”, which this app cannot. Choose another way to sign in.`,
      )
    }
  }
}

/** Named, or told by what is there: in the order in which Databricks' own tools try. */
function typeOf(settings: UnifiedSettings): string {
  if (settings.auth_type !== undefined) return settings.auth_type.toLowerCase()
  const has = (...names: SettingName[]) => names.some((name) => settings[name] !== undefined)
  if (has('token')) return 'pat'
  if (has('username', 'password')) return 'basic'
  if (has('client_id', 'client_secret')) return 'oauth-m2m'
  if (has('azure_client_secret', 'azure_client_id')) {
    return settings.azure_use_msi === 'true' ? 'azure-msi' : 'azure-client-secret'
  }
  if (settings.azure_use_msi === 'true') return 'azure-msi'
  if (has('google_credentials')) return 'google-credentials'
  if (has('google_service_account')) return 'google-id'
  if (has('metadata_service_url')) return 'metadata-service'
  if (has('azure_tenant_id', 'azure_workspace_resource_id')) return 'azure-cli'
  return 'databricks-cli'
}

function cloudOf({ azure_environment: named, host = '' }: UnifiedSettings): AzureCloud {
  const text = named?.toUpperCase() ?? ''
  if (/^(US|AZUREUS)/.test(text) || (text === '' && /\.azure\.us\b/i.test(host))) {
    return 'us-government'
  }
  if (/^(CHINA|AZURECHINA)/.test(text) || (text === '' && /\.azure\.cn\b/i.test(host))) {
    return 'china'
  }
  return 'public'
}
