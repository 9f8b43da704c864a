import { computed } from 'vue'
import { useExports } from '../../stores/exports.ts'

/** The exports under way of a connection, active or not. */
export function useExportsOf(connectionId: () => string) {
  const exports = useExports()
  const ours = computed(() =>
    exports.active.filter((record) => record.connectionId === connectionId()),
  )
  return {
    running: computed(() => ours.value.length),
    /** Whether they can only be followed after a sign-in. */
    signedOut: computed(() => ours.value.some(({ attention }) => attention === 'sign-in-needed')),
  }
}
