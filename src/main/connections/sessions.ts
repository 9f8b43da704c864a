import { AppError } from '../../shared/errors.ts'
import { Emitter } from '../../shared/emitter.ts'
import { demoConnectionId } from '../../shared/connection.ts'
import type { Connection } from '../../shared/connection.ts'
import type { DatabricksGateway } from '../databricks/gateway.ts'
import type { Logger } from '../logging/logger.ts'
import { DemoSession } from './demo-session.ts'
import type { StartDemo } from './demo-session.ts'
import type { SecretStore } from './secrets.ts'

export interface SessionsOptions {
  keychain: SecretStore
  /** Opens a gateway; the token is asked for at every request and never kept elsewhere. */
  connect: (options: {
    host: string
    token: () => string
    /** Further attempts of a safe call; the usual number unless told. */
    retries?: number
  }) => Promise<DatabricksGateway>
  startDemo: StartDemo
  /** A fresh random token for the demo workspace. */
  newToken: () => string
  /** As in `DemoSessionOptions`. */
  keychainPatienceMs?: number
  /** Told of every secret that is in memory, so that the log can redact it wherever it turns up. */
  onSecret: (secret: string) => void
  logger: Logger
}

/**
 * The signed-in side of connections: one gateway each, opened when first asked for and shared until
 * it is ended. Tokens live here, in memory, and in the keychain.
 */
export class Sessions {
  /** A session ended by itself: the demo workspace stopped. The next use opens a new one. */
  readonly lost = new Emitter<{ connectionId: string; error: AppError }>()

  readonly #options: SessionsOptions
  readonly #gateways = new Map<string, Promise<DatabricksGateway>>()
  readonly #sessionSecrets = new Map<string, string>()
  readonly #demo: DemoSession
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
    if (this.#closed) throw new AppError('not-connected', 'The app is closing.')
    const { id } = connection
    const known = this.#gateways.get(id)
    if (known) return await known
    const opening = this.#open(connection)
    this.#gateways.set(id, opening)
    try {
      return await opening
    } catch (error) {
      if (this.#gateways.get(id) === opening) this.#gateways.delete(id)
      throw error
    }
  }

  /** Signs in once, keeps nothing. Throws what Databricks answers. */
  async trySecret(host: string, token: string): Promise<{ userName: string }> {
    this.#options.onSecret(token)
    // A person waits for the answer: one repeat covers a hiccup, more would only look stuck.
    const gateway = await this.#options.connect({ host, token: () => token, retries: 1 })
    try {
      return await gateway.identity.me()
    } finally {
      gateway.close()
    }
  }

  /** Keeps a token in one of the two places. Throws `keychain-unavailable`. */
  async keepSecret(id: string, secret: string, where: Connection['secretKept']): Promise<void> {
    this.#options.onSecret(secret)
    if (where === 'keychain') await this.#options.keychain.set(id, secret)
    else this.#sessionSecrets.set(id, secret)
  }

  /** Deletes a token from one of the two places. Throws `keychain-unavailable`. */
  async deleteSecret(id: string, where: Connection['secretKept']): Promise<void> {
    if (id === demoConnectionId) await this.#demo.deleteToken()
    else if (where === 'keychain') await this.#options.keychain.delete(id)
    else this.#sessionSecrets.delete(id)
  }

  /** Whether secrets can be kept here. Asks for an entry that nobody makes; never throws. */
  async hasKeychain(): Promise<boolean> {
    try {
      await this.#options.keychain.get('probe')
      return true
    } catch (error) {
      this.#options.logger.info('There is no keychain', { error })
      return false
    }
  }

  /** Closes the gateway of a connection; the next use opens a new one. Never rejects. */
  async end(id: string): Promise<void> {
    const opening = this.#gateways.get(id)
    this.#gateways.delete(id)
    try {
      ;(await opening)?.close()
    } catch (error) {
      this.#options.logger.debug('The session had not opened', { connection: id, error })
    }
  }

  /** Ends a session for good, and with it the demo workspace if it was that one's. */
  async discard(id: string): Promise<void> {
    await this.end(id)
    if (id === demoConnectionId) await this.#demo.stop()
  }

  async close(): Promise<void> {
    this.#closed = true
    await Promise.all([...this.#gateways.keys()].map((id) => this.end(id)))
    await this.#demo.stop()
  }

  async #open(connection: Connection): Promise<DatabricksGateway> {
    const { host, token } =
      connection.method === 'demo' ? await this.#openDemo() : await this.#signIn(connection)
    this.#options.onSecret(token)
    return await this.#options.connect({ host, token: () => token })
  }

  async #openDemo(): Promise<{ host: string; token: string }> {
    const { url, token } = await this.#demo.open()
    return { host: url, token }
  }

  async #signIn(connection: Connection): Promise<{ host: string; token: string }> {
    const { id, host, name, secretKept } = connection
    const token =
      secretKept === 'session'
        ? (this.#sessionSecrets.get(id) ?? null)
        : await this.#options.keychain.get(id)
    if (token !== null) return { host, token }
    throw new AppError('unauthorized', `The token of “${name}” is no longer here.`, {
      suggestion:
        secretKept === 'session'
          ? 'It was kept for one session only: enter the token again.'
          : 'It was deleted from the keychain: enter the token again.',
    })
  }
}
