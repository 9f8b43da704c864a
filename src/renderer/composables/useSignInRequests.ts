import { shallowRef, watchEffect } from 'vue'
import { onEvent } from '../desktop.ts'

/** The connection that main wants signed in: a notification or the tray was clicked. */
const wanted = shallowRef<string | null>(null)

/** Listens as long as the app is there, so that a request of a locked time is kept. */
export function listenForSignInRequests(): void {
  onEvent('app.signIn', ({ connectionId }) => (wanted.value = connectionId))
}

/** Leads to each connection that main wants signed in, while the component is alive. */
export function useSignInRequests(lead: (id: string) => unknown): void {
  watchEffect(() => {
    const id = wanted.value
    if (id === null) return
    wanted.value = null
    void lead(id)
  })
}
