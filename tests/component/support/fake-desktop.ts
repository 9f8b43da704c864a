import type { BackgroundState } from '../../../src/shared/background.ts'
import type {
  CatalogFilters,
  CatalogItem,
  CatalogQuery,
  Kind,
  PickFlags,
} from '../../../src/shared/catalog.ts'
import type { ConfigurationState, DocumentState } from '../../../src/shared/configuration.ts'
import { connectionLayers } from '../../../src/shared/connection.ts'
import type {
  Connection,
  ConnectionInput,
  ConnectionsState,
  ConnectionTest,
  RemovalFacts,
  SignInOptions,
} from '../../../src/shared/connection.ts'
import { AppError } from '../../../src/shared/errors.ts'
import type { ExportRecord, Readiness } from '../../../src/shared/export.ts'
import type { StoreState } from '../../../src/shared/export-store.ts'
import type {
  Answer,
  DesktopBridge,
  DesktopHandlers,
  EventName,
  PayloadOf,
} from '../../../src/shared/ipc.ts'
import type { LogEntry } from '../../../src/shared/log.ts'
import type { NetworkState } from '../../../src/shared/network.ts'
import type { LockState } from '../../../src/shared/session.ts'
import { defaultSettings } from '../../../src/shared/settings.ts'
import type { Settings } from '../../../src/shared/settings.ts'
import { fakeDetails } from './fake-details.ts'
import { exportContents, exportDownload } from './fake-downloads.ts'
import { fakeForm, fakeFormState } from './fake-form.ts'
import type { FakeFormState } from './fake-form.ts'
import { fakePipelines, fakeRuns, fakeWorkflows } from './fake-items.ts'

type Handler = (input: never) => unknown
type HandlerTable = Record<string, Record<string, Handler>>

export interface FakeWorld {
  now: number
  connections: ConnectionsState
  signInOptions: SignInOptions
  removal: RemovalFacts
  network: NetworkState
  lock: LockState
  items: Record<Kind, CatalogItem[]>
  picks: Record<Kind, Map<string, PickFlags>>
  configuration: ConfigurationState
  settings: Settings
  startAtLogin: BackgroundState['startAtLogin']
  exports: ExportRecord[]
  store: StoreState
  log: LogEntry[]
  readiness: Readiness
  documents: { main: string; app: string }
  form: FakeFormState
}

export interface FakeDesktop {
  bridge: DesktopBridge
  world: FakeWorld
  /** Every call so far, as "catalog.query" with its input. */
  calls: { name: string; input: unknown }[]
  /** Replaces a handler, for example to answer later or to fail. */
  handle(name: `${string}.${string}`, handler: (input: never) => unknown): void
  emit<Name extends EventName>(name: Name, payload: PayloadOf<Name>): void
}

export const demoConnection: Connection = {
  id: 'demo',
  name: 'Demo workspace',
  color: 'none',
  host: 'http://127.0.0.1:41234',
  signIn: { method: 'demo' },
  secretKept: 'session',
  userName: 'you@example.com',
  createdAt: 0,
  lastConnectedAt: null,
}

function documentState(document: 'main' | 'app', path: string): DocumentState {
  return {
    document,
    path,
    status: 'loaded',
    error: null,
    revision: 1,
    unsaved: false,
    modifiedAt: Date.UTC(2026, 10, 21),
    outdated: null,
    savedRevision: 0,
    undo: null,
    redo: null,
    problems: [],
    restoredAt: null,
    draftError: null,
    deletedAt: null,
  }
}

export function fakeWorld(now: number, workflows = 240, pipelines = 60): FakeWorld {
  return {
    now,
    connections: {
      connections: [{ ...demoConnection, lastConnectedAt: now }],
      activeId: 'demo',
      status: { state: 'connected', error: null },
    },
    signInOptions: {
      keychain: { available: true, reason: '' },
      profiles: {
        file: '~/.databrickscfg',
        list: [
          {
            name: 'DEFAULT',
            host: 'https://adb-1.azuredatabricks.net',
            kind: 'personal access token',
            problem: null,
          },
          {
            name: 'staging',
            host: 'https://adb-2.azuredatabricks.net',
            kind: 'service principal',
            problem: null,
          },
          {
            name: 'account',
            host: 'https://accounts.azuredatabricks.net',
            kind: 'Databricks CLI',
            problem: 'It belongs to the account console, not to a workspace.',
          },
        ],
        problem: null,
      },
      environment: null,
      commands: { az: true, databricks: true },
    },
    removal: {
      hasSecret: true,
      cachedWorkflows: workflows,
      cachedPipelines: pipelines,
      hasUnsavedEdits: false,
      keptVersions: 0,
      activeExports: 0,
      finishedExports: 0,
    },
    network: {
      environmentProxy: null,
      hasProxyPassword: false,
      proxyError: null,
      certificates: { builtIn: 140, system: 12, file: null },
      certificatesError: null,
    },
    lock: { locked: false, touchId: false },
    items: { workflow: fakeWorkflows(workflows), pipeline: fakePipelines(pipelines) },
    picks: { workflow: new Map(), pipeline: new Map() },
    configuration: {
      connectionId: 'demo',
      main: documentState('main', '/Workspace/Shared/config.yml'),
      app: documentState('app', '/Workspace/Shared/app_config.yml'),
      selection: {
        workflows: 0,
        pipelines: 0,
        activeWorkflows: 0,
        activePipelines: 0,
        withLibraries: 0,
        unsavedChanges: 0,
        librariesOff: false,
        undo: null,
        ready: true,
      },
      outputPath: '/Workspace/Shared/exports',
      exportJob: { jobId: '1290381902', jobName: 'Export_Workflow_Job' },
    },
    settings: { ...defaultSettings },
    startAtLogin: { on: false, note: '', possible: true },
    exports: [],
    store: { problem: null, notice: null, searching: false },
    log: [],
    readiness: { ready: false, items: [], estimate: null },
    documents: { main: 'workflows: []\n', app: 'export-job: {}\n' },
    form: fakeFormState(),
  }
}

function matches(item: CatalogItem, filters: CatalogFilters, picked: boolean): boolean {
  const within = (values: readonly string[], value: string | null | undefined) =>
    values.length === 0 || (value != null && values.includes(value))
  return (
    within(filters.creators, item.creator) &&
    (filters.tags.length === 0 || item.tags.some((tag) => filters.tags.includes(tag))) &&
    within(filters.triggers, item.trigger?.kind) &&
    within(filters.computes, item.compute) &&
    within(filters.states, item.state) &&
    (!filters.picked || picked)
  )
}

function counted(values: (string | null | undefined)[]): { value: string; count: number }[] {
  const counts = new Map<string, number>()
  for (const value of values) if (value != null) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count)
}

const wrongSecret = {
  code: 'unauthorized' as const,
  message: 'Databricks does not accept this token.',
  suggestion: 'Check that it is complete and has not expired, or create a new one.',
  details: {},
}

/** The secret `wrong` is refused. */
function refuseWrongSecret(input: ConnectionInput): void {
  if (input.secret === 'wrong') throw AppError.fromRecord(wrongSecret)
}

function originOf(host: string | null): string {
  const name = host ?? 'adb-1.azuredatabricks.net'
  return name.includes('://') ? name : `https://${name}`
}

/** A finished test: everything passed, or the sign-in failed for the secret `wrong`. */
export function fakeTest(input: Pick<ConnectionInput, 'host' | 'secret'>): ConnectionTest {
  const failed = input.secret === 'wrong'
  return {
    host: originOf(input.host),
    userName: failed ? null : 'you@example.com',
    steps: connectionLayers.map((layer) => {
      if (layer === 'proxy') return { layer, state: 'skipped', detail: 'directly', error: null }
      if (failed && layer === 'access') return { layer, state: 'skipped', detail: '', error: null }
      if (failed && layer === 'sign-in') {
        return { layer, state: 'failed', detail: '', error: wrongSecret }
      }
      return { layer, state: 'passed', detail: `${layer} is fine`, error: null }
    }),
  }
}

function connectionOf(world: FakeWorld, input: ConnectionInput): Connection {
  return {
    id: `new-${world.connections.connections.length}`,
    name: input.name === '' ? (input.host ?? 'New') : input.name,
    color: input.color,
    host: originOf(input.host),
    signIn: input.signIn,
    secretKept: input.secret === null ? 'none' : input.keepSecret,
    userName: 'you@example.com',
    createdAt: world.now,
    lastConnectedAt: world.now,
  }
}

/** An in-memory stand-in for main, typed by the contract. */
export function fakeDesktop(world: FakeWorld): FakeDesktop {
  const listeners = new Map<string, Set<(payload: never) => void>>()
  const calls: FakeDesktop['calls'] = []

  function emit<Name extends EventName>(name: Name, payload: PayloadOf<Name>): void {
    for (const listener of listeners.get(name) ?? []) listener(payload as never)
  }

  function found(query: Pick<CatalogQuery, 'kind' | 'text' | 'filters' | 'sort'>): CatalogItem[] {
    const text = query.text.toLowerCase()
    const picks = world.picks[query.kind]
    const list = world.items[query.kind].filter(
      (item) =>
        item.name.toLowerCase().includes(text) && matches(item, query.filters, picks.has(item.id)),
    )
    const { by, descending } = query.sort
    if (by === 'name') list.sort((a, b) => a.name.localeCompare(b.name))
    if (by === 'creator') list.sort((a, b) => (a.creator ?? '').localeCompare(b.creator ?? ''))
    return descending ? list.reverse() : list
  }

  const undoable: { words: string; picks: FakeWorld['picks'] }[] = []

  function remember(words: string): void {
    const { workflow, pipeline } = world.picks
    undoable.push({
      words,
      picks: { workflow: new Map(workflow), pipeline: new Map(pipeline) },
    })
  }

  function picksChanged(): ConfigurationState['selection'] {
    const workflows = [...world.picks.workflow.values()]
    const pipelines = [...world.picks.pipeline.values()]
    world.configuration = {
      ...world.configuration,
      main: { ...world.configuration.main, unsaved: true },
      selection: {
        ...world.configuration.selection,
        workflows: workflows.length,
        pipelines: pipelines.length,
        activeWorkflows: workflows.filter((flags) => flags.isActive).length,
        activePipelines: pipelines.filter((flags) => flags.isActive).length,
        withLibraries: [...workflows, ...pipelines].filter((flags) => flags.exportLibraries).length,
        unsavedChanges: world.configuration.selection.unsavedChanges + 1,
        undo: undoable.at(-1)?.words ?? null,
      },
    }
    emit('configuration.changed', world.configuration)
    return world.configuration.selection
  }

  function changed(id: string, change: Partial<Connection>): ConnectionsState {
    const connections = world.connections.connections.map((other) =>
      other.id === id ? { ...other, ...change, id } : other,
    )
    return (world.connections = { ...world.connections, connections })
  }

  function activated(id: string): ConnectionsState {
    const status = { state: 'connected' as const, error: null }
    return (world.connections = { ...world.connections, activeId: id, status })
  }

  const handlers: DesktopHandlers = {
    app: {
      info: () => ({
        name: 'Databricks Workflow Manager',
        version: '0.1.0',
        electron: '45.4.1',
        platform: 'linux',
        keychain: world.signInOptions.keychain.available,
      }),
      openLink: () => null,
      copyText: () => null,
      quit: () => null,
      ready: () => null,
      handedOver: () => null,
    },
    connections: {
      state: () => world.connections,
      openDemo: () => {
        world.connections = {
          connections: [{ ...demoConnection, lastConnectedAt: world.now }],
          activeId: 'demo',
          status: { state: 'connected', error: null },
        }
        return world.connections
      },
      options: () => world.signInOptions,
      test: ({ input }) => {
        const test = fakeTest(input)
        emit('connections.testing', { steps: test.steps })
        return test
      },
      add: (input) => {
        refuseWrongSecret(input)
        const added = connectionOf(world, input)
        world.connections = {
          connections: [...world.connections.connections, added],
          activeId: added.id,
          status: { state: 'connected', error: null },
        }
        return world.connections
      },
      edit: ({ id, input }) => {
        refuseWrongSecret(input)
        return changed(id, connectionOf(world, input))
      },
      rename: ({ id, name, color }) => changed(id, { name, color }),
      duplicate: ({ id }) => {
        const copies = world.connections.connections
          .filter((other) => other.id === id)
          .map((one) => ({ ...one, id: `${id}-copy`, name: `${one.name} (copy)` }))
        const connections = [...world.connections.connections, ...copies]
        return (world.connections = { ...world.connections, connections })
      },
      signIn: ({ id }) => activated(id),
      cancelSignIn: () => null,
      reopenBrowser: () => null,
      copySignInLink: () => null,
      activate: ({ id }) => activated(id),
      deactivate: () => (world.connections = { ...world.connections, activeId: null }),
      signOut: ({ id }) => {
        const state = changed(id, { secretKept: 'none' })
        const activeId = state.activeId === id ? null : state.activeId
        return (world.connections = { ...state, activeId })
      },
      removal: () => world.removal,
      remove: ({ id }) =>
        (world.connections = {
          ...world.connections,
          activeId: world.connections.activeId === id ? null : world.connections.activeId,
          connections: world.connections.connections.filter((other) => other.id !== id),
        }),
    },
    catalog: {
      query: (query) => {
        const all = found(query)
        return {
          total: world.items[query.kind].length,
          matches: all.length,
          rows: all.slice(query.offset, query.offset + query.limit).map((item) => {
            const start = item.name.toLowerCase().indexOf(query.text.toLowerCase())
            return {
              item,
              highlights: query.text === '' ? [] : [[start, start + query.text.length]],
              matched: { id: [], creator: [], tags: [] },
              mark: null,
              pick: world.picks[query.kind].get(item.id) ?? null,
            }
          }),
        }
      },
      facets: ({ kind, text }) => {
        const items = world.items[kind].filter(({ name }) => name.includes(text))
        return {
          creators: counted(items.map((item) => item.creator)),
          tags: counted(items.flatMap((item) => item.tags)),
          triggers: counted(items.map((item) => item.trigger?.kind)),
          computes: counted(items.map((item) => item.compute)),
          states: counted(items.map((item) => item.state)),
          healths: counted(items.map((item) => item.health)),
          marks: { new: 0, changed: 0 },
        }
      },
      ids: ({ range, ...query }) =>
        found(query)
          .slice(range?.from ?? 0, range?.to)
          .map(({ id, name }) => ({ id, name })),
      status: ({ kind }) => ({
        kind,
        total: world.items[kind].length,
        updatedAt: world.now - 120_000,
        refreshing: false,
        refreshed: 0,
        error: null,
        news: { new: 0, changed: 0, vanished: 0 },
        newestRuns: null,
      }),
      refresh: () => null,
      cancelRefresh: () => null,
      readNewestRuns: () => null,
      lastRuns: ({ ids }) => ids.map((id) => ({ id, runs: fakeRuns(id, world.now, 5) })),
      vanished: () => [],
      markSeen: () => null,
      pickedChanges: () => [],
      resolve: ({ lines }) => lines.map((text) => ({ text, outcome: 'missing', candidates: [] })),
      cancelDetails: () => null,
      details: ({ kind, id }) => {
        const item = world.items[kind].find((other) => other.id === id)
        if (item === undefined) throw new AppError('not-found', 'There is no such item.')
        return fakeDetails(item, world.now)
      },
    },
    configuration: {
      state: () => world.configuration,
      editText: ({ document, changes }) => {
        let at = 0
        const parts = changes.map(({ from, to, insert }) => {
          const part = world.documents[document].slice(at, from) + insert
          at = to
          return part
        })
        world.documents[document] = parts.join('') + world.documents[document].slice(at)
        const revision = world.configuration[document].revision + 1
        const state = { ...world.configuration[document], revision, unsaved: true }
        world.configuration = { ...world.configuration, [document]: state }
        emit('configuration.changed', world.configuration)
        return { revision }
      },
      redo: () => world.configuration.selection,
      text: ({ document }) => ({
        connectionId: world.configuration.connectionId,
        path: world.configuration[document].path,
        revision: world.configuration[document].revision,
        typedRevision: 0,
        savedRevision: world.configuration[document].savedRevision,
        saved: world.documents[document],
        draft: world.documents[document],
      }),
      reload: () => world.configuration,
      setPath: () => world.configuration,
      createDefault: () => world.configuration,
      pick: ({ kind, items, picked }) => {
        remember(`${picked ? 'Pick' : 'Take out'} ${items.length}`)
        for (const { id } of items) {
          if (picked) world.picks[kind].set(id, { ...world.settings.pickDefaults })
          else world.picks[kind].delete(id)
        }
        return picksChanged()
      },
      switch: ({ kind, ids, flag, value }) => {
        remember(`Turn ${flag} ${value ? 'on' : 'off'}`)
        for (const id of ids) {
          const flags = world.picks[kind].get(id)
          if (flags !== undefined) world.picks[kind].set(id, { ...flags, [flag]: value })
        }
        return picksChanged()
      },
      setPicks: ({ kind, pick, unpick }) => {
        remember(`Pick ${pick.length} and take out ${unpick.length}`)
        for (const { id } of pick) world.picks[kind].set(id, { ...world.settings.pickDefaults })
        for (const id of unpick) world.picks[kind].delete(id)
        return picksChanged()
      },
      rename: () => world.configuration.selection,
      undo: () => {
        const last = undoable.pop()
        if (last !== undefined) world.picks = last.picks
        return picksChanged()
      },
      setExportJob: () => world.configuration,
      setOutputPath: () => world.configuration,
      fix: () => world.configuration,
      discard: () => world.configuration,
      save: () => ({ outcome: 'saved' }),
      saveAs: ({ path }) => ({ outcome: 'done', path, leftover: null }),
      renameFile: ({ path }) => ({ outcome: 'done', path, leftover: null }),
      duplicateFile: ({ path }) => ({ outcome: 'done', path, leftover: null }),
      deleteFile: ({ document }) => ({
        outcome: 'deleted',
        path: world.configuration[document].path,
      }),
      undoDelete: () => world.configuration,
      openLocal: () => null,
      saveLocal: () => null,
      conflict: () => null,
      checkMerge: () => ({ valid: true, problems: [], duplicates: [], lost: [] }),
      dropDuplicates: ({ text }) => ({ text }),
      resolveConflict: ({ then }) => ({ outcome: then === 'keep' ? 'kept' : 'saved' }),
      dismissNotice: () => world.configuration,
    },
    versions: {
      list: () => ({ versions: [], unreadable: 0 }),
      text: () => ({ text: '' }),
      restore: () => null,
    },
    files: {
      list: ({ path }) => ({ path, entries: [] }),
      search: ({ under, text }) => ({
        under,
        text,
        matches: [],
        found: 0,
        folders: 1,
        waiting: 0,
        closed: 0,
        state: 'complete',
        error: null,
      }),
      cancelSearch: () => null,
      makeFolder: () => null,
      recent: () => [],
    },
    form: fakeForm(world),
    sets: {
      list: () => [],
      save: () => [],
      apply: () => world.configuration.selection,
      remove: () => [],
      exportFile: () => null,
      importFile: () => null,
    },
    exports: {
      list: () => world.exports,
      readiness: () => world.readiness,
      start: () => {
        throw new AppError('not-ready', 'The fake desktop starts no exports.')
      },
      checkAgain: () => {
        throw new AppError('not-found', 'The fake desktop runs nothing again.')
      },
      runAgain: () => {
        throw new AppError('not-found', 'The fake desktop runs nothing again.')
      },
      findRun: () => {
        throw new AppError('not-found', 'The fake desktop has no runs.')
      },
      recentRuns: () => ({ jobId: '1290381902', jobName: 'Export_Workflow_Job', runs: [] }),
      adopt: () => {
        throw new AppError('not-found', 'The fake desktop has no runs.')
      },
      followAgain: () => {
        throw new AppError('conflict', 'The run has not changed since it ended.')
      },
      cancel: ({ id }) => {
        const record = world.exports.find((other) => other.id === id)
        if (record === undefined) throw new AppError('not-found', 'There is no such export.')
        return { ...record, cancelRequested: true }
      },
      remove: () => null,
      contents: () => exportContents(),
      downloads: () => [],
      download: () => null,
      cancelDownload: () => exportDownload({ state: 'stopped' }),
      resumeDownload: () => exportDownload(),
      removeDownload: () => null,
      showDownload: () => null,
      pin: ({ id, pinned }) => {
        const record = world.exports.find((other) => other.id === id)
        if (record === undefined) throw new AppError('not-found', 'There is no such export.')
        return { ...record, pinned }
      },
      storeState: () => world.store,
      dismissStoreNotice: () => (world.store = { ...world.store, notice: null, searching: false }),
    },
    background: {
      state: () => ({ startAtLogin: world.startAtLogin }),
      setStartAtLogin: ({ on }) => ({
        startAtLogin: (world.startAtLogin = { ...world.startAtLogin, on }),
      }),
      exportsInView: () => null,
      testNotification: () => ({ outcome: 'shown', reason: '' }),
    },
    settings: {
      get: () => world.settings,
      change: (change) => (world.settings = { ...world.settings, ...change }),
    },
    network: {
      state: () => world.network,
      route: ({ host }) => ({ host, route: 'directly' }),
      setProxyPassword: ({ password }) =>
        (world.network = { ...world.network, hasProxyPassword: password !== null }),
      chooseCertificates: () => world.network,
    },
    session: {
      state: () => world.lock,
      lock: () => (world.lock = { ...world.lock, locked: true }),
      unlock: () => (world.lock = { ...world.lock, locked: false }),
    },
    log: {
      saveDiagnostics: () => null,
      read: ({ text }) => world.log.filter((entry) => entry.message.includes(text)),
      showFolder: () => null,
    },
  }
  const table = handlers as unknown as HandlerTable

  const bridge = new Proxy(
    {},
    {
      get: (_, group: string) =>
        group === 'on'
          ? (name: string, listener: (payload: never) => void) => {
              const set = listeners.get(name) ?? new Set()
              listeners.set(name, set.add(listener))
              return () => set.delete(listener)
            }
          : new Proxy(
              {},
              {
                get:
                  (_members, member: string) =>
                  async (input?: unknown): Promise<Answer> => {
                    calls.push({ name: `${group}.${member}`, input })
                    try {
                      return { ok: true, value: await table[group]?.[member]?.(input as never) }
                    } catch (thrown) {
                      return { ok: false, error: AppError.from(thrown).toRecord() }
                    }
                  },
              },
            ),
    },
  ) as DesktopBridge

  return {
    bridge,
    world,
    calls,
    handle(name, handler) {
      const [group = '', member = ''] = name.split('.')
      table[group] = { ...table[group], [member]: handler }
    },
    emit,
  }
}
