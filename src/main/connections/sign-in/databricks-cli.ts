import { AppError } from '../../../shared/errors.ts'
import type { ErrorCode } from '../../../shared/errors.ts'
import { commandLine, tools } from './commands.ts'
import type { Commands } from './commands.ts'
import { isBearerToken, jsonIn, tidyWords } from './command-words.ts'
import type { FetchedToken } from './expiring-token.ts'

export interface DatabricksCliOptions {
  commands: Pick<Commands, 'run'>
  /** Origin of the workspace. */
  host: string
  /** The profile that the login belongs to; null for the one of the host. */
  profile: string | null
  signal?: AbortSignal
}

/**
 * A token of whoever is signed in to the Databricks CLI, 0.200 or newer
 * (https://docs.databricks.com/dev-tools/cli/authentication.html). Throws `command-missing`,
 * `unauthorized` when the login is over, `command-failed`, `timeout` and, in the tool's own words,
 * what the network says.
 */
export async function databricksCliToken(options: DatabricksCliOptions): Promise<FetchedToken> {
  const { commands, host, profile, signal } = options
  const whose = profile === null ? ['--host', host] : ['--profile', profile]
  const args = ['auth', 'token', ...whose]
  const { exitCode, stdout, stderr } = await commands.run({
    tool: 'databricks',
    args,
    url: new URL(host),
    ...(signal ? { signal } : {}),
  })
  if (exitCode !== 0) throw failure(stderr || stdout, exitCode, whose, args)
  const answer = jsonIn(stdout)
  const value = answer?.['access_token']
  if (!isBearerToken(value)) {
    throw new AppError('command-failed', `${tools.databricks.title} answered without a token.`, {
      suggestion: `Run “${commandLine('databricks', args)}” in a terminal to see what is wrong, and install a newer version if it is old: ${tools.databricks.install}.`,
      details: { command: 'databricks' },
    })
  }
  const expiresAt = Date.parse(String(answer?.['expiry'] ?? ''))
  return { value, expiresAt: Number.isNaN(expiresAt) ? null : expiresAt }
}

interface Reading {
  said: RegExp
  code: ErrorCode
  message: string
  suggestion: string
}

function readings(login: string): Reading[] {
  return [
    {
      // Click's words: the CLI up to 0.18 was written in Python and had no sign-in of its own.
      said: /No such (command|option)|Usage: databricks \[OPTIONS\] COMMAND/i,
      code: 'command-failed',
      message:
        'The Databricks CLI on this computer is the old one (0.18 or older), which has no login.',
      suggestion: `Install the current one (${tools.databricks.install}), then run “${login}” in a terminal.`,
    },
    {
      said: /Use --profile to specify|multiple profiles/i,
      code: 'command-failed',
      message: 'Several profiles of the Databricks CLI belong to this workspace.',
      suggestion: 'Choose one of them: sign in with a profile instead.',
    },
    {
      said: /uses M2M authentication/i,
      code: 'command-failed',
      message: 'The profile of the Databricks CLI belongs to a service principal.',
      suggestion: 'Sign in with that profile, or with the service principal itself, instead.',
    },
    {
      said: /x509:|certificate/i,
      code: 'tls',
      message: `${tools.databricks.title} does not trust the certificate it was shown.`,
      suggestion:
        'If your company inspects encrypted traffic, set SSL_CERT_FILE to the file with its root certificate, start the app again and try again.',
    },
    {
      said: /dial tcp|no such host|connection refused|i\/o timeout|TLS handshake|proxyconnect|deadline exceeded/i,
      code: 'network',
      message: `${tools.databricks.title} could not reach the workspace.`,
      suggestion: 'Check the network, the VPN and the proxy, then try again.',
    },
    {
      said: /auth login|refresh token|OAuth is not configured|reauthenticate|not logged in|invalid_grant/i,
      code: 'unauthorized',
      message: 'The login of the Databricks CLI has expired, or there is none for this workspace.',
      suggestion: `Run “${login}” in a terminal, then try again.`,
    },
  ]
}

function failure(
  text: string,
  exitCode: number | null,
  whose: readonly string[],
  args: readonly string[],
): AppError {
  const login = commandLine('databricks', ['auth', 'login', ...whose])
  const details = { command: 'databricks', exitCode, said: tidyWords(text) }
  const reading = readings(login).find(({ said }) => said.test(text))
  if (reading !== undefined) {
    const { code, message, suggestion } = reading
    return new AppError(code, message, { suggestion, details })
  }
  return new AppError('command-failed', `${tools.databricks.title} could not give a token.`, {
    suggestion: `Run “${commandLine('databricks', args)}” in a terminal to see why, then “${login}”.`,
    details,
  })
}
