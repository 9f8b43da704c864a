import { useToasts } from '../stores/toasts.ts'

/** Toasts, and `attempt`: runs an action and shows what went wrong. */
export function useToast() {
  const toasts = useToasts()
  return {
    success: toasts.success,
    info: toasts.info,
    error: toasts.error,
    /** Whether the action went through; when not, a toast says why and what to do. */
    async attempt(action: () => Promise<unknown>): Promise<boolean> {
      try {
        await action()
        return true
      } catch (thrown) {
        toasts.error(thrown)
        return false
      }
    },
  }
}
