import { defineStore } from 'pinia'
import { computed } from 'vue'
import type { TokenConnectionInput } from '../../shared/connection.ts'
import { desktop, onEvent } from '../desktop.ts'
import { liveState } from './live-state.ts'

type KeepSecret = 'keychain' | 'session'

/** Connections, the active one and its status. Tokens pass through `addToken` and are never kept. */
export const useConnections = defineStore('connections', () => {
  const state = liveState(() => desktop.connections.state())
  onEvent('connections.changed', state.set)

  const connections = computed(() => state.value.value?.connections ?? [])
  const activeId = computed(() => state.value.value?.activeId ?? null)
  const active = computed(
    () => connections.value.find((connection) => connection.id === activeId.value) ?? null,
  )
  const status = computed(
    () => state.value.value?.status ?? { state: 'disconnected' as const, error: null },
  )

  return {
    loaded: computed(() => state.value.value !== null),
    error: state.error,
    connections,
    activeId,
    active,
    status,
    load: state.load,
    async openDemo() {
      state.set(await desktop.connections.openDemo())
    },
    testToken: (input: TokenConnectionInput) => desktop.connections.testToken(input),
    async addToken(input: TokenConnectionInput, keepSecret: KeepSecret) {
      state.set(await desktop.connections.addToken({ ...input, keepSecret }))
    },
    async activate(id: string) {
      state.set(await desktop.connections.activate({ id }))
    },
    async deactivate() {
      state.set(await desktop.connections.deactivate())
    },
    async remove(id: string) {
      state.set(await desktop.connections.remove({ id }))
    },
  }
})
