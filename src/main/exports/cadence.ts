/** Where a followed export stands, as far as the time to its next poll depends on it (ms). */
export interface Pace {
  /** Since it was started. */
  ageMs: number
  /** Until its expected end, negative after it; null when nothing is known. */
  leftMs: number | null
  /** Polls in a row that failed. */
  failures: number
}

export const pollIntervals = {
  /** In the first half minute, when a run is queued or refused, and near the expected end. */
  quickMs: 2000,
  usualMs: 5000,
  /** After ten minutes. */
  slowMs: 15_000,
} as const

const youngMs = 30_000
const oldMs = 600_000
const longestBackoffMs = 60_000

/**
 * Time from one poll to the next while all goes well (ms), before any chance. Whatever a clock that
 * was set makes of the figures, it is one of the three.
 */
export function pollInterval({ ageMs, leftMs }: Omit<Pace, 'failures'>): number {
  if (ageMs < youngMs) return pollIntervals.quickMs
  if (leftMs !== null && Math.abs(leftMs) <= nearEnd(ageMs)) return pollIntervals.quickMs
  return ageMs < oldMs ? pollIntervals.usualMs : pollIntervals.slowMs
}

/** How far from the expected end counts as near it: the longer a run takes, the less exact it is. */
function nearEnd(ageMs: number): number {
  return Math.min(60_000, Math.max(15_000, ageMs / 10))
}

/**
 * Time until the next poll (ms). A fifth of it is chance, so that exports get out of step. After
 * failures it doubles each time, up to a minute, and two fifths are chance.
 */
export function pollDelay(pace: Pace, random: () => number): number {
  if (pace.failures === 0) return Math.round(pollInterval(pace) * (1 - 0.2 * random()))
  const pause = pollIntervals.usualMs * 2 ** Math.min(pace.failures, 20)
  return Math.round(Math.min(pause, longestBackoffMs) * (0.6 + 0.4 * random()))
}
