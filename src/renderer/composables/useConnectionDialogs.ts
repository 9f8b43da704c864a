import { shallowRef } from 'vue'

export interface ConnectionDialog {
  kind: 'rename' | 'remove' | 'test'
  connectionId: string
}

const open = shallowRef<ConnectionDialog | null>(null)

/** The dialogs about one connection, which the welcome page, the rail and the palette open. */
export function useConnectionDialogs() {
  return {
    open,
    show(kind: ConnectionDialog['kind'], connectionId: string): void {
      open.value = { kind, connectionId }
    },
    close(): void {
      open.value = null
    },
  }
}
