import { durationText } from '../../shared/duration.ts'
import type { ExportRecord } from '../../shared/export.ts'
import type { Settings } from '../../shared/settings.ts'

export interface NotificationText {
  title: string
  body: string
}

const longestReason = 200

/** What to tell about an export that ended; null when it has not, or the settings want silence. */
export function exportNotification(
  record: ExportRecord,
  settings: Pick<Settings, 'notifyOnSuccess' | 'notifyOnFailure'>,
): NotificationText | null {
  const { jobName } = record
  switch (record.state) {
    case 'succeeded':
      if (!settings.notifyOnSuccess) return null
      return {
        title: 'Export succeeded',
        body: `${contents(record)} from ${jobName}${duration(record)}`,
      }
    case 'failed':
      if (!settings.notifyOnFailure) return null
      return { title: 'Export failed', body: withReason(jobName, record) }
    case 'canceled':
      if (!settings.notifyOnFailure) return null
      return {
        title: 'Export canceled',
        body: `${jobName} was canceled${duration(record, 'after')}`,
      }
    case 'lost':
      if (!settings.notifyOnFailure) return null
      return { title: 'Export lost', body: withReason(jobName, record) }
    case 'submitting':
    case 'queued':
    case 'starting':
    case 'running':
      return null
  }
}

function contents({ workflows, pipelines }: ExportRecord): string {
  const parts = [
    ...(workflows > 0 ? [counted(workflows, 'workflow')] : []),
    ...(pipelines > 0 ? [counted(pipelines, 'pipeline')] : []),
  ]
  return parts.join(' and ') || 'Nothing'
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

function duration({ createdAt, endedAt }: ExportRecord, word = 'in'): string {
  return endedAt === null ? '' : ` ${word} ${durationText(endedAt - createdAt)}`
}

function withReason(jobName: string, { message, error }: ExportRecord): string {
  const reason = (message ?? error?.message ?? '').trim().split('\n')[0] ?? ''
  if (reason === '') return `${jobName}. Open the app to see what happened.`
  const short = reason.length > longestReason ? `${reason.slice(0, longestReason - 1)}…` : reason
  return `${jobName}: ${short}`
}
