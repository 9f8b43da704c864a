import { connectGateway } from '../../../../src/main/databricks/connect.ts'
import type { DatabricksGateway } from '../../../../src/main/databricks/gateway.ts'
import type { DemoServer } from '../../../../src/main/demo/server.ts'
import { ExportsService } from '../../../../src/main/exports/service.ts'
import type { Network } from '../../../../src/main/network/network.ts'
import { silentLogger } from '../../../../src/main/logging/logger.ts'
import { AppError } from '../../../../src/shared/errors.ts'
import type { ConfigurationState } from '../../../../src/shared/configuration.ts'
import type { Connection } from '../../../../src/shared/connection.ts'
import type { ExportRecord } from '../../../../src/shared/export.ts'
import { ManualTimers, PlainStateFile, start } from './support.ts'

/** A clock that moves when told to; shared with the demo workspace. */
export class ManualClock {
  now = start
  /** How long the computer has been up (ms); it does not jump with the clock. */
  uptimeMs = 3_600_000
  readonly read = (): number => this.now
}

export function connectionTo(server: DemoServer, id = 'demo'): Connection {
  return {
    id,
    name: 'Demo workspace',
    host: server.url,
    color: 'none',
    signIn: { method: 'demo' },
    secretKept: 'session',
    userName: null,
    createdAt: start,
    lastConnectedAt: null,
  }
}

/** Documents that are loaded and saved, with three workflows and two pipelines. */
export function readyConfiguration() {
  const document = (kind: 'main' | 'app', path: string) => ({
    document: kind,
    path,
    status: 'loaded' as const,
    error: null,
    revision: 1,
    savedRevision: 0,
    undo: null,
    redo: null,
    unsaved: false,
    modifiedAt: start,
    outdated: null,
    problems: [],
    restoredAt: null,
    draftError: null,
    deletedAt: null,
  })
  const state: ConfigurationState = {
    connectionId: 'demo',
    main: document('main', '/Workspace/Shared/config.yml'),
    app: document('app', '/Workspace/Shared/app_config.yml'),
    selection: {
      workflows: 3,
      pipelines: 2,
      activeWorkflows: 3,
      activePipelines: 2,
      withLibraries: 0,
      unsavedChanges: 0,
      librariesOff: false,
      undo: null,
      ready: true,
    },
    outputPath: '/Workspace/Shared/exports',
    exportJob: { jobId: '1290381902', jobName: 'Export_Workflow_Job' },
  }
  const saved = {
    activeWorkflows: 3,
    activePipelines: 2,
    outputPath: '/Workspace/Shared/exports' as string | null,
  }
  return { state, saved: saved as typeof saved | null, exportJob: state.exportJob }
}

export interface WorldOptions {
  server: DemoServer
  folder: string
  clock: ManualClock
  /** The process dies at this step; a step is one side of a write or of a request. */
  diesAtStep?: number
  token?: () => string
  keepFinishedHours?: () => number
  /** The time that a workspace confirms. */
  sureNow?: () => number | null
  callMs?: number
  /** Address of the workspace, when not its own. */
  host?: string
  network?: Network
  /**
   * The waits of repeats and of the budget of requests take their time, as in the app; then only
   * `live` lets it pass. Without it neither waits.
   */
  waits?: boolean
}

/**
 * The export service as one process runs it, over real HTTP to a demo workspace. Time moves only when
 * told to. A process that died writes, asks and tells nothing any more.
 */
export class ExportsProcess {
  readonly configuration = readyConfiguration()
  readonly file: PlainStateFile
  readonly timers = new ManualTimers()
  readonly changes: ExportRecord[] = []
  readonly ended: ExportRecord[] = []
  readonly removed: string[] = []
  readonly overdue: ExportRecord[] = []
  readonly service: ExportsService
  connection: Connection | null
  /** Connections beside the active one. */
  others: Connection[] = []
  /** Connections that nobody is signed in to; their ids. */
  readonly signedOut = new Set<string>()
  steps = 0
  /** The step after which the end of an export was told. */
  toldAtStep: number | null = null
  readonly #options: WorldOptions
  readonly #gateways = new Map<string, Promise<DatabricksGateway>>()
  readonly #died = Promise.withResolvers<void>()
  #underWay = 0

  constructor(options: WorldOptions) {
    this.#options = options
    const { server, folder, clock } = options
    this.connection = connectionTo(server)
    this.file = new PlainStateFile(folder)
    let id = 0
    const prefix = Math.floor(Math.random() * 1e8)
    this.service = new ExportsService({
      stateFile: {
        read: () => this.file.read(),
        write: (content) => {
          this.#step()
          this.file.write(content)
          this.#step()
        },
      },
      folder,
      connections: {
        active: () => this.connection,
        list: () => this.others.concat(this.connection ?? []),
        gateway: (connectionId) => this.#gateway(connectionId),
      },
      configuration: {
        state: () => this.configuration.state,
        savedSelection: () => this.configuration.saved,
        exportJob: () => this.configuration.exportJob,
      },
      keepFinishedHours: options.keepFinishedHours ?? (() => 24),
      logger: silentLogger,
      now: clock.read,
      ageClock: {
        uptimeMs: () => clock.uptimeMs,
        sureNow: options.sureNow ?? (() => null),
      },
      random: () => 0,
      newId: () => `${prefix.toString(16).padStart(8, '0')}-${String((id += 1)).padStart(4, '0')}`,
      timers: this.timers,
      steadyNow: () => this.timers.time,
      ...(options.waits ? {} : { requestSpacingMs: 0 }),
    })
    this.service.changed.on((record) => {
      if (this.alive) this.changes.push(record)
    })
    this.service.ended.on((record) => {
      if (!this.alive) return
      this.ended.push(record)
      this.toldAtStep = this.steps
    })
    this.service.overdue.on((record) => {
      if (this.alive) this.overdue.push(record)
    })
    this.service.removed.on((removed) => {
      if (this.alive) this.removed.push(removed)
    })
  }

  get alive(): boolean {
    return this.steps <= (this.#options.diesAtStep ?? Infinity)
  }

  /** Resolves when the process dies. */
  get died(): Promise<void> {
    return this.#died.promise
  }

  /** The newest export as the page would see it. */
  get newest(): ExportRecord | undefined {
    return this.service.list()[0]
  }

  /** Lets time pass, and waits until every request it led to is answered. */
  async pass(ms: number): Promise<void> {
    if (!this.alive) return
    this.#options.clock.now += ms
    this.#options.clock.uptimeMs += ms
    this.timers.pass(ms)
    await this.quiet()
  }

  /** Lets time pass in small steps with a moment for answers in each. */
  async live(ms: number, stepMs = 500): Promise<void> {
    for (let passed = 0; passed < ms; passed += stepMs) {
      this.#options.clock.now += stepMs
      this.timers.pass(stepMs)
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
  }

  /** Waits until nothing is asked of the workspace. */
  async quiet(): Promise<void> {
    for (let rounds = 0; rounds < 3; rounds += 1) {
      await new Promise((resolve) => setTimeout(resolve, 0))
      if (this.#underWay > 0) rounds = -1
    }
  }

  /** Polls until no export is active (at most ten minutes of the clock). */
  async untilEnded(): Promise<void> {
    for (let rounds = 0; rounds < 120 && this.alive && this.service.hasActive(); rounds += 1) {
      await this.pass(5000)
    }
  }

  #count(): void {
    this.steps += 1
    if (!this.alive) this.#died.resolve()
  }

  #step(): void {
    this.#count()
    if (!this.alive) throw new Error('The process died')
  }

  #gateway(connectionId: string): Promise<DatabricksGateway> {
    if (this.signedOut.has(connectionId)) {
      return Promise.reject(new AppError('unauthorized', 'Nobody is signed in.'))
    }
    const known = this.#gateways.get(connectionId)
    if (known) return known
    const { server, clock, token = () => server.token, callMs, network, waits } = this.#options
    const opening = connectGateway({
      host: this.#options.host ?? server.url,
      token,
      logger: silentLogger,
      now: clock.read,
      sleep: waits ? (ms, signal) => this.#sleep(ms, signal) : () => Promise.resolve(),
      ...(network === undefined ? {} : { network }),
      ...(callMs === undefined ? {} : { deadlines: { callMs } }),
    }).then((gateway) => ({
      ...gateway,
      jobs: this.#watched(gateway.jobs),
      runs: this.#watched(gateway.runs),
      files: this.#watched(gateway.files),
    }))
    this.#gateways.set(connectionId, opening)
    return opening
  }

  #sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      this.timers.set(resolve, ms)
      signal.addEventListener('abort', () => {
        reject(new Error('The wait was given up'))
      })
    })
  }

  /** The same calls; each is two steps, and after the death none is answered. */
  #watched<Api extends object>(api: Api): Api {
    return new Proxy(api, {
      get: (target, name) => {
        const method: unknown = Reflect.get(target, name)
        if (typeof method !== 'function') return method
        return async (...input: unknown[]) => {
          this.#underWay += 1
          try {
            this.#step()
            return await (method.call(target, ...input) as Promise<unknown>)
          } finally {
            this.#underWay -= 1
            this.#count()
            // eslint-disable-next-line no-unsafe-finally -- a dead process never sees the answer
            if (!this.alive) return await new Promise(() => undefined)
          }
        }
      },
    })
  }
}
