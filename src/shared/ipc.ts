import { z } from 'zod'
import { backgroundStateSchema, testNotificationSchema } from './background.ts'
import {
  catalogDetailsSchema,
  catalogFacetsQuerySchema,
  catalogFacetsSchema,
  catalogPageSchema,
  catalogIdsQuerySchema,
  catalogQuerySchema,
  catalogStatusSchema,
  itemIdSchema,
  kindSchema,
  pickedChangeSchema,
  resolvedLineSchema,
  runBriefSchema,
  vanishedItemSchema,
} from './catalog.ts'
import {
  configurationStateSchema,
  documentKindSchema,
  documentTextSchema,
  editTextInputSchema,
  fixInputSchema,
  pickInputSchema,
  resolveInputSchema,
  resolveResultSchema,
  saveResultSchema,
  selectionSummarySchema,
  setPicksInputSchema,
  switchInputSchema,
  versionIdSchema,
  versionListSchema,
} from './configuration.ts'
import {
  changeSectionInputSchema,
  configurationItemsQuerySchema,
  configurationItemsSchema,
  configurationPreviewSchema,
  exportJobFactsSchema,
  triedReplacementSchema,
  tryReplacementSchema,
} from './configuration-preview.ts'
import {
  connectionColorSchema,
  connectionIdSchema,
  connectionInputSchema,
  connectionsStateSchema,
  connectionTestSchema,
  removalFactsSchema,
  signInOptionsSchema,
  testStepSchema,
} from './connection.ts'
import { longestConnectionName } from './limits.ts'
import { call, event, nothing } from './contract.ts'
import type { Client, EventPayload, Handlers } from './contract.ts'
import type { ErrorRecord } from './errors.ts'
import { exportIdSchema, exportRecordSchema, readinessSchema } from './export.ts'
import {
  againCheckSchema,
  foundRunSchema,
  longestRunText,
  recentRunsSchema,
} from './export-runs.ts'
import { contentsQuerySchema, exportContentsSchema } from './export-contents.ts'
import { downloadFormSchema, exportDownloadSchema } from './export-download.ts'
import { storeStateSchema } from './export-store.ts'
import { logEntrySchema, logLevelSchema } from './log.ts'
import { versionConflictSchema } from './merge.ts'
import { mergeCheckSchema, mergedTextSchema } from './merge-check.ts'
import { networkStateSchema, routeDescriptionSchema } from './network.ts'
import { noticeSchema } from './notice.ts'
import { numericIdSchema, workspacePathSchema } from './schemas.ts'
import { selectionSetSchema, setIdSchema } from './selection-set.ts'
import { longestSetName } from './limits.ts'
import { lockStateSchema } from './session.ts'
import { settingsChangeSchema, settingsSchema } from './settings.ts'
import {
  deleteOutcomeSchema,
  fileOutcomeSchema,
  fileSearchSchema,
  fileTargetSchema,
  folderListingSchema,
  recentPathSchema,
  recentUseSchema,
  treePathSchema,
} from './workspace-files.ts'

const done = z.null()

/** Every call the page can make. The bridge, the client and the handler table derive from it. */
export const calls = {
  app: {
    info: call(
      'Versions and folders, for the Settings page and bug reports.',
      nothing,
      z.object({
        name: z.string(),
        version: z.string(),
        electron: z.string(),
        platform: z.string(),
        keychain: z.boolean(),
      }),
    ),
    openLink: call(
      'Opens a link of the connected workspace or of the documentation in the browser.',
      z.object({ url: z.string().max(4096) }),
      done,
    ),
    copyText: call(
      'Puts text on the clipboard.',
      z.object({ text: z.string().max(20_000_000) }),
      done,
    ),
    quit: call('Quits the app; active exports go on in Databricks.', nothing, done),
    ready: call('The page listens: what waited for it is told now.', nothing, done),
    handedOver: call('Answers `app.leaving`: all that was typed is in the drafts.', nothing, done),
  },
  connections: {
    state: call(
      'All connections, the active one and how it stands.',
      nothing,
      connectionsStateSchema,
    ),
    openDemo: call(
      'Starts the demo workspace on this computer and makes it the active connection.',
      nothing,
      connectionsStateSchema,
    ),
    options: call(
      'What this computer offers for signing in: keychain, profiles, environment, commands.',
      nothing,
      signInOptionsSchema,
    ),
    test: call(
      'Walks through the layers up to a signed-in user, keeps nothing. `id`: whose kept secret to use.',
      z.object({ id: connectionIdSchema.nullable(), input: connectionInputSchema }),
      connectionTestSchema,
    ),
    add: call(
      'Signs in, keeps the secret in the keychain (or for this session only) and activates the connection.',
      connectionInputSchema,
      connectionsStateSchema,
    ),
    edit: call(
      'Signs in with what was entered and replaces the connection.',
      z.object({ id: connectionIdSchema, input: connectionInputSchema }),
      connectionsStateSchema,
    ),
    rename: call(
      'Changes name and colour.',
      z.object({
        id: connectionIdSchema,
        name: z.string().trim().min(1).max(longestConnectionName),
        color: connectionColorSchema,
      }),
      connectionsStateSchema,
    ),
    duplicate: call(
      'Adds a copy with its secret (except of a browser sign-in, which belongs to one connection).',
      z.object({ id: connectionIdSchema }),
      connectionsStateSchema,
    ),
    signIn: call(
      'Signs in again: with the browser for a browser connection, else with what is kept.',
      z.object({ id: connectionIdSchema }),
      connectionsStateSchema,
    ),
    cancelSignIn: call('Ends the sign-in or the test under way.', nothing, done),
    reopenBrowser: call('Opens the page of the sign-in under way once more.', nothing, done),
    copySignInLink: call('Puts the link of the sign-in under way on the clipboard.', nothing, done),
    activate: call(
      'Makes a connection the active one and connects.',
      z.object({ id: connectionIdSchema }),
      connectionsStateSchema,
    ),
    deactivate: call('Goes back to the welcome page.', nothing, connectionsStateSchema),
    signOut: call(
      'Deletes the secret, the cached lists and the drafts of a connection; it stays in the list.',
      z.object({ id: connectionIdSchema }),
      connectionsStateSchema,
    ),
    removal: call(
      'What goes when a connection is removed.',
      z.object({ id: connectionIdSchema }),
      removalFactsSchema,
    ),
    remove: call(
      'Deletes a connection with its secret, its cached lists and its drafts.',
      z.object({ id: connectionIdSchema }),
      connectionsStateSchema,
    ),
  },
  catalog: {
    query: call(
      'One page of rows by text, filters and sort.',
      catalogQuerySchema,
      catalogPageSchema,
    ),
    facets: call(
      'Values to filter by, with counts among what matches the text and the other filters.',
      catalogFacetsQuerySchema,
      catalogFacetsSchema,
    ),
    ids: call(
      'Ids and names of everything that matches, or of a range of it, to pick rows that are not shown.',
      catalogIdsQuerySchema,
      z.array(z.object({ id: itemIdSchema, name: z.string() })),
    ),
    status: call(
      'How fresh the list of a kind is.',
      z.object({ kind: kindSchema }),
      catalogStatusSchema,
    ),
    refresh: call(
      'Reads the list of a kind from Databricks again.',
      z.object({ kind: kindSchema }),
      done,
    ),
    cancelRefresh: call('Stops the refresh under way.', z.object({ kind: kindSchema }), done),
    readNewestRuns: call(
      'Reads the newest runs of the workspace again, by which jobs are sorted.',
      nothing,
      done,
    ),
    lastRuns: call(
      'The last five runs of the given jobs or pipelines, newest last.',
      z.object({ kind: kindSchema, ids: z.array(itemIdSchema).min(1).max(50) }),
      z.array(z.object({ id: itemIdSchema, runs: z.array(runBriefSchema) })),
    ),
    vanished: call(
      'Items that are gone from the workspace since the last visit, at most 1,000.',
      z.object({ kind: kindSchema }),
      z.array(vanishedItemSchema),
    ),
    markSeen: call(
      'Takes the marks of new, changed and vanished items away.',
      z.object({ kind: kindSchema }),
      done,
    ),
    pickedChanges: call(
      'Picked items that vanished or were renamed in the workspace.',
      z.object({ kind: kindSchema }),
      z.array(pickedChangeSchema),
    ),
    resolve: call(
      'What pasted names or ids stand for.',
      z.object({ kind: kindSchema, lines: z.array(z.string().max(4096)).max(20_000) }),
      z.array(resolvedLineSchema),
    ),
    details: call(
      'One job or pipeline, closely: as read lately, or (`fresh`) read now.',
      z.object({ kind: kindSchema, id: itemIdSchema, fresh: z.boolean() }),
      catalogDetailsSchema,
    ),
    cancelDetails: call(
      'Gives up reading details: nobody looks at them any more.',
      z.object({ kind: kindSchema, id: itemIdSchema }),
      z.null(),
    ),
  },
  configuration: {
    state: call('Both documents with drafts and problems.', nothing, configurationStateSchema),
    text: call(
      'The text of a document, as in the workspace and as drafted.',
      z.object({ document: documentKindSchema }),
      documentTextSchema,
    ),
    reload: call(
      'Reads a document again from the workspace; unsaved edits stay unless they are to be discarded.',
      z.object({ document: documentKindSchema, discardDraft: z.boolean() }),
      configurationStateSchema,
    ),
    setPath: call(
      'Uses another workspace path for a document and reads it.',
      z.object({ document: documentKindSchema, path: workspacePathSchema }),
      configurationStateSchema,
    ),
    createDefault: call(
      'Writes a default document at its path, with the folder when it is missing.',
      z.object({ document: documentKindSchema }),
      configurationStateSchema,
    ),
    pick: call(
      'Adds items to the selection or takes them out.',
      pickInputSchema,
      selectionSummarySchema,
    ),
    switch: call('Sets a flag of picked items.', switchInputSchema, selectionSummarySchema),
    setPicks: call(
      'Picks some items and takes others out, as one step.',
      setPicksInputSchema,
      selectionSummarySchema,
    ),
    rename: call(
      'Writes the present name of a picked item into the draft.',
      z.object({ kind: kindSchema, id: itemIdSchema, name: z.string().min(1).max(4096) }),
      selectionSummarySchema,
    ),
    editText: call(
      'Types into a draft. `conflict` when the draft is of another revision: nothing was changed.',
      editTextInputSchema,
      z.object({ revision: z.number().int() }),
    ),
    undo: call(
      'Takes the last edit of a draft back, whether it was typed, picked or set.',
      z.object({ document: documentKindSchema }),
      selectionSummarySchema,
    ),
    redo: call(
      'Makes the edit again that was taken back last.',
      z.object({ document: documentKindSchema }),
      selectionSummarySchema,
    ),
    setExportJob: call(
      'Sets the export job in the draft of app_config.yml.',
      z.object({ jobId: numericIdSchema, jobName: z.string().min(1).max(4096) }),
      configurationStateSchema,
    ),
    setOutputPath: call(
      'Sets `v_start_path` in the draft of config.yml.',
      z.object({ path: workspacePathSchema }),
      configurationStateSchema,
    ),
    fix: call(
      'Carries out a fix of a problem, as one step. `conflict` when the draft has changed since.',
      fixInputSchema,
      configurationStateSchema,
    ),
    discard: call(
      'Throws the unsaved edits of a document away.',
      z.object({ document: documentKindSchema }),
      configurationStateSchema,
    ),
    save: call(
      'Writes a draft to the workspace, unless the file changed there meanwhile.',
      z.object({
        document: documentKindSchema,
        overwrite: z.boolean(),
        /** Saves also when what is replaced cannot be kept in the history. */
        withoutKeeping: z.boolean().optional(),
      }),
      saveResultSchema,
    ),
    saveAs: call(
      'Writes a draft to another path and goes on there; the file so far stays as it is.',
      fileTargetSchema,
      fileOutcomeSchema,
    ),
    renameFile: call(
      'Gives a file another path: writes it there, reads it back, deletes the old one.',
      fileTargetSchema,
      fileOutcomeSchema,
    ),
    duplicateFile: call(
      'Copies a file as it is in the workspace; the document stays where it is.',
      fileTargetSchema,
      fileOutcomeSchema,
    ),
    deleteFile: call(
      'Deletes a file; its text is kept on this computer.',
      z.object({ document: documentKindSchema, evenIfChanged: z.boolean() }),
      deleteOutcomeSchema,
    ),
    undoDelete: call(
      'Writes the file deleted last again, unless something is there now (`already-exists`).',
      z.object({ document: documentKindSchema }),
      configurationStateSchema,
    ),
    openLocal: call(
      'Asks for a file on this computer and puts its text into the draft, as one step. Null: canceled.',
      z.object({ document: documentKindSchema }),
      z.object({ path: z.string() }).nullable(),
    ),
    saveLocal: call(
      'Asks where on this computer, and writes the draft there. Null: canceled.',
      z.object({ document: documentKindSchema }),
      z.object({ path: z.string() }).nullable(),
    ),
    dismissNotice: call(
      'The user has seen that unsaved edits were brought back, or that they could not be read.',
      z.object({ document: documentKindSchema }),
      configurationStateSchema,
    ),
    conflict: call(
      'What somebody else changed since the unsaved edits were begun, merged with them. Null: nothing.',
      z.object({ document: documentKindSchema }),
      versionConflictSchema.nullable(),
    ),
    checkMerge: call(
      'Checks a merged text as YAML and by its items.',
      mergedTextSchema,
      mergeCheckSchema,
    ),
    dropDuplicates: call(
      'The merged text without items that neither version has so often.',
      mergedTextSchema,
      z.object({ text: z.string() }),
    ),
    resolveConflict: call(
      'Writes what the user decided, if the workspace still has what they saw, or keeps it as the draft.',
      resolveInputSchema,
      resolveResultSchema,
    ),
  },
  versions: {
    list: call(
      'What was replaced of a document and is kept on this computer, newest first.',
      z.object({ document: documentKindSchema }),
      versionListSchema,
    ),
    text: call(
      'The text of a kept version.',
      z.object({ id: versionIdSchema }),
      z.object({ text: z.string() }),
    ),
    restore: call(
      'Makes a kept version the draft, as one step that can be taken back; writes nothing.',
      z.object({ document: documentKindSchema, id: versionIdSchema }),
      done,
    ),
  },
  files: {
    list: call(
      'What is in a folder of the workspace.',
      z.object({ path: treePathSchema }),
      folderListingSchema,
    ),
    search: call(
      'Looks for names below a folder, as far as limits allow; ends the search before it (`canceled`).',
      z.object({ under: treePathSchema, text: z.string().min(1).max(200) }),
      fileSearchSchema,
    ),
    cancelSearch: call('Ends the search under way.', nothing, done),
    makeFolder: call(
      'Makes a folder and those above it.',
      z.object({ path: treePathSchema }),
      done,
    ),
    recent: call(
      'The paths used last for a document or as output folder, with how they are now; newest first.',
      z.object({ document: recentUseSchema }),
      z.array(recentPathSchema),
    ),
  },
  form: {
    preview: call(
      'The draft of config.yml section by section: variables, rules, what the app does not know.',
      nothing,
      configurationPreviewSchema,
    ),
    items: call(
      'Items in the draft of config.yml, in the order of the file.',
      configurationItemsQuerySchema,
      configurationItemsSchema,
    ),
    change: call(
      'Changes one place of a section of config.yml. `conflict` when the draft has changed since.',
      changeSectionInputSchema,
      configurationStateSchema,
    ),
    tryReplacement: call(
      'What a path, a value or a setting of Spark would become, step by step.',
      tryReplacementSchema,
      triedReplacementSchema,
    ),
    exportJob: call(
      'The job that the draft of app_config.yml names: parameters, permission, what is wrong with it.',
      z.object({ fresh: z.boolean() }),
      exportJobFactsSchema,
    ),
  },
  sets: {
    list: call('The saved selections of the connection.', nothing, z.array(selectionSetSchema)),
    save: call(
      'Keeps the present selection under a name; the same name again replaces it.',
      z.object({ name: z.string().trim().min(1).max(longestSetName) }),
      z.array(selectionSetSchema),
    ),
    apply: call(
      'Picks the items of a set, beside or instead of those picked now.',
      z.object({ id: setIdSchema, mode: z.enum(['add', 'replace']) }),
      selectionSummarySchema,
    ),
    remove: call(
      'Deletes a saved selection.',
      z.object({ id: setIdSchema }),
      z.array(selectionSetSchema),
    ),
    exportFile: call(
      'Asks where, and writes a set as a JSON file. Null: canceled.',
      z.object({ id: setIdSchema }),
      z.object({ path: z.string() }).nullable(),
    ),
    importFile: call(
      'Asks for a file and keeps its set. Null: canceled.',
      nothing,
      z.array(selectionSetSchema).nullable(),
    ),
  },
  exports: {
    list: call('All exports that are kept, newest first.', nothing, z.array(exportRecordSchema)),
    readiness: call('What is missing before an export can start.', nothing, readinessSchema),
    start: call(
      'Starts the export job with the saved config.yml. Unless `anyway`, `conflict` while an export of the same file is active.',
      z.object({ anyway: z.boolean() }),
      exportRecordSchema,
    ),
    checkAgain: call(
      'What running an export again would do, read from the workspace now.',
      z.object({ id: exportIdSchema }),
      againCheckSchema,
    ),
    runAgain: call(
      'Starts the configuration of an export once more, through its own connection. `anyway` as in `start`.',
      z.object({ id: exportIdSchema, anyway: z.boolean() }),
      exportRecordSchema,
    ),
    findRun: call(
      'The run that a pasted id or URL names, as it stands; nothing is done with it.',
      z.object({ run: z.string().max(longestRunText) }),
      foundRunSchema,
    ),
    recentRuns: call(
      'The newest runs of the export job of the active connection.',
      nothing,
      recentRunsSchema,
    ),
    adopt: call(
      'Follows a run that was started elsewhere, by its id or URL, or by its id in a connection. One in the list is brought up to date.',
      z.object({ run: z.string().max(longestRunText), connectionId: z.string().optional() }),
      exportRecordSchema,
    ),
    followAgain: call(
      'Looks again at the run of an ended export: repaired tasks run as part of the same run.',
      z.object({ id: exportIdSchema }),
      exportRecordSchema,
    ),
    cancel: call(
      'Asks Databricks to cancel the run of an export.',
      z.object({ id: exportIdSchema }),
      exportRecordSchema,
    ),
    remove: call(
      'Forgets a finished export (the run in Databricks stays).',
      z.object({ id: exportIdSchema }),
      done,
    ),
    contents: call(
      'What is in the output folder of an export that has ended, and what of it this run wrote.',
      contentsQuerySchema,
      exportContentsSchema,
    ),
    downloads: call(
      'Downloads of output folders, under way and finished, newest first.',
      nothing,
      z.array(exportDownloadSchema),
    ),
    download: call(
      'Asks where, and downloads the output folder of an export. Null: canceled.',
      z.object({ id: exportIdSchema, form: downloadFormSchema }),
      exportDownloadSchema.nullable(),
    ),
    cancelDownload: call(
      'Stops a download; what has arrived stays.',
      z.object({ id: exportIdSchema }),
      exportDownloadSchema,
    ),
    resumeDownload: call(
      'Goes on with a download that stopped; what has arrived is not fetched again.',
      z.object({ id: exportIdSchema }),
      exportDownloadSchema,
    ),
    removeDownload: call(
      'Forgets a download; what has arrived stays, but for a zip that is not whole.',
      z.object({ id: exportIdSchema }),
      done,
    ),
    showDownload: call(
      'Shows a download in the file manager.',
      z.object({ id: exportIdSchema }),
      done,
    ),
    pin: call(
      'Keeps an export however old it gets, or lets it expire again.',
      z.object({ id: exportIdSchema, pinned: z.boolean() }),
      exportRecordSchema,
    ),
    storeState: call(
      'What became of the stored exports, and whether they are being saved.',
      nothing,
      storeStateSchema,
    ),
    dismissStoreNotice: call(
      'The user has seen what became of the stored exports.',
      nothing,
      storeStateSchema,
    ),
  },
  background: {
    state: call('How the app lives without a window.', nothing, backgroundStateSchema),
    setStartAtLogin: call(
      'Has the system start the app, in the tray only, when the user logs in.',
      z.object({ on: z.boolean() }),
      backgroundStateSchema,
    ),
    exportsInView: call(
      'Whether the page shows the exports: with the window in front, their ends are seen then.',
      z.object({ inView: z.boolean() }),
      done,
    ),
    testNotification: call(
      'Shows a notification and answers what the system made of it.',
      nothing,
      testNotificationSchema,
    ),
  },
  settings: {
    get: call('All settings.', nothing, settingsSchema),
    change: call('Changes some settings.', settingsChangeSchema, settingsSchema),
  },
  network: {
    state: call('Proxy and certificates as they are now.', nothing, networkStateSchema),
    route: call(
      'Which way requests to a host take now.',
      z.object({ host: z.string().trim().min(1).max(300) }),
      routeDescriptionSchema,
    ),
    setProxyPassword: call(
      'Keeps the password of the proxy set by hand in the keychain; null deletes it.',
      z.object({ password: z.string().min(1).max(1000).nullable() }),
      networkStateSchema,
    ),
    chooseCertificates: call(
      'Asks for a PEM file and uses it; nothing changes when the user cancels.',
      nothing,
      networkStateSchema,
    ),
  },
  session: {
    state: call('Whether the app is locked.', nothing, lockStateSchema),
    lock: call('Locks the app now.', nothing, lockStateSchema),
    unlock: call(
      'Unlocks the app: asks for a finger where there is one, reads the keychain again.',
      nothing,
      lockStateSchema,
    ),
  },
  log: {
    saveDiagnostics: call(
      'Asks where, and writes a zip file with logs and settings without secrets. Null: canceled.',
      nothing,
      z.object({ path: z.string() }).nullable(),
    ),
    read: call(
      'The newest lines of the log, oldest first.',
      z.object({
        minimumLevel: logLevelSchema,
        text: z.string().max(200),
        limit: z.number().int().min(1).max(2000),
      }),
      z.array(logEntrySchema),
    ),
    showFolder: call('Opens the folder of the log files.', nothing, done),
  },
} as const

/** Everything main tells the page without being asked. */
export const events = {
  'connections.changed': event(
    'Connections, the active one or its status changed.',
    connectionsStateSchema,
  ),
  'connections.testing': event(
    'The test of a connection got further.',
    z.object({ steps: z.array(testStepSchema) }),
  ),
  'connections.browser': event(
    'The browser sign-in under way: `waiting` for the person in the browser, or over.',
    z.object({ state: z.enum(['waiting', 'over']) }),
  ),
  'session.changed': event('The app was locked or unlocked.', lockStateSchema),
  'network.changed': event('Proxy or certificates changed.', networkStateSchema),
  'catalog.changed': event('A list or its status changed.', catalogStatusSchema),
  'configuration.changed': event(
    'A document, a draft or the selection changed.',
    configurationStateSchema,
  ),
  'files.searching': event('A search in the workspace got further.', fileSearchSchema),
  'sets.changed': event(
    'The saved selections of the connection changed.',
    z.array(selectionSetSchema),
  ),
  'exports.changed': event('An export changed.', exportRecordSchema),
  'exports.downloadChanged': event('A download got further.', exportDownloadSchema),
  'exports.downloadRemoved': event(
    'A download is no longer kept.',
    z.object({ id: exportIdSchema }),
  ),
  'exports.removed': event('An export is no longer kept.', z.object({ id: exportIdSchema })),
  'exports.storeChanged': event('What is told of the stored exports changed.', storeStateSchema),
  'settings.changed': event('Settings changed.', settingsSchema),
  'app.show': event(
    'Main asks the page to show something (a notification or menu item was clicked).',
    z.object({
      page: z.enum(['export', 'workflows', 'pipelines', 'configuration', 'activity', 'settings']),
      exportId: exportIdSchema.nullable(),
    }),
  ),
  'app.notice': event(
    'What a notification would tell, while the window is in front.',
    noticeSchema,
  ),
  'app.leaving': event(
    'The app is about to quit: the page hands over what was typed last, then calls `app.handedOver`.',
    z.null(),
  ),
  'app.signIn': event(
    'Main asks the page to lead to the sign-in of a connection.',
    z.object({ connectionId: connectionIdSchema }),
  ),
  'app.command': event(
    'A menu shortcut that the page carries out.',
    z.object({ command: z.enum(['search', 'refresh', 'save', 'palette']) }),
  ),
} as const

export type AppCalls = typeof calls
export type AppEvents = typeof events
export type EventName = keyof AppEvents
export type PayloadOf<Name extends EventName> = EventPayload<AppEvents, Name>
export type DesktopClient = Client<AppCalls>
export type DesktopHandlers = Handlers<AppCalls>

/** How main answers a call. */
export type Answer = { ok: true; value: unknown } | { ok: false; error: ErrorRecord }

/** What the preload script exposes as `window.desktop`: every call answers an `Answer`. */
export type DesktopBridge = {
  readonly [Group in keyof AppCalls]: {
    readonly [Name in keyof AppCalls[Group]]: (input?: unknown) => Promise<Answer>
  }
} & {
  /** Listens to an event; the returned function stops listening. */
  readonly on: <Name extends EventName>(
    name: Name,
    listener: (payload: PayloadOf<Name>) => void,
  ) => () => void
}
