import { shallowRef, watch } from 'vue'
import type { Ref } from 'vue'
import type { DocumentKind, VersionList } from '../../../../shared/configuration.ts'
import { AppError } from '../../../../shared/errors.ts'
import { desktop } from '../../../desktop.ts'

/** The kept versions of a document, the chosen one and its text; an older answer never wins. */
export function useHistory(document: Readonly<Ref<DocumentKind>>) {
  const list = shallowRef<VersionList | null>(null)
  const error = shallowRef<AppError | null>(null)
  const chosen = shallowRef<string | null>(null)
  const text = shallowRef<string | null>(null)
  const textError = shallowRef<AppError | null>(null)
  let listsAsked = 0
  let textsAsked = 0

  async function load(): Promise<void> {
    listsAsked += 1
    const question = listsAsked
    error.value = null
    try {
      const answer = await desktop.versions.list({ document: document.value })
      if (question !== listsAsked) return
      list.value = answer
      const isThere = answer.versions.some(({ id }) => id === chosen.value)
      if (!isThere) chosen.value = answer.versions[0]?.id ?? null
    } catch (thrown) {
      if (question === listsAsked) error.value = AppError.from(thrown)
    }
  }

  async function loadText(): Promise<void> {
    textsAsked += 1
    const question = textsAsked
    const id = chosen.value
    text.value = null
    textError.value = null
    if (id === null) return
    try {
      const answer = await desktop.versions.text({ id })
      if (question === textsAsked) text.value = answer.text
    } catch (thrown) {
      if (question === textsAsked) textError.value = AppError.from(thrown)
    }
  }

  watch(chosen, loadText)
  watch(
    document,
    () => {
      list.value = null
      chosen.value = null
      void load()
    },
    { immediate: true },
  )

  return { list, error, chosen, text, textError, load, loadText }
}
