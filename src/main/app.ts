import { homedir } from 'node:os'
import { join } from 'node:path'
import { app } from 'electron'
import { calls, events } from '../shared/ipc.ts'
import type { Answer, EventName, PayloadOf } from '../shared/ipc.ts'
import { traySummary } from './exports/tray-summary.ts'
import { createDiagnostics } from './logging/diagnostics.ts'
import type { Log } from './logging/log.ts'
import { readLog } from './logging/reader.ts'
import type { Redactor } from './logging/redact.ts'
import { createServices } from './services.ts'
import { answerCall } from './shell/answer-call.ts'
import type { IncomingCall } from './shell/answer-call.ts'
import { closeDecision, whereItWent } from './shell/closing.ts'
import {
  copyText,
  openFolder,
  openLink,
  openSignInPage,
  showInFolder,
} from './shell/desktop-files.ts'
import { askToQuit, chooseCertificatesFile, chooseDownloadPlace } from './shell/dialogs.ts'
import { exportNotification } from './shell/export-notification.ts'
import { createHandlers } from './shell/handlers.ts'
import { watchInput } from './shell/input-watch.ts'
import type { IpcHost } from './shell/ipc-host.ts'
import { isToldWhileLocked } from './shell/lock-gate.ts'
import { setApplicationMenu } from './shell/menu.ts'
import { localFiles } from './shell/local-files.ts'
import { Notifications } from './shell/notifications.ts'
import { tellPage } from './shell/page-events.ts'
import { watchPower } from './shell/power.ts'
import { HandOver } from './shell/hand-over.ts'
import { Quit } from './shell/quit.ts'
import { saveDiagnostics } from './shell/save-diagnostics.ts'
import { openSetFile, saveSetFile } from './shell/set-files.ts'
import { SignInNotices } from './shell/sign-in-notification.ts'
import { loadStateFiles, openStateFile } from './shell/state-file.ts'
import { resolveSystemProxy } from './shell/system-proxy.ts'
import { applyTheme, onThemeChange } from './shell/theme.ts'
import { canConfirmPresence, confirmPresence } from './shell/touch-id.ts'
import { hasTrayHost } from './shell/tray-host.ts'
import { AppTray } from './shell/tray.ts'
import type { MainWindow } from './shell/window.ts'

export interface AppOptions {
  appName: string
  /** Folder of everything the app keeps. */
  userData: string
  /** Folder of the icons. */
  resources: string
  workers: { catalog: URL; demo: URL; rules: URL }
  development: boolean
  now: () => number
  log: Log
  redactor: Redactor
  window: MainWindow
  host: IpcHost
}

/** What the start needs of the app once it runs. */
export interface RunningApp {
  answer: (call: IncomingCall) => Promise<Answer>
  /** Opens an allowed link in the browser; others cost a log line. */
  openLink: (url: string) => void
  /** The window was brought to the front. */
  shown: () => void
}

/** Builds the services and wires them to the desktop. Resolves when calls can be answered. */
export async function runApp(options: AppOptions): Promise<RunningApp> {
  const { appName, userData, resources, now, log, redactor, window, host } = options
  const { logger } = log
  const checkContract = options.development || process.env.CHECK_CONTRACT === '1'
  await loadStateFiles()
  const services = createServices({
    userData,
    workers: options.workers,
    openStateFile: (name) => openStateFile({ folder: userData, name, now, logger }),
    onSecret: (secret) => {
      redactor.registerSecret(secret)
    },
    redact: (text) => redactor.whole(text),
    productVersion: app.getVersion(),
    demoTimeScale: Number(process.env.DEMO_TIME_SCALE) || 1,
    desktop: {
      openBrowser: openSignInPage,
      copyText,
      resolveSystemProxy,
      canConfirmPresence,
      confirmPresence,
      localFiles: localFiles(() => window.current),
    },
    environment: process.env,
    home: homedir(),
    logger,
    now,
  })
  const { browser, catalog, configuration, connections, ends, exports, files } = services
  const { lock, network, sets, settings } = services
  log.setLevel(settings.get().logLevel)

  const openOutside = (url: string): Promise<void> => {
    const owners = [connections.active(), ...exports.list()]
    return openLink(
      url,
      owners.flatMap((owner) => (owner ? [owner.host] : [])),
    )
  }
  const openOutsideOrLog = (url: string): void => {
    openOutside(url).catch((error: unknown) => {
      logger.warn('A link was not opened', { error })
    })
  }
  const handOver = new HandOver({
    ask: () => {
      const { current } = window
      // A locked page is told nothing, and nobody types in it.
      if (!current || current.isDestroyed() || lock.state().locked) return false
      send('app.leaving', null)
      return true
    },
    deadlineMs: 1000,
  })
  const quit = new Quit({
    handOver: () => handOver.wait(),
    activeExports: () => exports.active(),
    unsavedEdits: () => configuration.unsavedEdits(),
    ask: (question) => askToQuit(question, window.current),
    shutDown: () => services.close(),
    quitApp: () => {
      app.quit()
    },
    deadlineMs: 5000,
    logger: logger.scope('shell'),
  })
  const notifications = new Notifications({
    icon: join(resources, 'icon-512.png'),
    logger: logger.scope('notifications'),
  })

  function send<Name extends EventName>(name: Name, payload: PayloadOf<Name>): void {
    if (checkContract && !events[name].payload.safeParse(payload).success) {
      logger.error('An event does not fit the contract', { event: name })
    }
    if (lock.state().locked && !isToldWhileLocked(name)) return
    host.send(name, payload)
  }
  function revalidate(): void {
    catalog.revalidate().catch((error: unknown) => {
      logger.warn('The lists could not be refreshed', { error })
    })
  }
  let seenAt = now()
  function shown(): void {
    seenAt = now()
    lock.noteInput()
    updateTray()
    exports.pokeNow()
    connections.recheck()
  }
  function showWindow(): void {
    window.show()
    shown()
  }
  function show(payload: PayloadOf<'app.show'>): void {
    showWindow()
    send('app.show', payload)
  }
  function showSignIn(connectionId: string): void {
    showWindow()
    send('app.signIn', { connectionId })
  }

  let trayAvailable = true
  void hasTrayHost(process.platform).then((available) => {
    trayAvailable = available
  })
  window.closeDecision = () =>
    closeDecision({
      hasActiveExports: exports.hasActive(),
      hasUnsavedEdits: configuration.hasUnsavedEdits(),
      keepInBackground: settings.get().keepInBackground,
      quitting: quit.quitting,
    })
  window.onAsk = () => {
    app.quit()
  }
  window.onShown = revalidate
  window.onFocus = () => {
    catalog.look()
  }
  window.onFirstHide = () => {
    const { platform } = process
    const facts = { hasActiveExports: exports.hasActive(), trayAvailable, platform }
    notifications.show(whereItWent(facts), showWindow)
  }

  const info = async () => ({
    name: appName,
    version: app.getVersion(),
    electron: process.versions.electron,
    platform: `${process.platform} ${process.arch}`,
    keychain: await connections.hasKeychain(),
  })
  const handlers = createHandlers({
    app: {
      info,
      openLink: openOutside,
      copyText,
      quit: () => {
        app.quit()
      },
      handedOver: () => {
        handOver.done()
      },
    },
    connections,
    catalog,
    configuration,
    form: services.form,
    versions: services.versions,
    files,
    exports,
    ends: {
      contents: (query) => ends.contents(query),
      downloads: () => ends.downloads.list(),
      download: async (id, form) => {
        const name = ends.downloadName(id, form)
        const place = await chooseDownloadPlace(window.current, form, name)
        return place && (await ends.download(id, form, place))
      },
      cancelDownload: (id) => ends.downloads.cancel(id),
      resumeDownload: (id) => ends.downloads.resume(id),
      removeDownload: (id) => ends.downloads.remove(id),
      showDownload: async (id) => showInFolder(await ends.downloads.placeOf(id)),
    },
    sets: {
      list: () => sets.list(),
      save: (name) => sets.save(name),
      apply: (id, mode) => sets.apply(id, mode),
      remove: (id) => sets.remove(id),
      exportFile: (id) => saveSetFile(window.current, () => sets.toFile(id)),
      importFile: async () => {
        const text = await openSetFile(window.current)
        return text === null ? null : sets.fromFile(text)
      },
    },
    settings,
    network: {
      state: () => network.state(),
      route: (target) => network.describeRoute(target),
      setProxyPassword: (password) => network.setProxyPassword(password),
      chooseCertificates: async () => {
        const file = await chooseCertificatesFile(window.current)
        if (file !== null) settings.change({ certificatesFile: file })
        return await network.state()
      },
    },
    session: lock,
    log: {
      saveDiagnostics: () =>
        saveDiagnostics(window.current, async () =>
          createDiagnostics({
            logFolder: log.folder,
            info: await info(),
            settings: settings.get(),
            connections: connections.state(),
            network: await network.state(),
            exports: exports.list(),
            now,
            redactor,
          }),
        ),
      read: (query) => readLog(log.folder, query),
      showFolder: () => openFolder(log.folder),
    },
  })

  tellPage(services, send)
  settings.changed.on((changed) => {
    applyTheme(changed.theme)
    log.setLevel(changed.logLevel)
  })
  browser.changed.on(({ state }) => {
    // The person comes back from the browser to a window that is behind it.
    if (state === 'over') window.show()
  })
  watchInput(() => {
    lock.noteInput()
  })
  exports.ended.on((record) => {
    const text = exportNotification(record, settings.get())
    if (!text) return
    notifications.show(text, () => {
      show({ page: 'export', exportId: record.id })
    })
  })

  const signInNotices = new SignInNotices({
    show: (text, onClick) => notifications.show(text, onClick),
    signIn: showSignIn,
  })
  exports.signInNeeded.on((need) => {
    signInNotices.needed(need)
  })
  exports.signInSettled.on((connectionId) => {
    signInNotices.settled(connectionId)
  })

  app.on('before-quit', (event) => {
    quit.beforeQuit(event)
  })
  app.on('window-all-closed', () => {
    app.quit()
  })
  app.on('quit', () => {
    log.close()
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      quit.sessionEnds()
    })
  }

  setApplicationMenu({
    appName,
    platform: process.platform,
    development: options.development,
    actions: {
      showPage: (page) => {
        show({ page, exportId: null })
      },
      command: (command) => {
        send('app.command', { command })
      },
      openLink: openOutsideOrLog,
      showLogFolder: () => {
        openFolder(log.folder).catch((error: unknown) => {
          logger.warn('The log folder was not opened', { error })
        })
      },
    },
  })
  const tray = new AppTray({
    appName,
    images: join(resources, 'tray'),
    actions: {
      showWindow,
      showExport: (exportId) => {
        show({ page: 'export', exportId })
      },
      signIn: showSignIn,
      quit: () => {
        app.quit()
      },
    },
    logger: logger.scope('tray'),
  })
  function updateTray(): void {
    tray.update(traySummary(exports.list(), now(), appName, seenAt))
  }
  exports.changed.on(updateTray)
  exports.removed.on(updateTray)
  onThemeChange(() => {
    window.updateBackground()
  })
  watchPower({
    onAwake: () => {
      lock.check()
      exports.pokeNow()
      connections.recheck()
      revalidate()
    },
    onShutdown: () => {
      quit.sessionEnds()
    },
    logger: logger.scope('power'),
  })
  services.start()
  const context = {
    calls,
    handlers,
    logger,
    checkOutput: checkContract,
    isLocked: () => lock.state().locked,
  }
  return {
    answer: (call) => answerCall(context, call),
    openLink: openOutsideOrLog,
    shown,
  }
}
