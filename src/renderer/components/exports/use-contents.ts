import { watchDebounced } from '@vueuse/core'
import { onScopeDispose, shallowRef } from 'vue'
import { AppError } from '../../../shared/errors.ts'
import type { ExportContents, Written } from '../../../shared/export-contents.ts'
import { desktop } from '../../desktop.ts'

const pageSize = 100

/** The files of an export, searched and filtered, a page at a time. */
export function useContents(id: () => string) {
  const text = shallowRef('')
  const show = shallowRef<Written | 'all'>('all')
  const contents = shallowRef<ExportContents | null>(null)
  const error = shallowRef<AppError | null>(null)
  const asking = shallowRef(false)
  let asked = 0

  async function ask(from: number, fresh = false): Promise<void> {
    asked += 1
    const question = asked
    asking.value = true
    try {
      const query = { id: id(), text: text.value, show: show.value, fresh }
      const answer = await desktop.exports.contents({ ...query, offset: from, limit: pageSize })
      if (question !== asked) return
      const before = from === 0 ? [] : (contents.value?.files ?? [])
      contents.value = { ...answer, files: [...before, ...answer.files] }
      error.value = null
    } catch (thrown) {
      if (question !== asked) return
      error.value = AppError.from(thrown)
    }
    asking.value = false
  }

  let left = false
  onScopeDispose(() => (left = true))
  watchDebounced([text, show, id], () => (left ? undefined : ask(0)), { debounce: 120 })
  void ask(0)

  return {
    text,
    show,
    contents,
    error,
    asking,
    more: () => ask(contents.value?.files.length ?? 0),
    refresh: () => ask(0, true),
    retry: () => ask(0),
  }
}
