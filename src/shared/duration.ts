import type { ExportRecord } from './export.ts'
import { isActiveExport } from './export-state.ts'

const minute = 60_000

/** A duration in words, to the second: "45 s", "6 min 4 s", "1 h 5 min". */
export function durationText(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000))
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return joined([minutes, 'min'], [seconds % 60, 's'])
  return joined([Math.floor(minutes / 60), 'h'], [minutes % 60, 'min'])
}

function joined(large: [number, string], small: [number, string]): string {
  const parts = small[0] === 0 ? [large] : [large, small]
  return parts.map((part) => part.join(' ')).join(' ')
}

/**
 * What `remainingMs` gives, in words: "about 3 min left", "less than a minute left", "longer than
 * usual" when the estimate is used up; empty when nothing is known.
 */
export function remainingText(milliseconds: number | null): string {
  if (milliseconds === null) return ''
  if (milliseconds <= 0) return 'longer than usual'
  if (milliseconds < minute) return 'less than a minute left'
  return `about ${durationText(Math.round(milliseconds / minute) * minute)} left`
}

/**
 * Expected time until an active export ends (ms). Zero or less: it takes longer than expected. Null
 * when it has ended or nothing is known.
 */
export function remainingMs(
  record: Pick<ExportRecord, 'state' | 'estimate' | 'createdAt' | 'runningSince'>,
  now: number,
): number | null {
  if (!isActiveExport(record) || record.estimate === null) return null
  const { startupMs, executionMs } = record.estimate
  if (record.runningSince !== null) return executionMs - Math.max(0, now - record.runningSince)
  // A start that drags on leaves the whole execution still to come.
  return executionMs + Math.max(0, startupMs - Math.max(0, now - record.createdAt))
}
