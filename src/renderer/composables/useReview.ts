import { shallowRef } from 'vue'
import type { DocumentKind } from '../../shared/configuration.ts'

const open = shallowRef(false)
const deciding = shallowRef<DocumentKind | null>(null)

/** Opens the review-and-save dialog, from wherever unsaved changes are mentioned. */
export function useReview() {
  return {
    open,
    /** The document whose newer version in the workspace is to be decided about first; null: none. */
    deciding,
    review: () => {
      deciding.value = null
      open.value = true
    },
    decide: (document: DocumentKind) => {
      deciding.value = document
      open.value = true
    },
  }
}
