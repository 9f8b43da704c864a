import type { ComputeKind } from '../../shared/catalog.ts'
import type { ExportRecord } from '../../shared/export.ts'
import type { RunObservation } from '../databricks/gateway.ts'

export type Estimate = NonNullable<ExportRecord['estimate']>

/** How much there is to export. */
export interface ExportSize {
  workflows: number
  pipelines: number
}

/** What the app knows of a run that it followed itself (ms; null when not seen). */
export interface KnownRun extends ExportSize {
  startupMs: number | null
  executionMs: number | null
}

/** Start-up before anything is known of the job's own runs (ms). */
const firstStartupMs: Record<ComputeKind, number> = {
  'job-cluster': 300_000,
  'serverless-optimized': 60_000,
  serverless: 300_000,
  'existing-cluster': 30_000,
}
const workflowMs = 30_000
const pipelineMs = 45_000

/** Past runs are scaled by size within these bounds: part of every run does not depend on its size. */
const smallestScale = 0.2
const largestScale = 5

/** Nobody knows how long a job without past runs takes: half of the guess, or twice as long. */
const guessSpread = { low: 0.5, high: 2 }
/** However alike past runs were, the next one differs by so much; after a single run by more. */
const leastSpread = 0.1
const spreadOfOne = 0.25
/** The range holds all but the quickest and the slowest tenth of the past runs. */
const lowShare = 0.1
const highShare = 0.9

/** A guess from the kind of compute and the number of items, for a job without past runs. */
export function guessEstimate(compute: ComputeKind | null, size: ExportSize): Estimate {
  const startupMs = firstStartupMs[compute ?? 'serverless']
  const executionMs = expectedWork(size)
  const totalMs = startupMs + executionMs
  return {
    startupMs,
    executionMs,
    lowMs: Math.round(totalMs * guessSpread.low),
    highMs: Math.round(totalMs * guessSpread.high),
    pastRuns: 0,
  }
}

/**
 * An estimate from the job's own successful runs: medians of start-up (queue and set-up) and of
 * execution, each execution scaled to the present size where the size of that run is known, and the
 * range in which nearly all of them lay. Falls back to the guess without any.
 */
export function learnEstimate(input: {
  compute: ComputeKind | null
  size: ExportSize
  runs: readonly RunObservation[]
  known: (runId: string) => KnownRun | null
}): Estimate {
  const past = input.runs
    .filter((run) => run.result === 'succeeded')
    .map((run) => pastRun(run, input.known(run.runId)))
    .filter((run) => run.executionMs > 0)
    .map((run) => ({ ...run, executionMs: run.executionMs * scale(input.size, run.size) }))
  if (past.length === 0) return guessEstimate(input.compute, input.size)
  const startupMs = Math.round(median(past.map((run) => run.startupMs)))
  const executionMs = Math.round(median(past.map((run) => run.executionMs)))
  const totalMs = startupMs + executionMs
  const totals = past.map((run) => run.startupMs + run.executionMs)
  const spread = past.length === 1 ? spreadOfOne : leastSpread
  return {
    startupMs,
    executionMs,
    lowMs: Math.round(Math.min(quantile(totals, lowShare), totalMs * (1 - spread))),
    highMs: Math.round(Math.max(quantile(totals, highShare), totalMs * (1 + spread))),
    pastRuns: past.length,
  }
}

/**
 * How a run was divided. Databricks tells no set-up of a run with several tasks, so what was seen
 * while following it counts more; a run without durations has at least a start and an end.
 */
function pastRun(run: RunObservation, known: KnownRun | null) {
  const seen = run.setupMs === 0 ? known : null
  const startupMs = seen?.startupMs ?? run.queueMs + run.setupMs
  const total = run.startedAt === null || run.endedAt === null ? 0 : run.endedAt - run.startedAt
  const told = run.executionMs > 0 ? run.executionMs : Math.max(0, total - startupMs)
  return { startupMs, executionMs: seen?.executionMs ?? told, size: known }
}

function scale(size: ExportSize, past: ExportSize | null): number {
  if (past === null) return 1
  const [present, before] = [expectedWork(size), expectedWork(past)]
  return Math.min(largestScale, Math.max(smallestScale, present / before))
}

function expectedWork(size: ExportSize): number {
  return Math.max(workflowMs, size.workflows * workflowMs + size.pipelines * pipelineMs)
}

function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

/** The value below which that share of the values lies, between two of them where it must be. */
function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right)
  const place = (sorted.length - 1) * share
  const below = sorted[Math.floor(place)] ?? 0
  const above = sorted[Math.ceil(place)] ?? 0
  return below + (above - below) * (place - Math.floor(place))
}
