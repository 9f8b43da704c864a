import type { Kind } from '../../../src/shared/catalog.ts'
import type {
  ConfigurationItem,
  ConfigurationPreview,
  ExportJobFacts,
  MapSectionState,
  SectionEntry,
  TriedReplacement,
} from '../../../src/shared/configuration-preview.ts'
import type { DesktopHandlers } from '../../../src/shared/ipc.ts'
import type { FakeWorld } from './fake-desktop.ts'

/** What the fake main says about the draft of config.yml and about the export job. */
export interface FakeFormState {
  preview: Omit<ConfigurationPreview, 'revision'>
  items: Record<Kind, ConfigurationItem[]>
  tried: TriedReplacement
  exportJob: ExportJobFacts
}

export function fakeEntry(key: string, value: string, line: number): SectionEntry {
  const boolean = value === 'true' ? true : value === 'false' ? false : null
  return { key, index: 0, value, boolean, resolved: null, issues: [], line, editable: true }
}

export function fakeSection(...entries: SectionEntry[]): MapSectionState {
  const placed = entries.map((entry, index) => ({ ...entry, index }))
  return { entries: placed, line: entries[0] ? entries[0].line - 1 : null, problem: null }
}

export function fakeFormItem(
  index: number,
  change: Partial<ConfigurationItem> = {},
): ConfigurationItem {
  return {
    index,
    id: String(1000 + index),
    name: `item_${index}`,
    flags: { isExisting: true, isActive: true, exportLibraries: false },
    line: 20 + index * 5,
    unique: true,
    ...change,
  }
}

export function fakeFormState(): FakeFormState {
  return {
    preview: {
      syntaxError: null,
      sections: {
        initial_variables: fakeSection(fakeEntry('v_start_path', '/Workspace/Shared/exports', 2)),
        global_settings: fakeSection(fakeEntry('export_libraries', 'true', 5)),
        path_replacement: fakeSection(fakeEntry('^/Workspace/', '../', 8)),
        value_replacements: fakeSection(fakeEntry('prod', 'dev', 11)),
      },
      sparkRules: { entries: [], line: null, problem: null },
      others: [],
      uses: [],
    },
    items: { workflow: [], pipeline: [] },
    tried: { outcome: '', steps: [], issues: [] },
    exportJob: {
      job: { id: '1290381902', configName: 'Export_Workflow_Job' },
      name: 'Export_Workflow_Job',
      url: 'http://127.0.0.1:41234/jobs/1290381902',
      parameters: [{ name: 'config_path', default: '' }],
      trigger: null,
      checks: [{ code: 'exists', status: 'ok', title: 'The job is in the workspace', detail: '' }],
    },
  }
}

export function fakeForm(world: FakeWorld): DesktopHandlers['form'] {
  return {
    preview: () => ({ revision: world.configuration.main.revision, ...world.form.preview }),
    items: ({ kind, text, offset, limit }) => {
      const all = world.form.items[kind]
      const found = all.filter(({ id, name }) => `${name ?? ''} ${id ?? ''}`.includes(text))
      return {
        revision: world.configuration.main.revision,
        total: all.length,
        matches: found.length,
        rows: found.slice(offset, offset + limit),
      }
    },
    change: () => world.configuration,
    tryReplacement: ({ text }) => ({
      ...world.form.tried,
      outcome: world.form.tried.outcome || text,
    }),
    exportJob: () => world.form.exportJob,
  }
}
