import { hasTypedSecret } from '../../shared/sign-in-methods.ts'
import { longestConnectionName } from '../../shared/limits.ts'
import type { Connection, ConnectionInput, SecretPlace } from '../../shared/connection.ts'
import { AppError } from '../../shared/errors.ts'
import type { DatabricksGateway } from '../databricks/gateway.ts'
import { normalizeHost } from '../databricks/host.ts'
import type { Logger } from '../logging/logger.ts'
import type { BrowserFlow } from './browser-flow.ts'
import { keepConnection } from './keep-connection.ts'
import { ListsAhead } from './lists-ahead.ts'
import type { SecretKeeper } from './secret-keeper.ts'
import type { Sessions } from './sessions.ts'
import type { BrowserSignIn, SignInFacts } from './sources.ts'
import type { ConnectionStore } from './store.ts'

export interface ConnectionMakerOptions {
  store: ConnectionStore
  sessions: Sessions
  secrets: SecretKeeper
  browser: BrowserFlow
  logger: Logger
  now: () => number
  newId: () => string
}

/** What a person entered, tried out and found good. */
interface Proven {
  host: string
  userName: string
  secret: string | null
  fresh: BrowserSignIn | null
  ahead: ListsAhead | null
}

/** Makes and changes connections: signs in first, keeps afterwards, and nothing when that fails. */
export class ConnectionMaker {
  readonly #options: ConnectionMakerOptions

  constructor(options: ConnectionMakerOptions) {
    this.#options = options
  }

  /**
   * The same host, user and way to sign in again is the same connection with a new secret. Throws
   * what signing in throws, `keychain-unavailable` or a disk error, and then nothing is kept.
   */
  async add(input: ConnectionInput, signal: AbortSignal): Promise<Connection> {
    const proven = await this.#prove(input, input.secret, signal, 'and ask for the lists')
    const known = this.#options.store.list().find((other) => isSame(other, input, proven)) ?? null
    // Adding it again without a colour is no wish to lose the one it has.
    const color = input.color === 'none' ? (known?.color ?? 'none') : input.color
    try {
      return await this.#keep({ ...input, color }, proven, known)
    } catch (error) {
      proven.ahead?.drop()
      throw error
    }
  }

  /** Throws like `add`, and then everything stays as it was. */
  async edit(known: Connection, input: ConnectionInput, signal: AbortSignal): Promise<Connection> {
    if (input.signIn.method === 'browser' && keepsBrowser(known, input)) {
      return await this.#keepBrowser(known, input)
    }
    const secret = input.secret ?? (await this.#keptSecret(known, input))
    const proven = await this.#prove(input, secret, signal)
    return await this.#keep(input, proven, known)
  }

  /** Signs in with the browser again. Throws what that throws. */
  async renew(known: Connection, signal: AbortSignal): Promise<void> {
    const input = { ...known, secret: null, keepSecret: keepPlace(known.secretKept) }
    await this.#keep(input, await this.#prove(input, null, signal), known)
  }

  /**
   * A copy with its own secret; a browser sign-in cannot be copied, because its refresh token
   * changes with every use. Throws `keychain-unavailable` or a disk error.
   */
  async duplicate(original: Connection): Promise<Connection> {
    const { store, secrets, newId, now } = this.#options
    const secret = hasTypedSecret(original.signIn.method) ? await secrets.get(original) : null
    const copy: Connection = {
      ...original,
      id: newId(),
      name: copyName(
        original.name,
        store.list().map(({ name }) => name),
      ),
      createdAt: now(),
      lastConnectedAt: null,
    }
    await keepConnection({ connection: copy, secret, known: null }, this.#options)
    const { main, app } = store.paths(original.id)
    store.setPath(copy.id, 'main', main)
    store.setPath(copy.id, 'app', app)
    return copy
  }

  /** A gateway for what a person entered, to be closed by the caller. */
  async trial(input: ConnectionInput, known: Connection | null): Promise<DatabricksGateway> {
    const secret = input.secret ?? (known ? await this.#keptSecret(known, input) : null)
    const { gateway } = await this.#options.sessions.trial(factsOf(input), secret)
    return gateway
  }

  async #prove(
    input: ConnectionInput,
    secret: string | null,
    signal: AbortSignal,
    more?: 'and ask for the lists',
  ): Promise<Proven> {
    const facts = factsOf(input)
    const fresh =
      input.signIn.method === 'browser'
        ? await this.#options.browser.signIn(facts.host, signal)
        : null
    const trial = await this.#options.sessions.trial(facts, fresh?.refreshToken ?? secret, fresh)
    const ahead = more === undefined ? null : new ListsAhead(trial.gateway, this.#options)
    let isProven = false
    try {
      const { userName } = await trial.gateway.identity.me({ signal })
      if (signal.aborted) throw canceled()
      isProven = true
      void ahead?.closeWhenRead()
      const kept = trial.secret()
      // A refresh in between has made the first refresh token worthless.
      const isFresh = fresh !== null && kept === fresh.refreshToken
      return {
        host: trial.gateway.host,
        userName,
        secret: kept,
        fresh: isFresh ? fresh : null,
        ahead,
      }
    } finally {
      if (ahead === null || !isProven) trial.gateway.close()
    }
  }

  async #keep(
    input: ConnectionInput,
    { host, userName, secret, fresh, ahead }: Proven,
    known: Connection | null,
  ): Promise<Connection> {
    const { sessions, newId, now } = this.#options
    const connection: Connection = {
      id: known?.id ?? newId(),
      name: input.name || known?.name || new URL(host).hostname.slice(0, longestConnectionName),
      color: input.color,
      host,
      signIn: input.signIn,
      secretKept: placeOf(input),
      userName,
      createdAt: known?.createdAt ?? now(),
      lastConnectedAt: known?.lastConnectedAt ?? null,
    }
    await keepConnection({ connection, secret, known }, this.#options)
    await sessions.end(connection.id)
    sessions.allow(connection.id)
    sessions.prime(connection.id, { fresh, ahead })
    return connection
  }

  async #keepBrowser(known: Connection, input: ConnectionInput): Promise<Connection> {
    const { secrets, sessions } = this.#options
    const secret = await secrets.get(known)
    const { name, color } = input
    const secretKept = input.keepSecret
    const connection = { ...known, name: name || known.name, color, secretKept }
    await keepConnection({ connection, secret, known }, this.#options)
    // The session writes new refresh tokens to where the secret was.
    if (secretKept !== known.secretKept) await sessions.end(known.id)
    return connection
  }

  async #keptSecret(known: Connection, input: ConnectionInput): Promise<string | null> {
    if (known.signIn.method !== input.signIn.method || !hasTypedSecret(input.signIn.method)) {
      return null
    }
    return await this.#options.secrets.get(known)
  }
}

function factsOf(input: ConnectionInput): SignInFacts {
  const { name, signIn } = input
  const bringsHost = signIn.method === 'profile' || signIn.method === 'environment'
  const host = bringsHost ? '' : normalizeHost(input.host ?? '')
  return {
    name: name || host.replace(/^https?:\/\//, ''),
    host,
    signIn,
    secretKept: placeOf(input),
  }
}

function placeOf({ signIn, keepSecret }: ConnectionInput): SecretPlace {
  return signIn.method === 'browser' || hasTypedSecret(signIn.method) ? keepSecret : 'none'
}

function keepPlace(place: SecretPlace): 'keychain' | 'session' {
  return place === 'session' ? 'session' : 'keychain'
}

function isSame(other: Connection, input: ConnectionInput, proven: Proven): boolean {
  const sameWay = JSON.stringify(other.signIn) === JSON.stringify(input.signIn)
  return sameWay && other.host === proven.host && other.userName === proven.userName
}

function keepsBrowser(known: Connection, input: ConnectionInput): boolean {
  return known.signIn.method === 'browser' && normalizeHost(input.host ?? '') === known.host
}

/** “Production copy”, “Production copy 2”, …, within the longest name. */
function copyName(name: string, taken: readonly string[]): string {
  for (let number = 1; ; number++) {
    const ending = number === 1 ? ' copy' : ` copy ${number}`
    const candidate = `${[...name].slice(0, longestConnectionName / 2).join('')}${ending}`
    if (!taken.includes(candidate)) return candidate
  }
}

function canceled(): AppError {
  return new AppError('canceled', 'The sign-in was canceled.')
}
