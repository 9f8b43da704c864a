import { onBeforeUnmount, shallowRef } from 'vue'
import type { Ref } from 'vue'

const open = shallowRef(0)

/** How many modal dialogs are there. */
export function useOpenDialogs(): Readonly<Ref<number>> {
  return open
}

/** For a dialog to tell that it is there, or no longer. */
export function useCountedDialog(): (shown: boolean) => void {
  let counted = false
  function count(shown: boolean): void {
    if (shown === counted) return
    counted = shown
    open.value += shown ? 1 : -1
  }
  onBeforeUnmount(() => count(false))
  return count
}
