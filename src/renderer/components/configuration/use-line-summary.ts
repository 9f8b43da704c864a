import { shallowRef, watch } from 'vue'
import type { Ref } from 'vue'
import type { DocumentText } from '../../../shared/configuration.ts'
import type { LineSummary } from './line-diff.ts'

/** Which lines of the draft are not saved; null while it is being found out. */
export function useLineSummary(
  text: Readonly<Ref<DocumentText | null>>,
): Readonly<Ref<LineSummary | null>> {
  const summary = shallowRef<LineSummary | null>(null)
  watch(
    text,
    async (now) => {
      if (now === null || now.saved === now.draft) {
        summary.value = now === null ? null : { added: [], changed: 0 }
        return
      }
      const { summarizeLines } = await import('./line-diff.ts')
      if (text.value === now) summary.value = summarizeLines(now.saved ?? '', now.draft ?? '')
    },
    { immediate: true },
  )
  return summary
}
