import { randomUUID } from 'node:crypto'
import { uptime } from 'node:os'
import { join } from 'node:path'
import { CatalogService } from './catalog/service.ts'
import { ConfigurationForm } from './configuration/form-service.ts'
import type { LocalFiles } from './configuration/files/local-copy.ts'
import type { ConfigurationService } from './configuration/service.ts'
import type { VersionHistory } from './configuration/versions/history.ts'
import type { BrowserFlow } from './connections/browser-flow.ts'
import { IdleLock } from './connections/idle-lock.ts'
import { Keychain } from './connections/keychain.ts'
import type { SecretStore } from './connections/secrets.ts'
import type { ConnectionsService } from './connections/service.ts'
import { WorkspaceClock } from './databricks/workspace-clock.ts'
import { ExportEnds } from './exports/end/ends.ts'
import { ExportsService } from './exports/service.ts'
import type { Logger } from './logging/logger.ts'
import { NetworkService } from './network/network-service.ts'
import { SelectionSets } from './selection-sets/service.ts'
import { SettingsService } from './settings/service.ts'
import type { StateFile } from './state-file.ts'
import { belongingsOf } from './wiring/belongings.ts'
import { wireConnections } from './wiring/connections.ts'
import { wireDocuments } from './wiring/documents.ts'
import { wireReactions } from './wiring/reactions.ts'
import type { WorkspaceFilesService } from './workspace-files/service.ts'

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
  const uptimeMs = () => uptime() * 1000
  const workspaceClock = new WorkspaceClock({ now, uptimeMs })
  const { browser, connections } = wireConnections({
    keychain,
    network,
    openStateFile,
    onSecret,
    onDate: (host, date) => {
      workspaceClock.note(host, date)
    },
    productVersion: options.productVersion,
    demo: {
      workerUrl: options.workers.demo,
      stateFile: demoStateFile,
      timeScale: options.demoTimeScale,
    },
    openBrowser: desktop.openBrowser,
    copyText: desktop.copyText,
    environment,
    home,
    belongings: (connectionId) =>
      belongingsOf(connectionId, { catalog, configuration, keptVersions, exports }),
    logger,
    now,
  })
  const gatewayFor = (connectionId: string) => connections.gatewayFor(connectionId)
  const { configuration, drafts, keptVersions, versions, files, recent } = wireDocuments({
    userData,
    openStateFile,
    connections,
    pickDefaults: () => settings.get().pickDefaults,
    localFiles: desktop.localFiles,
    workspace: {
      names: (kind, ids) => catalog.names(kind, ids),
      resolve: (kind, names) => catalog.resolve(kind, names),
      exportJob: (job) => form.exportJob(false, job),
    },
    logger,
    now,
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

  wireReactions({
    catalog,
    configuration,
    connections,
    ends,
    exports,
    keptVersions,
    lock,
    network,
    recent,
    sets,
    settings,
    demoStateFile,
    background,
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
