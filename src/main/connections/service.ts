import { demoConnectionId } from '../../shared/connection.ts'
import type {
  Connection,
  ConnectionsState,
  ConnectionStatus,
  ConnectionTest,
  TokenConnectionInput,
} from '../../shared/connection.ts'
import type { DocumentKind } from '../../shared/configuration.ts'
import { Emitter } from '../../shared/emitter.ts'
import { AppError } from '../../shared/errors.ts'
import type { DatabricksGateway } from '../databricks/gateway.ts'
import { normalizeHost } from '../databricks/host.ts'
import type { Logger } from '../logging/logger.ts'
import { keepConnection } from './keep-connection.ts'
import type { Sessions } from './sessions.ts'
import type { ConnectionStore, DocumentPaths } from './store.ts'

/** As in `connectionSchema`; the name of a host may be longer. */
const longestName = 80

export interface ConnectionsServiceOptions {
  store: ConnectionStore
  sessions: Sessions
  logger: Logger
  now: () => number
  newId: () => string
}

/**
 * The connections, which one is active, and how it stands. Activating one announces it at once, so
 * that cached lists show before (and without) the sign-in; `connected` follows when that succeeds.
 */
export class ConnectionsService {
  readonly changed = new Emitter<ConnectionsState>()
  /** Another connection (or none) became the active one. */
  readonly activated = new Emitter<string | null>()
  /** A connection signed in, perhaps with new credentials. */
  readonly connected = new Emitter<string>()
  /** A connection is gone: whoever keeps something for it deletes that. */
  readonly removed = new Emitter<string>()

  readonly #options: ConnectionsServiceOptions
  readonly #store: ConnectionStore
  readonly #sessions: Sessions
  #status: ConnectionStatus = { state: 'disconnected', error: null }
  /** Grows with every activation: an answer for an older one is of no interest. */
  #attempt = 0
  /** The active connection that the others know of. */
  #announced: string | null = null
  #closed = false

  constructor(options: ConnectionsServiceOptions) {
    this.#options = options
    this.#store = options.store
    this.#sessions = options.sessions
    this.#sessions.lost.on(({ connectionId, error }) => {
      if (connectionId !== this.#store.activeId) return
      this.#attempt++
      this.#setStatus({ state: 'failed', error: error.toRecord() })
    })
  }

  state(): ConnectionsState {
    return {
      connections: this.#store.list(),
      activeId: this.#store.activeId,
      status: this.#status,
    }
  }

  active(): Connection | null {
    const id = this.#store.activeId
    return id === null ? null : this.#store.get(id)
  }

  get(id: string): Connection | null {
    return this.#store.get(id)
  }

  paths(id: string): DocumentPaths {
    return this.#store.paths(id)
  }

  setPath(id: string, document: DocumentKind, path: string): void {
    this.#store.setPath(id, document, path)
  }

  /** The gateway of a connection, signed in. Throws `not-connected` for an unknown id. */
  async gatewayFor(id: string): Promise<DatabricksGateway> {
    return await this.#sessions.gateway(this.#require(id))
  }

  /** Whether this computer can keep secrets. Never throws. */
  async hasKeychain(): Promise<boolean> {
    return await this.#sessions.hasKeychain()
  }

  /** Takes up the connection of the last time. */
  restore(): void {
    const active = this.active()
    if (active) void this.#connect(active)
  }

  /** Throws what starting or signing in throws, or a disk error. */
  async openDemo(): Promise<ConnectionsState> {
    const known = this.#store.get(demoConnectionId)
    const connection = known ?? newDemoConnection(this.#options.now())
    if (!known) this.#store.put(connection)
    const error = await this.#connect(connection)
    if (error) throw error
    return this.state()
  }

  /** Throws what signing in throws; keeps nothing. */
  async testToken(input: TokenConnectionInput): Promise<ConnectionTest> {
    const host = normalizeHost(input.host)
    const { userName } = await this.#sessions.trySecret(host, input.token)
    return { host, userName }
  }

  /**
   * Tests the token, keeps it and activates the connection. The same host and user again is the same
   * connection with a new token. Throws what signing in throws, `keychain-unavailable` or a disk
   * error, and then nothing is kept.
   */
  async addToken(
    input: TokenConnectionInput & { keepSecret: Connection['secretKept'] },
  ): Promise<ConnectionsState> {
    const { host, userName } = await this.testToken(input)
    const known = this.#store
      .list()
      .find(
        (other) => other.method === 'token' && other.host === host && other.userName === userName,
      )
    const connection: Connection = {
      id: known?.id ?? this.#options.newId(),
      name: input.name || known?.name || new URL(host).hostname.slice(0, longestName),
      host,
      method: 'token',
      secretKept: input.keepSecret,
      userName,
      createdAt: known?.createdAt ?? this.#options.now(),
      lastConnectedAt: known?.lastConnectedAt ?? null,
    }
    await keepConnection({ connection, secret: input.token, known }, this.#options)
    void this.#sessions.end(connection.id)
    await this.#connect(connection)
    return this.state()
  }

  /**
   * Makes it the active one and signs in; a failure is in the status, not thrown. Throws
   * `not-connected` for an unknown id, or a disk error, and then nothing changed.
   */
  async activate(id: string): Promise<ConnectionsState> {
    await this.#connect(this.#require(id))
    return this.state()
  }

  /** Throws a disk error, and then nothing changed. */
  deactivate(): ConnectionsState {
    this.#store.setActive(null)
    this.#becomeInactive()
    return this.state()
  }

  /** Deletes the connection with its secret. Throws `keychain-unavailable`, and then nothing is gone. */
  async remove(id: string): Promise<ConnectionsState> {
    const connection = this.#require(id)
    await this.#sessions.deleteSecret(id, connection.secretKept)
    const wasActive = this.#store.activeId === id
    this.#store.remove(id)
    if (wasActive) this.#becomeInactive()
    await this.#sessions.discard(id)
    this.removed.emit(id)
    this.changed.emit(this.state())
    return this.state()
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#attempt++
    await this.#sessions.close()
  }

  /** Activates and signs in. Resolves with why that failed; throws only when the disk does. */
  async #connect(connection: Connection): Promise<AppError | null> {
    const { id } = connection
    this.#store.setActive(id)
    const attempt = ++this.#attempt
    this.#setStatus({ state: 'connecting', error: null })
    this.#announce(id)
    const error = await this.#signIn(connection)
    if (attempt === this.#attempt) {
      this.#setStatus(
        error ? { state: 'failed', error: error.toRecord() } : { state: 'connected', error: null },
      )
    }
    const isThere = !this.#closed && this.#store.get(id) !== null
    if (error === null && isThere) this.connected.emit(id)
    return error
  }

  async #signIn(connection: Connection): Promise<AppError | null> {
    try {
      const gateway = await this.#sessions.gateway(connection)
      const { userName } = await gateway.identity.me()
      this.#noteSignIn(connection.id, { host: gateway.host, userName })
      return null
    } catch (thrown) {
      const error = AppError.from(thrown)
      this.#options.logger.warn('Could not connect', { connection: connection.id, error })
      return error
    }
  }

  #noteSignIn(id: string, facts: Pick<Connection, 'host' | 'userName'>): void {
    const current = this.#store.get(id)
    if (current === null) return
    try {
      this.#store.put({ ...current, ...facts, lastConnectedAt: this.#options.now() })
    } catch (error) {
      // A note about the past; the connection itself works.
      this.#options.logger.warn('The sign-in was not noted', { connection: id, error })
    }
  }

  #becomeInactive(): void {
    this.#attempt++
    this.#announce(null)
    this.#setStatus({ state: 'disconnected', error: null })
  }

  #announce(id: string | null): void {
    if (id === this.#announced) return
    this.#announced = id
    this.activated.emit(id)
  }

  #require(id: string): Connection {
    const connection = this.#store.get(id)
    if (connection) return connection
    throw new AppError('not-connected', 'This connection no longer exists.', {
      suggestion: 'Choose another connection or add it again.',
    })
  }

  #setStatus(status: ConnectionStatus): void {
    this.#status = status
    this.changed.emit(this.state())
  }
}

function newDemoConnection(now: number): Connection {
  return {
    id: demoConnectionId,
    name: 'Demo workspace',
    host: 'http://127.0.0.1',
    method: 'demo',
    secretKept: 'keychain',
    userName: null,
    createdAt: now,
    lastConnectedAt: null,
  }
}
