import { useEventListener, watchDebounced } from '@vueuse/core'
import { computed, onMounted, onScopeDispose, shallowRef } from 'vue'
import { AppError } from '../../../shared/errors.ts'
import type { Readiness } from '../../../shared/export.ts'
import { useConfiguration } from '../../stores/configuration.ts'
import { useConnections } from '../../stores/connections.ts'
import { useExports } from '../../stores/exports.ts'

const settleMs = 250

/**
 * What is missing before an export. Asked when the page comes into view and again when anything it
 * depends on has changed; the polls of a running export change nothing of it.
 */
export function useReadiness() {
  const connections = useConnections()
  const configuration = useConfiguration()
  const exports = useExports()
  const readiness = shallowRef<Readiness | null>(null)
  const error = shallowRef<AppError | null>(null)
  const asking = shallowRef(false)
  let asked = 0

  async function ask(): Promise<void> {
    asked += 1
    const question = asked
    asking.value = true
    try {
      const answer = await exports.readiness()
      if (question !== asked) return
      readiness.value = answer
      error.value = null
    } catch (thrown) {
      if (question !== asked) return
      error.value = AppError.from(thrown)
    }
    asking.value = false
  }

  const circumstances = computed(() => {
    const { state } = configuration
    const documents = [state?.main, state?.app].map((document) => [
      document?.path,
      document?.status,
      document?.revision,
      document?.unsaved,
    ])
    const active = exports.active.map(({ id }) => id)
    return JSON.stringify([connections.activeId, connections.status.state, documents, active])
  })

  // A wait that is under way outlives the page; its question would be for nobody.
  let left = false
  onScopeDispose(() => (left = true))
  watchDebounced(circumstances, () => (left ? undefined : ask()), { debounce: settleMs })
  useEventListener(document, 'visibilitychange', () => {
    if (document.visibilityState === 'visible') void ask()
  })
  onMounted(ask)

  return { readiness, error, asking, ask }
}
