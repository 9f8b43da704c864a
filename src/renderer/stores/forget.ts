import { getActivePinia, getStores } from 'pinia'
import { useAnnounce } from '../composables/useAnnounce.ts'
import { useConfirm } from '../composables/useConfirm.ts'
import { useConnectionDialogs } from '../composables/useConnectionDialogs.ts'
import { usePalette } from '../composables/usePalette.ts'
import { useWorkspacePicker } from '../composables/useWorkspacePicker.ts'
import { useReview } from '../composables/useReview.ts'
import { forgetEditors } from '../pending-edits.ts'

/** What a locked window still needs: that it is locked, and in which theme to say so. */
const kept: readonly string[] = ['session', 'settings']

/**
 * Throws away everything the page knows of workspaces, for a locked window: the stores with their
 * listeners, an open question, the last spoken words. To be called when no component uses a store
 * any more; the next `use…()` starts an empty one.
 */
export function forgetWorkspaces(): void {
  forgetEditors()
  const pinia = getActivePinia()
  if (pinia === undefined) return
  for (const store of getStores(pinia)) {
    if (kept.includes(store.$id)) continue
    store.$dispose()
    delete pinia.state.value[store.$id]
  }
  useConfirm().open.value?.answer(false)
  useConnectionDialogs().close()
  usePalette().open.value = false
  useReview().open.value = false
  useWorkspacePicker().close()
  useAnnounce().message.value = ''
}
