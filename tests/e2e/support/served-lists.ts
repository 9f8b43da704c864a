import type { DemoServer } from '../../../src/main/demo/server.ts'
import type { Fault } from '../../../src/main/demo/faults.ts'
import type { Kind } from '../../../src/shared/catalog.ts'

/** A job or pipeline as a test wants it in the list of the workspace. */
export interface ServedItem {
  name: string
  id?: string
  creator?: string
  /** When its last run or update began, UTC ms. */
  lastRunAt?: number
  /** Jobs. */
  tags?: Record<string, string>
  /** Pipelines. */
  state?: 'IDLE' | 'RUNNING' | 'FAILED'
  health?: 'HEALTHY' | 'UNHEALTHY'
}

export const listRoutes: Readonly<Record<Kind, string>> = {
  workflow: 'GET /api/2.2/jobs/list',
  pipeline: 'GET /api/2.0/pipelines',
}

/** The id of the n-th item of a kind, unless it has one of its own. */
export function servedId(kind: Kind, index: number): string {
  const digits = String(4001 + index)
  return kind === 'workflow' ? digits : `5ca1ab1e-0000-4000-8000-${digits.padStart(12, '0')}`
}

/** From now on the workspace's list of a kind, and its newest runs, are exactly this, in one page. */
export function serveList(demo: DemoServer, kind: Kind, items: readonly ServedItem[]): void {
  if (kind === 'workflow') {
    const runs = items.flatMap(({ lastRunAt }, index) =>
      lastRunAt === undefined ? [] : [{ job_id: jobIdOf(index), start_time: lastRunAt }],
    )
    demo.faults.add({
      route: 'GET /api/2.2/jobs/runs/list',
      kind: 'status',
      status: 200,
      body: { runs, has_more: false },
    })
  }
  demo.faults.add({
    route: listRoutes[kind],
    kind: 'status',
    status: 200,
    body:
      kind === 'workflow'
        ? { jobs: items.map(jobOf), has_more: false }
        : { statuses: items.map(pipelineOf) },
  })
}

/** The page of that number, counted from 1, is answered with the fault, once. */
export function faultAtPage(
  demo: DemoServer,
  kind: Kind,
  page: number,
  fault: Omit<Fault, 'route' | 'count'>,
): void {
  const route = listRoutes[kind]
  demo.faults.add({ route, kind: 'latency', ms: 0, count: page - 1 })
  demo.faults.add({ ...fault, route, count: 1 })
}

function jobIdOf(index: number): number {
  return Number(servedId('workflow', index))
}

function jobOf(item: ServedItem, index: number): Record<string, unknown> {
  return {
    job_id: item.id === undefined ? jobIdOf(index) : Number(item.id),
    creator_user_name: item.creator ?? 'ada@example.com',
    created_time: 1_700_000_000_000 + index,
    settings: { name: item.name, tags: item.tags ?? {} },
  }
}

function pipelineOf(item: ServedItem, index: number): Record<string, unknown> {
  return {
    pipeline_id: item.id ?? servedId('pipeline', index),
    name: item.name,
    creator_user_name: item.creator ?? 'ada@example.com',
    state: item.state ?? 'IDLE',
    health: item.health ?? 'HEALTHY',
    latest_updates:
      item.lastRunAt === undefined
        ? []
        : [{ update_id: 'u', creation_time: new Date(item.lastRunAt).toISOString() }],
  }
}
