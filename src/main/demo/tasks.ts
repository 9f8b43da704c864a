import { guidOf } from './ids.ts'
import type { Random } from './random.ts'

export type DemoCompute = 'serverless' | 'serverless-optimized' | 'job-cluster' | 'existing-cluster'

/** A task as in the job settings of the Jobs API 2.2. */
export interface DemoTask {
  task_key: string
  depends_on?: { task_key: string }[]
  [setting: string]: unknown
}

/** The part of the job settings that `jobs/list` gives only with `expand_tasks`. */
export interface DemoTasks {
  tasks: DemoTask[]
  job_clusters?: { job_cluster_key: string; new_cluster: Record<string, unknown> }[]
  environments?: { environment_key: string; spec: Record<string, unknown> }[]
}

const steps = [
  'ingest',
  'clean',
  'validate',
  'enrich',
  'join_reference',
  'aggregate',
  'quality_checks',
  'publish',
  'refresh_dashboard',
  'notify',
] as const

/** Tasks of a job in order, each depending only on earlier ones, with the compute they run on. */
export function makeTasks(
  random: Random,
  input: { name: string; compute: DemoCompute; count: number },
): DemoTasks {
  const folder = `/Workspace/Shared/projects/${input.name.replace(/[^\w-]+/gu, '_').slice(0, 60)}`
  const tasks: DemoTask[] = []
  for (let at = 0; at < input.count; at += 1) {
    const step = steps[at % steps.length] ?? 'step'
    const round = Math.floor(at / steps.length)
    const key = input.count === 1 ? 'main' : round === 0 ? step : `${step}_${round + 1}`
    const before = new Set<string>()
    for (let link = 0; at > 0 && link < random.whole(1, 2); link += 1) {
      const earlier = tasks[Math.max(0, at - random.whole(1, 3))]
      if (earlier !== undefined) before.add(earlier.task_key)
    }
    tasks.push({
      task_key: key,
      ...(before.size === 0 ? {} : { depends_on: [...before].map((task_key) => ({ task_key })) }),
      run_if: 'ALL_SUCCESS',
      ...work(random, folder, key),
      ...computeOf(input.compute, random),
      timeout_seconds: 0,
    })
  }
  return { tasks, ...sharedCompute(input.compute, input.count, random) }
}

function work(random: Random, folder: string, key: string): Record<string, unknown> {
  const roll = random.next()
  if (roll < 0.62) {
    return { notebook_task: { notebook_path: `${folder}/${key}`, source: 'WORKSPACE' } }
  }
  if (roll < 0.76) {
    return {
      spark_python_task: { python_file: `${folder}/${key}.py`, parameters: ['--env', 'prod'] },
    }
  }
  if (roll < 0.86) {
    return {
      python_wheel_task: { package_name: 'data_platform', entry_point: key },
      libraries: [{ whl: '/Volumes/main/libs/data_platform-2.4.1-py3-none-any.whl' }],
    }
  }
  if (roll < 0.95) {
    const file = { path: `${folder}/${key}.sql`, source: 'WORKSPACE' }
    return { sql_task: { file, warehouse_id: '7f3a91c0d2e84b56' } }
  }
  const pipelineId = guidOf('pipeline', random.whole(3, 20))
  return { pipeline_task: { pipeline_id: pipelineId, full_refresh: false } }
}

function computeOf(compute: DemoCompute, random: Random): Record<string, unknown> {
  if (compute === 'job-cluster') return { job_cluster_key: 'main_cluster' }
  if (compute === 'existing-cluster') {
    const number = random.pick(['0412-081533-k3v9xq2a', '0907-142210-p8wz1t7c'])
    return { existing_cluster_id: number }
  }
  return { environment_key: 'default' }
}

function sharedCompute(compute: DemoCompute, tasks: number, random: Random): Partial<DemoTasks> {
  if (compute === 'existing-cluster') return {}
  if (compute !== 'job-cluster') {
    const spec = { environment_version: '2', dependencies: ['pyyaml==6.0.2'] }
    return { environments: [{ environment_key: 'default', spec }] }
  }
  const size = tasks > 3 ? { autoscale: { min_workers: 2, max_workers: 8 } } : { num_workers: 2 }
  const new_cluster = {
    spark_version: random.pick(['15.4.x-scala2.12', '16.4.x-scala2.12', '14.3.x-photon-scala2.12']),
    node_type_id: random.pick(['Standard_D8ds_v5', 'Standard_E8ds_v5', 'Standard_D4ds_v5']),
    data_security_mode: 'SINGLE_USER',
    ...size,
  }
  return { job_clusters: [{ job_cluster_key: 'main_cluster', new_cluster }] }
}
