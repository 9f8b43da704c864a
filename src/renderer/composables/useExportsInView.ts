import { computed, watch } from 'vue'
import { useRoute } from 'vue-router'
import { desktop } from '../desktop.ts'
import { useExports } from '../stores/exports.ts'

/**
 * Tells main whether the exports are on the page. With the window in front, the person has then seen
 * how they ended, and badge and tray need not call for it.
 */
export function useExportsInView(): void {
  const route = useRoute()
  const exports = useExports()
  const inView = computed(() => route.name === 'export' && exports.loaded)
  watch(inView, (now) => desktop.background.exportsInView({ inView: now }), { immediate: true })
}
