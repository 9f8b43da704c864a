import { defineStore } from 'pinia'
import { usePreferredDark } from '@vueuse/core'
import { computed } from 'vue'
import type { SettingsChange } from '../../shared/settings.ts'
import { desktop, onEvent } from '../desktop.ts'
import type { Appearance } from '../theme.ts'
import { liveState } from './live-state.ts'

export const useSettings = defineStore('settings', () => {
  const state = liveState(() => desktop.settings.get())
  onEvent('settings.changed', state.set)
  const prefersDark = usePreferredDark()

  /** What is shown now: the setting, or what the system prefers. */
  const appearance = computed<Appearance>(() => {
    const theme = state.value.value?.theme ?? 'system'
    if (theme === 'system') return prefersDark.value ? 'dark' : 'light'
    return theme
  })

  return {
    settings: state.value,
    error: state.error,
    appearance,
    load: state.load,
    async change(change: SettingsChange) {
      state.set(await desktop.settings.change(change))
    },
  }
})
