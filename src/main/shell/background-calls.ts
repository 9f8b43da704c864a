import type { LoginItem } from './login-item.ts'
import type { Notifications } from './notifications.ts'
import type { BackgroundCalls } from './service-calls.ts'

const testText = {
  title: 'Notifications work',
  body: 'You are told here when an export ends while the window is not in front.',
}

/** The calls about life without a window. */
export function backgroundCalls(options: {
  loginItem: LoginItem
  notifications: Notifications
  exportsInView: (inView: boolean) => void
  showWindow: () => void
}): BackgroundCalls {
  const { exportsInView, loginItem, notifications, showWindow } = options
  return {
    state: () => ({ startAtLogin: loginItem.state() }),
    setStartAtLogin: (on) => ({ startAtLogin: loginItem.set(on) }),
    exportsInView,
    testNotification: () => notifications.test(testText, showWindow),
  }
}
