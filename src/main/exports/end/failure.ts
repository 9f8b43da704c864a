import { AppError } from '../../../shared/errors.ts'
import type { ExportFailure, ExportRecord } from '../../../shared/export.ts'
import type { DatabricksGateway, RunEnding, TaskOutput } from '../../databricks/gateway.ts'
import { canceledBy, causeOf } from '../failure-causes.ts'

type EndedTask = RunEnding['tasks'][number]
type Runs = Pick<DatabricksGateway['runs'], 'ending' | 'output'>

const mostError = 3500
const mostOther = 450
const mostTraceStart = 2500
const mostTraceEnd = 7000
const mostOthers = 20

export interface ExplainOptions {
  runs: Runs
  /** Takes secrets out of a text. */
  redact: (text: string) => string
  signal: AbortSignal
}

/**
 * Why a run did not succeed: the first task that failed by itself, its error and trace, and what that
 * means. Null when nothing of it failed. Throws what the gateway throws; a run without an output is
 * explained by what the run itself says.
 */
export async function explainFailure(
  record: ExportRecord,
  { runs, redact, signal }: ExplainOptions,
): Promise<ExportFailure | null> {
  if (record.runId === null) return null
  const ending = await runs.ending(record.runId, { signal })
  const [first = null, ...others] = failedByThemselves(ending)
  if (record.state === 'succeeded' && first === null) return null
  const output = await outputOf(first?.runId ?? soleRun(record.runId, ending), runs, signal)
  const error = firstText(output?.error, first?.message, ending.message, record.message)
  const trace = output?.trace ?? output?.logs ?? null
  const cause = causeOf({
    code: first?.code || ending.code,
    resultState: first?.resultState || ending.resultState,
    lifeCycleState: first?.lifeCycleState || ending.lifeCycleState,
    type: first?.type || ending.type,
    text: [error, ending.message, trace?.slice(0, 4000), trace?.slice(-4000)].join('\n'),
  })
  // Before anything is cut, so that no secret is cut in two.
  const clean = (text: string) => redact(plainText(text))
  const isCanceled = record.state === 'canceled' || cause.cause === 'canceled'
  return {
    ...cause,
    taskKey: first?.key.slice(0, 200) ?? null,
    error: start(clean(error), mostError),
    trace: trace === null ? null : boundedTrace(clean(trace)),
    by: isCanceled ? whoCanceled(record, ending, first) : null,
    others: others.slice(0, mostOthers).map((task) => ({
      taskKey: task.key.slice(0, 200),
      error: start(clean(task.message), mostOther),
    })),
    // The page of the run offers to run the failed tasks again.
    repairUrl:
      ending.tasks.length > 1 && first !== null ? (record.runUrl?.slice(0, 2000) ?? null) : null,
  }
}

/** Tasks that did not succeed on their own account, the earliest end first. */
function failedByThemselves({ tasks }: RunEnding): EndedTask[] {
  return tasks
    .filter(({ state }) => state === 'failed' || state === 'canceled')
    .filter(({ resultState, code }) => !/^UPSTREAM_/.test(resultState || code))
    .sort(
      (one, other) =>
        Number(one.state === 'canceled') - Number(other.state === 'canceled') ||
        (one.endedAt ?? Infinity) - (other.endedAt ?? Infinity) ||
        0,
    )
}

/** A run of a single task is asked itself; one of several has no output of its own. */
function soleRun(runId: string, { tasks }: RunEnding): string | null {
  return tasks.length <= 1 ? (tasks[0]?.runId ?? runId) : null
}

/** Null when there is none: deleted, not allowed, or of a kind that has none. */
async function outputOf(
  runId: string | null,
  runs: Runs,
  signal: AbortSignal,
): Promise<TaskOutput | null> {
  if (runId === null) return null
  try {
    return await runs.output(runId, { signal })
  } catch (thrown) {
    const error = AppError.from(thrown)
    if (['not-found', 'forbidden', 'invalid-request'].includes(error.code)) return null
    throw error
  }
}

function whoCanceled(
  record: ExportRecord,
  ending: RunEnding,
  first: EndedTask | null,
): string | null {
  const named = canceledBy(ending.message) ?? (first ? canceledBy(first.message) : null)
  if (named !== null) return named.slice(0, 300)
  return record.cancelRequested ? 'you, in this app' : null
}

function firstText(...candidates: (string | null | undefined)[]): string {
  return (
    candidates.find(
      (candidate) => candidate !== null && candidate !== undefined && candidate.trim() !== '',
    ) ?? ''
  )
}

// ECMA-48: control sequences, strings, and two-byte escapes; then every other control character.
const escapes =
  // eslint-disable-next-line no-control-regex -- they are what is looked for
  /\u001b\[[0-?]*[ -/]*[@-~]|\u001b[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\)?|\u001b[ -~]|\u009b[0-?]*[ -/]*[@-~]/g
// eslint-disable-next-line no-control-regex -- they are what is looked for
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g

/** Text without colours and other commands for terminals. */
export function plainText(text: string): string {
  return text.replace(escapes, '').replace(/\r\n?/g, '\n').replace(controls, '').trim()
}

/** The beginning and, as it says most, the end of a trace. */
function boundedTrace(trace: string): string {
  const left = trace.length - mostTraceStart - mostTraceEnd
  if (left <= 0) return trace
  const head = trace.slice(0, mostTraceStart)
  return `${head}\n\n… ${left} characters left out …\n\n${trace.slice(-mostTraceEnd)}`
}

function start(text: string, most: number): string {
  const trimmed = text.trim()
  return trimmed.length > most ? `${trimmed.slice(0, most - 1)}…` : trimmed
}
