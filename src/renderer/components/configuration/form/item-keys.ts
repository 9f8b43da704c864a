import type { Kind, PickFlags } from '../../../../shared/catalog.ts'

/** What the lists and fields of config.yml are called, for edits that name them. */
export const listKeys = { workflow: 'workflows', pipeline: 'pipelines' } as const satisfies Record<
  Kind,
  string
>
export const nameKeys: Readonly<Record<Kind, string>> = {
  workflow: 'job_name',
  pipeline: 'pipeline_name',
}
export const flagKeys: Readonly<Record<keyof PickFlags, string>> = {
  isExisting: 'is_existing',
  isActive: 'is_active',
  exportLibraries: 'export_libraries',
}
