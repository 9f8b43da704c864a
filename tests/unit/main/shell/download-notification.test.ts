import { describe, expect, it } from 'vitest'
import { downloadNotification } from '../../../../src/main/shell/download-notification.ts'
import type { ExportDownload } from '../../../../src/shared/export-download.ts'
import { exportDownload } from '../../../component/support/fake-downloads.ts'

const all = { notifyOnSuccess: true, notifyOnFailure: true }
const none = { notifyOnSuccess: false, notifyOnFailure: false }
const error = { code: 'disk-full', message: 'No room.', suggestion: '', details: {} } as const

function ended(change: Partial<ExportDownload>): ExportDownload {
  return exportDownload({ state: 'done', startedAt: 0, endedAt: 60_000, place: '/here', ...change })
}

describe('the notification of a download', () => {
  it.each([
    [{}, 'Download complete', '40 files in /here'],
    [{ files: 1 }, 'Download complete', '1 file in /here'],
    [{ problemCount: 2 }, 'Download complete', '38 files in /here; 2 could not be had'],
    [{ state: 'failed', error }, 'Download failed', 'No room.'],
  ] as const)('of %j says it', (change, title, body) => {
    expect(downloadNotification(ended(change), all)).toEqual({ title, body })
    expect(downloadNotification(ended(change), none)).toBeNull()
  })

  it.each([{ endedAt: 900 }, { state: 'stopped' as const }])('is not there for %j', (change) => {
    expect(downloadNotification(ended(change), all)).toBeNull()
  })
})
