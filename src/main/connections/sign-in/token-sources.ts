import type { Connection } from '../../../shared/connection.ts'
import { AppError } from '../../../shared/errors.ts'
import { normalizeHost } from '../../databricks/host.ts'
import type { Logger } from '../../logging/logger.ts'
import type { Network } from '../../network/network.ts'
import type { TokenSource } from '../token-source.ts'
import { createCommands } from './commands.ts'
import type { Commands } from './commands.ts'
import { tokenFor } from './credentials.ts'
import type { Credentials, CredentialTools } from './credentials.ts'
import { readEnvironment } from './environment.ts'
import { ExpiringToken } from './expiring-token.ts'
import { FreshTokens } from './fresh-tokens.ts'
import type { Fetch } from './oauth-client.ts'
import { readProfile } from './profiles.ts'
import type { ProfilePlace } from './profiles.ts'
import { StaticToken } from './static-token.ts'

export interface TokenSourceDeps extends ProfilePlace {
  /** Reads the secret of the connection; null when there is none. Throws `keychain-unavailable`. */
  secret: () => Promise<string | null>
  fetch: Fetch
  /** UTC ms. */
  now: () => number
  onSecret: (secret: string) => void
  logger: Logger
  /** Those of this computer when not given. */
  commands?: Pick<Commands, 'run'>
  /** Tells command-line tools of the app's proxy. */
  network?: Pick<Network, 'routeFor'>
  /** Origin of another sign-in server than Microsoft's, for tests. */
  azureAuthority?: string
}

export interface OpenedSource {
  /** Origin of the workspace where the tokens are good. */
  host: string
  source: TokenSource
}

type SignedIn = Pick<Connection, 'host' | 'signIn' | 'name'>

/**
 * The token source of a connection, for every way to sign in but the demo's and the browser's. Asks
 * nobody yet. Throws `unauthorized` when a profile or the environment cannot be used, and `bad-input`
 * for a host that cannot be one.
 */
export async function openTokenSource(
  connection: SignedIn,
  deps: TokenSourceDeps,
): Promise<OpenedSource> {
  const { signIn } = connection
  const tools: CredentialTools = { ...deps, commands: deps.commands ?? createCommands(deps) }
  if (signIn.method === 'profile') {
    const read = () => readProfile(signIn.profile, deps)
    const { host } = await read()
    const origin = `the profile “${signIn.profile}”`
    return { host, source: new FreshTokens({ ...tools, host, read, origin }) }
  }
  if (signIn.method === 'environment') {
    const read = async () => readEnvironment(deps.environment)
    const { host } = await read()
    return {
      host,
      source: new FreshTokens({ ...tools, host, read, origin: 'the environment variables' }),
    }
  }
  const host = normalizeHost(connection.host)
  if (signIn.method === 'token') {
    const read = async () => {
      const token = await secretOf(connection, deps)
      deps.onSecret(token)
      return token
    }
    return { host, source: new StaticToken({ read, hostName: new URL(host).host }) }
  }
  return { host, source: expiring(host, connection, deps, tools) }
}

/** Credentials are put together when a token is needed, and let go of after that. */
function expiring(
  host: string,
  connection: SignedIn,
  deps: TokenSourceDeps,
  tools: CredentialTools,
): TokenSource {
  const closing = new AbortController()
  const token = new ExpiringToken({
    now: deps.now,
    fetch: async () =>
      await tokenFor(host, await credentialsOf(connection, deps), tools, closing.signal),
  })
  return {
    token: (refused) => token.token(refused),
    close: () => {
      token.close()
      closing.abort()
    },
  }
}

async function credentialsOf(connection: SignedIn, deps: TokenSourceDeps): Promise<Credentials> {
  const { signIn } = connection
  switch (signIn.method) {
    case 'service-principal':
    case 'azure-service-principal': {
      const { method: kind, ...ids } = signIn
      const clientSecret = await secretOf(connection, deps)
      // The pair of `kind` and `ids` is of one kind, which the compiler loses track of.
      return { kind, ...ids, clientSecret } as Credentials
    }
    case 'azure-cli':
      return { kind: 'azure-cli', tenantId: signIn.tenantId }
    case 'databricks-cli':
      return { kind: 'databricks-cli', profile: null }
    default:
      throw new AppError('internal', `The app does not sign in with “${signIn.method}” here.`)
  }
}

async function secretOf({ name, signIn }: SignedIn, deps: TokenSourceDeps): Promise<string> {
  const secret = await deps.secret()
  if (secret !== null && secret.trim() !== '') return secret.trim()
  const what = {
    token: 'token',
    'service-principal': 'OAuth secret',
    'azure-service-principal': 'client secret',
  }
  const title = signIn.method in what ? what[signIn.method as keyof typeof what] : 'secret'
  throw new AppError('unauthorized', `The ${title} of “${name}” is not here any more.`, {
    suggestion:
      'It was deleted from the keychain, or was kept for one session only: enter it again.',
  })
}
