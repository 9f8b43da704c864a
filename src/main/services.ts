import { randomBytes, randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { uptime } from 'node:os'
import { join } from 'node:path'
import type { Kind } from '../shared/catalog.ts'
import { demoConnectionId } from '../shared/connection.ts'
import type { RemovalFacts } from '../shared/connection.ts'
import { CatalogService } from './catalog/service.ts'
import { DraftFolder } from './configuration/drafts/draft-folder.ts'
import { ConfigurationForm } from './configuration/form-service.ts'
import type { LocalFiles } from './configuration/files/local-copy.ts'
import { ConfigurationService } from './configuration/service.ts'
import { VersionHistory } from './configuration/versions/history.ts'
import { VersionStore } from './configuration/versions/version-store.ts'
import { BrowserFlow } from './connections/browser-flow.ts'
import { IdleLock } from './connections/idle-lock.ts'
import { Keychain } from './connections/keychain.ts'
import { createOpenSource } from './connections/open-source.ts'
import { SecretKeeper } from './connections/secret-keeper.ts'
import type { SecretStore } from './connections/secrets.ts'
import { ConnectionsService } from './connections/service.ts'
import { Sessions } from './connections/sessions.ts'
import { signInWithBrowser } from './connections/sign-in/browser-sign-in.ts'
import { signInOptions } from './connections/sign-in/options.ts'
import { ConnectionStore } from './connections/store.ts'
import { testConnection } from './connections/test/test-connection.ts'
import { connectGateway } from './databricks/connect.ts'
import { WorkspaceClock } from './databricks/workspace-clock.ts'
import { startDemoWorkspace } from './demo/host.ts'
import { ExportEnds } from './exports/end/ends.ts'
import { ExportsService } from './exports/service.ts'
import type { Logger } from './logging/logger.ts'
import { createFetch } from './network/fetch.ts'
import { NetworkService } from './network/network-service.ts'
import { SelectionSets } from './selection-sets/service.ts'
import { SettingsService } from './settings/service.ts'
import type { StateFile } from './state-file.ts'
import { RecentPaths } from './workspace-files/recent-paths.ts'
import { WorkspaceFilesService } from './workspace-files/service.ts'

/** The first page has been drawn by then, and nobody has connected yet. */
const warmAfterMs = 500

/** What the services need of the desktop, so that they know nothing of Electron. */
export interface Desktop {
  /** Opens a page of a workspace's sign-in. */
  openBrowser: (url: string) => Promise<void>
  copyText: (text: string) => void
  /** The system's proxy for a URL, or that of the script at `pacUrl`, as `PROXY host:port; DIRECT`. */
  resolveSystemProxy: (url: string, pacUrl: string | null) => Promise<string>
  /** Whether a person can be asked for a finger. */
  canConfirmPresence: () => boolean
  /** Throws `canceled`. */
  confirmPresence: (reason: string) => Promise<void>
  /** Dialogs that ask for a file on this computer. */
  localFiles: LocalFiles
}

export interface ServicesOptions {
  /** Folder of everything the app keeps. */
  userData: string
  workers: { catalog: URL; demo: URL; rules: URL }
  openStateFile: (name: string) => StateFile
  onSecret: (secret: string) => void
  /** Takes secrets out of a text. */
  redact: (text: string) => string
  productVersion: string
  /** How fast runs of the demo workspace live: 1 is about 20 s a run, 0.1 ten times as fast. */
  demoTimeScale: number
  logger: Logger
  now: () => number
  keychain?: SecretStore
  desktop: Desktop
  /** Environment variables of the app, and the user's home folder: for ways to sign in. */
  environment: Readonly<Record<string, string | undefined>>
  home: string
}

export interface Services {
  connections: ConnectionsService
  settings: SettingsService
  catalog: CatalogService
  configuration: ConfigurationService
  form: ConfigurationForm
  versions: VersionHistory
  files: WorkspaceFilesService
  exports: ExportsService
  ends: ExportEnds
  sets: SelectionSets
  browser: BrowserFlow
  network: NetworkService
  lock: IdleLock
  /** Takes up where the last run of the app ended: connection, exports. */
  start(): void
  close(): Promise<void>
}

/** Builds the services and connects them. Knows nothing of Electron, so that tests run all of it. */
export function createServices(options: ServicesOptions): Services {
  const { desktop, environment, home, logger, now, onSecret, openStateFile, userData } = options
  const demoStateFile = join(userData, 'demo-workspace.json')
  const settings = new SettingsService({
    file: openStateFile('settings'),
    logger: logger.scope('settings'),
  })
  const keychain = options.keychain ?? new Keychain()
  const network = new NetworkService({
    settings: () => settings.get(),
    environment,
    resolveSystemProxy: desktop.resolveSystemProxy,
    keychain,
    onSecret,
    logger: logger.scope('network'),
  })
  const fetch = createFetch(network)
  const secrets = new SecretKeeper({ keychain, onSecret })
  const signInLogger = logger.scope('sign-in')
  const uptimeMs = () => uptime() * 1000
  const workspaceClock = new WorkspaceClock({ now, uptimeMs })
  const sessions: Sessions = new Sessions({
    keychain,
    secrets,
    connect: (gateway) =>
      connectGateway({
        ...gateway,
        network,
        logger,
        now,
        onDate: (host, date) => {
          workspaceClock.note(host, date)
        },
        productVersion: options.productVersion as `${number}.${number}.${number}`,
      }),
    openSource: createOpenSource({
      fetch,
      environment,
      home,
      network,
      now,
      onSecret,
      logger: signInLogger,
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
    onSecret,
    logger: logger.scope('connections'),
  })
  const browser = new BrowserFlow({
    signIn: ({ host, signal, onWaiting }) =>
      signInWithBrowser({
        host,
        signal,
        onWaiting,
        fetch,
        openBrowser: desktop.openBrowser,
        now,
        onSecret,
        logger: signInLogger,
      }),
    openBrowser: desktop.openBrowser,
    copyText: desktop.copyText,
  })
  const connections: ConnectionsService = new ConnectionsService({
    store: new ConnectionStore({
      file: openStateFile('connections'),
      logger: logger.scope('connections'),
    }),
    sessions,
    secrets,
    browser,
    signInOptions: () => signInOptions({ environment, home, logger: signInLogger }),
    runTest: (test) =>
      testConnection({ ...test, network, now, logger: logger.scope('connection-test') }),
    belongings,
    logger: logger.scope('connections'),
    now,
    newId: randomUUID,
  })
  const gatewayFor = (connectionId: string) => connections.gatewayFor(connectionId)
  const drafts = new DraftFolder(join(userData, 'drafts'))
  const keptVersions = new VersionStore({
    folder: join(userData, 'versions'),
    logger: logger.scope('versions'),
    now,
  })
  const recent = new RecentPaths({
    file: openStateFile('recent-paths'),
    logger: logger.scope('files'),
    now,
  })
  const files = new WorkspaceFilesService({
    connectionId: () => connections.active()?.id ?? null,
    gatewayFor,
    recent,
    now,
  })
  const configuration: ConfigurationService = new ConfigurationService({
    gatewayFor,
    paths: {
      get: (connectionId) => connections.paths(connectionId),
      set: (connectionId, document, path) => {
        const before = connections.paths(connectionId)[document]
        connections.setPath(connectionId, document, path)
        recent.note(connectionId, document, before)
        recent.note(connectionId, document, path)
      },
      noteOutput: (connectionId, path) => {
        recent.note(connectionId, 'output', path)
      },
    },
    pickDefaults: () => settings.get().pickDefaults,
    kept: { drafts, versions: keptVersions },
    local: desktop.localFiles,
    onFilesChanged: () => {
      files.changed()
    },
    workspace: {
      names: (kind, ids) => catalog.names(kind, ids),
      resolve: (kind, names) => catalog.resolve(kind, names),
      exportJob: (job) => form.exportJob(false, job),
    },
    logger: logger.scope('configuration'),
    now,
  })
  const versions = new VersionHistory({
    store: keptVersions,
    place: (document) => {
      const { connectionId, [document]: at } = configuration.state()
      return connectionId === null ? null : { connectionId, path: at.path }
    },
    replaceDraft: (document, words, text) => {
      configuration.replaceDraft(document, words, text)
    },
  })
  const catalog = new CatalogService({
    folder: join(userData, 'catalog'),
    workerUrl: options.workers.catalog,
    gatewayFor,
    picks: {
      get: (kind, id) => configuration.selection.selected(kind, id),
      ids: (kind) => configuration.selection.selectedIds(kind),
      items: (kind) => configuration.selection.selectedItems(kind),
    },
    logger: logger.scope('catalog'),
    now,
  })
  const form = new ConfigurationForm({
    documents: configuration,
    jobDetails: (id, fresh) => catalog.details('workflow', id, fresh),
    userName: () => connections.active()?.userName ?? null,
    workerUrl: options.workers.rules,
  })
  const readAt = new Map<Kind, number | null>()
  catalog.changed.on(({ kind, updatedAt, refreshing }) => {
    if (refreshing || readAt.get(kind) === updatedAt) return
    readAt.set(kind, updatedAt)
    configuration.listChanged(kind)
  })
  const exports = new ExportsService({
    stateFile: openStateFile('export-state'),
    folder: userData,
    connections: {
      active: () => connections.active(),
      list: () => connections.state().connections,
      gateway: gatewayFor,
    },
    configuration,
    keepFinishedHours: () => settings.get().keepFinishedHours,
    logger: logger.scope('exports'),
    now,
    ageClock: { uptimeMs, sureNow: () => workspaceClock.sureNow() },
    newId: randomUUID,
  })

  const ends = new ExportEnds({
    userData,
    exports,
    gatewayFor,
    redact: options.redact,
    logger: logger.scope('exports'),
    now,
    newId: randomUUID,
  })
  const hasActiveExports = (connectionId: string): boolean =>
    exports.active().some((record) => record.connectionId === connectionId)
  const sets = new SelectionSets({
    file: openStateFile('selection-sets'),
    connectionId: () => configuration.connectionId,
    selection: configuration.selection,
    now,
    newId: randomUUID,
    logger: logger.scope('selection-sets'),
  })
  const lock = new IdleLock({
    lockAfterMinutes: () => settings.get().lockAfterMinutes,
    activeExports: () => exports.active().length,
    canConfirm: desktop.canConfirmPresence,
    confirmPresence: desktop.confirmPresence,
    onLock: () => connections.lock(hasActiveExports),
    onUnlock: () => connections.unlock(),
    logger: logger.scope('lock'),
    now,
  })

  async function belongings(connectionId: string): Promise<Omit<RemovalFacts, 'hasSecret'>> {
    const counts = await catalog.cachedCounts(connectionId)
    const ours = exports.list().filter((record) => record.connectionId === connectionId)
    const active = exports.active().filter((record) => record.connectionId === connectionId)
    return {
      cachedWorkflows: counts.workflow,
      cachedPipelines: counts.pipeline,
      hasUnsavedEdits: configuration.hasUnsavedEdits(connectionId),
      keptVersions: await keptVersions.count(connectionId),
      activeExports: active.length,
      finishedExports: ours.length - active.length,
    }
  }

  settings.changed.on(() => {
    network.settingsChanged()
    lock.settingsChanged()
  })
  exports.ended.on(() => {
    lock.exportsChanged()
    background('Tokens no longer needed were not dropped', () => connections.releaseUnneeded())
  })
  connections.signedOut.on((connectionId) => {
    background('The drafts could not be deleted', async () => configuration.forget(connectionId))
    background('The cached lists could not be deleted', () => catalog.forget(connectionId))
  })

  connections.activated.on((connectionId) => {
    background('The lists could not be opened', async () => {
      readAt.clear()
      if (connectionId === null) await catalog.close()
      else await catalog.open(connectionId)
    })
    background('The documents could not be opened', () => configuration.open(connectionId))
    sets.announce()
  })
  connections.connected.on((connectionId) => {
    exports.connectionReady(connectionId)
    ends.connectionReady(connectionId)
    if (connectionId !== connections.active()?.id) return
    background('The lists could not be refreshed', () => catalog.revalidate())
    const { main, app } = configuration.state()
    if (main.error !== null || app.error !== null) {
      background('The documents could not be read', () => configuration.open(connectionId))
    }
  })
  configuration.changed.on(() => {
    exports.configurationRead()
  })
  connections.changed.on(({ status }) => {
    if (status.state === 'failed') exports.connectionFailed()
  })
  connections.removed.on((connectionId) => {
    exports.connectionRemoved(connectionId)
    background('The drafts could not be deleted', async () => configuration.forget(connectionId))
    background('The versions could not be deleted', async () => keptVersions.forget(connectionId))
    recent.forget(connectionId)
    sets.forget(connectionId)
    background('The cached lists could not be deleted', () => catalog.forget(connectionId))
    if (connectionId === demoConnectionId) rmSync(demoStateFile, { force: true })
  })

  /** For work nobody waits for: services report their state themselves, the rest is for the log. */
  function background(failure: string, work: () => Promise<unknown>): void {
    work().catch((error: unknown) => {
      logger.error(failure, { error })
    })
  }

  let warming: NodeJS.Timeout | undefined
  return {
    connections,
    settings,
    catalog,
    configuration,
    form,
    versions,
    files,
    exports,
    ends,
    sets,
    browser,
    network,
    lock,
    start() {
      background('What is kept of removed connections could not be deleted', async () => {
        const known = connections.state().connections.map(({ id }) => id)
        drafts.forgetOthers(known)
        keptVersions.forgetOthers(known)
      })
      connections.restore()
      exports.recover()
      ends.recover()
      lock.start()
      warming = setTimeout(() => {
        background('The lists could not be made ready', () => catalog.warm())
      }, warmAfterMs)
    },
    async close() {
      // First and at once: when the session of the user ends, nothing waits for the rest.
      configuration.close()
      clearTimeout(warming)
      lock.close()
      await Promise.all([exports.stop(), ends.stop()])
      await catalog.close()
      await form.close()
      await connections.close()
      network.close()
      await keychain.close?.()
    },
  }
}
