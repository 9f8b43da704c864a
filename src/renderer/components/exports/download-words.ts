import { durationText } from '../../../shared/duration.ts'
import type { ExportDownload } from '../../../shared/export-download.ts'
import { formatBytes, formatCount, formatNumber } from '../../format.ts'

/** How far it is, 0 to 1: small files count as well as bytes. */
export function downloadShare(download: ExportDownload): number {
  const { state, files, filesDone, bytes, bytesDone } = download
  if (state === 'done') return 1
  if (state === 'listing' || files === 0) return 0
  const byFiles = filesDone / files
  return bytes === 0 ? byFiles : (byFiles + bytesDone / bytes) / 2
}

/** "120 of 2,000 files, 1.2 of 20 MB". */
export function downloadProgress(download: ExportDownload): string {
  const { state, files, filesDone, bytes, bytesDone } = download
  if (state === 'listing') {
    return files === 0 ? 'Looking what there is' : `${formatCount(files, 'file')} found so far`
  }
  const counted = `${formatNumber(filesDone)} of ${formatCount(files, 'file')}`
  return bytes === 0 ? counted : `${counted}, ${formatBytes(bytesDone)} of ${formatBytes(bytes)}`
}

/** "500 kB/s, 6 s left"; empty as long as it is not known. */
export function downloadPace({ bytesPerSecond, remainingMs }: ExportDownload): string {
  const parts = [
    ...(bytesPerSecond ? [`${formatBytes(bytesPerSecond)}/s`] : []),
    ...(remainingMs === null ? [] : [`${durationText(Math.max(1000, remainingMs))} left`]),
  ]
  return parts.join(', ')
}
