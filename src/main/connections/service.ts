import { demoConnectionId } from '../../shared/connection.ts'
import type {
  Connection,
  ConnectionColor,
  ConnectionInput,
  ConnectionsState,
  ConnectionTest,
  RemovalFacts,
  SignInOptions,
  TestStep,
} from '../../shared/connection.ts'
import type { DocumentKind } from '../../shared/configuration.ts'
import { Emitter } from '../../shared/emitter.ts'
import { AppError } from '../../shared/errors.ts'
import type { DatabricksGateway } from '../databricks/gateway.ts'
import type { Logger } from '../logging/logger.ts'
import { ActiveConnection } from './active-connection.ts'
import type { BrowserFlow } from './browser-flow.ts'
import { ConnectionMaker } from './connection-maker.ts'
import { newDemoConnection } from './demo-connection.ts'
import type { SecretKeeper } from './secret-keeper.ts'
import type { Sessions } from './sessions.ts'
import type { ConnectionStore, DocumentPaths } from './store.ts'
import { testEntered } from './test/test-entered.ts'
import type { RunTest } from './test/test-entered.ts'

export interface ConnectionsServiceOptions {
  store: ConnectionStore
  sessions: Sessions
  secrets: SecretKeeper
  browser: BrowserFlow
  /** What this computer offers for signing in, apart from the keychain. */
  signInOptions: () => Promise<Omit<SignInOptions, 'keychain'>>
  runTest: RunTest
  /** What other services keep for a connection. */
  belongings: (id: string) => Promise<Omit<RemovalFacts, 'hasSecret'>>
  logger: Logger
  now: () => number
  newId: () => string
}

/** The connections: made, tried, changed, switched between, signed out and removed. */
export class ConnectionsService {
  readonly changed = new Emitter<ConnectionsState>()
  readonly activated: ActiveConnection['activated']
  readonly connected: ActiveConnection['connected']
  /** A connection is gone: whoever keeps something for it deletes that. */
  readonly removed = new Emitter<string>()
  /** A connection was signed out: what was kept of its workspace is to be deleted. */
  readonly signedOut = new Emitter<string>()
  /** The test under way got further. */
  readonly testing = new Emitter<{ steps: TestStep[] }>()

  readonly #options: ConnectionsServiceOptions
  readonly #store: ConnectionStore
  readonly #sessions: Sessions
  readonly #active: ActiveConnection
  readonly #maker: ConnectionMaker
  /** The sign-in or test that a person waits for; there is one at most. */
  #underWay: AbortController | null = null

  constructor(options: ConnectionsServiceOptions) {
    this.#options = options
    this.#store = options.store
    this.#sessions = options.sessions
    this.#maker = new ConnectionMaker(options)
    this.#active = new ActiveConnection(options)
    this.activated = this.#active.activated
    this.connected = this.#active.connected
    this.#active.changed.on(() => {
      this.changed.emit(this.state())
    })
  }

  state(): ConnectionsState {
    return {
      connections: this.#store.list(),
      activeId: this.#store.activeId,
      status: this.#active.status,
    }
  }

  active(): Connection | null {
    return this.#active.get()
  }

  get(id: string): Connection | null {
    return this.#store.get(id)
  }

  /** Throws `not-connected` for an unknown id, and whatever signing in throws. */
  async gatewayFor(id: string): Promise<DatabricksGateway> {
    return await this.#sessions.gateway(this.#require(id))
  }

  paths(id: string): DocumentPaths {
    return this.#store.paths(id)
  }

  /** Throws a disk error, and then nothing changed. */
  setPath(id: string, document: DocumentKind, path: string): void {
    this.#store.setPath(id, document, path)
  }

  /** Whether secrets can be kept here. Never throws. */
  async hasKeychain(): Promise<boolean> {
    return (await this.#options.secrets.state()).available
  }

  /** What this computer offers for signing in. */
  async options(): Promise<SignInOptions> {
    const [keychain, others] = await Promise.all([
      this.#options.secrets.state(),
      this.#options.signInOptions(),
    ])
    return { keychain, ...others }
  }

  /** Takes up the connection of the last time. */
  restore(): void {
    this.#active.restore()
  }

  /** Throws what starting or signing in throws, or a disk error. */
  async openDemo(): Promise<ConnectionsState> {
    const known = this.#store.get(demoConnectionId)
    const connection = known ?? newDemoConnection(this.#options.now())
    if (!known) this.#store.put(connection)
    const error = await this.#active.connect(connection)
    if (error) throw error
    return this.state()
  }

  /**
   * Walks through the layers up to a signed-in user and keeps nothing; a layer that fails is in the
   * answer. `id`: the connection whose kept secret to use. Throws `canceled`.
   */
  async test(id: string | null, input: ConnectionInput): Promise<ConnectionTest> {
    const known = id === null ? null : this.#require(id)
    return await this.#alone((signal) =>
      testEntered(input, known, {
        maker: this.#maker,
        sessions: this.#sessions,
        runTest: this.#options.runTest,
        signal,
        onProgress: (steps) => {
          this.testing.emit({ steps })
        },
      }),
    )
  }

  /**
   * Signs in, keeps the secret and activates the connection, whose session opens behind that: the
   * status tells. Throws what signing in throws, `keychain-unavailable` or a disk error, and then
   * nothing is kept.
   */
  async add(input: ConnectionInput): Promise<ConnectionsState> {
    const connection = await this.#alone((signal) => this.#maker.add(input, signal))
    void this.#active.begin(connection)
    return this.state()
  }

  /** Signs in with what was entered and replaces the connection. Throws like `add`. */
  async edit(id: string, input: ConnectionInput): Promise<ConnectionsState> {
    const known = this.#require(id)
    const connection = await this.#alone((signal) => this.#maker.edit(known, input, signal))
    await this.#active.connect(connection)
    return this.state()
  }

  /** Throws `not-connected` for an unknown id, or a disk error. */
  rename(id: string, name: string, color: ConnectionColor): ConnectionsState {
    this.#store.put({ ...this.#require(id), name, color })
    return this.#told()
  }

  /** Throws `keychain-unavailable` or a disk error. */
  async duplicate(id: string): Promise<ConnectionsState> {
    await this.#maker.duplicate(this.#require(id))
    return this.#told()
  }

  /**
   * Signs in again: in the browser, or with what is kept. Throws what the browser sign-in throws;
   * how the others went is in the status.
   */
  async signIn(id: string): Promise<ConnectionsState> {
    const known = this.#require(id)
    if (known.signIn.method === 'browser') {
      await this.#alone((signal) => this.#maker.renew(known, signal))
    } else await this.#sessions.end(id)
    return await this.activate(id)
  }

  /** Ends the sign-in or test under way, which then throws `canceled`. */
  cancelSignIn(): void {
    this.#underWay?.abort()
  }

  async reopenBrowser(): Promise<void> {
    await this.#options.browser.reopen()
  }

  copySignInLink(): void {
    this.#options.browser.copyLink()
  }

  /**
   * Makes it the active one and signs in; a failure is in the status, not thrown. Throws
   * `not-connected` for an unknown id, or a disk error, and then nothing changed.
   */
  async activate(id: string): Promise<ConnectionsState> {
    await this.#active.connect(this.#require(id))
    return this.state()
  }

  /** Throws a disk error, and then nothing changed. */
  deactivate(): ConnectionsState {
    this.#active.deactivate()
    return this.state()
  }

  /**
   * Deletes secret, cached lists and drafts; the connection stays in the list, and nothing signs it
   * in unasked. Throws `keychain-unavailable` or a disk error.
   */
  async signOut(id: string): Promise<ConnectionsState> {
    const connection = this.#require(id)
    await this.#sessions.deleteSecret(connection)
    this.#sessions.refuse(id)
    if (this.#store.activeId === id) this.#active.deactivate()
    await this.#sessions.discard(id)
    this.signedOut.emit(id)
    return this.#told()
  }

  /** What goes when the connection is removed. */
  async removal(id: string): Promise<RemovalFacts> {
    const { secretKept } = this.#require(id)
    return { hasSecret: secretKept !== 'none', ...(await this.#options.belongings(id)) }
  }

  /** Deletes the connection with its secret. Throws `keychain-unavailable`, and then nothing is gone. */
  async remove(id: string): Promise<ConnectionsState> {
    await this.#sessions.deleteSecret(this.#require(id))
    const wasActive = this.#store.activeId === id
    this.#store.remove(id)
    if (wasActive) this.#active.becameInactive()
    await this.#sessions.discard(id)
    this.removed.emit(id)
    return this.#told()
  }

  /** Tries again what failed for a reason that may be gone by now. */
  recheck(): void {
    this.#active.recheck()
  }

  /** Takes tokens out of memory, except of the connections that are still needed. */
  async lock(isNeeded: (id: string) => boolean): Promise<void> {
    this.#underWay?.abort()
    this.#active.interrupt()
    await this.#sessions.lock(isNeeded)
  }

  /** While locked, what is no longer needed loses its tokens too. */
  async releaseUnneeded(): Promise<void> {
    await this.#sessions.releaseUnneeded()
  }

  /** Reads the keychain again. Throws `keychain-unavailable`, and then the app stays locked. */
  async unlock(): Promise<void> {
    if (this.active()?.secretKept === 'keychain') await this.#options.secrets.checkKeychain()
    this.#sessions.unlock()
    this.restore()
  }

  async close(): Promise<void> {
    this.#underWay?.abort()
    this.#active.close()
    await this.#sessions.close()
  }

  /** Runs what a person waits for; a newer one takes the place of an older one. */
  async #alone<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    this.#underWay?.abort()
    const controller = new AbortController()
    this.#underWay = controller
    try {
      return await work(controller.signal)
    } finally {
      if (this.#underWay === controller) this.#underWay = null
    }
  }

  #told(): ConnectionsState {
    const state = this.state()
    this.changed.emit(state)
    return state
  }

  #require(id: string): Connection {
    const connection = this.#store.get(id)
    if (connection) return connection
    throw new AppError('not-connected', 'This connection no longer exists.', {
      suggestion: 'Choose another connection or add it again.',
    })
  }
}
