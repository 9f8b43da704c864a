import { shallowRef } from 'vue'

export interface Question {
  title: string
  text: string
  confirmLabel: string
  /** What leaves everything as it is; "Cancel" unless the question itself is about canceling. */
  dismissLabel?: string
  danger: boolean
}

interface OpenQuestion extends Question {
  answer: (yes: boolean) => void
}

const open = shallowRef<OpenQuestion | null>(null)

/** `await confirm({…})` asks in the app's one confirmation dialog; false when it is dismissed. */
export function useConfirm() {
  return {
    open,
    confirm(question: Question): Promise<boolean> {
      open.value?.answer(false)
      return new Promise((resolve) => {
        open.value = {
          ...question,
          answer(yes) {
            open.value = null
            resolve(yes)
          },
        }
      })
    },
  }
}
