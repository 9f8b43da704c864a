import type { CatalogDetails, Kind } from '../../shared/catalog.ts'
import type { CallOptions, DatabricksGateway } from '../databricks/gateway.ts'
import type { Logger } from '../logging/logger.ts'
import { runBrief } from './run-history.ts'

const runsShown = 25

/**
 * A job or pipeline, closely. Throws what Databricks answers; runs that cannot be listed (they need
 * a permission of their own) are left out.
 */
export async function readDetails(
  gateway: DatabricksGateway,
  kind: Kind,
  id: string,
  options: CallOptions & { now: () => number; logger: Logger },
): Promise<CatalogDetails> {
  const { signal, now, logger } = options
  if (kind === 'pipeline') {
    const pipeline = await gateway.pipelines.get(id, { signal })
    return {
      item: pipeline.item,
      readAt: now(),
      runAs: pipeline.runAs,
      description: null,
      url: pipeline.url,
      facts: [],
      nextRunAt: null,
      parameters: [],
      tasks: [],
      libraries: pipeline.libraries.map((text) => ({ kind: 'other', text })),
      permissions: null,
      permissionsProblem: null,
      runs: pipeline.updates.map((update) => ({ ...update, url: null })),
      runsProblem: null,
      raw: indented(pipeline.raw),
    }
  }
  const [job, runs] = await Promise.all([
    gateway.jobs.get(id, { signal }),
    gateway.runs.list({ jobId: id, limit: runsShown }, { signal }).catch((thrown: unknown) => {
      signal?.throwIfAborted()
      logger.warn('Could not list the runs of a job', { id, error: thrown })
      return []
    }),
  ])
  return {
    item: job.item,
    readAt: now(),
    runAs: job.runAs,
    description: job.description,
    url: job.url,
    facts: [],
    nextRunAt: null,
    parameters: job.parameters,
    tasks: job.tasks.map((task) => ({ ...task, facts: [], result: null })),
    libraries: [],
    permissions: null,
    permissionsProblem: null,
    runs: runs.map((run) => ({ ...runBrief(run, now()), url: run.url })),
    runsProblem: null,
    raw: indented(job.raw),
  }
}

function indented(raw: unknown): string {
  return JSON.stringify(raw, null, 2)
}
