import { useEventListener } from '@vueuse/core'
import { desktop, onEvent } from '../desktop.ts'
import { handOverTyping } from '../pending-edits.ts'

/** Hands over what was typed in the moment before the app quits or the window goes. */
export function useHandOver(): void {
  // The call itself waits until everything is handed over; when it cannot be made, main goes on by itself.
  onEvent('app.leaving', () => void desktop.app.handedOver().catch(() => undefined))
  // Main stays a little longer than the page: what is sent now arrives, though no answer comes back.
  useEventListener(window, 'beforeunload', () => void handOverTyping().catch(() => undefined))
}
