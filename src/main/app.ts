import { homedir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { app } from 'electron'
import { calls, events } from '../shared/ipc.ts'
import type { Answer, PayloadOf } from '../shared/ipc.ts'
import { UnseenEnds } from './exports/unseen-ends.ts'
import type { Log } from './logging/log.ts'
import type { Redactor } from './logging/redact.ts'
import { createServices } from './services.ts'
import { answerCall } from './shell/answer-call.ts'
import type { IncomingCall } from './shell/answer-call.ts'
import { desktopCalls } from './shell/app-calls.ts'
import { backgroundCalls } from './shell/background-calls.ts'
import { closeDecision, whereItWent } from './shell/closing.ts'
import { copyText, openFolder, openLink, openSignInPage } from './shell/desktop-files.ts'
import { askToQuit } from './shell/dialogs.ts'
import { showExportsOnDesktop } from './shell/export-desktop.ts'
import { createHandlers } from './shell/handlers.ts'
import { watchInput } from './shell/input-watch.ts'
import type { IpcHost } from './shell/ipc-host.ts'
import { isToldWhileLocked } from './shell/lock-gate.ts'
import { LoginItem } from './shell/login-item.ts'
import { setApplicationMenu } from './shell/menu.ts'
import { localFiles } from './shell/local-files.ts'
import { Notifications } from './shell/notifications.ts'
import { tellPage } from './shell/page-events.ts'
import type { SendEvent } from './shell/page-events.ts'
import { PageQueue } from './shell/page-queue.ts'
import { watchPower } from './shell/power.ts'
import { downloadNotification } from './shell/download-notification.ts'
import { HandOver } from './shell/hand-over.ts'
import { Quit } from './shell/quit.ts'
import { loadStateFiles, openStateFile } from './shell/state-file.ts'
import { resolveSystemProxy } from './shell/system-proxy.ts'
import { applyTheme, onThemeChange } from './shell/theme.ts'
import { canConfirmPresence, confirmPresence } from './shell/touch-id.ts'
import { hasTrayHost, waitForTrayHost } from './shell/tray-host.ts'
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
  /** Started at login: there is no window until somebody asks for it. */
  hidden: boolean
}

/** At login the panel with the tray may come later than the app. */
const trayTries = 8
const trayPauseMs = 1000

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
  const stateFile = (name: string) => openStateFile({ folder: userData, name, now, logger })
  const services = createServices({
    userData,
    workers: options.workers,
    openStateFile: stateFile,
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
  const { browser, catalog, configuration, connections, exports, files } = services
  const { lock, settings } = services
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
    activeDownloads: () => services.ends.downloads.active,
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

  const page = new PageQueue((name, payload) => {
    if (lock.state().locked && !isToldWhileLocked(name)) return
    host.send(name, payload)
  })
  const send: SendEvent = (name, payload) => {
    if (checkContract && !events[name].payload.safeParse(payload).success) {
      logger.error('An event does not fit the contract', { event: name })
    }
    page.send(name, payload)
  }
  function revalidate(): void {
    catalog.revalidate().catch((error: unknown) => {
      logger.warn('The lists could not be refreshed', { error })
    })
  }
  function shown(): void {
    lock.noteInput()
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
  window.onShown = () => {
    outside.redraw()
    revalidate()
  }
  window.onDeaf = () => {
    page.gone()
    outside.exportsInView(false)
  }
  window.onFocus = () => {
    outside.focused()
    catalog.look()
  }
  window.onFirstHide = () => {
    const { platform } = process
    const facts = { hasActiveExports: exports.hasActive(), trayAvailable, platform }
    notifications.show(whereItWent(facts), showWindow)
  }

  const outside = showExportsOnDesktop({
    appName,
    resources,
    services,
    unseen: new UnseenEnds({ file: stateFile('unseen-exports'), logger }),
    notifications,
    window,
    tellPage: (notice) => {
      send('app.notice', notice)
    },
    actions: {
      showWindow,
      showExport: (exportId) => {
        show({ page: 'export', exportId })
      },
      signIn: showSignIn,
      openLink: openOutsideOrLog,
      quit: () => {
        app.quit()
      },
    },
    logger,
    now,
  })
  const loginItem = new LoginItem(appName)
  loginItem.renew(logger)
  let trayAvailable = true
  const lookForTray = (): Promise<boolean> => hasTrayHost(process.platform)
  if (options.hidden) {
    const pause = (): Promise<void> => sleep(trayPauseMs)
    void waitForTrayHost(lookForTray, pause, trayTries).then((available) => {
      trayAvailable = available
      outside.tray.open()
      // Without a tray nobody could get at an app without a window.
      if (!available && window.current === null) showWindow()
    })
  } else {
    outside.tray.open()
    void lookForTray().then((available) => {
      trayAvailable = available
    })
  }

  const handlers = createHandlers({
    ...desktopCalls({
      appName,
      services,
      window,
      log,
      redactor,
      openLink: openOutside,
      onReady: () => {
        page.ready()
      },
      onHandedOver: () => {
        handOver.done()
      },
      now,
    }),
    connections,
    catalog,
    configuration,
    selection: configuration.selection,
    documentFiles: configuration.files,
    form: services.form,
    versions: services.versions,
    files,
    exports,
    background: backgroundCalls({
      loginItem,
      notifications,
      exportsInView: outside.exportsInView,
      showWindow,
    }),
    settings,
    session: lock,
  })

  services.ends.downloads.ended.on((download) => {
    // The page tells those who look at it.
    const text = window.isInFront ? null : downloadNotification(download, settings.get())
    if (text === null) return
    notifications.show(text, () => {
      show({ page: 'export', exportId: download.exportId })
    })
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
