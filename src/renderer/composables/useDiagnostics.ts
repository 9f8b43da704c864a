import { desktop } from '../desktop.ts'
import { useToast } from './useToast.ts'

/** Saves logs and settings without secrets where the user says. Throws the `AppError` of main. */
export function useDiagnostics() {
  const toast = useToast()
  return {
    async saveDiagnostics(): Promise<void> {
      const saved = await desktop.log.saveDiagnostics()
      if (saved !== null) toast.success(`Diagnostics saved to ${saved.path}`)
    },
  }
}
