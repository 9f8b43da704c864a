import { defineStore } from 'pinia'
import { desktop, onEvent } from '../desktop.ts'
import { liveState } from './live-state.ts'

/**
 * Proxy and certificates as main uses them now. The proxy's password passes through and is never
 * kept here. Every action throws the `AppError` of main.
 */
export const useNetwork = defineStore('network', () => {
  const state = liveState(() => desktop.network.state())
  onEvent('network.changed', state.set)

  return {
    state: state.value,
    error: state.error,
    load: state.load,
    route: (host: string) => desktop.network.route({ host }),
    /** Null deletes it. */
    async setProxyPassword(password: string | null) {
      state.set(await desktop.network.setProxyPassword({ password }))
    },
    async chooseCertificates() {
      state.set(await desktop.network.chooseCertificates())
    },
  }
})
