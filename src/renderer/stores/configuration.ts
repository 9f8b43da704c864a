import { defineStore } from 'pinia'
import { computed } from 'vue'
import type { PickFlags, Kind } from '../../shared/catalog.ts'
import type {
  ConfigurationState,
  DocumentKind,
  SelectionSummary,
  FixInput,
  SetPicksInput,
} from '../../shared/configuration.ts'
import { desktop, onEvent } from '../desktop.ts'
import { handOverTyping } from '../pending-edits.ts'
import { liveState } from './live-state.ts'

export interface ItemRef {
  id: string
  name: string
}

const nothingPicked: SelectionSummary = {
  workflows: 0,
  pipelines: 0,
  activeWorkflows: 0,
  activePipelines: 0,
  withLibraries: 0,
  unsavedChanges: 0,
  librariesOff: false,
  undo: null,
  ready: false,
}

/** The two YAML documents with their drafts, and the selection in the draft of config.yml. */
export const useConfiguration = defineStore('configuration', () => {
  const state = liveState(() => desktop.configuration.state())
  onEvent('configuration.changed', state.set)

  function setSelection(selection: SelectionSummary): void {
    const current: ConfigurationState | null = state.value.value
    if (current !== null) state.set({ ...current, selection })
  }

  return {
    state: state.value,
    error: state.error,
    selection: computed(() => state.value.value?.selection ?? nothingPicked),
    unsaved: computed(
      () => (state.value.value?.main.unsaved || state.value.value?.app.unsaved) ?? false,
    ),
    load: state.load,
    /** The state with everything that was typed until now. */
    async refresh(): Promise<ConfigurationState> {
      await handOverTyping()
      const now = await desktop.configuration.state()
      state.set(now)
      return now
    },
    document: (document: DocumentKind) => state.value.value?.[document] ?? null,
    /** The texts with everything that was typed until now. */
    async text(document: DocumentKind) {
      await handOverTyping()
      return desktop.configuration.text({ document })
    },
    async pick(kind: Kind, items: readonly ItemRef[], picked: boolean) {
      setSelection(await desktop.configuration.pick({ kind, items: [...items], picked }))
    },
    async switchFlag(kind: Kind, ids: readonly string[], flag: keyof PickFlags, value: boolean) {
      setSelection(await desktop.configuration.switch({ kind, ids: [...ids], flag, value }))
    },
    /** Picks some and takes others out: one step, which one undo takes back. */
    async setPicks(input: SetPicksInput) {
      setSelection(await desktop.configuration.setPicks(input))
    },
    /** Writes the present name of a picked item into the draft. */
    async rename(kind: Kind, id: string, name: string) {
      setSelection(await desktop.configuration.rename({ kind, id, name }))
    },
    /** Takes the last edit of a draft back, whatever made it. */
    async undo(document: DocumentKind = 'main') {
      setSelection(await desktop.configuration.undo({ document }))
    },
    /** Makes the edit again that was taken back last. */
    async redo(document: DocumentKind) {
      setSelection(await desktop.configuration.redo({ document }))
    },
    setSelection,
    /** Carries out a fix of a problem. */
    async fix(input: FixInput) {
      state.set(await desktop.configuration.fix(input))
    },
    async reload(document: DocumentKind, discardDraft: boolean) {
      state.set(await desktop.configuration.reload({ document, discardDraft }))
    },
    async setPath(document: DocumentKind, path: string) {
      state.set(await desktop.configuration.setPath({ document, path }))
    },
    /** Brings the file back that was deleted last. */
    async undoDelete(document: DocumentKind) {
      state.set(await desktop.configuration.undoDelete({ document }))
    },
    async createDefault(document: DocumentKind) {
      state.set(await desktop.configuration.createDefault({ document }))
    },
    async setExportJob(jobId: string, jobName: string) {
      state.set(await desktop.configuration.setExportJob({ jobId, jobName }))
    },
    async setOutputPath(path: string) {
      state.set(await desktop.configuration.setOutputPath({ path }))
    },
    async discard(document: DocumentKind) {
      state.set(await desktop.configuration.discard({ document }))
    },
    /** `withoutKeeping`: also when what is replaced cannot be kept in the history. */
    save: (document: DocumentKind, overwrite: boolean, withoutKeeping = false) =>
      desktop.configuration.save({
        document,
        overwrite,
        ...(withoutKeeping ? { withoutKeeping } : {}),
      }),
    /** The user has seen that edits were brought back, or that they could not be read. */
    async dismissNotice(document: DocumentKind) {
      state.set(await desktop.configuration.dismissNotice({ document }))
    },
  }
})
