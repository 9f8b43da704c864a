import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { StoreState } from '../../shared/export-store.ts'
import { desktop, onEvent } from '../desktop.ts'

/** What became of the stored exports, and whether they are being saved. */
export const useExportStore = defineStore('export-store', () => {
  const state = shallowRef<StoreState | null>(null)
  let told = false

  onEvent('exports.storeChanged', (changed) => {
    told = true
    state.value = changed
  })

  return {
    state,
    /** Asks once; what an event told meanwhile is newer. */
    async load() {
      const answer = await desktop.exports.storeState()
      if (!told) state.value = answer
    },
    async dismiss() {
      state.value = await desktop.exports.dismissStoreNotice()
    },
  }
})
