import type { Connection, ConnectionStatus } from '../../shared/connection.ts'
import { Emitter } from '../../shared/emitter.ts'
import { AppError } from '../../shared/errors.ts'
import type { Logger } from '../logging/logger.ts'
import type { Sessions } from './sessions.ts'
import type { ConnectionStore } from './store.ts'

export interface ActiveConnectionOptions {
  store: ConnectionStore
  sessions: Sessions
  logger: Logger
  now: () => number
}

/**
 * Which connection is the active one, and how it stands. Activating one announces it at once, so that
 * cached lists show before (and without) the sign-in; `connected` follows when that succeeds.
 */
export class ActiveConnection {
  readonly changed = new Emitter<ConnectionStatus>()
  /** Another connection (or none) became the active one. */
  readonly activated = new Emitter<string | null>()
  /** A connection signed in, perhaps with new credentials. */
  readonly connected = new Emitter<string>()

  readonly #options: ActiveConnectionOptions
  readonly #store: ConnectionStore
  readonly #sessions: Sessions
  #status: ConnectionStatus = { state: 'disconnected', error: null }
  /** Grows with every activation: an answer for an older one is of no interest. */
  #attempt = 0
  /** The active connection that the others know of. */
  #announced: string | null = null
  #closed = false

  constructor(options: ActiveConnectionOptions) {
    this.#options = options
    this.#store = options.store
    this.#sessions = options.sessions
    this.#sessions.lost.on(({ connectionId, error }) => {
      // While connecting, the attempt itself tells how it ended.
      if (connectionId !== this.#store.activeId || this.#status.state !== 'connected') return
      this.#attempt++
      this.#setStatus({ state: 'failed', error: error.toRecord() })
    })
  }

  get status(): ConnectionStatus {
    return this.#status
  }

  get(): Connection | null {
    const id = this.#store.activeId
    return id === null ? null : this.#store.get(id)
  }

  /** Takes up the connection of the last time. */
  restore(): void {
    const active = this.get()
    if (active) void this.connect(active)
  }

  /** Activates and signs in. Resolves with why that failed; throws only when the disk does. */
  async connect(connection: Connection): Promise<AppError | null> {
    return await this.begin(connection)
  }

  /**
   * Activates, which throws only when the disk does, and begins to sign in: resolves with why that
   * failed and never rejects.
   */
  begin(connection: Connection): Promise<AppError | null> {
    const { id } = connection
    this.#store.setActive(id)
    this.#sessions.allow(id)
    const attempt = ++this.#attempt
    this.#setStatus({ state: 'connecting', error: null })
    this.#announce(id)
    return this.#finish(connection, attempt)
  }

  async #finish(connection: Connection, attempt: number): Promise<AppError | null> {
    const { id } = connection
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

  /** Throws a disk error, and then nothing changed. */
  deactivate(): void {
    this.#store.setActive(null)
    this.becameInactive()
  }

  /** The active connection is no longer in the store. */
  becameInactive(): void {
    this.#attempt++
    this.#announce(null)
    this.#setStatus({ state: 'disconnected', error: null })
  }

  /**
   * Tries again what failed for a reason that may be gone: the network is back, the computer woke
   * up, somebody has run the command that a message asked for.
   */
  recheck(): void {
    const active = this.get()
    const { state, error } = this.#status
    if (active === null || state !== 'failed') return
    const isRefused = error?.code === 'unauthorized' || error?.code === 'keychain-unavailable'
    // What is in our hands does not get better by itself; a login of a command-line tool does.
    if (isRefused && active.secretKept !== 'none') return
    void this.connect(active)
  }

  /** What is under way no longer counts. */
  interrupt(): void {
    this.#attempt++
  }

  close(): void {
    this.#closed = true
    this.#attempt++
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

  #announce(id: string | null): void {
    if (id === this.#announced) return
    this.#announced = id
    this.activated.emit(id)
  }

  #setStatus(status: ConnectionStatus): void {
    this.#status = status
    this.changed.emit(status)
  }
}
