import type { RunningApp } from './app.ts'

/** What the app asked the desktop to show beside notifications and the tray. */
export interface ShownOutside {
  /** The last count of the badge. */
  badge: number
  /** All values of the progress bar so far, those below zero for no bar. */
  progress: number[]
}

interface Kept extends ShownOutside {
  notifications: { title: string; emit: (name: string, ...values: unknown[]) => boolean }[]
}

type Main = typeof globalThis & { outside: Kept }

/**
 * From now on what goes to badge, taskbar and notifications is noted on its way there. A virtual
 * desktop has neither, and the server of its notifications has no buttons.
 */
export async function watchOutside({ electron }: RunningApp): Promise<void> {
  await electron.evaluate(({ app, BrowserWindow, Notification }) => {
    const kept: Kept = { badge: 0, progress: [], notifications: [] }
    ;(globalThis as Main).outside = kept
    const setBadgeCount = app.setBadgeCount.bind(app)
    app.setBadgeCount = (count = 0) => {
      kept.badge = count
      return setBadgeCount(count)
    }
    const [window] = BrowserWindow.getAllWindows()
    if (!window) throw new Error('There is no window')
    const setProgressBar = window.setProgressBar.bind(window)
    window.setProgressBar = (value, options) => {
      kept.progress.push(value)
      setProgressBar(value, options)
    }
    const show = Reflect.get(Notification.prototype, 'show') as (this: unknown) => void
    Notification.prototype.show = function (this: Electron.Notification) {
      kept.notifications.push(this)
      show.call(this)
    }
  })
}

export function shownOutside({ electron }: RunningApp): Promise<ShownOutside> {
  return electron.evaluate(() => {
    const { badge, progress } = (globalThis as Main).outside
    return { badge, progress }
  })
}

/** Presses a button of the newest notification with that title, as desktops with buttons do. */
export async function pressButton(
  { electron }: RunningApp,
  title: string,
  index: number,
): Promise<void> {
  await electron.evaluate(
    (_electron, [wanted, actionIndex]) => {
      const { notifications } = (globalThis as Main).outside
      const notification = notifications.findLast((each) => each.title === wanted)
      if (!notification) throw new Error(`no notification ${String(wanted)}`)
      notification.emit('action', { actionIndex }, actionIndex)
    },
    [title, index] as const,
  )
}
