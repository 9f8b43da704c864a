import type { SettingsChange } from '../../shared/settings.ts'
import { useSettings } from '../stores/settings.ts'
import { useToast } from './useToast.ts'

/** Changes settings at once; what goes wrong is shown as a message. */
export function useSettingChange(): (change: SettingsChange) => Promise<boolean> {
  const store = useSettings()
  const toast = useToast()
  return (change) => toast.attempt(() => store.change(change))
}
