import { nextTick, shallowRef } from 'vue'

const message = shallowRef('')

/** Words for screen readers, spoken by the live region in App.vue. */
export function useAnnounce() {
  return {
    message,
    announce(text: string): void {
      message.value = ''
      void nextTick(() => (message.value = text))
    },
  }
}
