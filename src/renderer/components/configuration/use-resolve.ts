import type { DocumentKind, ResolveInput, ResolveResult } from '../../../shared/configuration.ts'
import { AppError } from '../../../shared/errors.ts'
import { useConfirm } from '../../composables/useConfirm.ts'
import { desktop } from '../../desktop.ts'
import { documentNames } from './document-names.ts'
import { useAskWithoutKeeping } from './use-kept-save.ts'

/** What a decision came to, once the questions on the way were answered. */
export type Resolved = Exclude<ResolveResult, { outcome: 'not-kept' }>

/**
 * Carries out a decision about two versions; asks before a text is written that is no valid YAML, and
 * before one is replaced that cannot be kept. Null: the user would rather not.
 */
export function useResolve() {
  const { confirm } = useConfirm()
  const askWithoutKeeping = useAskWithoutKeeping()

  function askInvalid(document: DocumentKind, error: AppError): Promise<boolean> {
    return confirm({
      title: `Save ${documentNames[document]} although it is not valid YAML?`,
      text: `${error.message} An export cannot read it until that is corrected. “Keep as draft” keeps it here without saving.`,
      confirmLabel: 'Save all the same',
      danger: true,
    })
  }

  async function writeOrAsk(input: ResolveInput): Promise<ResolveResult | null> {
    try {
      return await desktop.configuration.resolveConflict(input)
    } catch (thrown) {
      const error = AppError.from(thrown)
      if (error.code !== 'config-invalid' || input.then !== 'save') throw error
      if (!(await askInvalid(input.document, error))) return null
      return await desktop.configuration.resolveConflict({ ...input, then: 'save-invalid' })
    }
  }

  return async (input: ResolveInput): Promise<Resolved | null> => {
    const result = await writeOrAsk(input)
    if (result?.outcome !== 'not-kept') return result
    if (!(await askWithoutKeeping(input.document, result.error))) return null
    const again = await writeOrAsk({ ...input, withoutKeeping: true })
    return again?.outcome === 'not-kept' ? null : again
  }
}
