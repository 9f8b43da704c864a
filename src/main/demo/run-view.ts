import { exportJobId } from './curated-jobs.ts'
import type { DemoJob } from './jobs.ts'
import { maxTaskRuns, runIdOf, runKeyOf } from './ids.ts'
import { demoUser } from './names.ts'
import { endOf, isActive, runningFrom } from './run-plan.ts'
import type { RunPlan, RunRepair, TaskPlan } from './run-plan.ts'

interface Phase {
  lifeCycle: 'QUEUED' | 'PENDING' | 'RUNNING' | 'TERMINATING' | 'TERMINATED' | 'SKIPPED' | 'BLOCKED'
  result: string | null
  message: string
}

/** The phase of a run at a moment. */
export function phaseOf(plan: RunPlan, now: number): Phase {
  if (plan.cancel !== null && now >= plan.cancel.at) {
    const message = `Run cancelled by user ${demoUser.userName}.`
    return isActive(plan, now)
      ? { lifeCycle: 'TERMINATING', result: null, message }
      : { lifeCycle: 'TERMINATED', result: 'CANCELED', message }
  }
  if (plan.end.result === 'SKIPPED') {
    return { lifeCycle: 'SKIPPED', result: null, message: plan.end.message }
  }
  if (now < plan.submittedAt + plan.queueMs) {
    return { lifeCycle: 'QUEUED', result: null, message: 'Queued: waiting for free capacity.' }
  }
  if (now < runningFrom(plan)) {
    return { lifeCycle: 'PENDING', result: null, message: 'Waiting for compute.' }
  }
  if (isActive(plan, now)) return { lifeCycle: 'RUNNING', result: null, message: 'In run' }
  return { lifeCycle: 'TERMINATED', result: plan.end.result, message: plan.end.message }
}

/**
 * A run as `jobs/runs/get` (2.2) tells it. As in Databricks, set-up and execution durations of a run
 * with several tasks are 0: `run_duration` has the whole and each task its own.
 */
export function viewRun(
  plan: RunPlan,
  job: DemoJob,
  origin: string,
  now: number,
): Record<string, unknown> {
  const phase = phaseOf(plan, now)
  const ended = !isActive(plan, now)
  const single = plan.tasks.length === 1
  const running = now >= runningFrom(plan) || ended
  const execution = ended ? Math.max(0, endOf(plan) - runningFrom(plan)) : 0
  return {
    job_id: plan.jobId,
    run_id: plan.runId,
    job_run_id: plan.runId,
    number_in_job: plan.numberInJob,
    original_attempt_run_id: plan.runId,
    creator_user_name: plan.trigger === 'ONE_TIME' ? demoUser.userName : job.creator,
    run_name: job.name,
    run_type: 'JOB_RUN',
    format: 'MULTI_TASK',
    trigger: plan.trigger,
    run_page_url: runPage(origin, plan),
    start_time: plan.submittedAt,
    end_time: ended ? endOf(plan) : 0,
    queue_duration: Math.min(
      plan.queueMs,
      Math.max(0, Math.min(now, endOf(plan)) - plan.submittedAt),
    ),
    setup_duration: single && running ? setupOf(plan) : 0,
    execution_duration: single ? execution : 0,
    cleanup_duration: 0,
    ...(plan.repairs === undefined
      ? {}
      : { repair_history: repairHistory(plan, plan.repairs, now) }),
    ...(ended ? { run_duration: endOf(plan) - plan.submittedAt } : {}),
    ...(job.settings['performance_target'] === undefined
      ? {}
      : { effective_performance_target: job.settings['performance_target'] }),
    job_parameters: job.parameters.map((each) => {
      const value = plan.parameters[each.name] ?? each.default
      return { ...each, ...(value === each.default ? {} : { value }) }
    }),
    ...stateAndStatus(phase),
  }
}

/** The run as it first was, and each time its failed tasks were run again. */
function repairHistory(
  plan: RunPlan,
  repairs: readonly RunRepair[],
  now: number,
): Record<string, unknown>[] {
  const [first] = repairs
  const ended = (result: string, message: string): Phase => ({
    lifeCycle: 'TERMINATED',
    result,
    message,
  })
  return [
    {
      type: 'ORIGINAL',
      start_time: plan.submittedAt,
      end_time: first?.endedBefore ?? 0,
      ...stateAndStatus(ended(first?.resultBefore ?? plan.end.result, '')),
    },
    ...repairs.map(({ id, at }, index) => {
      const next = repairs[index + 1]
      const phase = next === undefined ? phaseOf(plan, now) : ended(next.resultBefore, '')
      return {
        type: 'REPAIR',
        id,
        start_time: at,
        end_time: next?.endedBefore ?? (isActive(plan, now) ? 0 : endOf(plan)),
        ...stateAndStatus(phase),
      }
    }),
  ]
}

/** The tasks of a run with their states, in the order of the job. */
export function viewTasks(
  plan: RunPlan,
  job: DemoJob,
  origin: string,
  now: number,
): Record<string, unknown>[] {
  const key = runKeyOf(plan.runId)
  return plan.tasks.map((task, at) => {
    const settings = job.tasks.tasks.find((each) => each.task_key === task.key)
    const times = taskTimes(plan, task)
    const phase = taskPhase(plan, task, times, now)
    const ended = phase.lifeCycle === 'TERMINATED'
    const first = task.startMs === 0
    const runId = key === null || at >= maxTaskRuns ? undefined : runIdOf({ ...key, task: at + 1 })
    return {
      ...settings,
      ...(runId === undefined ? {} : { run_id: runId }),
      run_page_url: runPage(origin, plan),
      // Databricks lists earlier attempts as well, under run ids of their own.
      attempt_number: plan.repairs?.filter(({ tasks }) => tasks.includes(task.key)).length ?? 0,
      start_time: now >= times.start ? times.start : 0,
      end_time: ended ? times.end : 0,
      setup_duration: first && now >= times.work ? Math.max(0, times.work - times.start) : 0,
      execution_duration: ended ? Math.max(0, times.end - times.work) : 0,
      cleanup_duration: 0,
      ...stateAndStatus(phase),
    }
  })
}

function setupOf(plan: RunPlan): number {
  return Math.min(plan.setupMs, Math.max(0, endOf(plan) - plan.submittedAt - plan.queueMs))
}

/** The first tasks wait for compute as part of their own time; later ones find it ready. */
function taskTimes(plan: RunPlan, task: TaskPlan) {
  const origin = runningFrom(plan)
  const runEnd = endOf(plan)
  const work = Math.min(runEnd, origin + task.startMs)
  const start = task.startMs === 0 ? Math.min(runEnd, plan.submittedAt + plan.queueMs) : work
  return { start, work, end: Math.min(runEnd, origin + task.endMs) }
}

function taskPhase(
  plan: RunPlan,
  task: TaskPlan,
  times: { start: number; work: number; end: number },
  now: number,
): Phase {
  const planned = runningFrom(plan) + task.endMs
  const canceled = plan.cancel !== null && now >= plan.cancel.at && planned > plan.cancel.at
  if (canceled) {
    return isActive(plan, now)
      ? { lifeCycle: 'TERMINATING', result: null, message: '' }
      : { lifeCycle: 'TERMINATED', result: 'CANCELED', message: 'Run cancelled.' }
  }
  if (now >= times.end) {
    const failed = task.result === 'FAILED' || task.result === 'TIMEDOUT'
    const upstream = task.result === 'UPSTREAM_FAILED' ? 'An upstream task failed.' : ''
    return {
      lifeCycle: 'TERMINATED',
      result: task.result,
      message: failed ? plan.end.message : upstream,
    }
  }
  if (now >= times.work) return { lifeCycle: 'RUNNING', result: null, message: 'In run' }
  if (task.startMs > 0) return { lifeCycle: 'BLOCKED', result: null, message: '' }
  const lifeCycle = now < plan.submittedAt + plan.queueMs ? 'QUEUED' : 'PENDING'
  return { lifeCycle, result: null, message: '' }
}

/** Both forms of the state: the older `state` and the newer `status`. */
function stateAndStatus(phase: Phase): Record<string, unknown> {
  const ended = phase.lifeCycle === 'TERMINATED' || phase.lifeCycle === 'SKIPPED'
  return {
    state: {
      life_cycle_state: phase.lifeCycle,
      ...(phase.result === null ? {} : { result_state: phase.result }),
      state_message: phase.message,
      user_cancelled_or_timedout: phase.result === 'CANCELED' || phase.result === 'TIMEDOUT',
    },
    status: {
      state: ended ? 'TERMINATED' : phase.lifeCycle,
      ...(phase.lifeCycle === 'QUEUED'
        ? { queue_details: { code: 'ACTIVE_RUNS_LIMIT_REACHED', message: phase.message } }
        : {}),
      ...(ended ? { termination_details: terminationOf(phase) } : {}),
    },
  }
}

function terminationOf(phase: Phase): { code: string; type: string; message: string } {
  const { message } = phase
  if (phase.lifeCycle === 'SKIPPED') {
    return { code: 'MAX_CONCURRENT_RUNS_EXCEEDED', type: 'CLIENT_ERROR', message }
  }
  if (phase.result === 'SUCCESS') return { code: 'SUCCESS', type: 'SUCCESS', message }
  if (phase.result === 'CANCELED') return { code: 'USER_CANCELED', type: 'CLIENT_ERROR', message }
  if (phase.result === 'TIMEDOUT') return { code: 'CANCELED', type: 'CLIENT_ERROR', message }
  return { code: 'RUN_EXECUTION_ERROR', type: 'CLIENT_ERROR', message }
}

function runPage(origin: string, plan: RunPlan): string {
  return `${origin}/jobs/${plan.jobId}/runs/${plan.runId}`
}

/** The text a task's notebook leaves behind, for `runs/get-output`. */
export function taskResult(plan: RunPlan, task: TaskPlan): string {
  return plan.jobId === exportJobId ? `${task.key}: done` : 'OK'
}
