import { shallowRef, watch } from 'vue'
import type { Ref } from 'vue'
import type { DocumentKind, DocumentText } from '../../../shared/configuration.ts'
import { AppError } from '../../../shared/errors.ts'
import { useConfiguration } from '../../stores/configuration.ts'
import { liveText } from './editor/live-text.ts'

/**
 * The text of a document, looked at again with every revision; an older answer never wins. An open
 * editor has it at hand.
 */
export function useDocumentText(document: Readonly<Ref<DocumentKind>>) {
  const configuration = useConfiguration()
  const text = shallowRef<DocumentText | null>(null)
  const error = shallowRef<AppError | null>(null)
  let asked = 0

  async function load(): Promise<void> {
    asked += 1
    const question = asked
    const state = configuration.document(document.value)
    if (state === null || configuration.state?.connectionId == null) {
      text.value = null
      return
    }
    try {
      const { connectionId } = configuration.state
      const live = liveText({ connectionId, document: document.value, path: state.path })
      const answer = live ? await live.current(state) : await configuration.text(document.value)
      if (question !== asked) return
      text.value = answer
      error.value = null
    } catch (thrown) {
      if (question === asked) error.value = AppError.from(thrown)
    }
  }

  watch(
    () => {
      const state = configuration.document(document.value)
      return [
        configuration.state?.connectionId,
        document.value,
        state?.path,
        state?.revision,
        state?.status,
        state?.unsaved,
      ].join('\n')
    },
    (_now, before) => {
      const former = before?.split('\n').slice(0, 3).join('\n')
      const same = _now.split('\n').slice(0, 3).join('\n') === former
      if (!same) text.value = null
      void load()
    },
    { immediate: true },
  )

  return { text, error, load }
}
