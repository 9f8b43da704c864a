import { onTestFinished } from 'vitest'
import type { StartDemo } from '../../../../src/main/connections/demo-session.ts'
import { keychainUnavailable } from '../../../../src/main/connections/secrets.ts'
import type { SecretStore } from '../../../../src/main/connections/secrets.ts'
import { ConnectionsService } from '../../../../src/main/connections/service.ts'
import { Sessions } from '../../../../src/main/connections/sessions.ts'
import type { SessionsOptions } from '../../../../src/main/connections/sessions.ts'
import { ConnectionStore } from '../../../../src/main/connections/store.ts'
import { connectGateway } from '../../../../src/main/databricks/connect.ts'
import { createDemoServer } from '../../../../src/main/demo/server.ts'
import type { DemoServer } from '../../../../src/main/demo/server.ts'
import { silentLogger } from '../../../../src/main/logging/logger.ts'
import type { ConnectionsState } from '../../../../src/shared/connection.ts'
import type { AppError } from '../../../../src/shared/errors.ts'
import { MemoryStateFile } from '../../../support/memory-state-file.ts'

/** A keychain in memory, which can be taken away. */
export class MemoryKeychain implements SecretStore {
  readonly secrets = new Map<string, string>()
  available = true

  async get(id: string): Promise<string | null> {
    this.#check()
    return this.secrets.get(id) ?? null
  }

  async set(id: string, secret: string): Promise<void> {
    this.#check()
    this.secrets.set(id, secret)
  }

  async delete(id: string): Promise<void> {
    this.#check()
    this.secrets.delete(id)
  }

  #check(): void {
    if (!this.available) throw keychainUnavailable(new Error('Cannot autolaunch D-Bus'))
  }
}

/** What one user has on disk and in the keychain, and the app that runs on it, over real HTTP. */
export class ConnectionsWorld {
  readonly keychain = new MemoryKeychain()
  readonly file: MemoryStateFile
  /** Demo workspaces that this app has started, the last one last. */
  readonly demos: { server: DemoServer; onStopped: (error: AppError) => void }[] = []
  /** Everything announced, in order: `activated demo`, `connected demo`, `removed demo`. */
  heard: string[] = []
  states: ConnectionsState[] = []
  /** Called before a gateway opens; a test can hold it up. */
  beforeConnect: (host: string) => Promise<void> = async () => undefined
  service!: ConnectionsService // set by `restart`, which the constructor calls
  #ids = 0

  constructor(stored?: unknown) {
    this.file = new MemoryStateFile(stored)
    this.start()
    onTestFinished(() => this.service.close())
  }

  async restart(): Promise<void> {
    await this.service.close()
    this.start()
  }

  start(options: Partial<SessionsOptions> = {}): void {
    const service = new ConnectionsService({
      store: new ConnectionStore({ file: this.file, logger: silentLogger }),
      sessions: new Sessions({
        keychain: this.keychain,
        connect: async ({ host, token }) => {
          await this.beforeConnect(host)
          return await connectGateway({
            host,
            token,
            logger: silentLogger,
            // No test waits for the pauses between attempts.
            sleep: async () => undefined,
          })
        },
        startDemo: this.#startDemo,
        newToken: () => `dapi-demo-${++this.#ids}`,
        onSecret: () => undefined,
        logger: silentLogger,
        ...options,
      }),
      logger: silentLogger,
      now: () => Date.UTC(2026, 0, 15, 12),
      newId: () => `connection-${++this.#ids}`,
    })
    this.service = service
    this.heard = []
    this.states = []
    service.activated.on((id) => this.heard.push(`activated ${id}`))
    service.connected.on((id) => this.heard.push(`connected ${id}`))
    service.removed.on((id) => this.heard.push(`removed ${id}`))
    service.changed.on((state) => this.states.push(state))
  }

  readonly #startDemo: StartDemo = async ({ token, onStopped }) => {
    const server = await createDemoServer({ token, jobs: 3, pipelines: 1 })
    this.demos.push({ server, onStopped })
    return server
  }
}
