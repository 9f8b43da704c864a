import { durationText, rangeText } from '../../shared/duration.ts'
import type { ExportRecord, ExportState } from '../../shared/export.ts'
import type { Settings } from '../../shared/settings.ts'
import { shortened, shownName } from '../shown-name.ts'

export interface NotificationText {
  title: string
  body: string
}

export type NotificationSettings = Pick<
  Settings,
  'notifyOnSuccess' | 'notifyOnFailure' | 'notifyWhenOverdue'
>

const longestReason = 200

/** Whether the settings want to hear of this end. */
export function isTold({ state }: ExportRecord, settings: NotificationSettings): boolean {
  return state === 'succeeded' ? settings.notifyOnSuccess : settings.notifyOnFailure
}

/** What to tell about an export that ended. Locked, nothing says what it was about. */
export function endText(record: ExportRecord, locked: boolean): NotificationText {
  const title = `Export ${stateWords[record.state]}`
  if (locked) return { title, body: unlockToSee }
  const name = shownName(record.jobName)
  switch (record.state) {
    case 'succeeded':
      return { title, body: `${contents(record)} from ${name}${duration(record)}` }
    case 'canceled':
      return { title, body: `${name} was canceled${duration(record, 'after')}` }
    default:
      return { title, body: withReason(name, record) }
  }
}

/** What to tell about several exports that ended at about the same time. */
export function endsText(records: readonly ExportRecord[]): NotificationText {
  const counts = (['succeeded', 'failed', 'canceled', 'lost'] as const).flatMap((state) => {
    const count = records.filter((record) => record.state === state).length
    return count > 0 ? [`${count} ${stateWords[state]}`] : []
  })
  return { title: `${records.length} exports ended`, body: counts.join(', ') }
}

/** What to tell about an export that is not done when it should be. */
export function overdueText(record: ExportRecord, locked: boolean, now: number): NotificationText {
  const title = 'Export takes longer than usual'
  if (locked) return { title, body: unlockToSee }
  const { estimate, jobName, createdAt } = record
  const since = `${shownName(jobName)} has been at it for ${inMinutes(now - createdAt)}`
  if (estimate === null) return { title, body: `${since}.` }
  const { lowMs, highMs, pastRuns } = estimate
  const isGuess = pastRuns === 0
  const usually = isGuess ? 'It was expected to take' : 'It usually takes'
  return { title, body: `${since}. ${usually} ${rangeText({ lowMs, highMs, isGuess })}.` }
}

/** Whether something went wrong, for what is told in a colour. */
export function toneOf(records: readonly ExportRecord[]): 'success' | 'info' | 'error' {
  if (records.some(({ state }) => state === 'failed' || state === 'lost')) return 'error'
  return records.every(({ state }) => state === 'succeeded') ? 'success' : 'info'
}

const unlockToSee = 'Unlock the app to see more.'

const stateWords: Readonly<Record<ExportState, string>> = {
  submitting: 'started',
  queued: 'queued',
  starting: 'starting',
  running: 'running',
  succeeded: 'succeeded',
  failed: 'failed',
  canceled: 'canceled',
  lost: 'lost',
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

function withReason(name: string, { message, error }: ExportRecord): string {
  const reason = (message ?? error?.message ?? '').trim().split('\n')[0] ?? ''
  if (reason === '') return `${name}. Open the app to see what happened.`
  return `${name}: ${shownName(shortened(reason, longestReason), longestReason)}`
}

/** To the minute from the first one on: nobody needs the seconds of what takes too long. */
function inMinutes(ms: number): string {
  return durationText(ms < 60_000 ? ms : Math.round(ms / 60_000) * 60_000)
}
