import type { JobSettings } from '@databricks/sdk-experimental/dist/apis/jobs/index.js'
import { expect, it } from 'vitest'
import { toComputeKind } from '../../../../src/main/databricks/compute.ts'

const spec = { spark_version: '15.4.x-scala2.12', num_workers: 1 }

it.each<[string, JobSettings | undefined, string]>([
  ['nothing known', undefined, 'serverless'],
  ['tasks without a cluster', { tasks: [{ task_key: 'a' }] }, 'serverless'],
  ['a performance target', { performance_target: 'PERFORMANCE_OPTIMIZED' }, 'serverless-optimized'],
  ['the standard target', { performance_target: 'STANDARD' }, 'serverless'],
  [
    'a task on a cluster that is there',
    { tasks: [{ task_key: 'a' }, { task_key: 'b', existing_cluster_id: '0101-abc' }] },
    'existing-cluster',
  ],
  [
    'job clusters',
    {
      job_clusters: [{ job_cluster_key: 'main', new_cluster: spec }],
      tasks: [{ task_key: 'b', existing_cluster_id: '0101-abc' }],
      performance_target: 'PERFORMANCE_OPTIMIZED',
    },
    'job-cluster',
  ],
  [
    'a cluster of its own in a task',
    { tasks: [{ task_key: 'a', new_cluster: spec }] },
    'job-cluster',
  ],
])('%s means %3$s', (_name, settings, kind) => {
  expect(toComputeKind(settings)).toBe(kind)
})
