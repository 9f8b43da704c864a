import type { ExportDownload } from '../../shared/export-download.ts'
import type { NotificationSettings, NotificationText } from './export-notification.ts'

/** Nobody has turned away from a download that took less (ms). */
const longMs = 5000

/** What to tell of a download that ended while nobody looked; null when there is nothing to tell. */
export function downloadNotification(
  download: ExportDownload,
  settings: Pick<NotificationSettings, 'notifyOnSuccess' | 'notifyOnFailure'>,
): NotificationText | null {
  const { state, files, problemCount, startedAt, endedAt, error, place } = download
  if ((endedAt ?? startedAt) - startedAt < longMs) return null
  if (state === 'failed') {
    if (!settings.notifyOnFailure) return null
    return { title: 'Download failed', body: error?.message ?? 'Open the app to see why.' }
  }
  if (state !== 'done' || !settings.notifyOnSuccess) return null
  const arrived = files - problemCount
  const count = `${arrived} ${arrived === 1 ? 'file' : 'files'} in ${place}`
  const missing = problemCount === 0 ? '' : `; ${problemCount} could not be had`
  return { title: 'Download complete', body: `${count}${missing}` }
}
