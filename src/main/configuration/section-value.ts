import type { SectionChange } from '../../shared/configuration-preview.ts'
import { flagKeys, idKeys } from './keys.ts'
import type { SectionValue } from './set-values.ts'

/** How a value is to be written. */
export function valueOf(change: Extract<SectionChange, { type: 'set' | 'set-in' }>): SectionValue {
  const { key, value, section } = change
  const flags: readonly string[] = Object.values(flagKeys)
  const isItem = section === 'workflows' || section === 'pipelines'
  if (section === 'global_settings' || (isItem && flags.includes(key))) {
    return { key, value, as: value === 'true' || value === 'false' ? 'boolean' : 'alike' }
  }
  const isJobId = section === 'workflows' && key === idKeys.workflow
  if (isJobId && /^\d{1,19}$/.test(value)) return { key, value, as: 'digits' }
  return { key, value, as: isItem ? 'text' : 'alike' }
}
