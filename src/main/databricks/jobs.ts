import type {
  BaseJob,
  Job,
  ListJobsResponse,
} from '@databricks/sdk-experimental/dist/apis/jobs/index.js'
import type { CatalogItem } from '../../shared/catalog.ts'
import type { Logger } from '../logging/logger.ts'
import type { Call } from './call.ts'
import { toComputeKind } from './compute.ts'
import type { CallOptions, JobDetails, JobsApi } from './gateway.ts'
import { fromNumber, toNumber } from './ids.ts'
import { jobFacts, jobParameters, jobTiming } from './job-facts.ts'
import { listPage, readFurtherPages } from './list-page.ts'
import { isFields, isObject, objects, text, time } from './read.ts'
import { taskFacts, taskKind } from './task-facts.ts'
import { toTrigger } from './triggers.ts'

/** https://docs.databricks.com/api/workspace/jobs */
export function createJobsApi({
  call,
  host,
  logger,
}: {
  call: Call
  host: string
  logger: Logger
}): JobsApi {
  return {
    listPage: (options = {}) =>
      listPage<ListJobsResponse, BaseJob, CatalogItem>(call, logger, options, {
        thing: 'the list of jobs',
        path: '/api/2.2/jobs/list',
        query: { limit: 100, expand_tasks: true },
        itemsOf: (answer) => answer.jobs,
        toItem,
      }),

    async get(jobId, options = {}) {
      const job = await getWhole(call, jobId, options)
      return toDetails(job, host)
    },
  }
}

/** Tasks, job clusters, parameters and environments come 100 at a time. */
async function getWhole(call: Call, jobId: string, options: CallOptions): Promise<Job> {
  const job_id = toNumber(jobId, 'job')
  const plan = { thing: `the job ${jobId}`, safe: true }
  const whole = await call(plan, options, (sdk, context) => sdk.jobs.get({ job_id }, context))
  await readFurtherPages(
    whole,
    (page_token) =>
      call(plan, options, (sdk, context) => sdk.jobs.get({ job_id, page_token }, context)),
    (more) => append(whole, more),
  )
  delete whole.next_page_token
  delete whole.has_more
  return whole
}

function append(whole: Job, more: Job): void {
  if (!isObject(whole.settings) || !isObject(more.settings)) return
  const to = whole.settings
  const from = more.settings
  to.tasks = [...objects(to.tasks), ...objects(from.tasks)]
  to.job_clusters = [...objects(to.job_clusters), ...objects(from.job_clusters)]
  to.parameters = [...objects(to.parameters), ...objects(from.parameters)]
  to.environments = [...objects(to.environments), ...objects(from.environments)]
}

function toItem(job: BaseJob): CatalogItem {
  const { settings } = job
  const id = fromNumber(job.job_id, 'job')
  return {
    kind: 'workflow',
    id,
    name: text(settings?.name) ?? `Untitled job ${id}`,
    creator: text(job.creator_user_name),
    tags: tagsOf(settings?.tags),
    createdAt: time(job.created_time),
    trigger: toTrigger(settings ?? {}),
    compute: toComputeKind(settings),
    state: null,
    health: null,
    lastRunAt: null,
  }
}

function toDetails(job: Job, host: string): JobDetails {
  const item = toItem(job)
  const { settings } = job
  return {
    item,
    runAs:
      text(job.run_as_user_name) ??
      text(settings?.run_as?.user_name) ??
      text(settings?.run_as?.service_principal_name),
    description: text(settings?.description),
    url: `${host}/jobs/${item.id}`,
    timing: jobTiming(settings),
    facts: jobFacts(job),
    parameters: jobParameters(settings),
    tasks: objects(settings?.tasks).map((task) => ({
      key: text(task.task_key) ?? '',
      kind: taskKind(task),
      dependsOn: objects(task.depends_on).map((other) => text(other.task_key) ?? ''),
      facts: taskFacts(task),
    })),
    compute: toComputeKind(settings),
    raw: job,
  }
}

function tagsOf(tags: unknown): string[] {
  if (!isFields(tags)) return []
  return Object.entries(tags).map(([key, value]) => {
    const words = text(value)
    return words === null ? key : `${key}:${words}`
  })
}
