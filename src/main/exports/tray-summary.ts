import { remainingMs, remainingText } from '../../shared/duration.ts'
import type { ExportRecord } from '../../shared/export.ts'
import { isActiveExport } from '../../shared/export.ts'

/** What the tray shows. */
export interface TraySummary {
  icon: 'idle' | 'running' | 'succeeded' | 'failed'
  tooltip: string
  /** A menu item for each active export, newest first. */
  items: { id: string; label: string }[]
}

/**
 * The tray for the present exports. Without an active one the icon tells the result of the last that
 * ended after `seenAt` (UTC ms: when the user last looked), if any.
 */
export function traySummary(
  records: readonly ExportRecord[],
  now: number,
  appName: string,
  seenAt = 0,
): TraySummary {
  const active = records
    .filter(isActiveExport)
    .toSorted((left, right) => right.createdAt - left.createdAt)
  const items = active.map((record) => ({ id: record.id, label: labelOf(record, now) }))
  if (items.length > 0) {
    const labels = items.map(({ label }) => label)
    const several = `${items.length} exports running: ${labels.join('; ')}`
    return { icon: 'running', tooltip: items.length === 1 ? labels.join() : several, items }
  }
  const last = records
    .filter(({ endedAt }) => endedAt !== null && endedAt > seenAt)
    .toSorted((left, right) => (right.endedAt ?? 0) - (left.endedAt ?? 0))[0]
  if (last === undefined) return { icon: 'idle', tooltip: appName, items }
  return { icon: iconOf(last), tooltip: `${last.jobName}: ${endWords(last)}`, items }
}

function labelOf(record: ExportRecord, now: number): string {
  return `${record.jobName}: ${stateWords(record, now)}`
}

function stateWords(record: ExportRecord, now: number): string {
  const percent = `${Math.floor(record.progress)} %`
  if (record.attention === 'sign-in-needed') return `${percent}, sign in to follow it`
  if (record.attention === 'connection-lost') return `${percent}, no connection`
  if (record.cancelRequested) return `${percent}, canceling`
  const remaining = remainingText(remainingMs(record, now))
  return remaining === '' ? percent : `${percent}, ${remaining}`
}

function iconOf(record: ExportRecord): TraySummary['icon'] {
  if (record.state === 'succeeded') return 'succeeded'
  return record.state === 'canceled' ? 'idle' : 'failed'
}

function endWords(record: ExportRecord): string {
  return record.state === 'lost' ? 'result not known' : record.state
}
