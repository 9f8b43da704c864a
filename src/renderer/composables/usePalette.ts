import { shallowRef } from 'vue'

const open = shallowRef(false)

export function usePalette() {
  return { open }
}
