import { AppError } from '../../../shared/errors.ts'
import type { ErrorCode } from '../../../shared/errors.ts'
import { commandLine, tools } from './commands.ts'
import type { Commands } from './commands.ts'
import { isBearerToken, jsonIn, tidyWords } from './command-words.ts'
import type { FetchedToken } from './expiring-token.ts'

/**
 * Azure Databricks as Microsoft Entra ID knows it, the same in every cloud
 * (https://learn.microsoft.com/azure/databricks/dev-tools/auth/aad-token-manual).
 */
export const azureDatabricks = '2ff814a6-3304-4ab8-85cb-cd0e6f879c1d'

export interface AzureCliOptions {
  commands: Pick<Commands, 'run'>
  /** Null for the tenant that `az login` chose. */
  tenantId: string | null
  signal?: AbortSignal
}

/**
 * A token of whoever is signed in to the Azure CLI
 * (https://learn.microsoft.com/cli/azure/account#az-account-get-access-token). Throws
 * `command-missing`, `unauthorized` when the login is over, `command-failed`, `timeout` and, in the
 * tool's own words, what the network says.
 */
export async function azureCliToken(options: AzureCliOptions): Promise<FetchedToken> {
  const { commands, tenantId, signal } = options
  const args = ['account', 'get-access-token', '--resource', azureDatabricks, '--output', 'json']
  if (tenantId !== null) args.push('--tenant', tenantId)
  const { exitCode, stdout, stderr } = await commands.run({
    tool: 'az',
    args,
    url: new URL('https://login.microsoftonline.com'),
    ...(signal ? { signal } : {}),
  })
  if (exitCode !== 0) throw failure(stderr || stdout, exitCode, tenantId, args)
  const answer = jsonIn(stdout)
  const value = answer?.['accessToken']
  if (!isBearerToken(value)) {
    throw new AppError('command-failed', `${tools.az.title} answered without a token.`, {
      suggestion: `Run “${commandLine('az', args)}” in a terminal to see what is wrong, and “az upgrade” if the tool is old.`,
      details: { command: 'az' },
    })
  }
  return { value, expiresAt: expiryOf(answer ?? {}) }
}

/** `expires_on` is in seconds since 1970; older versions have only `expiresOn`, in local time. */
function expiryOf(answer: Record<string, unknown>): number | null {
  const seconds = Number(answer['expires_on'] ?? NaN)
  if (Number.isFinite(seconds) && seconds > 0) return seconds * 1000
  const local = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)/.exec(String(answer['expiresOn'] ?? ''))
  const time = local === null ? NaN : Date.parse(`${local[1]}T${local[2]}`)
  return Number.isNaN(time) ? null : time
}

interface Reading {
  said: RegExp
  code: ErrorCode
  message: string
  suggestion: string
}

/** In this order: Microsoft's own codes say more than the words around them. */
function readings(login: string, tenantId: string | null): Reading[] {
  const loggedOut = {
    code: 'unauthorized',
    message: 'The login of the Azure CLI has expired, or there is none.',
    suggestion: `Run “${login}” in a terminal, then try again.`,
  } as const
  return [
    {
      said: /CERTIFICATE_VERIFY_FAILED|SSLError|certificate verify/i,
      code: 'tls',
      message: `${tools.az.title} does not trust the certificate it was shown.`,
      suggestion:
        'If your company inspects encrypted traffic, set REQUESTS_CA_BUNDLE to the file with its root certificate, start the app again and try again.',
    },
    {
      said: /AADSTS(90002|900023)\b/,
      code: 'command-failed',
      message: `Microsoft Entra ID knows no tenant “${tenantId ?? ''}”.`,
      suggestion:
        'Check the tenant: it is shown in the Azure portal under Microsoft Entra ID, or by “az account list”.',
    },
    {
      said: /AADSTS(650057|500011|65001)\b/,
      code: 'command-failed',
      message: 'The tenant of the Azure CLI has no Azure Databricks.',
      suggestion: `Run “${tenantId === null ? 'az login --tenant <tenant of the workspace>' : login}” in a terminal, then try again.`,
    },
    { said: /AADSTS\d+/, ...loggedOut },
    {
      said: /Max retries exceeded|ConnectionError|getaddrinfo|Name or service not known|Failed to establish a new connection|Connection aborted|ProxyError|timed out/i,
      code: 'network',
      message: `${tools.az.title} could not reach Microsoft's sign-in.`,
      suggestion: 'Check the network, the VPN and the proxy, then try again.',
    },
    {
      said: /az login|not logged in|No subscription found|Interactive authentication|refresh token/i,
      ...loggedOut,
    },
  ]
}

function failure(
  text: string,
  exitCode: number | null,
  tenantId: string | null,
  args: readonly string[],
): AppError {
  const login = commandLine('az', ['login', ...(tenantId === null ? [] : ['--tenant', tenantId])])
  const details = { command: 'az', exitCode, said: tidyWords(text) }
  const reading = readings(login, tenantId).find(({ said }) => said.test(text))
  if (reading !== undefined) {
    const { code, message, suggestion } = reading
    return new AppError(code, message, { suggestion, details })
  }
  return new AppError('command-failed', `${tools.az.title} could not give a token.`, {
    suggestion: `Run “${commandLine('az', args)}” in a terminal to see why.`,
    details,
  })
}
