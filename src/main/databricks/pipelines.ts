import type {
  GetPipelineResponse,
  ListPipelinesResponse,
  PipelineSpec,
  PipelineStateInfo,
  UpdateStateInfo,
} from '@databricks/sdk-experimental/dist/apis/pipelines/index.js'
import type { CatalogItem, ComputeKind, DetailedRun, Trigger } from '../../shared/catalog.ts'
import { AppError } from '../../shared/errors.ts'
import type { Logger } from '../logging/logger.ts'
import type { Call } from './call.ts'
import type { PipelineDetails, PipelinesApi } from './gateway.ts'
import { toPathId } from './ids.ts'
import { listPage } from './list-page.ts'
import { pipelineFacts, pipelineLibraries, pipelineTiming } from './pipeline-facts.ts'
import { isFields, objects, text } from './read.ts'
import { cronText } from './triggers.ts'

/** https://docs.databricks.com/api/workspace/pipelines */
export function createPipelinesApi({
  call,
  host,
  logger,
}: {
  call: Call
  host: string
  logger: Logger
}): PipelinesApi {
  return {
    listPage: (options = {}) =>
      listPage<ListPipelinesResponse, PipelineStateInfo, CatalogItem>(call, logger, options, {
        thing: 'the list of pipelines',
        path: '/api/2.0/pipelines',
        query: { max_results: 100 },
        itemsOf: (answer) => answer.statuses,
        toItem: (status) => ({ ...toItem(status), createdAt: null, trigger: null, compute: null }),
      }),

    async get(pipelineId, options = {}) {
      const pipeline_id = toPathId(pipelineId, 'pipeline')
      const pipeline = await call(
        { thing: `the pipeline ${pipelineId}`, safe: true },
        options,
        (sdk, context) => sdk.pipelines.get({ pipeline_id }, context),
      )
      return toDetails(pipeline, host)
    },
  }
}

function toItem(
  pipeline: PipelineStateInfo | GetPipelineResponse,
): Omit<CatalogItem, 'createdAt' | 'trigger' | 'compute'> {
  const id = text(pipeline.pipeline_id)
  if (id === null) {
    throw new AppError('bad-response', 'Databricks answered with a pipeline that has no id.', {
      suggestion: 'Try again. If it happens again, report it with the log from the Activity page.',
    })
  }
  return {
    kind: 'pipeline',
    id,
    name: text(pipeline.name) ?? `Untitled pipeline ${id}`,
    creator: text(pipeline.creator_user_name),
    tags: [],
    state: text(pipeline.state),
    health: text(pipeline.health),
    lastRunAt: begunAt(objects(pipeline.latest_updates)[0]),
  }
}

function toDetails(pipeline: GetPipelineResponse, host: string): PipelineDetails {
  const { spec } = pipeline
  const item: CatalogItem = {
    ...toItem(pipeline),
    createdAt: null,
    trigger: toPipelineTrigger(spec),
    compute: toPipelineCompute(spec),
  }
  const url = `${host}/pipelines/${item.id}`
  return {
    item,
    runAs:
      text(pipeline.run_as_user_name) ??
      text(pipeline.run_as?.user_name) ??
      text(pipeline.run_as?.service_principal_name),
    url,
    timing: pipelineTiming(spec),
    facts: pipelineFacts(spec),
    libraries: pipelineLibraries(spec),
    updates: objects(pipeline.latest_updates).map((update) => toRun(update, url)),
    raw: pipeline,
  }
}

function toPipelineTrigger(spec: PipelineSpec | undefined): Trigger {
  if (spec?.continuous === true) return { kind: 'continuous', text: 'Continuous', paused: false }
  const cron = spec?.trigger?.cron
  if (isFields(cron)) {
    return { kind: 'schedule', text: cronText(cron.quartz_cron_schedule), paused: false }
  }
  return { kind: 'manual', text: 'Manual', paused: false }
}

function toPipelineCompute(spec: PipelineSpec | undefined): ComputeKind | null {
  if (spec === undefined) return null
  return spec.serverless === true ? 'serverless' : 'job-cluster'
}

/** Databricks tells when an update began but not when it ended, so the duration stays 0. */
function toRun(update: UpdateStateInfo, pipelineUrl: string): DetailedRun {
  const runId = text(update.update_id) ?? ''
  return {
    runId,
    result: updateResults.get(update.state ?? '') ?? 'running',
    startedAt: begunAt(update),
    durationMs: 0,
    url: runId === '' ? null : `${pipelineUrl}/updates/${encodeURIComponent(runId)}`,
  }
}

/** UTC ms. */
function begunAt(update: UpdateStateInfo | undefined): number | null {
  const at = Date.parse(text(update?.creation_time) ?? '')
  return Number.isNaN(at) ? null : at
}

const updateResults: ReadonlyMap<string, DetailedRun['result']> = new Map([
  ['COMPLETED', 'succeeded'],
  ['FAILED', 'failed'],
  ['CANCELED', 'canceled'],
])
