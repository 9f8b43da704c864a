import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type {
  ConnectionColor,
  ConnectionInput,
  ConnectionTest,
  TestStep,
} from '../../shared/connection.ts'
import { desktop, onEvent } from '../desktop.ts'
import { liveState } from './live-state.ts'

/**
 * Connections, the active one and its status; what this computer offers for signing in; and how the
 * test or the browser sign-in under way stands. Secrets pass through `test`, `add` and `edit` and
 * are never kept. Every action throws the `AppError` of main.
 */
export const useConnections = defineStore('connections', () => {
  const state = liveState(() => desktop.connections.state())
  onEvent('connections.changed', state.set)
  const options = liveState(() => desktop.connections.options())

  const testSteps = shallowRef<readonly TestStep[]>([])
  onEvent('connections.testing', ({ steps }) => (testSteps.value = steps))
  const waitingForBrowser = shallowRef(false)
  onEvent('connections.browser', (event) => (waitingForBrowser.value = event.state === 'waiting'))

  const connections = computed(() => state.value.value?.connections ?? [])
  const activeId = computed(() => state.value.value?.activeId ?? null)
  const byId = (id: string | null) => connections.value.find((one) => one.id === id) ?? null
  const active = computed(() => byId(activeId.value))
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
    byId,
    load: state.load,

    /** What this computer offers for signing in; null until `loadOptions` was answered. */
    options: options.value,
    optionsError: options.error,
    /** Asks anew each time: profiles and commands change outside of the app. */
    loadOptions: options.load,

    /** The layers of the test under way, or of the last one. */
    testSteps,
    /** Whether a sign-in waits for the person in the browser. */
    waitingForBrowser,

    async openDemo() {
      state.set(await desktop.connections.openDemo())
    },
    /** Walks through the layers; `id` is the connection whose kept secret to use. */
    async test(input: ConnectionInput, id: string | null = null): Promise<ConnectionTest> {
      testSteps.value = []
      const test = await desktop.connections.test({ id, input })
      testSteps.value = test.steps
      return test
    },
    clearTest() {
      testSteps.value = []
    },
    async add(input: ConnectionInput) {
      state.set(await desktop.connections.add(input))
    },
    async edit(id: string, input: ConnectionInput) {
      state.set(await desktop.connections.edit({ id, input }))
    },
    async rename(id: string, name: string, color: ConnectionColor) {
      state.set(await desktop.connections.rename({ id, name, color }))
    },
    async duplicate(id: string) {
      state.set(await desktop.connections.duplicate({ id }))
    },
    async signIn(id: string) {
      state.set(await desktop.connections.signIn({ id }))
    },
    /** Ends the sign-in or the test under way, which then throws `canceled`. */
    async cancelSignIn() {
      await desktop.connections.cancelSignIn()
    },
    async reopenBrowser() {
      await desktop.connections.reopenBrowser()
    },
    async copySignInLink() {
      await desktop.connections.copySignInLink()
    },
    async activate(id: string) {
      state.set(await desktop.connections.activate({ id }))
    },
    async deactivate() {
      state.set(await desktop.connections.deactivate())
    },
    async signOut(id: string) {
      state.set(await desktop.connections.signOut({ id }))
    },
    removal: (id: string) => desktop.connections.removal({ id }),
    async remove(id: string) {
      state.set(await desktop.connections.remove({ id }))
    },
  }
})
