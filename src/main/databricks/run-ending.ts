import type {
  Run,
  RunOutput,
  RunState,
  RunStatus,
} from '@databricks/sdk-experimental/dist/apis/jobs/index.js'
import type { Call } from './call.ts'
import type { CallOptions, RunEnding, RunsApi, TaskOutput } from './gateway.ts'
import { fromNumber, toNumber } from './ids.ts'
import { objects, text, time } from './read.ts'
import { readTaskState } from './run-states.ts'

/** Databricks gives up to 5 MB of each. The end says most, the beginning where it came from. */
const mostStart = 20_000
const mostEnd = 180_000

/** What is asked of a run when it is over: how it and its tasks ended, and what a task left behind. */
export function createEndingApi(
  call: Call,
  getWhole: (runId: string, options: CallOptions) => Promise<Run>,
): Pick<RunsApi, 'ending' | 'output'> {
  return {
    async ending(runId, options = {}) {
      return toEnding(await getWhole(runId, options))
    },

    async output(runId, options = {}) {
      const run_id = toNumber(runId, 'run')
      const plan = { thing: `the output of the run ${runId}`, safe: true }
      const answer = await call(plan, options, (sdk, context) =>
        sdk.jobs.getRunOutput({ run_id }, context),
      )
      return toOutput(answer)
    },
  }
}

function toEnding(run: Run): RunEnding {
  return {
    startedAt: time(run.start_time),
    endedAt: time(run.end_time),
    ...codesOf(run),
    tasks: objects(run.tasks).map((task) => ({
      key: text(task.task_key) ?? '',
      runId: idOrNull(task.run_id),
      state: readTaskState(task),
      ...codesOf(task),
      startedAt: time(task.start_time),
      endedAt: time(task.end_time),
    })),
  }
}

function codesOf({ state, status }: { state?: RunState; status?: RunStatus }) {
  const termination = status?.termination_details
  return {
    lifeCycleState: text(state?.life_cycle_state) ?? '',
    resultState: text(state?.result_state) ?? '',
    code: text(termination?.code) ?? '',
    type: text(termination?.type) ?? '',
    message: text(state?.state_message) ?? text(termination?.message) ?? '',
  }
}

/** A task without a run of its own did not begin. */
function idOrNull(id: number | undefined): string | null {
  try {
    return id === undefined ? null : fromNumber(id, 'run')
  } catch {
    return null
  }
}

function toOutput(answer: RunOutput): TaskOutput {
  return {
    error: bounded(text(answer.error)),
    trace: bounded(text(answer.error_trace)),
    logs: bounded(text(answer.logs)),
    result: bounded(text(answer.notebook_output?.result)),
  }
}

function bounded(value: string | null): string | null {
  if (value === null || value.length <= mostStart + mostEnd) return value
  return `${value.slice(0, mostStart)}\n…\n${value.slice(-mostEnd)}`
}
