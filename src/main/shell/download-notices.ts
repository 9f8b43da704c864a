import type { Services } from '../services.ts'
import { downloadNotification } from './download-notification.ts'
import type { Notifications } from './notifications.ts'
import type { MainWindow } from './window.ts'

/** Tells of downloads that end while nobody looks at the page. */
export function tellOfDownloads(options: {
  services: Pick<Services, 'ends' | 'settings'>
  window: MainWindow
  notifications: Notifications
  showExport: (exportId: string) => void
}): void {
  const { notifications, services, showExport, window } = options
  services.ends.downloads.ended.on((download) => {
    // The page tells those who look at it.
    const text = window.isInFront ? null : downloadNotification(download, services.settings.get())
    if (text === null) return
    notifications.show(text, () => {
      showExport(download.exportId)
    })
  })
}
