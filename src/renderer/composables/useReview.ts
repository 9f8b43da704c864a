import { shallowRef } from 'vue'

const open = shallowRef(false)

/** Opens the review-and-save dialog, from wherever unsaved changes are mentioned. */
export function useReview() {
  return {
    open,
    review: () => {
      open.value = true
    },
  }
}
