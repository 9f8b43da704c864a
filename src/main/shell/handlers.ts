import type { BackgroundState, TestNotification } from '../../shared/background.ts'
import type {
  CatalogDetails,
  CatalogFacets,
  CatalogFacetsQuery,
  CatalogPage,
  CatalogQuery,
  CatalogStatus,
  Kind,
  PickedChange,
  ResolvedLine,
  RunBrief,
  VanishedItem,
} from '../../shared/catalog.ts'
import type {
  ConfigurationState,
  DocumentKind,
  DocumentText,
  EditTextInput,
  FixInput,
  PickInput,
  ResolveInput,
  ResolveResult,
  SaveResult,
  SelectionSummary,
  SetPicksInput,
  SwitchInput,
  VersionList,
} from '../../shared/configuration.ts'
import type {
  ChangeSectionInput,
  ConfigurationItems,
  ConfigurationItemsQuery,
  ConfigurationPreview,
  ExportJobFacts,
  TriedReplacement,
  TryReplacement,
} from '../../shared/configuration-preview.ts'
import type {
  ConnectionColor,
  ConnectionInput,
  ConnectionsState,
  ConnectionTest,
  RemovalFacts,
  SignInOptions,
} from '../../shared/connection.ts'
import type { ExportRecord, Readiness } from '../../shared/export.ts'
import type { StoreState } from '../../shared/export-store.ts'
import type { AgainCheck, FoundRun, RecentRuns } from '../../shared/export-runs.ts'
import type { ContentsQuery, ExportContents } from '../../shared/export-contents.ts'
import type { DownloadForm, ExportDownload } from '../../shared/export-download.ts'
import type { DesktopHandlers } from '../../shared/ipc.ts'
import type { LogEntry, LogLevel } from '../../shared/log.ts'
import type { VersionConflict } from '../../shared/merge.ts'
import type { MergeCheck } from '../../shared/merge-check.ts'
import type { NetworkState, RouteDescription } from '../../shared/network.ts'
import type { SelectionSet } from '../../shared/selection-set.ts'
import type { LockState } from '../../shared/session.ts'
import type { Settings, SettingsChange } from '../../shared/settings.ts'
import type {
  DeleteOutcome,
  FileOutcome,
  FileSearch,
  FileTarget,
  FolderListing,
  RecentPath,
  RecentUse,
} from '../../shared/workspace-files.ts'

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
  ready(): void
  handedOver(): void
}

export interface ConnectionCalls {
  state(): Awaitable<ConnectionsState>
  openDemo(): Awaitable<ConnectionsState>
  options(): Awaitable<SignInOptions>
  test(id: string | null, input: ConnectionInput): Awaitable<ConnectionTest>
  add(input: ConnectionInput): Awaitable<ConnectionsState>
  edit(id: string, input: ConnectionInput): Awaitable<ConnectionsState>
  rename(id: string, name: string, color: ConnectionColor): Awaitable<ConnectionsState>
  duplicate(id: string): Awaitable<ConnectionsState>
  signIn(id: string): Awaitable<ConnectionsState>
  cancelSignIn(): void
  reopenBrowser(): Awaitable<void>
  copySignInLink(): void
  activate(id: string): Awaitable<ConnectionsState>
  deactivate(): Awaitable<ConnectionsState>
  signOut(id: string): Awaitable<ConnectionsState>
  removal(id: string): Awaitable<RemovalFacts>
  remove(id: string): Awaitable<ConnectionsState>
}

export interface CatalogCalls {
  query(query: CatalogQuery): Awaitable<CatalogPage>
  facets(query: CatalogFacetsQuery): Awaitable<CatalogFacets>
  ids(query: Omit<CatalogQuery, 'offset' | 'limit'>): Awaitable<{ id: string; name: string }[]>
  status(kind: Kind): Awaitable<CatalogStatus>
  refresh(kind: Kind): Awaitable<void>
  cancelRefresh(kind: Kind): Awaitable<void>
  readRecentRuns(): Awaitable<void>
  lastRuns(kind: Kind, ids: string[]): Awaitable<{ id: string; runs: RunBrief[] }[]>
  vanished(kind: Kind): Awaitable<VanishedItem[]>
  markSeen(kind: Kind): Awaitable<void>
  pickedChanges(kind: Kind): Awaitable<PickedChange[]>
  resolve(kind: Kind, lines: string[]): Awaitable<ResolvedLine[]>
  details(kind: Kind, id: string, fresh: boolean): Awaitable<CatalogDetails>
  cancelDetails(kind: Kind, id: string): Awaitable<void>
}

export interface ConfigurationCalls {
  state(): Awaitable<ConfigurationState>
  text(document: DocumentKind): Awaitable<DocumentText>
  reload(document: DocumentKind, discardDraft: boolean): Awaitable<ConfigurationState>
  setPath(document: DocumentKind, path: string): Awaitable<ConfigurationState>
  createDefault(document: DocumentKind): Awaitable<ConfigurationState>
  pick(input: PickInput): Awaitable<SelectionSummary>
  switch(input: SwitchInput): Awaitable<SelectionSummary>
  setPicks(input: SetPicksInput): Awaitable<SelectionSummary>
  rename(kind: Kind, id: string, name: string): Awaitable<SelectionSummary>
  editText(input: EditTextInput): Awaitable<{ revision: number }>
  undo(document: DocumentKind): Awaitable<SelectionSummary>
  redo(document: DocumentKind): Awaitable<SelectionSummary>
  setExportJob(job: { jobId: string; jobName: string }): Awaitable<ConfigurationState>
  setOutputPath(path: string): Awaitable<ConfigurationState>
  fix(input: FixInput): Awaitable<ConfigurationState>
  discard(document: DocumentKind): Awaitable<ConfigurationState>
  save(
    document: DocumentKind,
    options: { overwrite: boolean; withoutKeeping?: boolean | undefined },
  ): Awaitable<SaveResult>
  saveAs(document: DocumentKind, target: FileTarget): Awaitable<FileOutcome>
  renameFile(document: DocumentKind, target: FileTarget): Awaitable<FileOutcome>
  duplicateFile(document: DocumentKind, target: FileTarget): Awaitable<FileOutcome>
  deleteFile(document: DocumentKind, evenIfChanged: boolean): Awaitable<DeleteOutcome>
  undoDelete(document: DocumentKind): Awaitable<ConfigurationState>
  openLocal(document: DocumentKind): Awaitable<{ path: string } | null>
  saveLocal(document: DocumentKind): Awaitable<{ path: string } | null>
  dismissNotice(document: DocumentKind): Awaitable<ConfigurationState>
  conflict(document: DocumentKind): Awaitable<VersionConflict | null>
  checkMerge(document: DocumentKind, remoteText: string, text: string): Awaitable<MergeCheck>
  dropDuplicates(document: DocumentKind, remoteText: string, text: string): Awaitable<string>
  resolveConflict(input: ResolveInput): Awaitable<ResolveResult>
}

export interface FormCalls {
  preview(): Awaitable<ConfigurationPreview>
  items(query: ConfigurationItemsQuery): Awaitable<ConfigurationItems>
  change(input: ChangeSectionInput): Awaitable<ConfigurationState>
  tryReplacement(input: TryReplacement): Awaitable<TriedReplacement>
  exportJob(fresh: boolean): Awaitable<ExportJobFacts>
}

export interface VersionCalls {
  list(document: DocumentKind): Awaitable<VersionList>
  text(id: string): Awaitable<string>
  restore(document: DocumentKind, id: string): Awaitable<void>
}

export interface FileCalls {
  list(path: string): Awaitable<FolderListing>
  search(under: string, text: string): Awaitable<FileSearch>
  cancelSearch(): void
  makeFolder(path: string): Awaitable<void>
  recent(use: RecentUse): Awaitable<RecentPath[]>
}

export interface ExportCalls {
  list(): Awaitable<ExportRecord[]>
  readiness(): Awaitable<Readiness>
  start(input: { anyway: boolean }): Awaitable<ExportRecord>
  checkAgain(id: string): Awaitable<AgainCheck>
  runAgain(id: string, input: { anyway: boolean }): Awaitable<ExportRecord>
  findRun(text: string): Awaitable<FoundRun>
  recentRuns(): Awaitable<RecentRuns>
  adopt(text: string, connectionId?: string): Awaitable<ExportRecord>
  followAgain(id: string): Awaitable<ExportRecord>
  cancel(id: string): Awaitable<ExportRecord>
  remove(id: string): Awaitable<void>
  pin(id: string, pinned: boolean): Awaitable<ExportRecord>
  storeState(): Awaitable<StoreState>
  dismissStoreNotice(): Awaitable<StoreState>
}

export interface EndCalls {
  contents(query: ContentsQuery): Awaitable<ExportContents>
  downloads(): Awaitable<ExportDownload[]>
  download(id: string, form: DownloadForm): Awaitable<ExportDownload | null>
  cancelDownload(id: string): Awaitable<ExportDownload>
  resumeDownload(id: string): Awaitable<ExportDownload>
  removeDownload(id: string): Awaitable<void>
  showDownload(id: string): Awaitable<void>
}

export interface BackgroundCalls {
  state(): Awaitable<BackgroundState>
  setStartAtLogin(on: boolean): Awaitable<BackgroundState>
  exportsInView(inView: boolean): void
  testNotification(): Awaitable<TestNotification>
}

export interface SetCalls {
  list(): Awaitable<SelectionSet[]>
  save(name: string): Awaitable<SelectionSet[]>
  apply(id: string, mode: 'add' | 'replace'): Awaitable<SelectionSummary>
  remove(id: string): Awaitable<SelectionSet[]>
  exportFile(id: string): Awaitable<{ path: string } | null>
  importFile(): Awaitable<SelectionSet[] | null>
}

export interface SettingsCalls {
  get(): Awaitable<Settings>
  change(change: SettingsChange): Awaitable<Settings>
}

export interface NetworkCalls {
  state(): Awaitable<NetworkState>
  route(host: string): Awaitable<RouteDescription>
  setProxyPassword(password: string | null): Awaitable<NetworkState>
  chooseCertificates(): Awaitable<NetworkState>
}

export interface SessionCalls {
  state(): Awaitable<LockState>
  lock(): Awaitable<LockState>
  unlock(): Awaitable<LockState>
}

export interface LogCalls {
  saveDiagnostics(): Awaitable<{ path: string } | null>
  read(query: { minimumLevel: LogLevel; text: string; limit: number }): Awaitable<LogEntry[]>
  showFolder(): Awaitable<void>
}

export interface Services {
  app: AppCalls
  connections: ConnectionCalls
  catalog: CatalogCalls
  configuration: ConfigurationCalls
  form: FormCalls
  versions: VersionCalls
  files: FileCalls
  exports: ExportCalls
  ends: EndCalls
  background: BackgroundCalls
  sets: SetCalls
  settings: SettingsCalls
  network: NetworkCalls
  session: SessionCalls
  log: LogCalls
}

/** The one table that says which service method carries out which call of the contract. */
export function createHandlers(services: Services): DesktopHandlers {
  const { app, connections, catalog, configuration, form, versions, exports, ends } = services
  const { background, files, sets, settings, network, session, log } = services
  return {
    app: {
      info: () => app.info(),
      openLink: ({ url }) => done(app.openLink(url)),
      copyText: ({ text }) => done(app.copyText(text)),
      quit: () => done(app.quit()),
      ready: () => done(app.ready()),
      handedOver: () => done(app.handedOver()),
    },
    connections: {
      state: () => connections.state(),
      openDemo: () => connections.openDemo(),
      options: () => connections.options(),
      test: ({ id, input }) => connections.test(id, input),
      add: (input) => connections.add(input),
      edit: ({ id, input }) => connections.edit(id, input),
      rename: ({ id, name, color }) => connections.rename(id, name, color),
      duplicate: ({ id }) => connections.duplicate(id),
      signIn: ({ id }) => connections.signIn(id),
      cancelSignIn: () => done(connections.cancelSignIn()),
      reopenBrowser: () => done(connections.reopenBrowser()),
      copySignInLink: () => done(connections.copySignInLink()),
      activate: ({ id }) => connections.activate(id),
      deactivate: () => connections.deactivate(),
      signOut: ({ id }) => connections.signOut(id),
      removal: ({ id }) => connections.removal(id),
      remove: ({ id }) => connections.remove(id),
    },
    catalog: {
      query: (query) => catalog.query(query),
      facets: (query) => catalog.facets(query),
      ids: (query) => catalog.ids(query),
      status: ({ kind }) => catalog.status(kind),
      refresh: ({ kind }) => done(catalog.refresh(kind)),
      cancelRefresh: ({ kind }) => done(catalog.cancelRefresh(kind)),
      readRecentRuns: () => done(catalog.readRecentRuns()),
      lastRuns: ({ kind, ids }) => catalog.lastRuns(kind, ids),
      vanished: ({ kind }) => catalog.vanished(kind),
      markSeen: ({ kind }) => done(catalog.markSeen(kind)),
      pickedChanges: ({ kind }) => catalog.pickedChanges(kind),
      resolve: ({ kind, lines }) => catalog.resolve(kind, lines),
      details: ({ kind, id, fresh }) => catalog.details(kind, id, fresh),
      cancelDetails: ({ kind, id }) => done(catalog.cancelDetails(kind, id)),
    },
    configuration: {
      state: () => configuration.state(),
      text: ({ document }) => configuration.text(document),
      reload: ({ document, discardDraft }) => configuration.reload(document, discardDraft),
      setPath: ({ document, path }) => configuration.setPath(document, path),
      createDefault: ({ document }) => configuration.createDefault(document),
      pick: (input) => configuration.pick(input),
      switch: (input) => configuration.switch(input),
      setPicks: (input) => configuration.setPicks(input),
      rename: ({ kind, id, name }) => configuration.rename(kind, id, name),
      editText: (input) => configuration.editText(input),
      undo: ({ document }) => configuration.undo(document),
      redo: ({ document }) => configuration.redo(document),
      setExportJob: (job) => configuration.setExportJob(job),
      setOutputPath: ({ path }) => configuration.setOutputPath(path),
      fix: (input) => configuration.fix(input),
      discard: ({ document }) => configuration.discard(document),
      save: ({ document, ...options }) => configuration.save(document, options),
      saveAs: ({ document, ...target }) => configuration.saveAs(document, target),
      renameFile: ({ document, ...target }) => configuration.renameFile(document, target),
      duplicateFile: ({ document, ...target }) => configuration.duplicateFile(document, target),
      deleteFile: ({ document, evenIfChanged }) =>
        configuration.deleteFile(document, evenIfChanged),
      undoDelete: ({ document }) => configuration.undoDelete(document),
      openLocal: ({ document }) => configuration.openLocal(document),
      saveLocal: ({ document }) => configuration.saveLocal(document),
      dismissNotice: ({ document }) => configuration.dismissNotice(document),
      conflict: ({ document }) => configuration.conflict(document),
      checkMerge: ({ document, remoteText, text }) =>
        configuration.checkMerge(document, remoteText, text),
      dropDuplicates: async ({ document, remoteText, text }) => ({
        text: await configuration.dropDuplicates(document, remoteText, text),
      }),
      resolveConflict: (input) => configuration.resolveConflict(input),
    },
    versions: {
      list: ({ document }) => versions.list(document),
      text: async ({ id }) => ({ text: await versions.text(id) }),
      restore: ({ document, id }) => done(versions.restore(document, id)),
    },
    files: {
      list: ({ path }) => files.list(path),
      search: ({ under, text }) => files.search(under, text),
      cancelSearch: () => done(files.cancelSearch()),
      makeFolder: ({ path }) => done(files.makeFolder(path)),
      recent: ({ document }) => files.recent(document),
    },
    form: {
      preview: () => form.preview(),
      items: (query) => form.items(query),
      change: (input) => form.change(input),
      tryReplacement: (input) => form.tryReplacement(input),
      exportJob: ({ fresh }) => form.exportJob(fresh),
    },
    exports: {
      list: () => exports.list(),
      readiness: () => exports.readiness(),
      start: (input) => exports.start(input),
      checkAgain: ({ id }) => exports.checkAgain(id),
      runAgain: ({ id, anyway }) => exports.runAgain(id, { anyway }),
      findRun: ({ run }) => exports.findRun(run),
      recentRuns: () => exports.recentRuns(),
      adopt: ({ run, connectionId }) => exports.adopt(run, connectionId),
      followAgain: ({ id }) => exports.followAgain(id),
      cancel: ({ id }) => exports.cancel(id),
      remove: ({ id }) => done(exports.remove(id)),
      contents: (query) => ends.contents(query),
      downloads: () => ends.downloads(),
      download: ({ id, form: wanted }) => ends.download(id, wanted),
      cancelDownload: ({ id }) => ends.cancelDownload(id),
      resumeDownload: ({ id }) => ends.resumeDownload(id),
      removeDownload: ({ id }) => done(ends.removeDownload(id)),
      showDownload: ({ id }) => done(ends.showDownload(id)),
      pin: ({ id, pinned }) => exports.pin(id, pinned),
      storeState: () => exports.storeState(),
      dismissStoreNotice: () => exports.dismissStoreNotice(),
    },
    background: {
      state: () => background.state(),
      setStartAtLogin: ({ on }) => background.setStartAtLogin(on),
      exportsInView: ({ inView }) => done(background.exportsInView(inView)),
      testNotification: () => background.testNotification(),
    },
    sets: {
      list: () => sets.list(),
      save: ({ name }) => sets.save(name),
      apply: ({ id, mode }) => sets.apply(id, mode),
      remove: ({ id }) => sets.remove(id),
      exportFile: ({ id }) => sets.exportFile(id),
      importFile: () => sets.importFile(),
    },
    settings: {
      get: () => settings.get(),
      change: (change) => settings.change(change),
    },
    network: {
      state: () => network.state(),
      route: ({ host }) => network.route(host),
      setProxyPassword: ({ password }) => network.setProxyPassword(password),
      chooseCertificates: () => network.chooseCertificates(),
    },
    session: {
      state: () => session.state(),
      lock: () => session.lock(),
      unlock: () => session.unlock(),
    },
    log: {
      saveDiagnostics: () => log.saveDiagnostics(),
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
