import type { Kind, PickFlags } from '../../shared/catalog.ts'

/** Where each kind's list and fields are in config.yml. */
export const listKeys: Record<Kind, string> = { workflow: 'workflows', pipeline: 'pipelines' }
export const nameKeys: Record<Kind, string> = { workflow: 'job_name', pipeline: 'pipeline_name' }
export const idKeys: Record<Kind, string> = { workflow: 'job_id', pipeline: 'pipeline_id' }
export const flagKeys: Record<keyof PickFlags, string> = {
  isExisting: 'is_existing',
  isActive: 'is_active',
  exportLibraries: 'export_libraries',
}
export const kinds: readonly Kind[] = ['workflow', 'pipeline']
export const flagNames = ['isExisting', 'isActive', 'exportLibraries'] as const

/** The keys that an item of a kind may have, in their usual order. */
export const itemKeys: Record<Kind, readonly string[]> = {
  workflow: [nameKeys.workflow, idKeys.workflow, ...Object.values(flagKeys)],
  pipeline: [nameKeys.pipeline, idKeys.pipeline, ...Object.values(flagKeys)],
}
