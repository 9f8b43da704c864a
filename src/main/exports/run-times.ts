import type { ExportRecord } from '../../shared/export.ts'
import type { RunObservation } from '../databricks/gateway.ts'
import type { TrackedExport } from './tracked.ts'

/**
 * Turns times of Databricks into times of this computer. Our run began between writing the intent
 * and learning its id; a start that Databricks puts outside of that shows by how much the clocks
 * differ. Never before the export was created, never in the future.
 */
export function workspaceClock(
  { record, submittedAt }: TrackedExport,
  run: RunObservation,
  now: number,
): (time: number) => number {
  const latest = Math.max(record.createdAt, now)
  const between = (time: number, from: number, to: number) =>
    Math.round(Math.min(Math.max(time, from), Math.max(from, to)))
  const startedAt = run.startedAt ?? 0
  const offset =
    run.startedAt === null
      ? 0
      : between(startedAt, record.createdAt, submittedAt ?? latest) - startedAt
  return (time) => between(time + offset, record.createdAt, latest)
}

/** A state seen this long ago (ms) says when the next one began. */
const recently = 60_000

/**
 * When execution began, by this computer's clock. Databricks tells it by the set-up duration; a run
 * of several tasks has none, and then it is when it was first seen running, or, after a gap, when it
 * should have been running.
 */
export function executionStart(
  record: ExportRecord,
  run: RunObservation,
  local: (time: number) => number,
  now: number,
): number {
  if (run.startedAt === null) return now
  if (run.setupMs > 0) return local(run.startedAt + run.queueMs + run.setupMs)
  if (record.lastPolledAt !== null && Math.abs(now - record.lastPolledAt) < recently) return now
  return local(run.startedAt + Math.max(run.queueMs, record.estimate?.startupMs ?? 0))
}

/** When a run that has ended began to execute; what was only expected of it may have been too late. */
export function startOfEnded(
  record: ExportRecord,
  run: RunObservation,
  endedAt: number,
): number | null {
  if (record.runningSince !== null) return Math.min(record.runningSince, endedAt)
  return run.executionMs > 0 ? Math.max(record.createdAt, endedAt - run.executionMs) : null
}
