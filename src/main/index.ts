import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { app, session } from 'electron'
import { logCrashes } from './logging/crashes.ts'
import { Log } from './logging/log.ts'
import { Redactor } from './logging/redact.ts'
import { terminalMirror } from './logging/terminal.ts'
import { guardAllContents, refuseEverything } from './shell/guard.ts'
import { startsHidden } from './shell/hidden-start.ts'
import { IpcHost } from './shell/ipc-host.ts'
import { isOwnPage, pageUrl } from './shell/origins.ts'
import { guardDevelopmentPage, registerPageScheme, servePage } from './shell/protocol.ts'
import { claimSingleInstance } from './shell/single-instance.ts'
import { openStateFile } from './shell/state-file.ts'
import { storedPlace, storedTheme } from './shell/stored.ts'
import { applyTheme, backgroundColor } from './shell/theme.ts'
import { MainWindow } from './shell/window.ts'
import type { RunningApp } from './app.ts'

// The way to the first window, and nothing else: what takes time to load is in app.ts and loads
// while the page starts.

const appName = 'Databricks Workflow Manager'
const developmentServer = app.isPackaged ? null : (process.env.ELECTRON_RENDERER_URL ?? null)
const here = fileURLToPath(new URL('.', import.meta.url))
const resources = app.isPackaged
  ? join(process.resourcesPath, 'resources')
  : join(app.getAppPath(), 'resources')
const now = Date.now
const longestPageWaitMs = 1000
const activationMs = 3000

// Drawing makes many objects that are soon gone. With room for them (MB) the collector, which waits
// for cores that are busy, seldom runs while somebody waits for rows.
app.commandLine.appendSwitch('js-flags', '--min-semi-space-size=16')
app.setName(appName)
app.setAppUserModelId('io.github.databricks-workflow-manager')
// By it a Linux desktop knows whose progress, badge and notifications these are.
if (process.platform === 'linux') app.setDesktopName('databricks-workflow-manager.desktop')
const userData =
  app.commandLine.getSwitchValue('user-data-dir') || join(app.getPath('appData'), appName)
mkdirSync(userData, { recursive: true })
app.setPath('userData', userData)
registerPageScheme()

let showWindow = (): void => undefined
if (claimSingleInstance(() => showWindow())) start()
else app.exit(0)

function start(): void {
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
  const stateFile = (name: string) => openStateFile({ folder: userData, name, now, logger })
  const place = storedPlace(stateFile('connections').read())
  const window = new MainWindow({
    title: appName,
    preload: join(here, '../preload/index.cjs'),
    url: `${developmentServer ?? pageUrl}${place}`,
    icon: join(resources, 'icon-512.png'),
    backgroundColor,
    development: developmentServer !== null,
    stateFile: stateFile('window-state'),
    logger: logger.scope('window'),
  })
  const running = app.whenReady().then(async () => {
    refuseEverything(session.defaultSession, logger.scope('shell'))
    let pageServed = Promise.resolve()
    if (developmentServer === null) {
      const page = join(here, '../renderer')
      pageServed = servePage(session.defaultSession, page, logger.scope('page'))
    } else guardDevelopmentPage(session.defaultSession, developmentServer)
    host.start()
    applyTheme(storedTheme(stateFile('settings').read()))
    const hidden = startsHidden()
    if (hidden) app.dock?.hide()
    else {
      window.show()
      // The lists need the services at once, the welcome page can be drawn without. And a page that
      // never comes must not keep exports from being followed.
      await Promise.race([place === '' ? window.drawn : pageServed, sleep(longestPageWaitMs)])
    }
    whenActivated(hidden)
    const { runApp } = await import('./app.ts')
    return await runApp({
      appName,
      userData,
      resources,
      workers: {
        catalog: new URL('./catalog-worker.js', import.meta.url),
        demo: new URL('./demo-worker.js', import.meta.url),
        rules: new URL('./rules-worker.js', import.meta.url),
      },
      development: developmentServer !== null,
      now,
      log,
      redactor,
      window,
      host,
      hidden,
    })
  })
  const host: IpcHost = new IpcHost({
    answering: running.then(({ answer }) => answer),
    window: () => window.current,
    developmentServer,
    logger: logger.scope('ipc'),
  })
  guardAllContents({
    isOwnPage: (url) => isOwnPage(url, developmentServer),
    openLink: (url) => {
      whenRunning(({ openLink }) => {
        openLink(url)
      })
    },
    logger: logger.scope('shell'),
  })
  showWindow = () => {
    window.show()
    whenRunning(({ shown }) => {
      shown()
    })
  }

  /** macOS tells of the start itself as well, which is no wish for the window of a hidden one. */
  function whenActivated(hidden: boolean): void {
    const listen = (): void => {
      app.on('activate', () => showWindow())
    }
    if (hidden) setTimeout(listen, activationMs)
    else listen()
  }

  function whenRunning(action: (running: RunningApp) => void): void {
    running.then(action).catch((error: unknown) => {
      logger.error('The app could not start', { error })
    })
  }
  whenRunning(() => {
    logger.info('Ready')
  })
}
