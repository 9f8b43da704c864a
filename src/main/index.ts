import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { app, session } from 'electron'
import { traySummary } from './exports/tray-summary.ts'
import { logCrashes } from './logging/crashes.ts'
import { Log } from './logging/log.ts'
import { readLog } from './logging/reader.ts'
import { Redactor } from './logging/redact.ts'
import { terminalMirror } from './logging/terminal.ts'
import { createServices } from './services.ts'
import { closeDecision, whereItWent } from './shell/closing.ts'
import { copyText, openFolder, openLink } from './shell/desktop-files.ts'
import { askToQuit } from './shell/dialogs.ts'
import { exportNotification } from './shell/export-notification.ts'
import { guardAllContents, refuseEverything } from './shell/guard.ts'
import { createHandlers } from './shell/handlers.ts'
import { IpcHost } from './shell/ipc-host.ts'
import { setApplicationMenu } from './shell/menu.ts'
import { Notifications } from './shell/notifications.ts'
import { isOwnPage, pageUrl } from './shell/origins.ts'
import { watchPower } from './shell/power.ts'
import { guardDevelopmentPage, registerPageScheme, servePage } from './shell/protocol.ts'
import { Quit } from './shell/quit.ts'
import { claimSingleInstance } from './shell/single-instance.ts'
import { openStateFile } from './shell/state-file.ts'
import { applyTheme, backgroundColor, onThemeChange } from './shell/theme.ts'
import { hasTrayHost } from './shell/tray-host.ts'
import { AppTray } from './shell/tray.ts'
import { MainWindow } from './shell/window.ts'
import type { PayloadOf } from '../shared/ipc.ts'

const appName = 'Databricks Workflow Manager'
const developmentServer = app.isPackaged ? null : (process.env.ELECTRON_RENDERER_URL ?? null)
const here = fileURLToPath(new URL('.', import.meta.url))
const resources = app.isPackaged
  ? join(process.resourcesPath, 'resources')
  : join(app.getAppPath(), 'resources')
const now = Date.now

app.setName(appName)
app.setAppUserModelId('io.github.databricks-workflow-manager')
const ownFolder = app.commandLine.getSwitchValue('user-data-dir')
const userData = ownFolder || join(app.getPath('appData'), appName)
mkdirSync(userData, { recursive: true })
app.setPath('userData', userData)
registerPageScheme()

let showWindow = (): void => undefined
if (claimSingleInstance(() => showWindow())) run()
else app.exit(0)

function run(): void {
  const redactor = new Redactor()
  const log = new Log({
    folder: join(userData, 'logs'),
    level: 'info',
    now,
    redactor,
    ...(developmentServer === null ? {} : { mirror: terminalMirror(process.stdout) }),
  })
  const { logger } = log
  logCrashes(process, log)
  logger.info('Start', {
    version: app.getVersion(),
    electron: process.versions.electron,
    platform: `${process.platform} ${process.arch}`,
  })

  const stateFile = (name: string) => openStateFile({ folder: userData, name, now })
  const services = createServices({
    userData,
    workers: {
      catalog: new URL('./catalog-worker.js', import.meta.url),
      demo: new URL('./demo-worker.js', import.meta.url),
    },
    openStateFile: stateFile,
    onSecret: (secret) => {
      redactor.registerSecret(secret)
    },
    productVersion: app.getVersion(),
    demoTimeScale: Number(process.env.DEMO_TIME_SCALE) || 1,
    logger,
    now,
  })
  const { catalog, configuration, connections, exports, settings } = services
  log.setLevel(settings.get().logLevel)
  applyTheme(settings.get().theme)

  const activeExports = () => exports.active()
  const workspaceHosts = (): string[] =>
    [connections.active(), ...exports.list()].flatMap((owner) => (owner ? [owner.host] : []))
  const openOutside = (url: string) => openLink(url, workspaceHosts())
  const openOutsideOrLog = (url: string): void => {
    openOutside(url).catch((error: unknown) => {
      logger.warn('A link was not opened', { error })
    })
  }

  const quit: Quit = new Quit({
    activeExports,
    ask: (question) => askToQuit(question, window.current),
    shutDown: () => services.close(),
    quitApp: () => app.quit(),
    deadlineMs: 5000,
    logger: logger.scope('shell'),
  })
  const notifications = new Notifications({
    icon: join(resources, 'icon-512.png'),
    logger: logger.scope('notifications'),
  })
  let trayAvailable = true
  const window: MainWindow = new MainWindow({
    title: appName,
    preload: join(here, '../preload/index.cjs'),
    url: developmentServer ?? pageUrl,
    icon: join(resources, 'icon-512.png'),
    backgroundColor,
    development: developmentServer !== null,
    stateFile: stateFile('window-state'),
    closeDecision: () =>
      closeDecision({
        hasActiveExports: activeExports().length > 0,
        keepInBackground: settings.get().keepInBackground,
        quitting: quit.quitting,
      }),
    onFirstHide: () => {
      const text = whereItWent({
        hasActiveExports: activeExports().length > 0,
        trayAvailable,
        platform: process.platform,
      })
      notifications.show(text, () => {
        showWindow()
      })
    },
    logger: logger.scope('window'),
  })
  showWindow = () => {
    window.show()
    exports.pokeNow()
  }
  const show = (payload: PayloadOf<'app.show'>): void => {
    window.show()
    host.send('app.show', payload)
  }

  const host = new IpcHost({
    handlers: createHandlers({
      app: {
        info: async () => ({
          name: appName,
          version: app.getVersion(),
          electron: process.versions.electron,
          platform: `${process.platform} ${process.arch}`,
          keychain: await connections.hasKeychain(),
        }),
        openLink: openOutside,
        copyText,
        quit: () => app.quit(),
      },
      connections,
      catalog,
      configuration,
      exports,
      settings,
      log: {
        read: (query) => readLog(log.folder, query),
        showFolder: () => openFolder(log.folder),
      },
    }),
    window: () => window.current,
    developmentServer,
    checkOutput: developmentServer !== null || process.env.CHECK_CONTRACT === '1',
    logger: logger.scope('ipc'),
  })
  connections.changed.on((state) => {
    host.send('connections.changed', state)
  })
  catalog.changed.on((status) => {
    host.send('catalog.changed', status)
  })
  configuration.changed.on((state) => {
    host.send('configuration.changed', state)
  })
  exports.changed.on((record) => {
    host.send('exports.changed', record)
  })
  exports.removed.on((id) => {
    host.send('exports.removed', { id })
  })
  settings.changed.on((changed) => {
    applyTheme(changed.theme)
    log.setLevel(changed.logLevel)
    host.send('settings.changed', changed)
  })
  exports.ended.on((record) => {
    const text = exportNotification(record, settings.get())
    if (!text) return
    notifications.show(text, () => {
      show({ page: 'export', exportId: record.id })
    })
  })

  app.on('before-quit', (event) => {
    quit.beforeQuit(event)
  })
  app.on('window-all-closed', () => {
    app.quit()
  })
  app.on('activate', () => {
    showWindow()
  })
  app.on('quit', () => {
    log.close()
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      quit.sessionEnds()
    })
  }
  guardAllContents({
    isOwnPage: (url) => isOwnPage(url, developmentServer),
    openLink: openOutsideOrLog,
    logger: logger.scope('shell'),
  })

  void app.whenReady().then(() => {
    refuseEverything(session.defaultSession, logger.scope('shell'))
    if (developmentServer === null) {
      servePage(session.defaultSession, join(here, '../renderer'), logger.scope('page'))
    } else guardDevelopmentPage(session.defaultSession, developmentServer)
    setApplicationMenu({
      appName,
      platform: process.platform,
      development: developmentServer !== null,
      actions: {
        showPage: (page) => {
          show({ page, exportId: null })
        },
        command: (command) => {
          host.send('app.command', { command })
        },
        openLink: openOutsideOrLog,
        showLogFolder: () => {
          openFolder(log.folder).catch((error: unknown) => {
            logger.warn('The log folder was not opened', { error })
          })
        },
      },
    })
    host.start()
    window.show()
    onThemeChange(() => {
      window.updateBackground()
    })
    const tray = new AppTray({
      appName,
      images: join(resources, 'tray'),
      actions: {
        showWindow: () => {
          showWindow()
        },
        showExport: (exportId) => {
          show({ page: 'export', exportId })
        },
        quit: () => app.quit(),
      },
      logger: logger.scope('tray'),
    })
    const updateTray = (): void => {
      tray.update(traySummary(exports.list(), now(), appName))
    }
    exports.changed.on(updateTray)
    exports.removed.on(updateTray)
    void hasTrayHost(process.platform).then((available) => {
      trayAvailable = available
    })
    watchPower({
      onAwake: () => {
        exports.pokeNow()
        catalog.revalidate().catch((error: unknown) => {
          logger.warn('The lists could not be refreshed', { error })
        })
      },
      onShutdown: () => {
        quit.sessionEnds()
      },
      logger: logger.scope('power'),
    })
    services.start()
  })
}
