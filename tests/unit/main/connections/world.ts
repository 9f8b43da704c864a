import { onTestFinished } from 'vitest'
import { BrowserFlow } from '../../../../src/main/connections/browser-flow.ts'
import type { BrowserFlowOptions } from '../../../../src/main/connections/browser-flow.ts'
import type { StartDemo } from '../../../../src/main/connections/demo-session.ts'
import { createOpenSource } from '../../../../src/main/connections/open-source.ts'
import { SecretKeeper } from '../../../../src/main/connections/secret-keeper.ts'
import { keychainUnavailable } from '../../../../src/main/connections/secrets.ts'
import type { SecretStore } from '../../../../src/main/connections/secrets.ts'
import { ConnectionsService } from '../../../../src/main/connections/service.ts'
import { Sessions } from '../../../../src/main/connections/sessions.ts'
import type { SessionsOptions } from '../../../../src/main/connections/sessions.ts'
import { ConnectionStore } from '../../../../src/main/connections/store.ts'
import type { RunTest } from '../../../../src/main/connections/test/test-entered.ts'
import { connectGateway } from '../../../../src/main/databricks/connect.ts'
import { createDemoServer } from '../../../../src/main/demo/server.ts'
import type { DemoServer } from '../../../../src/main/demo/server.ts'
import { silentLogger } from '../../../../src/main/logging/logger.ts'
import type { ConnectionInput, ConnectionsState } from '../../../../src/shared/connection.ts'
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

/** What a person enters for a personal access token. */
export function tokenInput(change: Partial<ConnectionInput> = {}): ConnectionInput {
  return {
    name: '',
    color: 'none',
    host: null,
    signIn: { method: 'token' },
    secret: null,
    keepSecret: 'keychain',
    ...change,
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
  /** Stands for the person and the browser: what a browser sign-in brings. */
  browser: BrowserFlowOptions['signIn'] = () => Promise.reject(new Error('no browser here'))
  /** Links that were opened or copied. */
  readonly opened: string[] = []
  runTest: RunTest = () => Promise.reject(new Error('no test here'))
  environment: Record<string, string> = {}
  home = '/nonexistent'
  belongings = {
    cachedWorkflows: 0,
    cachedPipelines: 0,
    hasUnsavedEdits: false,
    keptVersions: 0,
    activeExports: 0,
    finishedExports: 0,
  }
  service!: ConnectionsService // set by `restart`, which the constructor calls
  #ids = 0

  constructor(stored?: unknown) {
    this.file = new MemoryStateFile(stored)
    this.start()
    onTestFinished(() => this.service.close())
  }

  /** Adds a connection and waits until its session has opened, well or not. */
  async add(input: ConnectionInput): Promise<ConnectionsState> {
    const state = await this.service.add(input)
    if (state.status.state !== 'connecting') return state
    return await new Promise((resolve) => {
      const stop = this.service.changed.on((changed) => {
        if (changed.status.state === 'connecting') return
        stop()
        resolve(changed)
      })
    })
  }

  async restart(): Promise<void> {
    await this.service.close()
    this.start()
  }

  start(options: Partial<SessionsOptions> = {}): void {
    const keychain = options.keychain ?? this.keychain
    const onSecret = (): undefined => undefined
    const secrets = new SecretKeeper({ keychain, onSecret })
    const now = () => Date.UTC(2026, 0, 15, 12)
    const service = new ConnectionsService({
      store: new ConnectionStore({ file: this.file, logger: silentLogger }),
      secrets,
      browser: new BrowserFlow({
        signIn: (flow) => this.browser(flow),
        openBrowser: async (url) => {
          this.opened.push(url)
        },
        copyText: (text) => this.opened.push(`copied ${text}`),
      }),
      signInOptions: async () => ({
        profiles: { file: '~/.databrickscfg', list: [], problem: null },
        environment: null,
        commands: { az: false, databricks: false },
      }),
      runTest: (test) => this.runTest(test),
      belongings: async () => this.belongings,
      sessions: new Sessions({
        keychain,
        secrets,
        openSource: createOpenSource({
          fetch: globalThis.fetch,
          environment: this.environment,
          home: this.home,
          now,
          onSecret,
          logger: silentLogger,
        }),
        connect: async (gateway) => {
          await this.beforeConnect(gateway.host)
          return await connectGateway({
            ...gateway,
            logger: silentLogger,
            // No test waits for the pauses between attempts.
            sleep: async () => undefined,
          })
        },
        startDemo: this.#startDemo,
        newToken: () => `dapi-demo-${++this.#ids}`,
        onSecret,
        logger: silentLogger,
        ...options,
      }),
      logger: silentLogger,
      now,
      newId: () => `connection-${++this.#ids}`,
    })
    this.service = service
    this.heard = []
    this.states = []
    service.activated.on((id) => this.heard.push(`activated ${id}`))
    service.connected.on((id) => this.heard.push(`connected ${id}`))
    service.removed.on((id) => this.heard.push(`removed ${id}`))
    service.signedOut.on((id) => this.heard.push(`signed out ${id}`))
    service.changed.on((state) => this.states.push(state))
  }

  readonly #startDemo: StartDemo = async ({ token, onStopped }) => {
    const server = await createDemoServer({ token, jobs: 3, pipelines: 1 })
    this.demos.push({ server, onStopped })
    return server
  }
}
