import { randomBytes, randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { demoConnectionId } from '../shared/connection.ts'
import { CatalogService } from './catalog/service.ts'
import { ConfigurationService } from './configuration/service.ts'
import { Keychain } from './connections/keychain.ts'
import type { SecretStore } from './connections/secrets.ts'
import { ConnectionsService } from './connections/service.ts'
import { Sessions } from './connections/sessions.ts'
import { ConnectionStore } from './connections/store.ts'
import { connectGateway } from './databricks/connect.ts'
import { startDemoWorkspace } from './demo/host.ts'
import { ExportsService } from './exports/service.ts'
import type { Logger } from './logging/logger.ts'
import { SettingsService } from './settings/service.ts'
import type { StateFile } from './state-file.ts'

export interface ServicesOptions {
  /** Folder of everything the app keeps. */
  userData: string
  workers: { catalog: URL; demo: URL }
  openStateFile: (name: string) => StateFile
  onSecret: (secret: string) => void
  productVersion: string
  /** How fast runs of the demo workspace live: 1 is about 20 s a run, 0.1 ten times as fast. */
  demoTimeScale: number
  logger: Logger
  now: () => number
  keychain?: SecretStore
}

export interface Services {
  connections: ConnectionsService
  settings: SettingsService
  catalog: CatalogService
  configuration: ConfigurationService
  exports: ExportsService
  /** Takes up where the last run of the app ended: connection, exports. */
  start(): void
  close(): Promise<void>
}

/** Builds the services and connects them. Knows nothing of Electron, so that tests run all of it. */
export function createServices(options: ServicesOptions): Services {
  const { logger, now, openStateFile, userData } = options
  const demoStateFile = join(userData, 'demo-workspace.json')
  const settings = new SettingsService({
    file: openStateFile('settings'),
    logger: logger.scope('settings'),
  })
  const sessions: Sessions = new Sessions({
    keychain: options.keychain ?? new Keychain(),
    connect: ({ host, token, retries }) =>
      connectGateway({
        host,
        token,
        ...(retries === undefined ? {} : { retries }),
        logger,
        now,
        productVersion: options.productVersion as `${number}.${number}.${number}`,
      }),
    startDemo: async ({ token, onStopped }) => {
      const start = (port: number) =>
        startDemoWorkspace({
          workerUrl: options.workers.demo,
          stateFile: demoStateFile,
          options: { token, timeScale: options.demoTimeScale, port },
          onProblem: (problem) => {
            logger.scope('demo').error('The demo workspace is in trouble', { error: problem })
            if (problem.code === 'demo-failed') onStopped(problem)
          },
        })
      // The port of the last time keeps the links of earlier exports alive.
      const lastPort = Number(new URL(connections.get(demoConnectionId)?.host ?? 'http://h').port)
      if (lastPort === 0) return await start(0)
      try {
        return await start(lastPort)
      } catch (error) {
        logger.scope('demo').info('The port of the last time is taken', { error })
        return await start(0)
      }
    },
    newToken: () => `dapi${randomBytes(16).toString('hex')}`,
    onSecret: options.onSecret,
    logger: logger.scope('connections'),
  })
  const connections: ConnectionsService = new ConnectionsService({
    store: new ConnectionStore({
      file: openStateFile('connections'),
      logger: logger.scope('connections'),
    }),
    sessions,
    logger: logger.scope('connections'),
    now,
    newId: randomUUID,
  })
  const gatewayFor = (connectionId: string) => connections.gatewayFor(connectionId)
  const configuration = new ConfigurationService({
    gatewayFor,
    paths: {
      get: (connectionId) => connections.paths(connectionId),
      set: (connectionId, document, path) => {
        connections.setPath(connectionId, document, path)
      },
    },
    pickDefaults: () => settings.get().pickDefaults,
    logger: logger.scope('configuration'),
    now,
  })
  const catalog = new CatalogService({
    folder: join(userData, 'catalog'),
    workerUrl: options.workers.catalog,
    gatewayFor,
    picks: {
      get: (kind, id) => configuration.selected(kind, id),
      ids: (kind) => configuration.selectedIds(kind),
    },
    logger: logger.scope('catalog'),
    now,
  })
  const exports = new ExportsService({
    stateFile: openStateFile('export-state'),
    folder: userData,
    connections: { active: () => connections.active(), gateway: gatewayFor },
    configuration,
    keepFinishedHours: () => settings.get().keepFinishedHours,
    logger: logger.scope('exports'),
    now,
    newId: randomUUID,
  })

  connections.activated.on((connectionId) => {
    background('The lists could not be opened', async () => {
      if (connectionId === null) await catalog.close()
      else await catalog.open(connectionId)
    })
    background('The documents could not be opened', () => configuration.open(connectionId))
  })
  connections.connected.on((connectionId) => {
    exports.connectionReady(connectionId)
    if (connectionId !== connections.active()?.id) return
    background('The lists could not be refreshed', () => catalog.revalidate())
    const { main, app } = configuration.state()
    if (main.status === 'failed' || app.status === 'failed') {
      background('The documents could not be read', () => configuration.open(connectionId))
    }
  })
  connections.removed.on((connectionId) => {
    exports.connectionRemoved(connectionId)
    configuration.forget(connectionId)
    background('The cached lists could not be deleted', () => catalog.forget(connectionId))
    if (connectionId === demoConnectionId) rmSync(demoStateFile, { force: true })
  })

  /** For work nobody waits for: services report their state themselves, the rest is for the log. */
  function background(failure: string, work: () => Promise<unknown>): void {
    work().catch((error: unknown) => {
      logger.error(failure, { error })
    })
  }

  return {
    connections,
    settings,
    catalog,
    configuration,
    exports,
    start() {
      connections.restore()
      exports.recover()
    },
    async close() {
      await exports.stop()
      await catalog.close()
      await connections.close()
    },
  }
}
