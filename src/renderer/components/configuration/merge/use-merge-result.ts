import { useDebounceFn } from '@vueuse/core'
import { computed, shallowRef, watch } from 'vue'
import type { Ref } from 'vue'
import type { MergeCheck } from '../../../../shared/merge-check.ts'
import { AppError } from '../../../../shared/errors.ts'
import { desktop } from '../../../desktop.ts'
import type { Conflict } from '../use-review-session.ts'

/** What the editor of a merge has now. */
export interface MergeResult {
  /** Byte for byte, with the line ends of the versions that it came from. */
  text: () => string
  /** Conflicts without a decision. */
  open: number
  /** Whether anything was decided or edited. */
  touched: boolean
}

export type MergeResultState = ReturnType<typeof useMergeResult>

const typingMs = 200

/** The result of the merge on screen, and the check of it, made again as it is edited. */
export function useMergeResult(conflict: Readonly<Ref<Conflict | null>>) {
  const result = shallowRef<MergeResult | null>(null)
  const checked = shallowRef<{ result: MergeResult; check: MergeCheck } | null>(null)
  const error = shallowRef<AppError | null>(null)
  let asked = 0

  async function check(): Promise<void> {
    const current = conflict.value
    const is = result.value
    if (current?.remoteText == null || is === null) return
    asked += 1
    const question = asked
    const { document, remoteText } = current
    const text = is.text()
    try {
      const answer = await desktop.configuration.checkMerge({ document, remoteText, text })
      if (question !== asked) return
      checked.value = { result: is, check: answer }
      error.value = null
    } catch (thrown) {
      if (question === asked) error.value = AppError.from(thrown)
    }
  }
  const checkSoon = useDebounceFn(check, typingMs)

  watch(conflict, () => {
    asked += 1
    result.value = null
    checked.value = null
    error.value = null
  })

  return {
    result,
    error,
    /** The check of the text as it is now; null while it is being made. */
    check: computed(() =>
      checked.value?.result === result.value ? (checked.value?.check ?? null) : null,
    ),
    retry: check,
    /** Every conflict is decided, so there is something to save. */
    complete: computed(() => result.value?.open === 0),
    take(next: MergeResult): void {
      const first = result.value === null
      result.value = next
      void (first ? check() : checkSoon())
    },
  }
}
