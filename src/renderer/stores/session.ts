import { defineStore } from 'pinia'
import { computed } from 'vue'
import { desktop, onEvent } from '../desktop.ts'
import { liveState } from './live-state.ts'

/** Whether the app is locked. Every action throws the `AppError` of main. */
export const useSession = defineStore('session', () => {
  const state = liveState(() => desktop.session.state())
  onEvent('session.changed', state.set)

  return {
    state: state.value,
    locked: computed(() => state.value.value?.locked ?? false),
    load: state.load,
    async lock() {
      state.set(await desktop.session.lock())
    },
    async unlock() {
      state.set(await desktop.session.unlock())
    },
  }
})
