import type {
  CatalogDetails,
  CatalogFacets,
  CatalogPage,
  CatalogQuery,
  CatalogStatus,
  Kind,
  RunBrief,
} from '../../shared/catalog.ts'
import type {
  ConfigurationState,
  DocumentKind,
  DocumentText,
  PickInput,
  SaveResult,
  SelectionSummary,
  SwitchInput,
} from '../../shared/configuration.ts'
import type {
  Connection,
  ConnectionsState,
  ConnectionTest,
  TokenConnectionInput,
} from '../../shared/connection.ts'
import type { ExportRecord, Readiness } from '../../shared/export.ts'
import type { DesktopHandlers } from '../../shared/ipc.ts'
import type { LogEntry, LogLevel } from '../../shared/log.ts'
import type { Settings, SettingsChange } from '../../shared/settings.ts'

/** A value now or later: services answer as it suits them. */
type Awaitable<Value> = Value | Promise<Value>

export interface AppCalls {
  info(): Awaitable<{
    name: string
    version: string
    electron: string
    platform: string
    keychain: boolean
  }>
  openLink(url: string): Awaitable<void>
  copyText(text: string): Awaitable<void>
  quit(): void
}

export interface ConnectionCalls {
  state(): Awaitable<ConnectionsState>
  openDemo(): Awaitable<ConnectionsState>
  testToken(input: TokenConnectionInput): Awaitable<ConnectionTest>
  addToken(
    input: TokenConnectionInput & { keepSecret: Connection['secretKept'] },
  ): Awaitable<ConnectionsState>
  activate(id: string): Awaitable<ConnectionsState>
  deactivate(): Awaitable<ConnectionsState>
  remove(id: string): Awaitable<ConnectionsState>
}

export interface CatalogCalls {
  query(query: CatalogQuery): Awaitable<CatalogPage>
  facets(kind: Kind): Awaitable<CatalogFacets>
  ids(query: Omit<CatalogQuery, 'offset' | 'limit'>): Awaitable<{ id: string; name: string }[]>
  status(kind: Kind): Awaitable<CatalogStatus>
  refresh(kind: Kind): Awaitable<void>
  cancelRefresh(kind: Kind): Awaitable<void>
  lastRuns(kind: Kind, ids: string[]): Awaitable<{ id: string; runs: RunBrief[] }[]>
  details(kind: Kind, id: string): Awaitable<CatalogDetails>
}

export interface ConfigurationCalls {
  state(): Awaitable<ConfigurationState>
  text(document: DocumentKind): Awaitable<DocumentText>
  reload(document: DocumentKind, discardDraft: boolean): Awaitable<ConfigurationState>
  setPath(document: DocumentKind, path: string): Awaitable<ConfigurationState>
  createDefault(document: DocumentKind): Awaitable<ConfigurationState>
  pick(input: PickInput): Awaitable<SelectionSummary>
  switch(input: SwitchInput): Awaitable<SelectionSummary>
  setExportJob(job: { jobId: string; jobName: string }): Awaitable<ConfigurationState>
  setOutputPath(path: string): Awaitable<ConfigurationState>
  discard(document: DocumentKind): Awaitable<ConfigurationState>
  save(document: DocumentKind, input: { overwrite: boolean }): Awaitable<SaveResult>
}

export interface ExportCalls {
  list(): Awaitable<ExportRecord[]>
  readiness(): Awaitable<Readiness>
  start(): Awaitable<ExportRecord>
  cancel(id: string): Awaitable<ExportRecord>
  remove(id: string): Awaitable<void>
}

export interface SettingsCalls {
  get(): Awaitable<Settings>
  change(change: SettingsChange): Awaitable<Settings>
}

export interface LogCalls {
  read(query: { minimumLevel: LogLevel; text: string; limit: number }): Awaitable<LogEntry[]>
  showFolder(): Awaitable<void>
}

export interface Services {
  app: AppCalls
  connections: ConnectionCalls
  catalog: CatalogCalls
  configuration: ConfigurationCalls
  exports: ExportCalls
  settings: SettingsCalls
  log: LogCalls
}

/** The one table that says which service method carries out which call of the contract. */
export function createHandlers(services: Services): DesktopHandlers {
  const { app, connections, catalog, configuration, exports, settings, log } = services
  return {
    app: {
      info: () => app.info(),
      openLink: ({ url }) => done(app.openLink(url)),
      copyText: ({ text }) => done(app.copyText(text)),
      quit: () => done(app.quit()),
    },
    connections: {
      state: () => connections.state(),
      openDemo: () => connections.openDemo(),
      testToken: (input) => connections.testToken(input),
      addToken: (input) => connections.addToken(input),
      activate: ({ id }) => connections.activate(id),
      deactivate: () => connections.deactivate(),
      remove: ({ id }) => connections.remove(id),
    },
    catalog: {
      query: (query) => catalog.query(query),
      facets: ({ kind }) => catalog.facets(kind),
      ids: (query) => catalog.ids(query),
      status: ({ kind }) => catalog.status(kind),
      refresh: ({ kind }) => done(catalog.refresh(kind)),
      cancelRefresh: ({ kind }) => done(catalog.cancelRefresh(kind)),
      lastRuns: ({ kind, ids }) => catalog.lastRuns(kind, ids),
      details: ({ kind, id }) => catalog.details(kind, id),
    },
    configuration: {
      state: () => configuration.state(),
      text: ({ document }) => configuration.text(document),
      reload: ({ document, discardDraft }) => configuration.reload(document, discardDraft),
      setPath: ({ document, path }) => configuration.setPath(document, path),
      createDefault: ({ document }) => configuration.createDefault(document),
      pick: (input) => configuration.pick(input),
      switch: (input) => configuration.switch(input),
      setExportJob: (job) => configuration.setExportJob(job),
      setOutputPath: ({ path }) => configuration.setOutputPath(path),
      discard: ({ document }) => configuration.discard(document),
      save: ({ document, overwrite }) => configuration.save(document, { overwrite }),
    },
    exports: {
      list: () => exports.list(),
      readiness: () => exports.readiness(),
      start: () => exports.start(),
      cancel: ({ id }) => exports.cancel(id),
      remove: ({ id }) => done(exports.remove(id)),
    },
    settings: {
      get: () => settings.get(),
      change: (change) => settings.change(change),
    },
    log: {
      read: (query) => log.read(query),
      showFolder: () => done(log.showFolder()),
    },
  }
}

/** A call that answers nothing answers null, because `undefined` does not survive everywhere. */
async function done(action: Awaitable<void>): Promise<null> {
  await action
  return null
}
