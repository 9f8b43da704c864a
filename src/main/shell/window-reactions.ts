import { app } from 'electron'
import type { Services } from '../services.ts'
import { closeDecision, whereItWent } from './closing.ts'
import type { ExportDesktop } from './export-desktop.ts'
import type { Notifications } from './notifications.ts'
import type { PageQueue } from './page-queue.ts'
import type { Quit } from './quit.ts'
import type { MainWindow } from './window.ts'

export interface WindowReactions {
  window: MainWindow
  services: Services
  page: PageQueue
  quit: Quit
  notifications: Notifications
  outside: ExportDesktop
  /** Refreshes the lists that are old. */
  revalidate: () => void
  showWindow: () => void
  /** Whether there is a tray. */
  trayAvailable: () => boolean
}

/** Says what the app does when the window is closed, hidden, shown or turned to. */
export function reactToWindow(options: WindowReactions): void {
  const { notifications, outside, page, quit, revalidate, showWindow, window } = options
  const { catalog, configuration, exports, settings } = options.services
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
    const facts = {
      hasActiveExports: exports.hasActive(),
      trayAvailable: options.trayAvailable(),
      platform,
    }
    notifications.show(whereItWent(facts), showWindow)
  }
}
