import { durationText, remainingMs } from '../../../shared/duration.ts'
import type { ExportRecord, Readiness } from '../../../shared/export.ts'
import { formatCount } from '../../format.ts'

const minute = 60_000
const hour = 60 * minute

/** How sure an estimate is: "from 14 past runs", "a guess". */
function source(pastRuns: number): string {
  return pastRuns === 0 ? 'a guess' : `from ${formatCount(pastRuns, 'past run')}`
}

/** A duration that is only an expectation, so never to the second: "about 6 min". */
function roughly(milliseconds: number): string {
  if (milliseconds < minute) return 'less than a minute'
  const step = milliseconds < hour ? minute : 5 * minute
  return `about ${durationText(Math.round(milliseconds / step) * step)}`
}

/** Past runs give a range of minutes, a guess only one figure. */
function left(milliseconds: number, pastRuns: number): string {
  if (milliseconds <= 0) return 'longer than usual'
  const low = Math.floor(milliseconds / minute)
  const exact = milliseconds % minute === 0
  if (pastRuns === 0 || low === 0 || exact || milliseconds >= hour) return roughly(milliseconds)
  return `${low} to ${low + 1} min`
}

/** What the active export still needs: "2 to 3 min" from past runs, "about 3 min" as a guess. */
export function timeLeft(
  record: Pick<ExportRecord, 'state' | 'estimate' | 'createdAt' | 'runningSince'>,
  now: number,
): { label: string; value: string } | null {
  const remaining = remainingMs(record, now)
  if (remaining === null || record.estimate === null) return null
  const { pastRuns } = record.estimate
  return { label: `Left, ${source(pastRuns)}`, value: left(remaining, pastRuns) }
}

/** "About 6 min, from 14 past runs": below the start button. */
export function expectedTime(estimate: NonNullable<Readiness['estimate']>): string {
  const words = roughly(estimate.totalMs)
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}, ${source(estimate.pastRuns)}`
}

/** From the start to the end, or to now: "6 min 4 s". */
export function timeTaken(
  record: Pick<ExportRecord, 'createdAt' | 'endedAt'>,
  now: number,
): string {
  return durationText(Math.max(0, (record.endedAt ?? now) - record.createdAt))
}
