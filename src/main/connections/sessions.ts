import { AppError } from '../../shared/errors.ts'
import type { Connection } from '../../shared/connection.ts'
import type { DatabricksGateway } from '../databricks/gateway.ts'
import type { Logger } from '../logging/logger.ts'
import type { SecretStore } from './secrets.ts'

/** A demo workspace that runs. */
export interface RunningDemo {
  url: string
  stop(): Promise<void>
}

export interface SessionsOptions {
  keychain: SecretStore
  /** Opens a gateway; the token is asked for at every request and never kept elsewhere. */
  connect: (options: { host: string; token: () => string }) => Promise<DatabricksGateway>
  startDemo: (options: { token: string }) => Promise<RunningDemo>
  /** A fresh random token for the demo workspace. */
  newToken: () => string
  /** Told of every secret that is in memory, so that the log can redact it wherever it turns up. */
  onSecret: (secret: string) => void
  logger: Logger
}

/**
 * The signed-in side of connections: one gateway each, opened when first asked for and shared until
 * it is ended. Tokens live here, in memory, and in the keychain.
 */
export class Sessions {
  readonly #options: SessionsOptions
  readonly #gateways = new Map<string, Promise<DatabricksGateway>>()
  readonly #sessionSecrets = new Map<string, string>()
  #demo: Promise<RunningDemo> | null = null

  constructor(options: SessionsOptions) {
    this.#options = options
  }

  /** The gateway of a connection. Throws what signing in throws, and tries anew the next time. */
  gateway(connection: Connection): Promise<DatabricksGateway> {
    const known = this.#gateways.get(connection.id)
    if (known) return known
    const opening = this.#open(connection)
    this.#gateways.set(connection.id, opening)
    opening.catch(() => {
      if (this.#gateways.get(connection.id) === opening) this.#gateways.delete(connection.id)
    })
    return opening
  }

  /** Keeps a token. Throws `keychain-unavailable`. */
  async keepSecret(id: string, secret: string, where: Connection['secretKept']): Promise<void> {
    this.#options.onSecret(secret)
    if (where === 'keychain') {
      await this.#options.keychain.set(id, secret)
      this.#sessionSecrets.delete(id)
    } else this.#sessionSecrets.set(id, secret)
  }

  /** Signs in once, keeps nothing. Throws what Databricks answers. */
  async trySecret(host: string, token: string): Promise<{ userName: string }> {
    this.#options.onSecret(token)
    const gateway = await this.#options.connect({ host, token: () => token })
    try {
      return await gateway.identity.me()
    } finally {
      gateway.close()
    }
  }

  /** Closes the gateway of a connection; the next use opens a new one. */
  async end(id: string): Promise<void> {
    const opening = this.#gateways.get(id)
    this.#gateways.delete(id)
    try {
      ;(await opening)?.close()
    } catch (error) {
      this.#options.logger.debug('The session had not opened', { connection: id, error })
    }
  }

  /** Ends the session and deletes the secret. Throws `keychain-unavailable`. */
  async forget(connection: Connection): Promise<void> {
    await this.end(connection.id)
    const wasInMemory = this.#sessionSecrets.delete(connection.id)
    if (connection.secretKept === 'keychain' && !wasInMemory) {
      await this.#options.keychain.delete(connection.id)
    }
    if (connection.method === 'demo') await this.#stopDemo()
  }

  async close(): Promise<void> {
    await Promise.all([...this.#gateways.keys()].map((id) => this.end(id)))
    await this.#stopDemo()
  }

  async #open(connection: Connection): Promise<DatabricksGateway> {
    const token =
      connection.method === 'demo' ? await this.#demoToken() : await this.#token(connection)
    this.#options.onSecret(token)
    const host = connection.method === 'demo' ? (await this.#startDemo(token)).url : connection.host
    return await this.#options.connect({ host, token: () => token })
  }

  async #token(connection: Connection): Promise<string> {
    const token =
      connection.secretKept === 'session'
        ? (this.#sessionSecrets.get(connection.id) ?? null)
        : await this.#options.keychain.get(connection.id)
    if (token !== null) return token
    throw new AppError('unauthorized', `The token of “${connection.name}” is no longer here.`, {
      suggestion:
        connection.secretKept === 'session'
          ? 'It was kept for one session only: enter the token again.'
          : 'It was deleted from the keychain: enter the token again.',
    })
  }

  /** The demo works without a keychain too: then its token lasts as long as the app runs. */
  async #demoToken(): Promise<string> {
    const inMemory = this.#sessionSecrets.get('demo')
    if (inMemory !== undefined) return inMemory
    try {
      const kept = await this.#options.keychain.get('demo')
      if (kept !== null) return kept
      const token = this.#options.newToken()
      await this.#options.keychain.set('demo', token)
      return token
    } catch (error) {
      this.#options.logger.warn('No keychain: the demo token is kept in memory', { error })
      const token = this.#options.newToken()
      this.#sessionSecrets.set('demo', token)
      return token
    }
  }

  #startDemo(token: string): Promise<RunningDemo> {
    this.#demo ??= this.#options.startDemo({ token })
    const starting = this.#demo
    starting.catch(() => {
      if (this.#demo === starting) this.#demo = null
    })
    return starting
  }

  async #stopDemo(): Promise<void> {
    const demo = this.#demo
    this.#demo = null
    try {
      await (await demo)?.stop()
    } catch (error) {
      this.#options.logger.warn('The demo workspace did not stop cleanly', { error })
    }
  }
}
