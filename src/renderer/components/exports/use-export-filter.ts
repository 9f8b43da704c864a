import { computed, ref } from 'vue'
import type { ExportRecord } from '../../../shared/export.ts'

export type ExportResultFilter = 'all' | 'succeeded' | 'failed' | 'canceled'

export const everyWorkspace = ''

const resultLabels: Readonly<Record<ExportResultFilter, string>> = {
  all: 'All results',
  succeeded: 'Succeeded',
  failed: 'Failed',
  canceled: 'Canceled',
}
const results = Object.keys(resultLabels) as ExportResultFilter[]

/** For the user a lost export belongs to those that did not work. */
function hasResult(record: ExportRecord, result: ExportResultFilter): boolean {
  if (result === 'all' || record.state === result) return true
  return result === 'failed' && record.state === 'lost'
}

/** Everything by which somebody may remember an export. */
function searchable(record: ExportRecord): string {
  const { jobName, configPath, outputPath, connectionName, runId, startedBy, message, error } =
    record
  return [
    jobName,
    configPath,
    outputPath,
    connectionName,
    runId,
    startedBy,
    message,
    error?.message,
  ]
    .filter((part) => part != null)
    .join('\n')
    .toLowerCase()
}

/** Narrows a list of exports by result, workspace and words; each menu counts what the others leave. */
export function useExportFilter(records: () => readonly ExportRecord[]) {
  const text = ref('')
  const result = ref<ExportResultFilter>('all')
  const workspace = ref(everyWorkspace)

  const byText = computed(() => {
    const words = text.value.toLowerCase().split(/\s+/).filter(Boolean)
    return records().filter((record) => {
      if (words.length === 0) return true
      const haystack = searchable(record)
      return words.every((word) => haystack.includes(word))
    })
  })
  const inWorkspace = (record: ExportRecord, id: string) =>
    id === everyWorkspace || record.connectionId === id

  const found = computed(() =>
    byText.value.filter(
      (record) => hasResult(record, result.value) && inWorkspace(record, workspace.value),
    ),
  )
  const resultOptions = computed(() => {
    const left = byText.value.filter((record) => inWorkspace(record, workspace.value))
    return results.map((value) => ({
      value,
      label: resultLabels[value],
      count: left.filter((record) => hasResult(record, value)).length,
    }))
  })
  /** Only one: there is nothing to choose. */
  const workspaceOptions = computed(() => {
    const names = new Map(records().map((record) => [record.connectionId, record.connectionName]))
    const left = byText.value.filter((record) => hasResult(record, result.value))
    const counted = (value: string, label: string) => ({
      value,
      label,
      count: left.filter((record) => inWorkspace(record, value)).length,
    })
    return [
      counted(everyWorkspace, 'All workspaces'),
      ...[...names].map(([id, name]) => counted(id, name)),
    ]
  })

  return {
    text,
    result,
    workspace,
    found,
    resultOptions,
    workspaceOptions,
    isNarrowed: computed(
      () => text.value !== '' || result.value !== 'all' || workspace.value !== everyWorkspace,
    ),
    clear(): void {
      text.value = ''
      result.value = 'all'
      workspace.value = everyWorkspace
    },
  }
}
