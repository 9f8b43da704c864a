import { join } from 'node:path'
import { AppError } from '../../shared/errors.ts'
import type { ExportRecord } from '../../shared/export.ts'
import type { Notice } from '../../shared/notice.ts'
import { CombinedProgress } from '../exports/combined-progress.ts'
import { traySummary } from '../exports/tray-summary.ts'
import type { UnseenEnds } from '../exports/unseen-ends.ts'
import type { Logger } from '../logging/logger.ts'
import type { Services } from '../services.ts'
import { shownName } from '../shown-name.ts'
import { nodeTimers } from '../timers.ts'
import { askToCancel, sayError } from './dialogs.ts'
import { ExportNotices } from './export-notices.ts'
import type { Notifications } from './notifications.ts'
import { Pace } from './pace.ts'
import { Taskbar } from './taskbar.ts'
import { AppTray } from './tray.ts'
import type { MainWindow } from './window.ts'

export interface ExportDesktopOptions {
  appName: string
  /** Folder of the images. */
  resources: string
  services: Pick<Services, 'connections' | 'exports' | 'lock' | 'settings'>
  unseen: UnseenEnds
  notifications: Notifications
  window: MainWindow
  tellPage: (notice: Notice) => void
  actions: {
    showWindow: () => void
    /** Shows the window on an export; null: on all of them. */
    showExport: (exportId: string | null) => void
    /** Shows the window on the sign-in of that connection. */
    signIn: (connectionId: string) => void
    openLink: (url: string) => void
    quit: () => void
  }
  logger: Logger
  /** UTC ms. */
  now: () => number
}

export interface ExportDesktop {
  tray: AppTray
  /** Draws all again: the window came back. */
  redraw(): void
  /** The window has the keyboard now. */
  focused(): void
  /** Whether the page shows the exports. */
  exportsInView(inView: boolean): void
}

/** A hundred exports must not redraw the panel of the desktop a hundred times. */
const redrawMs = 1000

/** Shows exports outside of the page: notifications, tray, taskbar and badge. */
export function showExportsOnDesktop(options: ExportDesktopOptions): ExportDesktop {
  const { actions, appName, logger, notifications, now, resources, unseen, window } = options
  const { connections, exports, lock, settings } = options.services
  const progress = new CombinedProgress()
  const taskbar = new Taskbar({
    window: () => window.current,
    images: join(resources, 'badge'),
    logger: logger.scope('taskbar'),
  })
  const tray = new AppTray({
    appName,
    images: join(resources, 'tray'),
    actions: {
      ...actions,
      openRun: (id) => {
        const record = exports.list().find((each) => each.id === id)
        if (record) openRun(record)
      },
      cancel: (id) => {
        void cancel(id)
      },
    },
    logger: logger.scope('tray'),
  })
  const notices = new ExportNotices({
    notify: (text, onClick, buttons) => notifications.show(text, onClick, buttons),
    tellPage: options.tellPage,
    inFront: () => window.isInFront,
    isLocked: () => lock.state().locked,
    settings: () => settings.get(),
    told: (id) => {
      exports.told(id)
    },
    actions: {
      show: actions.showExport,
      openRun,
      runAgain: (record) => {
        void runAgain(record)
      },
      signIn: actions.signIn,
    },
    now,
    timers: nodeTimers,
  })

  function draw(): void {
    const records = exports.list()
    tray.update(
      traySummary({
        records,
        now: now(),
        appName,
        unseen: unseen.ids,
        locked: lock.state().locked,
        connected: connections.active() !== null,
      }),
    )
    taskbar.update(progress.update(records, unseen.ids), unseen.ids.size)
  }
  const pace = new Pace({ action: draw, everyMs: redrawMs, timers: nodeTimers })
  const redraw = (): void => {
    pace.ask()
  }

  function openRun({ runUrl }: ExportRecord): void {
    if (runUrl !== null) actions.openLink(runUrl)
  }

  /** With one click, unless there is something to decide or to mend first: the page knows how. */
  async function runAgain({ id }: ExportRecord): Promise<void> {
    try {
      await exports.runAgain(id, { anyway: false })
    } catch (error) {
      logger.warn('An export was not run again', { export: id, error })
      actions.showExport(id)
      const { message, suggestion } = AppError.from(error)
      options.tellPage({
        tone: 'error',
        title: message,
        body: suggestion,
        lead: { to: 'export', exportId: id },
      })
    }
  }

  async function cancel(id: string): Promise<void> {
    const record = exports.list().find((each) => each.id === id)
    if (!record) return
    try {
      if (await askToCancel(shownName(record.jobName), window.current)) await exports.cancel(id)
    } catch (error) {
      logger.warn('An export was not canceled', { export: id, error })
      await sayError(AppError.from(error), window.current)
    }
  }

  exports.changed.on(redraw)
  exports.removed.on((id) => {
    unseen.remove([id])
    notices.seen(new Set([id]))
    redraw()
  })
  let inView = false
  const isSeen = (): boolean => inView && window.isInFront && !lock.state().locked
  function look(): void {
    if (!isSeen()) return
    const seen = new Set(unseen.ids)
    unseen.remove(seen)
    notices.seen(seen)
  }
  exports.ended.on((record) => {
    exports.tellLater(record.id)
    if (!isSeen()) unseen.add(record.id)
    notices.ended(record)
  })
  exports.overdue.on((record) => {
    notices.overdue(record)
  })
  exports.signInNeeded.on((need) => {
    notices.signInNeeded(need)
  })
  exports.signInSettled.on((connectionId) => {
    notices.signInSettled(connectionId)
  })
  unseen.changed.on(redraw)
  lock.changed.on(({ locked }) => {
    // The page with the exports is gone then, and comes back with a word of its own.
    if (locked) inView = false
    redraw()
  })
  connections.activated.on(redraw)
  unseen.keepOnly(new Set(exports.list().map(({ id }) => id)))
  draw()

  return {
    tray,
    redraw: () => {
      taskbar.redraw()
      draw()
    },
    focused: look,
    exportsInView: (now) => {
      inView = now
      look()
    },
  }
}
