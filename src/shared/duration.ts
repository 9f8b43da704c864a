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

/** Expected time until an active export ends (ms), at the earliest and at the latest. */
export interface TimeLeft {
  lowMs: number
  /** Zero or less: it takes longer than that. */
  highMs: number
  /** There were no past runs to learn from. */
  isGuess: boolean
}

type Expected = Pick<
  ExportRecord,
  'state' | 'estimate' | 'createdAt' | 'runningSince' | 'finishing' | 'cancelRequested'
>

/**
 * A range of time in words, in whole minutes, beyond an hour in steps of five: "2 to 4 min", "up to
 * 2 min", "less than a minute"; "longer than usual" (than expected, for a guess) when it is used up.
 * As time passes neither end of it ever goes up.
 */
export function rangeText({ lowMs, highMs, isGuess }: TimeLeft): string {
  if (highMs <= 0) return isGuess ? 'longer than expected' : 'longer than usual'
  const low = Math.max(0, rounded(lowMs, Math.floor))
  const high = rounded(highMs, Math.ceil)
  if (high <= 1) return 'less than a minute'
  if (low === 0) return `up to ${durationText(high * minute)}`
  if (low >= high) return `about ${durationText(high * minute)}`
  const from = high < 60 ? String(low) : durationText(low * minute)
  return `${from} to ${durationText(high * minute)}`
}

function rounded(milliseconds: number, round: (value: number) => number): number {
  const minutes = round(milliseconds / minute)
  return minutes <= 60 ? minutes : round(milliseconds / (5 * minute)) * 5
}

/** What `timeLeft` gives, in words: "2 to 4 min left"; empty when nothing is known. */
export function remainingText(left: TimeLeft | null): string {
  if (left === null) return ''
  const words = rangeText(left)
  return left.highMs <= 0 ? words : `${words} left`
}

/**
 * What an active export still needs, as a range. Null when it has ended, is being canceled, or nothing
 * is known.
 */
export function timeLeft(record: Expected, now: number): TimeLeft | null {
  const middle = remainingMs(record, now)
  if (middle === null || record.estimate === null || record.cancelRequested) return null
  const { startupMs, executionMs, lowMs, highMs, pastRuns } = record.estimate
  const expected = startupMs + executionMs
  const isGuess = pastRuns === 0
  const high = middle + Math.max(0, highMs - expected)
  if (record.runningSince === null && elapsed(record, now) >= highMs) {
    return { lowMs: 0, highMs: 0, isGuess }
  }
  if (record.finishing) return { lowMs: 0, highMs: Math.min(high, minute), isGuess }
  return { lowMs: Math.max(0, middle - Math.max(0, expected - lowMs)), highMs: high, isGuess }
}

/**
 * Expected time until an active export ends (ms), the middle of what `timeLeft` gives; less than zero
 * when that is over. Null when it has ended or nothing is known.
 */
export function remainingMs(
  record: Pick<ExportRecord, 'state' | 'estimate' | 'createdAt' | 'runningSince'>,
  now: number,
): number | null {
  if (!isActiveExport(record) || record.estimate === null) return null
  const { startupMs, executionMs } = record.estimate
  if (record.runningSince !== null) return executionMs - Math.max(0, now - record.runningSince)
  // A start that drags on leaves the whole execution still to come.
  return executionMs + Math.max(0, startupMs - elapsed(record, now))
}

/**
 * Whether an export takes clearly longer than usual: a quarter, and at least a minute, beyond the
 * longest that was expected. Nearly all runs of the job ended long before.
 */
export function isOverdue(
  record: Pick<ExportRecord, 'state' | 'estimate' | 'createdAt'>,
  now: number,
): boolean {
  if (!isActiveExport(record) || record.estimate === null) return false
  const { highMs } = record.estimate
  return elapsed(record, now) > highMs + Math.max(minute, highMs / 4)
}

function elapsed({ createdAt }: Pick<ExportRecord, 'createdAt'>, now: number): number {
  return Math.max(0, now - createdAt)
}
