import { app } from 'electron'
import type { Log } from '../logging/log.ts'
import type { Services } from '../services.ts'
import { askToQuit } from './dialogs.ts'
import { HandOver } from './hand-over.ts'
import type { SendEvent } from './page-events.ts'
import { Quit } from './quit.ts'
import type { MainWindow } from './window.ts'

/** The page has this long (ms) to hand over what was typed. */
const handOverMs = 1000
/** The services have this long (ms) to end. */
const shutDownMs = 5000

export interface LeavingOptions {
  services: Services
  window: MainWindow
  send: SendEvent
  log: Log
}

export interface Leaving {
  quit: Quit
  /** To be told when the page has handed over. */
  handOver: HandOver
}

/** The way out of this app: what Electron, the page and the services do when it quits. */
export function createLeaving({ services, window, send, log }: LeavingOptions): Leaving {
  const { configuration, ends, exports, lock } = services
  const handOver = new HandOver({
    ask: () => {
      const { current } = window
      // A locked page is told nothing, and nobody types in it.
      if (!current || current.isDestroyed() || lock.state().locked) return false
      send('app.leaving', null)
      return true
    },
    deadlineMs: handOverMs,
  })
  const quit = new Quit({
    handOver: () => handOver.wait(),
    activeExports: () => exports.active(),
    unsavedEdits: () => configuration.unsavedEdits(),
    activeDownloads: () => ends.downloads.active,
    ask: (question) => askToQuit(question, window.current),
    shutDown: () => services.close(),
    quitApp: () => {
      app.quit()
    },
    deadlineMs: shutDownMs,
    logger: log.logger.scope('shell'),
  })
  return { quit, handOver }
}

/** Has Electron and the signals of the system take that way; the log is closed last of all. */
export function watchQuit(quit: Quit, log: Log): void {
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
}
