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
export type Awaitable<Value> = Value | Promise<Value>

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
  readNewestRuns(): Awaitable<void>
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
  undoDelete(document: DocumentKind): Awaitable<ConfigurationState>
  dismissNotice(document: DocumentKind): Awaitable<ConfigurationState>
  conflict(document: DocumentKind): Awaitable<VersionConflict | null>
  resolveConflict(input: ResolveInput): Awaitable<ResolveResult>
}

export interface SelectionCalls {
  pick(input: PickInput): Awaitable<SelectionSummary>
  switch(input: SwitchInput): Awaitable<SelectionSummary>
  setPicks(input: SetPicksInput): Awaitable<SelectionSummary>
  rename(kind: Kind, id: string, name: string): Awaitable<SelectionSummary>
}

export interface DocumentFileCalls {
  saveAs(document: DocumentKind, target: FileTarget): Awaitable<FileOutcome>
  renameFile(document: DocumentKind, target: FileTarget): Awaitable<FileOutcome>
  duplicateFile(document: DocumentKind, target: FileTarget): Awaitable<FileOutcome>
  deleteFile(document: DocumentKind, evenIfChanged: boolean): Awaitable<DeleteOutcome>
  openLocal(document: DocumentKind): Awaitable<{ path: string } | null>
  saveLocal(document: DocumentKind): Awaitable<{ path: string } | null>
}

export interface MergeCalls {
  checkMerge(document: DocumentKind, remoteText: string, text: string): Awaitable<MergeCheck>
  dropDuplicates(document: DocumentKind, remoteText: string, text: string): Awaitable<string>
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

/** What the handler table calls, by group: services of the app, or what the desktop adds to them. */
export interface Services {
  app: AppCalls
  connections: ConnectionCalls
  catalog: CatalogCalls
  configuration: ConfigurationCalls
  selection: SelectionCalls
  documentFiles: DocumentFileCalls
  merges: MergeCalls
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
