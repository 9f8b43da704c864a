import { durationText, rangeText, timeLeft } from '../../../shared/duration.ts'
import type { ExportRecord, Readiness } from '../../../shared/export.ts'
import { formatCount } from '../../format.ts'

const minute = 60_000
const hour = 60 * minute

/** How sure an estimate is: "from 14 past runs", "a guess: no past runs yet". */
function source(pastRuns: number): string {
  return pastRuns === 0 ? 'a guess: no past runs yet' : `from ${formatCount(pastRuns, 'past run')}`
}

/** A duration that is only an expectation, so never to the second: "about 6 min". */
function roughly(milliseconds: number): string {
  if (milliseconds < minute) return 'less than a minute'
  const step = milliseconds < hour ? minute : 5 * minute
  return `about ${durationText(Math.round(milliseconds / step) * step)}`
}

/** What the active export still needs: "2 to 4 min", "longer than usual"; null when nothing is known. */
export function leftWords(
  record: Parameters<typeof timeLeft>[0],
  now: number,
): { label: string; value: string } | null {
  const left = timeLeft(record, now)
  if (left === null || record.estimate === null) return null
  return { label: `Left, ${source(record.estimate.pastRuns)}`, value: rangeText(left) }
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
