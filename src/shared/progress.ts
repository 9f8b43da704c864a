import type { ExportRecord } from './export.ts'

/** A run of which nothing is known still has to be shown to go on (ms). */
const unknownDuration = { startupMs: 300_000, executionMs: 60_000 }

/**
 * Progress of an active export in percent: 0 to 30 until it executes, 30 to 95 after that, and 95
 * while it finishes. Beyond the estimate it only creeps, so it never reaches the end of its range and
 * never says 100.
 */
export function progressAt(
  record: Pick<
    ExportRecord,
    'estimate' | 'createdAt' | 'runningSince' | 'finishing' | 'cancelRequested'
  >,
  now: number,
): number {
  if (record.finishing && !record.cancelRequested) return 95
  const { startupMs, executionMs } = record.estimate ?? unknownDuration
  const progress =
    record.runningSince === null
      ? 30 * share(now - record.createdAt, startupMs)
      : 30 + 65 * share(now - record.runningSince, executionMs)
  return Math.floor(progress * 10) / 10
}

/** Straight up to 90 % of the expected time, from there ever closer to 1 without reaching it. */
function share(elapsedMs: number, expectedMs: number): number {
  const part = Math.max(0, elapsedMs) / Math.max(1, expectedMs)
  if (part <= 0.9) return part
  return 0.9 + 0.099 * (1 - Math.exp((0.9 - part) / 0.1))
}
