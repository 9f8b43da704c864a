import type { SignInOptions } from '../../../shared/connection.ts'
import { AppError } from '../../../shared/errors.ts'
import type { Environment } from './command-places.ts'
import type { Credentials } from './credentials.ts'
import { settingNames, understand } from './unified-settings.ts'
import type { SettingName, UnifiedSettings } from './unified-settings.ts'

/**
 * Variables of Databricks' own tools that differ from `DATABRICKS_` and the setting's name
 * (https://docs.databricks.com/dev-tools/auth/env-vars.html).
 */
const otherNames: Partial<Record<SettingName, string>> = {
  azure_tenant_id: 'ARM_TENANT_ID',
  azure_client_id: 'ARM_CLIENT_ID',
  azure_client_secret: 'ARM_CLIENT_SECRET',
  azure_environment: 'ARM_ENVIRONMENT',
  azure_use_msi: 'ARM_USE_MSI',
  azure_workspace_resource_id: 'DATABRICKS_AZURE_RESOURCE_ID',
  google_credentials: 'GOOGLE_CREDENTIALS',
}

/** What the variables of the app's environment offer; null without `DATABRICKS_HOST`. Never throws. */
export function environmentOption(environment: Environment): SignInOptions['environment'] {
  const settings = settingsIn(environment)
  // DATABRICKS_CONFIG_PROFILE alone names a profile: that is in the list of profiles.
  if (settings.host === undefined) return null
  const { host, kind, problem } = understand(settings, variableOf, null)
  const variables = settingNames.filter((name) => settings[name] !== undefined).map(variableOf)
  return { host: host ?? '', kind, variables, problem }
}

/**
 * Host and credentials of the environment. Throws `unauthorized` in words when the variables are not
 * set or cannot be used.
 */
export function readEnvironment(environment: Environment): {
  host: string
  credentials: Credentials
} {
  const settings = settingsIn(environment)
  const restart = 'then start the app again from where they are set, or sign in another way.'
  if (settings.host === undefined) {
    throw new AppError('unauthorized', 'The environment variable DATABRICKS_HOST is not set.', {
      suggestion: `Set it with the variables that belong to it, ${restart}`,
    })
  }
  const { host, credentials, problem } = understand(settings, variableOf, null)
  if (host !== null && credentials !== null) return { host, credentials }
  throw new AppError(
    'unauthorized',
    `The environment variables cannot be used. ${problem ?? ''}`.trim(),
    { suggestion: `Correct them, ${restart}` },
  )
}

function variableOf(setting: SettingName): string {
  return otherNames[setting] ?? `DATABRICKS_${setting.toUpperCase()}`
}

function settingsIn(environment: Environment): UnifiedSettings {
  const settings: UnifiedSettings = {}
  for (const name of settingNames) {
    const value = environment[variableOf(name)]?.trim() ?? ''
    if (value !== '') settings[name] = value
  }
  return settings
}
