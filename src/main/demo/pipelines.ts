import { guidNumberOf, guidOf } from './ids.ts'
import { creators, generatedPipelineName } from './names.ts'
import { Random } from './random.ts'

/** One pipeline of the demo workspace, made from its index whenever it is asked for. */
export interface DemoPipeline {
  id: string
  name: string
  creator: string
  runAs: string
  lastModified: number
  continuous: boolean
  state: 'IDLE' | 'RUNNING' | 'FAILED' | 'STARTING'
  health: 'HEALTHY' | 'UNHEALTHY'
  /** Newest first; times UTC ms. */
  updates: { updateId: string; state: string; createdAt: number }[]
  spec: Record<string, unknown>
}

interface CuratedPipeline {
  name: string
  id?: string
  creator?: string
  trouble?: boolean
}

const curated: readonly CuratedPipeline[] = [
  {
    name: 'orders_gold',
    id: 'd4623163-fa76-4fb3-a117-663851c9f32f',
    creator: 'data-platform@example.com',
  },
  { name: 'customer_360_silver', creator: 'data-platform@example.com' },
  { name: 'billing_cdc', creator: 'svc-billing@example.com' },
  { name: 'clickstream_bronze', creator: 'streaming-team@example.com' },
  { name: 'legacy_dlt_inventory', creator: 'svc-etl@example.com', trouble: true },
  { name: '📦 warehouse_stock_live', creator: 'maria.silva@example.com' },
  { name: 'خط_بيانات_العملاء', creator: 'aisha.khan@example.com' },
  { name: `finance_${'intercompany_elimination_'.repeat(20)}`.slice(0, 300) },
  { name: 'sandbox', creator: 'lars.nygaard@example.com' },
  { name: 'sandbox', creator: 'kenji.watanabe@example.com' },
  { name: 'returns: <bronze> & "silver"', creator: 'svc-etl@example.com' },
]

/** The largest number of pipelines with distinct generated names. */
export const mostPipelines = 20_000

const hour = 3_600_000
const day = 24 * hour
const ids = new Map<string, number>()
curated.forEach((pipeline, index) => {
  if (pipeline.id !== undefined) ids.set(pipeline.id, index)
})

/** All pipelines of the workspace, none of them kept in memory. */
export class PipelineCatalog {
  readonly count: number
  readonly #seed: number
  readonly #anchor: number

  constructor(count: number, seed: number, anchor: number) {
    this.count = count
    this.#seed = seed
    this.#anchor = anchor
  }

  byId(id: string, now: number): DemoPipeline | null {
    const wanted = id.toLowerCase()
    const index = ids.get(wanted) ?? guidNumberOf('pipeline', wanted)
    if (index === null || index >= this.count) return null
    const pipeline = this.at(index, now)
    return pipeline.id === wanted ? pipeline : null
  }

  nameAt(index: number): string {
    return curated[index]?.name ?? generatedPipelineName(index - curated.length)
  }

  at(index: number, now: number): DemoPipeline {
    const random = new Random('pipeline', this.#seed, index)
    const own: CuratedPipeline = curated[index] ?? { name: this.nameAt(index) }
    const id = own.id ?? guidOf('pipeline', index)
    const creator = own.creator ?? random.pick(creators)
    const serverless = random.chance(0.6)
    const continuous = random.chance(0.2)
    const troubled = own.trouble ?? random.chance(0.08)
    const updates = this.#updates(index, random, { continuous, troubled }, now)
    const state = stateOf(updates[0]?.state, continuous)
    return {
      id,
      name: own.name,
      creator,
      runAs: creator,
      lastModified: Math.floor(this.#anchor - random.whole(2, 300) * day),
      continuous,
      state,
      health: troubled ? 'UNHEALTHY' : 'HEALTHY',
      updates,
      spec: specOf(random, { id, name: own.name, serverless, continuous }),
    }
  }

  /** Updates follow a timetable, so that the newest ones are always recent. */
  #updates(
    index: number,
    random: Random,
    traits: { continuous: boolean; troubled: boolean },
    now: number,
  ): DemoPipeline['updates'] {
    const period = traits.continuous ? 5 * day : random.pick([6 * hour, 12 * hour, day, 7 * day])
    const phase = random.whole(0, 23) * hour
    const newest = Math.floor((now - phase) / period)
    return Array.from({ length: 5 }, (_, back) => {
      const slot = newest - back
      const each = new Random('update', this.#seed, index, slot)
      const createdAt = slot * period + phase + each.whole(0, 90_000)
      const took = each.whole(3, 40) * 60_000
      const failed = traits.troubled ? back === 0 || each.chance(0.5) : each.chance(0.04)
      const running = back === 0 && (traits.continuous || now < createdAt + took)
      const ended = failed
        ? 'FAILED'
        : traits.continuous || each.chance(0.03)
          ? 'CANCELED'
          : 'COMPLETED'
      const state = running && !(traits.continuous && failed) ? 'RUNNING' : ended
      return { updateId: guidOf(`update ${index}`, Math.max(0, slot)), state, createdAt }
    }).filter((update) => update.createdAt <= now)
  }
}

function stateOf(latest: string | undefined, continuous: boolean): DemoPipeline['state'] {
  if (latest === 'RUNNING') return 'RUNNING'
  return latest === 'FAILED' && continuous ? 'FAILED' : 'IDLE'
}

function specOf(
  random: Random,
  traits: { id: string; name: string; serverless: boolean; continuous: boolean },
): Record<string, unknown> {
  const folder = `/Workspace/Shared/pipelines/${traits.name.replace(/[^\w-]+/gu, '_').slice(0, 60)}`
  const files = ['bronze', 'silver', 'gold'].slice(0, random.whole(1, 3))
  const libraries: Record<string, unknown>[] = files.map((layer) =>
    traits.serverless
      ? { file: { path: `${folder}/transformations/${layer}.sql` } }
      : { notebook: { path: `${folder}/${layer}` } },
  )
  return {
    id: traits.id,
    name: traits.name,
    catalog: 'main',
    schema: random.pick(['bronze', 'silver', 'gold', 'staging']),
    channel: random.chance(0.9) ? 'CURRENT' : 'PREVIEW',
    edition: 'ADVANCED',
    continuous: traits.continuous,
    development: random.chance(0.15),
    photon: true,
    serverless: traits.serverless,
    libraries,
    ...(traits.serverless
      ? {}
      : {
          clusters: [
            { label: 'default', autoscale: { min_workers: 1, max_workers: 5, mode: 'ENHANCED' } },
          ],
        }),
    configuration: { 'pipelines.enableTrackHistory': 'true' },
    ...(random.chance(0.4)
      ? { tags: { domain: random.pick(['finance', 'customer', 'logistics']) } }
      : {}),
  }
}
