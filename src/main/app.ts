import { homedir } from 'node:os'
import { join } from 'node:path'
import { app } from 'electron'
import { calls, events } from '../shared/ipc.ts'
import type { Answer } from '../shared/ipc.ts'
import { UnseenEnds } from './exports/unseen-ends.ts'
import type { Log } from './logging/log.ts'
import type { Redactor } from './logging/redact.ts'
import { createServices } from './services.ts'
import { answerCall } from './shell/answer-call.ts'
import type { IncomingCall } from './shell/answer-call.ts'
import { desktopCalls } from './shell/app-calls.ts'
import { backgroundCalls } from './shell/background-calls.ts'
import { copyText, openFolder, openSignInPage } from './shell/desktop-files.ts'
import { tellOfDownloads } from './shell/download-notices.ts'
import { showExportsOnDesktop } from './shell/export-desktop.ts'
import { createHandlers } from './shell/handlers.ts'
import { watchInput } from './shell/input-watch.ts'
import type { IpcHost } from './shell/ipc-host.ts'
import { createLeaving, watchQuit } from './shell/leaving.ts'
import { isToldWhileLocked } from './shell/lock-gate.ts'
import { LoginItem } from './shell/login-item.ts'
import { setApplicationMenu } from './shell/menu.ts'
import { localFiles } from './shell/local-files.ts'
import { Notifications } from './shell/notifications.ts'
import { createOutsideLinks } from './shell/outside-links.ts'
import { tellPage } from './shell/page-events.ts'
import type { SendEvent } from './shell/page-events.ts'
import { PageQueue } from './shell/page-queue.ts'
import { watchPower } from './shell/power.ts'
import { createShowing } from './shell/showing.ts'
import { loadStateFiles, openStateFile } from './shell/state-file.ts'
import { resolveSystemProxy } from './shell/system-proxy.ts'
import { applyTheme, onThemeChange } from './shell/theme.ts'
import { canConfirmPresence, confirmPresence } from './shell/touch-id.ts'
import { startTray } from './shell/tray-start.ts'
import { reactToWindow } from './shell/window-reactions.ts'
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

  const links = createOutsideLinks(services, logger)
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
  const { showWindow, showPage, showSignIn, shown } = createShowing({ services, window, send })
  const { quit, handOver } = createLeaving({ services, window, send, log })
  function revalidate(): void {
    catalog.revalidate().catch((error: unknown) => {
      logger.warn('The lists could not be refreshed', { error })
    })
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
        showPage({ page: 'export', exportId })
      },
      signIn: showSignIn,
      openLink: links.openOrLog,
      quit: () => {
        app.quit()
      },
    },
    logger,
    now,
  })
  const loginItem = new LoginItem(appName)
  loginItem.renew(logger)
  const trayAvailable = startTray({
    hidden: options.hidden,
    open: () => {
      outside.tray.open()
    },
    onMissing: () => {
      // Without a tray nobody could get at an app without a window.
      if (window.current === null) showWindow()
    },
  })
  reactToWindow({
    window,
    services,
    page,
    quit,
    notifications,
    outside,
    revalidate,
    showWindow,
    trayAvailable,
  })

  const handlers = createHandlers({
    ...desktopCalls({
      appName,
      services,
      window,
      log,
      redactor,
      openLink: links.open,
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
    merges: configuration.merges,
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

  tellOfDownloads({
    services,
    window,
    notifications,
    showExport: (exportId) => {
      showPage({ page: 'export', exportId })
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
  watchQuit(quit, log)

  setApplicationMenu({
    appName,
    platform: process.platform,
    development: options.development,
    actions: {
      showPage: (page) => {
        showPage({ page, exportId: null })
      },
      command: (command) => {
        send('app.command', { command })
      },
      openLink: links.openOrLog,
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
    openLink: links.openOrLog,
    shown,
  }
}
