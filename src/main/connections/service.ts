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
import type { Sessions } from './sessions.ts'
import type { ConnectionStore, DocumentPaths } from './store.ts'

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

  constructor(options: ConnectionsServiceOptions) {
    this.#options = options
    this.#store = options.store
    this.#sessions = options.sessions
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

  /** Takes up the connection of the last time. */
  restore(): void {
    const active = this.active()
    if (active) void this.activate(active.id)
  }

  async openDemo(): Promise<ConnectionsState> {
    if (!this.#store.get(demoConnectionId)) {
      this.#store.put({
        id: demoConnectionId,
        name: 'Demo workspace',
        host: 'http://127.0.0.1',
        method: 'demo',
        secretKept: 'keychain',
        userName: null,
        createdAt: this.#options.now(),
        lastConnectedAt: null,
      })
    }
    const state = await this.activate(demoConnectionId)
    if (state.status.error) throw AppError.fromRecord(state.status.error)
    return state
  }

  /** Throws what signing in throws; keeps nothing. */
  async testToken(input: TokenConnectionInput): Promise<ConnectionTest> {
    const host = normalizeHost(input.host)
    const { userName } = await this.#sessions.trySecret(host, input.token)
    return { host, userName }
  }

  /**
   * Tests the token, keeps it and activates the connection. The same host and user again is the same
   * connection with a new token. Throws what signing in throws, or `keychain-unavailable`.
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
      name: input.name || known?.name || new URL(host).hostname,
      host,
      method: 'token',
      secretKept: input.keepSecret,
      userName,
      createdAt: known?.createdAt ?? this.#options.now(),
      lastConnectedAt: known?.lastConnectedAt ?? null,
    }
    await this.#sessions.keepSecret(connection.id, input.token, input.keepSecret)
    await this.#sessions.end(connection.id)
    this.#store.put(connection)
    return await this.activate(connection.id)
  }

  /** Makes it the active one and signs in; a failure is in the status, not thrown. */
  async activate(id: string): Promise<ConnectionsState> {
    const connection = this.#require(id)
    const attempt = ++this.#attempt
    const isNew = this.#store.activeId !== id
    this.#store.setActive(id)
    this.#setStatus({ state: 'connecting', error: null })
    if (isNew || attempt === 1) this.activated.emit(id)
    try {
      const gateway = await this.#sessions.gateway(connection)
      const { userName } = await gateway.identity.me()
      const current = this.#store.get(id)
      if (current) {
        this.#store.put({
          ...current,
          host: gateway.host,
          userName,
          lastConnectedAt: this.#options.now(),
        })
      }
      if (attempt === this.#attempt) this.#setStatus({ state: 'connected', error: null })
      this.connected.emit(id)
    } catch (thrown) {
      const error = AppError.from(thrown)
      this.#options.logger.warn('Could not connect', { connection: id, error })
      if (attempt === this.#attempt) this.#setStatus({ state: 'failed', error: error.toRecord() })
    }
    return this.state()
  }

  deactivate(): ConnectionsState {
    this.#attempt++
    this.#store.setActive(null)
    this.activated.emit(null)
    this.#setStatus({ state: 'disconnected', error: null })
    return this.state()
  }

  /** Deletes the connection with its secret. Throws `keychain-unavailable`, and then nothing is gone. */
  async remove(id: string): Promise<ConnectionsState> {
    const connection = this.#require(id)
    if (this.#store.activeId === id) this.deactivate()
    await this.#sessions.forget(connection)
    this.#store.remove(id)
    this.removed.emit(id)
    this.changed.emit(this.state())
    return this.state()
  }

  async close(): Promise<void> {
    this.#attempt++
    await this.#sessions.close()
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
