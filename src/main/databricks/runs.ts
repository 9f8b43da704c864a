import type {
  BaseRun,
  ListRunsResponse,
  Run,
  RunTask,
} from '@databricks/sdk-experimental/dist/apis/jobs/index.js'
import { AppError } from '../../shared/errors.ts'
import type { Logger } from '../logging/logger.ts'
import type { Call } from './call.ts'
import type { CallOptions, RunObservation, RunStart, RunsApi } from './gateway.ts'
import { fromNumber, toNumber } from './ids.ts'
import { listPage, readFurtherPages } from './list-page.ts'
import { duration, objects, text, time } from './read.ts'
import { createEndingApi } from './run-ending.ts'
import { readRunState, readTaskState } from './run-states.ts'

/** Databricks lists no more runs at once. */
const mostListed = 25

/** https://docs.databricks.com/api/workspace/jobs */
export function createRunsApi({ call, logger }: { call: Call; logger: Logger }): RunsApi {
  return {
    async runNow({ jobId, parameters, idempotencyToken }, options = {}) {
      const job_id = toNumber(jobId, 'job')
      // A token that Databricks ignored or refused would make a repeat start a second run.
      if (!/^[\x21-\x7e]{1,64}$/.test(idempotencyToken)) {
        throw new AppError(
          'internal',
          'The token of this export is not usable, so nothing was started.',
        )
      }
      const plan = { thing: `the job ${jobId}`, safe: true }
      const request = {
        job_id,
        job_parameters: parameters,
        idempotency_token: idempotencyToken,
      }
      const started = await call(plan, options, (sdk, context) => sdk.jobs.runNow(request, context))
      return { runId: fromNumber(started.run_id, 'run') }
    },

    async get(runId, options = {}) {
      return toObservation(await getWhole(call, runId, options))
    },

    async cancel(runId, options = {}) {
      const run_id = toNumber(runId, 'run')
      const plan = { thing: `the run ${runId}`, safe: true }
      await call(plan, options, (sdk, context) => sdk.jobs.cancelRun({ run_id }, context))
    },

    async list({ jobId, limit }, options = {}) {
      const page = await listPage<ListRunsResponse, BaseRun, RunObservation>(
        call,
        logger,
        { signal: options.signal },
        {
          thing: `the runs of the job ${jobId}`,
          path: '/api/2.2/jobs/runs/list',
          query: {
            job_id: toNumber(jobId, 'job'),
            limit: Math.min(mostListed, Math.max(1, Math.trunc(limit))),
          },
          itemsOf: (answer) => answer.runs,
          toItem: toObservation,
        },
      )
      return page.items
    },

    listPage: (options = {}) =>
      listPage<ListRunsResponse, BaseRun, RunStart>(call, logger, options, {
        thing: 'the newest runs of the workspace',
        path: '/api/2.2/jobs/runs/list',
        query: { limit: mostListed, run_type: 'JOB_RUN' },
        itemsOf: (answer) => answer.runs,
        toItem: (run) => ({
          jobId: fromNumber(run.job_id, 'job'),
          startedAt: time(run.start_time),
        }),
      }),

    ...createEndingApi(call, async (runId, options) => {
      const run = await getWhole(call, runId, options)
      return { ...run, tasks: newestAttempts(run) }
    }),
  }
}

/** Tasks come 100 at a time. */
async function getWhole(call: Call, runId: string, options: CallOptions): Promise<Run> {
  const run_id = toNumber(runId, 'run')
  const plan = { thing: `the run ${runId}`, safe: true }
  const whole = await call(plan, options, (sdk, context) => sdk.jobs.getRun({ run_id }, context))
  await readFurtherPages(
    whole,
    async (page_token) => {
      await options.pacing?.turn()
      return call(plan, options, (sdk, context) => sdk.jobs.getRun({ run_id, page_token }, context))
    },
    (more) => {
      whole.tasks = [...objects(whole.tasks), ...objects(more.tasks)]
    },
  )
  return whole
}

function toObservation(run: BaseRun | Run): RunObservation {
  const runId = fromNumber(run.run_id, 'run')
  return {
    runId,
    jobId: fromNumber(run.job_id, 'job'),
    jobRunId: run.job_run_id === undefined ? runId : fromNumber(run.job_run_id, 'run'),
    name: text(run.run_name),
    creator: text(run.creator_user_name),
    ...readRunState(run),
    startedAt: time(run.start_time),
    endedAt: time(run.end_time),
    queueMs: duration(run.queue_duration),
    setupMs: duration(run.setup_duration),
    executionMs: executionMs(run),
    url: text(run.run_page_url),
    parameters: Object.fromEntries(
      objects(run.job_parameters).map((parameter) => [
        text(parameter.name) ?? '',
        text(parameter.value) ?? text(parameter.default) ?? '',
      ]),
    ),
    repairedAt: repairedAt(run),
    tasks: newestAttempts(run).map((task) => ({
      key: text(task.task_key) ?? '',
      runId: taskRunId(task),
      state: readTaskState(task),
    })),
  }
}

/** The first item of the history is the run itself; each repair adds one. */
function repairedAt(run: BaseRun | Run): number | null {
  const repairs = objects(run.repair_history).filter(({ type }) => type === 'REPAIR')
  const times = repairs.map((repair) => time(repair.start_time)).filter((at) => at !== null)
  return times.length === 0 ? null : Math.max(...times)
}

/** Retries and repairs add an attempt of the same task; only the newest says how the task stands. */
function newestAttempts(run: BaseRun | Run): RunTask[] {
  const newest = new Map<string, RunTask>()
  for (const task of objects(run.tasks)) {
    const key = text(task.task_key) ?? ''
    const known = newest.get(key)
    if (known && (known.attempt_number ?? 0) > (task.attempt_number ?? 0)) continue
    newest.set(key, task)
  }
  return [...newest.values()]
}

/** A task that has not begun may have none, and one that cannot be held exactly is of no use. */
function taskRunId(task: RunTask): string | null {
  try {
    return fromNumber(task.run_id, 'task')
  } catch {
    return null
  }
}

/** Runs of several tasks have no execution time of their own, but a whole one (`run_duration`). */
function executionMs(run: BaseRun | Run): number {
  const own = duration(run.execution_duration)
  if (own > 0) return own
  const rest =
    duration(run.run_duration) - duration(run.setup_duration) - duration(run.queue_duration)
  return Math.max(0, rest)
}
