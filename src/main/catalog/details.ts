import type { CatalogDetails, DetailedRun, Kind, TaskDetails } from '../../shared/catalog.ts'
import { AppError } from '../../shared/errors.ts'
import type { CallOptions, DatabricksGateway, JobDetails } from '../databricks/gateway.ts'
import { nextRun } from '../databricks/next-run.ts'
import type { CronTiming } from '../databricks/next-run.ts'
import type { Logger } from '../logging/logger.ts'
import { runBrief } from './run-history.ts'

const runsShown = 25

interface ReadOptions extends CallOptions {
  now: () => number
  logger: Logger
}

/**
 * A job or pipeline, closely. Throws what Databricks answers. What needs a permission of its own (the
 * permissions, the runs) may be missing, and the details say why.
 */
export async function readDetails(
  gateway: DatabricksGateway,
  kind: Kind,
  id: string,
  options: ReadOptions,
): Promise<CatalogDetails> {
  const read = kind === 'workflow' ? readJob : readPipeline
  const [details, permissions] = await Promise.all([
    read(gateway, id, options),
    attempt('The permissions', () => gateway.permissions.list(kind, id, options), options),
  ])
  return { ...details, permissions: permissions.value, permissionsProblem: permissions.problem }
}

type OwnDetails = Omit<CatalogDetails, 'permissions' | 'permissionsProblem'>

async function readPipeline(
  gateway: DatabricksGateway,
  id: string,
  options: ReadOptions,
): Promise<OwnDetails> {
  const { item, runAs, url, facts, libraries, timing, updates, raw } = await gateway.pipelines.get(
    id,
    options,
  )
  return {
    item,
    readAt: options.now(),
    runAs,
    description: null,
    url,
    facts,
    nextRunAt: nextRunAt(timing, options.now()),
    parameters: [],
    tasks: [],
    libraries,
    runs: updates,
    runsProblem: null,
    raw: indented(raw),
  }
}

async function readJob(
  gateway: DatabricksGateway,
  id: string,
  options: ReadOptions,
): Promise<OwnDetails> {
  const [job, runs] = await Promise.all([
    gateway.jobs.get(id, options),
    readRuns(gateway, id, options),
  ])
  const { item, runAs, description, url, facts, timing, parameters, raw } = job
  return {
    item,
    readAt: options.now(),
    runAs,
    description,
    url,
    facts,
    nextRunAt: nextRunAt(timing, options.now()),
    parameters,
    tasks: withResults(job.tasks, runs.results),
    libraries: [],
    runs: runs.list,
    runsProblem: runs.problem,
    raw: indented(raw),
  }
}

type Results = ReadonlyMap<string, TaskDetails['result']>

/** The last runs, and what became of each task in the newest one. */
async function readRuns(
  gateway: DatabricksGateway,
  jobId: string,
  options: ReadOptions,
): Promise<{ list: DetailedRun[] | null; results: Results; problem: string | null }> {
  const { value: runs, problem } = await attempt(
    'The runs',
    () => gateway.runs.list({ jobId, limit: runsShown }, options),
    options,
  )
  const list = runs?.map((run) => ({ ...runBrief(run, options.now()), url: run.url })) ?? null
  const newest = runs?.[0]
  if (newest === undefined) return { list, results: new Map(), problem }
  const whole = await attempt(
    'The states of the tasks',
    () => gateway.runs.get(newest.runId, options),
    options,
  )
  const results = new Map(
    whole.value?.tasks.map(({ key, state }) => [key, state === 'retrying' ? 'waiting' : state]),
  )
  return { list, results, problem: whole.problem }
}

function withResults(tasks: JobDetails['tasks'], results: Results): TaskDetails[] {
  return tasks.map((task) => ({ ...task, result: results.get(task.key) ?? null }))
}

/** What reading gives, or a sentence on why it gives nothing. */
async function attempt<Value>(
  what: string,
  read: () => Promise<Value>,
  { signal, logger }: ReadOptions,
): Promise<{ value: Value; problem: null } | { value: null; problem: string }> {
  try {
    return { value: await read(), problem: null }
  } catch (thrown) {
    signal?.throwIfAborted()
    const error = AppError.from(thrown)
    logger.warn(`${what} could not be read`, { error })
    const because = error.code === 'forbidden' ? 'You are not allowed to see them.' : error.message
    return { value: null, problem: `${what} could not be read. ${because}` }
  }
}

function nextRunAt(timing: CronTiming | null, now: number): number | null {
  return timing === null ? null : nextRun(timing, now)
}

function indented(raw: unknown): string {
  return JSON.stringify(raw, null, 2)
}
