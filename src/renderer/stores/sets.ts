import { defineStore } from 'pinia'
import { computed } from 'vue'
import { desktop, onEvent } from '../desktop.ts'
import { useConfiguration } from './configuration.ts'
import { liveState } from './live-state.ts'

/** The saved selections of the connection in use. */
export const useSets = defineStore('sets', () => {
  const state = liveState(() => desktop.sets.list())
  onEvent('sets.changed', state.set)
  const configuration = useConfiguration()

  return {
    sets: computed(() => state.value.value ?? []),
    loaded: computed(() => state.value.value !== null),
    error: state.error,
    load: state.load,
    async save(name: string) {
      state.set(await desktop.sets.save({ name }))
    },
    async apply(id: string, mode: 'add' | 'replace') {
      configuration.setSelection(await desktop.sets.apply({ id, mode }))
    },
    async remove(id: string) {
      state.set(await desktop.sets.remove({ id }))
    },
    /** Where it was written; null when the user canceled. */
    exportFile: (id: string) => desktop.sets.exportFile({ id }),
    /** Whether a set came; not when the user canceled. */
    async importFile() {
      const sets = await desktop.sets.importFile()
      if (sets !== null) state.set(sets)
      return sets !== null
    },
  }
})
