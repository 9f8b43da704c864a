import type { Hono } from 'hono'
import { invalidParameter } from './api-errors.ts'
import { fullSettings } from './job-settings.ts'
import type { DemoJob } from './jobs.ts'
import { flagIn, limitIn, offsetIn, pageTokenOf, requiredWhole, textIn } from './parameters.ts'
import type { Parameters } from './parameters.ts'
import type { World } from './world.ts'

/** Elements of tasks and job clusters in one answer. */
export const detailPage = 100

/** `jobs/list` and `jobs/get` of the Jobs API 2.2. */
export function addJobsApi(app: Hono, world: World): void {
  app.get('/api/2.2/jobs/list', (context) => context.json(listJobs(context.req.query(), world)))

  app.get('/api/2.2/jobs/get', (context) => {
    const query = context.req.query()
    const job = jobOf(query, world)
    const offset = offsetIn(query, `job ${job.id}`)
    const details = detailsOf(job, offset)
    return context.json({
      ...headOf(job),
      run_as_user_name: job.creator,
      settings: { ...job.settings, ...fullSettings(job), ...details.settings },
      ...(details.more
        ? {
            has_more: true,
            next_page_token: pageTokenOf(`job ${job.id}`, String(offset + detailPage)),
          }
        : {}),
    })
  })
}

/** The job that a request names, or Databricks' error for one that is not there. */
export function jobOf(parameters: Parameters, world: World): DemoJob {
  const id = requiredWhole(parameters, 'job_id')
  const job = world.jobs.byId(id)
  if (job === null) throw invalidParameter(`Job ${id} does not exist.`)
  return job
}

function listJobs(query: Parameters, world: World): Record<string, unknown> {
  const limit = limitIn(query, 'limit', { usual: 20, most: 100 })
  const expand = flagIn(query, 'expand_tasks')
  const name = textIn(query, 'name')?.toLowerCase() ?? null
  const list = `jobs ${name ?? ''}`
  const offset = offsetIn(query, list)
  const found: number[] = []
  let index = offset
  // One more than the page holds tells whether there is another page.
  for (; index < world.jobs.count && found.length <= limit; index += 1) {
    if (name === null || world.jobs.nameAt(index).toLowerCase() === name) found.push(index)
  }
  const next = found[limit]
  const jobs = found.slice(0, limit).map((at) => {
    const job = world.jobs.at(at)
    if (!expand) return { ...headOf(job), settings: job.settings }
    const details = detailsOf(job, 0)
    const settings = { ...job.settings, ...details.settings }
    return { ...headOf(job), settings, ...(details.more ? { has_more: true } : {}) }
  })
  return {
    ...(jobs.length === 0 ? {} : { jobs }),
    has_more: next !== undefined,
    ...(next === undefined ? {} : { next_page_token: pageTokenOf(list, String(next)) }),
    ...(offset === 0
      ? {}
      : { prev_page_token: pageTokenOf(list, String(Math.max(0, offset - limit))) }),
  }
}

function headOf(job: DemoJob): Record<string, unknown> {
  return { job_id: job.id, creator_user_name: job.creator, created_time: job.createdAt }
}

/** Tasks, clusters, environments and parameters from an offset on, at most 100 of each. */
function detailsOf(
  job: DemoJob,
  offset: number,
): { settings: Record<string, unknown>; more: boolean } {
  const { tasks, job_clusters: clusters, environments } = job.tasks
  const page = <Item>(items: readonly Item[]) => items.slice(offset, offset + detailPage)
  const settings = {
    tasks: page(tasks),
    ...(clusters === undefined ? {} : { job_clusters: page(clusters) }),
    ...(environments === undefined ? {} : { environments: page(environments) }),
    ...(job.parameters.length === 0 ? {} : { parameters: page(job.parameters) }),
  }
  return { settings, more: tasks.length > offset + detailPage }
}
