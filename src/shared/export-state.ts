/** Where an export stands. `lost`: the app cannot find out how its run ended. */
export const exportStates = [
  'submitting',
  'queued',
  'starting',
  'running',
  'succeeded',
  'failed',
  'canceled',
  'lost',
] as const
export type ExportState = (typeof exportStates)[number]

export const activeExportStates: readonly ExportState[] = [
  'submitting',
  'queued',
  'starting',
  'running',
]

export function isActiveExport(record: { state: ExportState }): boolean {
  return activeExportStates.includes(record.state)
}
