import type { JobSettings } from '@databricks/sdk-experimental/dist/apis/jobs/index.js'
import type { ComputeKind } from '../../shared/catalog.ts'
import { objects, text } from './read.ts'

/**
 * What a job runs on, by its settings with expanded tasks: clusters of its own first, then a cluster
 * that is there already, else serverless.
 */
export function toComputeKind(settings: JobSettings | undefined): ComputeKind {
  const tasks = objects(settings?.tasks)
  const hasOwnCluster =
    objects(settings?.job_clusters).length > 0 || tasks.some((task) => task.new_cluster != null)
  if (hasOwnCluster) return 'job-cluster'
  if (tasks.some((task) => text(task.existing_cluster_id) !== null)) return 'existing-cluster'
  const isOptimized = settings?.performance_target === 'PERFORMANCE_OPTIMIZED'
  return isOptimized ? 'serverless-optimized' : 'serverless'
}
