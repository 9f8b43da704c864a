import { Random } from './random.ts'
import type { DemoTask, DemoTasks } from './tasks.ts'

const folder = '/Workspace/Shared/projects'

/** A job with tasks of many kinds: a condition, a loop, dbt, SQL and a pipeline. */
export const customerTasks: DemoTasks = {
  tasks: [
    task('check_sources', [], {
      description: 'Stops the night when a source has no new rows.',
      notebook_task: {
        notebook_path: `${folder}/customer_360_daily/check_sources`,
        base_parameters: { max_age_hours: '26' },
        source: 'WORKSPACE',
      },
      max_retries: 3,
      min_retry_interval_millis: 60_000,
      retry_on_timeout: true,
      timeout_seconds: 900,
    }),
    task('ingest_regions', ['check_sources'], {
      for_each_task: {
        inputs: '["emea", "amer", "apac"]',
        concurrency: 3,
        task: {
          task_key: 'ingest_region',
          notebook_task: {
            notebook_path: `${folder}/customer_360_daily/ingest_region`,
            base_parameters: { region: '{{input}}' },
            source: 'WORKSPACE',
          },
          job_cluster_key: 'main_cluster',
        },
      },
    }),
    task('resolve_identities', ['ingest_regions'], {
      python_wheel_task: { package_name: 'data_platform', entry_point: 'resolve_identities' },
      libraries: [{ whl: '/Volumes/main/libs/data_platform-2.4.1-py3-none-any.whl' }],
    }),
    task('build_models', ['resolve_identities'], {
      dbt_task: {
        commands: ['dbt deps', 'dbt build --select customer_360+'],
        project_directory: `${folder}/customer_360_daily/dbt`,
        catalog: 'main',
        schema: 'gold',
        warehouse_id: '7f3a91c0d2e84b56',
        source: 'WORKSPACE',
      },
      timeout_seconds: 5400,
    }),
    task('quality_checks', ['build_models'], {
      sql_task: {
        file: { path: `${folder}/customer_360_daily/quality.sql`, source: 'WORKSPACE' },
        parameters: { threshold: '0.99' },
        warehouse_id: '7f3a91c0d2e84b56',
      },
      health: { rules: [{ metric: 'RUN_DURATION_SECONDS', op: 'GREATER_THAN', value: 600 }] },
    }),
    task('clean_up', ['ingest_regions', 'quality_checks'], {
      notebook_task: {
        notebook_path: `${folder}/customer_360_daily/clean_up`,
        source: 'WORKSPACE',
      },
      run_if: 'ALL_DONE',
    }),
  ],
  job_clusters: [
    {
      job_cluster_key: 'main_cluster',
      new_cluster: {
        spark_version: '16.4.x-scala2.12',
        node_type_id: 'Standard_E8ds_v5',
        data_security_mode: 'SINGLE_USER',
        runtime_engine: 'PHOTON',
        autoscale: { min_workers: 2, max_workers: 8 },
      },
    },
  ],
}

function task(key: string, after: string[], settings: Record<string, unknown>): DemoTask {
  const needsCluster = !['for_each_task', 'dbt_task', 'sql_task'].some((work) => work in settings)
  return {
    task_key: key,
    ...(after.length === 0 ? {} : { depends_on: after.map((task_key) => ({ task_key })) }),
    run_if: 'ALL_SUCCESS',
    ...(needsCluster ? { job_cluster_key: 'main_cluster' } : {}),
    timeout_seconds: 0,
    ...settings,
  }
}

/** How many tasks each layer of the large job has, and how many of the layer before each follows. */
const layers: readonly [step: string, tasks: number, follows: number][] = [
  ['ingest', 120, 0],
  ['clean', 120, 1],
  ['conform', 90, 2],
  ['join', 70, 3],
  ['aggregate', 50, 2],
  ['check', 30, 2],
  ['publish', 19, 2],
  ['notify', 1, 19],
]

/** The tasks of a whole lakehouse, layer by layer: 500 of them. */
export function lakehouseTasks(): DemoTasks {
  const random = new Random('lakehouse')
  const tasks: DemoTask[] = []
  let before: string[] = []
  for (const [step, count, follows] of layers) {
    const keys = Array.from({ length: count }, (_, at) =>
      count === 1 ? step : `${step}_${String(at + 1).padStart(3, '0')}`,
    )
    keys.forEach((key, at) => {
      tasks.push({
        task_key: key,
        ...(follows === 0
          ? {}
          : { depends_on: earlier(random, before, at / count, follows).map(dependency) }),
        run_if: 'ALL_SUCCESS',
        notebook_task: { notebook_path: `${folder}/lakehouse/${step}/${key}`, source: 'WORKSPACE' },
        environment_key: 'default',
        timeout_seconds: 0,
      })
    })
    before = keys
  }
  const spec = { environment_version: '2', dependencies: ['pyyaml==6.0.2'] }
  return { tasks, environments: [{ environment_key: 'default', spec }] }
}

function dependency(task_key: string): { task_key: string } {
  return { task_key }
}

/** Some tasks of the layer before, those beside the place first. */
function earlier(random: Random, before: string[], place: number, count: number): string[] {
  const middle = Math.floor(place * before.length)
  const found = new Set<string>()
  for (let at = 0; at < count; at += 1) {
    const near = count > 3 ? at : middle + (at === 0 ? 0 : random.whole(-3, 3))
    const key = before[Math.min(before.length - 1, Math.max(0, near))]
    if (key !== undefined) found.add(key)
  }
  return [...found]
}
