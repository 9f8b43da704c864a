import type { Hono } from 'hono'
import { doesNotExist, invalidParameter } from './api-errors.ts'
import { limitIn, offsetIn, pageTokenOf, textIn } from './parameters.ts'
import type { Parameters } from './parameters.ts'
import type { DemoPipeline } from './pipelines.ts'
import { Random } from './random.ts'
import type { World } from './world.ts'

/** `GET /api/2.0/pipelines` and `GET /api/2.0/pipelines/{id}`. */
export function addPipelinesApi(app: Hono, world: World): void {
  app.get('/api/2.0/pipelines', (context) =>
    context.json(listPipelines(context.req.query(), world)),
  )

  app.get('/api/2.0/pipelines/:id', (context) => {
    const id = context.req.param('id')
    const pipeline = world.pipelines.byId(id, world.now())
    if (pipeline === null) throw doesNotExist(`The specified pipeline ${id} was not found.`)
    return context.json({
      ...headOf(pipeline),
      last_modified: pipeline.lastModified,
      spec: fullSpec(pipeline),
      run_as: { user_name: pipeline.runAs },
    })
  })
}

function listPipelines(query: Parameters, world: World): Record<string, unknown> {
  const limit = limitIn(query, 'max_results', { usual: 25, most: 100 })
  const filter = textIn(query, 'filter')
  const matches = filter === null ? () => true : nameFilter(filter)
  const list = `pipelines ${filter ?? ''}`
  const found: number[] = []
  for (
    let index = offsetIn(query, list);
    index < world.pipelines.count && found.length <= limit;
    index += 1
  ) {
    if (matches(world.pipelines.nameAt(index))) found.push(index)
  }
  const next = found[limit]
  const statuses = found.slice(0, limit).map((at) => headOf(world.pipelines.at(at, world.now())))
  return {
    ...(statuses.length === 0 ? {} : { statuses }),
    ...(next === undefined ? {} : { next_page_token: pageTokenOf(list, String(next)) }),
  }
}

/** What only `get` tells: made when somebody asks for one. */
function fullSpec({ id, name, creator, continuous, spec }: DemoPipeline): Record<string, unknown> {
  const random = new Random('spec', id)
  const folder = `/Workspace/Shared/pipelines/${name.replace(/[^\w-]+/gu, '_').slice(0, 60)}`
  const libraries = Array.isArray(spec['libraries']) ? spec['libraries'] : []
  return {
    ...spec,
    root_path: folder,
    libraries: [
      ...libraries,
      ...(random.chance(0.4) ? [{ glob: { include: `${folder}/transformations/**` } }] : []),
      ...(random.chance(0.2)
        ? [{ maven: { coordinates: 'com.databricks:dlt-expectations_2.12:1.4.0' } }]
        : []),
    ],
    ...(random.chance(0.5)
      ? {
          notifications: [
            { alerts: ['on-update-failure', 'on-flow-failure'], email_recipients: [creator] },
          ],
        }
      : {}),
    ...(!continuous && random.chance(0.3)
      ? { trigger: { cron: { quartz_cron_schedule: '0 0 5 * * ?', timezone_id: 'Europe/Berlin' } } }
      : {}),
  }
}

function headOf(pipeline: DemoPipeline): Record<string, unknown> {
  return {
    pipeline_id: pipeline.id,
    name: pipeline.name,
    state: pipeline.state,
    health: pipeline.health,
    creator_user_name: pipeline.creator,
    run_as_user_name: pipeline.runAs,
    latest_updates: pipeline.updates.map((update) => ({
      update_id: update.updateId,
      state: update.state,
      creation_time: new Date(update.createdAt).toISOString(),
    })),
  }
}

/** `name LIKE '…'` with SQL's wildcards; letters match in either case, as in Databricks. */
function nameFilter(filter: string): (name: string) => boolean {
  const pattern = /^\s*name\s+like\s+'((?:[^']|'')*)'\s*$/i.exec(filter)?.[1]
  if (pattern === undefined) {
    throw invalidParameter(`Unsupported filter: ${filter}. Use name LIKE '%text%'.`)
  }
  const escaped = pattern.replaceAll("''", "'").replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const expression = new RegExp(`^${escaped.replaceAll('%', '.*').replaceAll('_', '.')}$`, 'isu')
  return (name) => expression.test(name)
}
