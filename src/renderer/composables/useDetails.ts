import { useIntervalFn } from '@vueuse/core'
import { onScopeDispose, shallowRef, watch } from 'vue'
import type { CatalogDetails, CatalogItem } from '../../shared/catalog.ts'
import { AppError } from '../../shared/errors.ts'
import { desktop } from '../desktop.ts'
import { useCatalog } from '../stores/catalog.ts'

/** So long a row must be looked at before Databricks is asked, for those who walk over many. */
const pauseMs = 120
const lookEveryMs = 15_000

/**
 * What an item looks like closely: at once as it was seen last, then as it is. What is under way for
 * an item that nobody looks at any more is canceled. While a run is under way it is read again and
 * again, and otherwise once a minute; a reading that fails keeps what is shown.
 */
export function useDetails(item: () => Pick<CatalogItem, 'kind' | 'id'>) {
  const details = shallowRef<CatalogDetails | null>(null)
  const error = shallowRef<AppError | null>(null)
  const loading = shallowRef(false)
  let asked = 0
  let waiting: Pick<CatalogItem, 'kind' | 'id'> | null = null
  let timer: ReturnType<typeof setTimeout> | undefined

  async function load(fresh: boolean): Promise<void> {
    clearTimeout(timer)
    const { kind, id } = item()
    asked += 1
    const question = asked
    waiting = { kind, id }
    loading.value = true
    try {
      const answer = await useCatalog(kind).details(id, fresh)
      if (question !== asked) return
      details.value = answer
      error.value = null
    } catch (thrown) {
      if (question !== asked) return
      error.value = AppError.from(thrown)
    }
    waiting = null
    loading.value = false
  }

  /** Ends the reading under way; its answer is not wanted. */
  function leave(): void {
    clearTimeout(timer)
    asked += 1
    loading.value = false
    if (waiting === null) return
    const left = waiting
    waiting = null
    // When that fails the answer comes, and nobody looks at it.
    desktop.catalog.cancelDetails(left).catch(() => undefined)
  }

  /** The user stops the reading: what was shown before stays. */
  function stop(): void {
    leave()
    if (details.value !== null) return
    error.value = new AppError('canceled', 'Reading the details was stopped.', {
      suggestion: 'Read them again when you need them.',
    })
  }

  function lookAgain(): void {
    if (loading.value || details.value === null || document.hidden) return
    const isRunning = details.value.runs?.[0]?.result === 'running'
    // Without `fresh`, main asks Databricks when what it has is older than a minute.
    void load(isRunning)
  }

  watch(
    // A row that changed is another object; only another item counts.
    () => `${item().kind} ${item().id}`,
    (_, before) => {
      leave()
      const { kind, id } = item()
      details.value = useCatalog(kind).seenDetails(id)
      error.value = null
      // The first one was asked for by a click; the next ones may be passed by.
      if (before === undefined) void load(false)
      else {
        loading.value = true
        timer = setTimeout(() => void load(false), pauseMs)
      }
    },
    { immediate: true },
  )
  useIntervalFn(lookAgain, lookEveryMs)
  onScopeDispose(leave)

  return { details, error, loading, refresh: () => load(true), stop }
}
