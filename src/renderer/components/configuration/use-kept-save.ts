import type { DocumentKind, SaveResult } from '../../../shared/configuration.ts'
import type { ErrorRecord } from '../../../shared/errors.ts'
import { useConfirm } from '../../composables/useConfirm.ts'
import { useConfiguration } from '../../stores/configuration.ts'
import { documentNames } from './document-names.ts'

/** What a save came to, once it is decided what to do without a history. */
export type KeptSaveResult = Exclude<SaveResult, { outcome: 'not-kept' }>

/** Asks whether to write although what is replaced cannot be kept; false: leave everything as it is. */
export function useAskWithoutKeeping() {
  const { confirm } = useConfirm()
  return (document: DocumentKind, error: Pick<ErrorRecord, 'message' | 'suggestion'>) =>
    confirm({
      title: `Save ${documentNames[document]} without keeping what it replaces?`,
      text: `Nothing was written yet, because the text that is in the workspace now could not be kept in the history on this computer. ${error.message} ${error.suggestion}`,
      confirmLabel: 'Save without history',
      danger: true,
    })
}

/** Saves, and asks first when what is replaced cannot be kept. Null: the user would rather not. */
export function useKeptSave() {
  const configuration = useConfiguration()
  const ask = useAskWithoutKeeping()
  return async (document: DocumentKind, overwrite: boolean): Promise<KeptSaveResult | null> => {
    const result = await configuration.save(document, overwrite)
    if (result.outcome !== 'not-kept') return result
    if (!(await ask(document, result.error))) return null
    const again = await configuration.save(document, overwrite, true)
    return again.outcome === 'not-kept' ? null : again
  }
}
