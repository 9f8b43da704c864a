import { AppError } from '../../shared/errors.ts'
import { Emitter } from '../../shared/emitter.ts'
import { demoConnectionId } from '../../shared/connection.ts'
import type { Connection } from '../../shared/connection.ts'
import type { DatabricksGateway } from '../databricks/gateway.ts'
import type { Logger } from '../logging/logger.ts'
import { DemoSession } from './demo-session.ts'
import type { StartDemo } from './demo-session.ts'
import { withListsAhead } from './lists-ahead.ts'
import type { ListsAhead } from './lists-ahead.ts'
import type { SecretKeeper } from './secret-keeper.ts'
import type { SecretStore } from './secrets.ts'
import type { BrowserSignIn, OpenSource, SignInFacts } from './sources.ts'
import type { TokenSource } from './token-source.ts'

export interface SessionsOptions {
  keychain: SecretStore
  secrets: SecretKeeper
  /** Opens a gateway; the token is asked for at every request and never kept elsewhere. */
  connect: (options: {
    host: string
    token: (refused?: string) => Promise<string>
    /** Further attempts of a safe call; the usual number unless told. */
    retries?: number
    /** Told when a call ends because the sign-in is no longer good. */
    onUnauthorized?: (error: AppError) => void
  }) => Promise<DatabricksGateway>
  /** How tokens are got, by the way to sign in. */
  openSource: OpenSource
  startDemo: StartDemo
  /** A fresh random token for the demo workspace. */
  newToken: () => string
  /** As in `DemoSessionOptions`. */
  keychainPatienceMs?: number
  onSecret: (secret: string) => void
  logger: Logger
}

interface Session {
  gateway: DatabricksGateway
  source: TokenSource
  ahead: ListsAhead | null
}

/** What a sign-in has brought for the session that follows. */
export interface Primed {
  /** So that the session need not renew it at once. */
  fresh: BrowserSignIn | null
  ahead: ListsAhead | null
}

/**
 * The signed-in side of connections: one gateway each, opened when first asked for and shared until
 * it is ended. Tokens are inside the token sources here, and in the keychain.
 */
export class Sessions {
  /**
   * A session is no longer good: credentials expired or were revoked, or the demo workspace stopped.
   * The next use tries again.
   */
  readonly lost = new Emitter<{ connectionId: string; error: AppError }>()

  readonly #options: SessionsOptions
  readonly #open = new Map<string, Promise<Session>>()
  readonly #primed = new Map<string, Primed>()
  readonly #signedOut = new Set<string>()
  /** Connections whose secret was deleted, until they are opened again. */
  readonly #deleted = new Set<string>()
  readonly #demo: DemoSession
  /** While the app is locked: which connections may still be used. */
  #neededWhileLocked: ((id: string) => boolean) | null = null
  #closed = false

  constructor(options: SessionsOptions) {
    this.#options = options
    this.#demo = new DemoSession({
      ...options,
      onLost: (error) => {
        void this.end(demoConnectionId)
        this.lost.emit({ connectionId: demoConnectionId, error })
      },
    })
  }

  /** The gateway of a connection. Throws what opening throws, and tries anew the next time. */
  async gateway(connection: Connection): Promise<DatabricksGateway> {
    const { id } = connection
    if (this.#closed) throw new AppError('not-connected', 'The app is closing.')
    if (this.#neededWhileLocked?.(id) === false) throw locked()
    if (this.#signedOut.has(id)) throw signedOut(connection)
    const known = this.#open.get(id)
    if (known) return (await known).gateway
    const opening = this.#start(connection)
    this.#open.set(id, opening)
    try {
      return (await opening).gateway
    } catch (error) {
      if (this.#open.get(id) === opening) this.#open.delete(id)
      throw error
    }
  }

  /**
   * A gateway that signs in with what a person has just entered, to be closed by the caller. Keeps
   * nothing; `secret` is the one to keep, which a refresh in between may have replaced. Throws what
   * opening throws.
   */
  async trial(
    facts: SignInFacts,
    entered: string | null,
    fresh: BrowserSignIn | null = null,
  ): Promise<{ gateway: DatabricksGateway; secret: () => string | null }> {
    let secret = entered
    if (secret !== null) this.#options.onSecret(secret)
    const access = {
      read: async () => secret,
      write: async (next: string) => {
        secret = next
      },
    }
    const { host, source } = await this.#options.openSource(facts, access, fresh)
    // A person waits for the answer: one repeat covers a hiccup, more would only look stuck.
    const gateway = await this.#options.connect({
      host,
      token: (refused) => source.token(refused),
      retries: 1,
    })
    const close = (): void => {
      gateway.close()
      source.close()
    }
    return { gateway: { ...gateway, close }, secret: () => secret }
  }

  /** For the session that opens next; ending the session before that drops it. */
  prime(id: string, primed: Primed): void {
    this.#primed.set(id, primed)
  }

  /** Deletes the secret of a connection. Throws `keychain-unavailable`. */
  async deleteSecret({ id, secretKept }: Connection): Promise<void> {
    if (id === demoConnectionId) await this.#demo.deleteToken()
    else await this.#options.secrets.delete(id, secretKept)
    this.#deleted.add(id)
  }

  /** Refuses to open the connection until `allow`: what still wants it must not sign in unasked. */
  refuse(id: string): void {
    this.#signedOut.add(id)
  }

  allow(id: string): void {
    this.#signedOut.delete(id)
  }

  /** Closes the gateway of a connection; the next use opens a new one. Never rejects. */
  async end(id: string): Promise<void> {
    const opening = this.#open.get(id)
    this.#open.delete(id)
    this.#primed.get(id)?.ahead?.drop()
    this.#primed.delete(id)
    try {
      const session = await opening
      session?.ahead?.drop()
      session?.gateway.close()
      session?.source.close()
    } catch (error) {
      this.#options.logger.debug('The session had not opened', { connection: id, error })
    }
  }

  /** Ends a session for good, and with it the demo workspace if it was that one's. */
  async discard(id: string): Promise<void> {
    await this.end(id)
    if (id === demoConnectionId) await this.#demo.stop()
  }

  /** Takes all tokens out of memory, except of the connections that are still needed. */
  async lock(isNeeded: (id: string) => boolean): Promise<void> {
    this.#neededWhileLocked = isNeeded
    this.#options.secrets.forgetSession(isNeeded)
    await Promise.all(this.#known().flatMap((id) => (isNeeded(id) ? [] : [this.end(id)])))
  }

  /** While locked, a connection that is no longer needed loses its tokens as well. */
  async releaseUnneeded(): Promise<void> {
    if (this.#neededWhileLocked !== null) await this.lock(this.#neededWhileLocked)
  }

  unlock(): void {
    this.#neededWhileLocked = null
  }

  async close(): Promise<void> {
    this.#closed = true
    await Promise.all(this.#known().map((id) => this.end(id)))
    await this.#demo.stop()
  }

  /** Of whom there is a session, or something for the next one. */
  #known(): string[] {
    return [...new Set([...this.#open.keys(), ...this.#primed.keys()])]
  }

  async #start(connection: Connection): Promise<Session> {
    const { id } = connection
    const { fresh, ahead } = this.#primed.get(id) ?? { fresh: null, ahead: null }
    this.#primed.delete(id)
    try {
      const session = await this.#openSession(connection, fresh)
      return ahead === null
        ? { ...session, ahead }
        : { ...session, gateway: withListsAhead(session.gateway, ahead), ahead }
    } catch (error) {
      ahead?.drop()
      throw error
    }
  }

  async #openSession(
    connection: Connection,
    fresh: BrowserSignIn | null,
  ): Promise<Omit<Session, 'ahead'>> {
    const { host, source } =
      connection.signIn.method === 'demo'
        ? await this.#openDemo()
        : await this.#openSource(connection, fresh)
    const gateway = await this.#options.connect({
      host,
      token: (refused) => source.token(refused),
      onUnauthorized: (error) => {
        this.lost.emit({ connectionId: connection.id, error })
      },
    })
    return { gateway, source }
  }

  async #openSource(
    connection: Connection,
    fresh: BrowserSignIn | null,
  ): Promise<{ host: string; source: TokenSource }> {
    const { secrets } = this.#options
    this.#deleted.delete(connection.id)
    return await this.#options.openSource(
      connection,
      {
        read: () => secrets.get(connection),
        write: async (secret) => {
          // A refresh that was under way must not bring back what was deleted meanwhile.
          if (!this.#deleted.has(connection.id)) await secrets.set(connection, secret)
        },
      },
      fresh,
    )
  }

  async #openDemo(): Promise<{ host: string; source: TokenSource }> {
    const { url, token } = await this.#demo.open()
    this.#options.onSecret(token)
    return { host: url, source: { token: async () => token, close: () => undefined } }
  }
}

function locked(): AppError {
  return new AppError('locked', 'The app is locked.', { suggestion: 'Unlock it first.' })
}

function signedOut({ name }: Connection): AppError {
  return new AppError('unauthorized', `You signed out of “${name}”.`, {
    suggestion: 'Sign in again to go on.',
  })
}
