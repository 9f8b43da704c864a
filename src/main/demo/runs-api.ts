import type { Hono } from 'hono'
import { ApiError, invalidParameter } from './api-errors.ts'
import { detailPage, jobOf } from './jobs-api.ts'
import {
  bodyOf,
  flagIn,
  limitIn,
  offsetIn,
  pageTokenOf,
  positionIn,
  requiredWhole,
  textIn,
  wholeIn,
} from './parameters.ts'
import type { Parameters } from './parameters.ts'
import { isActive } from './run-plan.ts'
import type { RunPlan } from './run-plan.ts'
import { viewRun, viewTasks } from './run-view.ts'
import { outputOf } from './task-output.ts'
import type { World } from './world.ts'

/** `jobs/run-now` and `jobs/runs/*` of the Jobs API 2.2. */
export function addRunsApi(app: Hono, world: World): void {
  app.post('/api/2.2/jobs/run-now', async (context) => {
    const body = await bodyOf(context)
    const token = textIn(body, 'idempotency_token')
    if (token !== null && token.length > 64) {
      throw invalidParameter('idempotency_token must have at most 64 characters.')
    }
    const { plan, started } = world.runs.start(jobOf(body, world), jobParameters(body), token)
    if (started) await world.save()
    return context.json({ run_id: plan.runId, number_in_job: plan.numberInJob })
  })

  app.get('/api/2.2/jobs/runs/get', (context) => {
    const query = context.req.query()
    const taskRun = taskRunOf(query, world)
    if (taskRun !== null) return context.json(taskRun)
    const { plan, job } = runOf(query, world)
    const offset = offsetIn(query, `run ${plan.runId}`)
    const tasks = viewTasks(plan, job, world.origin(), world.now())
    const clusters = job.tasks.job_clusters
    return context.json({
      ...viewRun(plan, job, world.origin(), world.now()),
      tasks: tasks.slice(offset, offset + detailPage),
      ...(clusters === undefined
        ? {}
        : { job_clusters: clusters.slice(offset, offset + detailPage) }),
      ...(tasks.length > offset + detailPage
        ? { next_page_token: pageTokenOf(`run ${plan.runId}`, String(offset + detailPage)) }
        : {}),
    })
  })

  app.post('/api/2.2/jobs/runs/cancel', async (context) => {
    const { plan } = runOf(await bodyOf(context), world)
    world.runs.cancel(plan.runId)
    await world.save()
    return context.json({})
  })

  app.post('/api/2.2/jobs/runs/repair', async (context) => {
    const body = await bodyOf(context)
    const { plan } = runOf(body, world)
    if (!flagIn(body, 'rerun_all_failed_tasks')) {
      throw invalidParameter(
        'The demo workspace repairs all failed tasks (rerun_all_failed_tasks).',
      )
    }
    const repairId = world.runs.repair(plan.runId, wholeIn(body, 'latest_repair_id'))
    await world.save()
    return context.json({ repair_id: repairId })
  })

  app.get('/api/2.2/jobs/runs/list', (context) =>
    context.json(listRuns(context.req.query(), world)),
  )

  app.get('/api/2.2/jobs/runs/get-output', (context) => {
    const id = requiredWhole(context.req.query(), 'run_id')
    const found = world.runs.find(id)
    if (found === null) throw invalidParameter(`Run ${id} does not exist.`)
    const { plan, job } = found
    if (found.task === 0 && plan.tasks.length !== 1) {
      throw invalidParameter(
        'Retrieving the output of runs with multiple tasks is not supported. ' +
          'Please retrieve the output of each individual task run instead.',
      )
    }
    const at = Math.max(0, found.task - 1)
    const task = plan.tasks[at]
    if (task === undefined) throw invalidParameter(`Run ${id} does not exist.`)
    const metadata = {
      ...viewRun(plan, job, world.origin(), world.now()),
      ...viewTasks(plan, job, world.origin(), world.now())[at],
    }
    if (isActive(plan, world.now())) return context.json({ metadata })
    return context.json({ metadata, ...outputOf(plan, task) })
  })
}

function runOf(parameters: Parameters, world: World) {
  const id = requiredWhole(parameters, 'run_id')
  const found = world.runs.find(id)
  if (found === null || found.task !== 0) throw invalidParameter(`Run ${id} does not exist.`)
  return found
}

/** The run of a task, which is asked for as any run is; null for the id of a whole run. */
function taskRunOf(parameters: Parameters, world: World): Record<string, unknown> | null {
  const id = requiredWhole(parameters, 'run_id')
  const found = world.runs.find(id)
  if (found === null || found.task === 0) return null
  const task = viewTasks(found.plan, found.job, world.origin(), world.now())[found.task - 1]
  if (task === undefined) return null
  const { job_parameters, job_id, creator_user_name, run_type } = viewRun(
    found.plan,
    found.job,
    world.origin(),
    world.now(),
  )
  return {
    ...task,
    run_name: task['task_key'],
    job_run_id: found.plan.runId,
    job_id,
    creator_user_name,
    run_type,
    job_parameters,
  }
}

function jobParameters(body: Parameters): Record<string, string> {
  const value = body['job_parameters']
  if (value === undefined || value === null) return {}
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw invalidParameter('job_parameters must be a map from names to strings.')
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => {
      if (typeof each === 'string') return [name, each]
      throw new ApiError(400, 'MALFORMED_REQUEST', `job_parameters.${name} must be a string.`)
    }),
  )
}

function listRuns(query: Parameters, world: World): Record<string, unknown> {
  const limit = limitIn(query, 'limit', { usual: 20, most: 25 })
  const activeOnly = flagIn(query, 'active_only')
  const completedOnly = flagIn(query, 'completed_only')
  if (activeOnly && completedOnly) {
    throw invalidParameter('Only one of active_only and completed_only may be true.')
  }
  const jobId = wholeIn(query, 'job_id')
  const job = jobId === null ? null : world.jobs.byId(jobId)
  const from = wholeIn(query, 'start_time_from') ?? 0
  const to = wholeIn(query, 'start_time_to') ?? Infinity
  const list = `runs ${jobId ?? ''} ${activeOnly} ${completedOnly} ${from} ${to}`
  const now = world.now()
  const all = jobId !== null && job === null ? [] : world.runs.list(job)
  const wanted = all
    .filter((plan) => plan.submittedAt >= from && plan.submittedAt <= to)
    .filter((plan) => !activeOnly || isActive(plan, now))
    .filter((plan) => !completedOnly || !isActive(plan, now))
  const after = positionIn(query, list)
  // The token names the last run seen, so that a run started meanwhile moves no page.
  const start = after === null ? 0 : wanted.findIndex((plan) => String(plan.runId) === after) + 1
  const page = after !== null && start === 0 ? [] : wanted.slice(start, start + limit)
  const last = page.at(-1)
  const more = last !== undefined && wanted.length > start + page.length
  const runs = page.map((plan) => runInList(plan, flagIn(query, 'expand_tasks'), world))
  return {
    ...(runs.length === 0 ? {} : { runs }),
    has_more: more,
    ...(more ? { next_page_token: pageTokenOf(list, String(last.runId)) } : {}),
  }
}

function runInList(plan: RunPlan, expand: boolean, world: World): Record<string, unknown> {
  const job = world.jobs.byId(plan.jobId)
  if (job === null) return { run_id: plan.runId, job_id: plan.jobId }
  const run = viewRun(plan, job, world.origin(), world.now())
  if (!expand) return run
  const tasks = viewTasks(plan, job, world.origin(), world.now())
  return {
    ...run,
    tasks: tasks.slice(0, detailPage),
    ...(tasks.length > detailPage ? { has_more: true } : {}),
  }
}
