import { remainingText, timeLeft } from '../../shared/duration.ts'
import type { ExportRecord } from '../../shared/export.ts'
import { isActiveExport } from '../../shared/export.ts'
import { signInNeeds } from './sign-in-watch.ts'

/** What the tray shows. */
export interface TraySummary {
  icon: 'idle' | 'running' | 'succeeded' | 'failed' | 'attention'
  tooltip: string
  /** A menu item for each connection whose exports wait for a sign-in. */
  signIns: { connectionId: string; label: string }[]
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
  const fromSeveral = new Set(active.map(({ connectionId }) => connectionId)).size > 1
  const items = active.map((record) => ({
    id: record.id,
    label: `${nameOf(record, fromSeveral)}: ${stateWords(record, now)}`,
  }))
  const signIns = signInNeeds(active).map(({ connectionId, connectionName }) => ({
    connectionId,
    label: `Sign in again: ${connectionName}`,
  }))
  if (items.length > 0) {
    const labels = items.map(({ label }) => label)
    const several = `${items.length} exports running: ${labels.join('; ')}`
    return {
      icon: signIns.length > 0 ? 'attention' : 'running',
      tooltip: [
        ...signIns.map(({ label }) => label),
        items.length === 1 ? labels.join() : several,
      ].join('; '),
      signIns,
      items,
    }
  }
  const last = records
    .filter(({ endedAt }) => endedAt !== null && endedAt > seenAt)
    .toSorted((left, right) => (right.endedAt ?? 0) - (left.endedAt ?? 0))[0]
  if (last === undefined) return { icon: 'idle', tooltip: appName, signIns, items }
  return { icon: iconOf(last), tooltip: `${last.jobName}: ${endWords(last)}`, signIns, items }
}

/** The state comes after the name and must not be cut off with it. */
const longestConnectionName = 24

/** The export job often has the same name in every workspace. */
function nameOf({ jobName, connectionName }: ExportRecord, fromSeveral: boolean): string {
  if (!fromSeveral) return jobName
  const signs = [...connectionName]
  const isLong = signs.length > longestConnectionName
  const name = isLong ? `${signs.slice(0, longestConnectionName - 1).join('')}…` : connectionName
  return `${jobName} (${name})`
}

function stateWords(record: ExportRecord, now: number): string {
  const percent = `${Math.floor(record.progress)} %`
  if (record.attention === 'sign-in-needed') return `${percent}, sign in to follow it`
  if (record.attention === 'connection-lost') return `${percent}, no connection`
  if (record.cancelRequested) return `${percent}, canceling`
  const remaining = remainingText(timeLeft(record, now))
  return remaining === '' ? percent : `${percent}, ${remaining}`
}

function iconOf(record: ExportRecord): TraySummary['icon'] {
  if (record.state === 'succeeded') return 'succeeded'
  return record.state === 'canceled' ? 'idle' : 'failed'
}

function endWords(record: ExportRecord): string {
  return record.state === 'lost' ? 'result not known' : record.state
}
