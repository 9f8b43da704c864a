import { computed, onBeforeUnmount, shallowRef } from 'vue'
import type { ConnectionInput, ConnectionTest } from '../../../shared/connection.ts'
import { AppError } from '../../../shared/errors.ts'
import { useConnections } from '../../stores/connections.ts'

/**
 * The test or sign-in that a form has under way, and how it ended. One at a time; leaving the form
 * ends it. A canceled one ends without words.
 */
export function useConnecting() {
  const connections = useConnections()
  const busy = shallowRef<'test' | 'connect' | null>(null)
  const error = shallowRef<AppError | null>(null)
  const result = shallowRef<ConnectionTest | null>(null)
  const tested = shallowRef(false)

  function clear(): void {
    error.value = null
    result.value = null
    tested.value = false
  }

  /** Whether it went through. */
  async function run(kind: 'test' | 'connect', action: () => Promise<unknown>): Promise<boolean> {
    if (busy.value !== null) return false
    busy.value = kind
    clear()
    try {
      await action()
      return true
    } catch (thrown) {
      const failure = AppError.from(thrown)
      tested.value = false
      if (failure.code !== 'canceled') error.value = failure
      return false
    } finally {
      busy.value = null
    }
  }

  async function test(input: ConnectionInput, id: string | null): Promise<void> {
    await run('test', async () => {
      connections.clearTest()
      tested.value = true
      result.value = await connections.test(input, id)
    })
  }

  async function cancel(): Promise<void> {
    if (busy.value === null) return
    try {
      await connections.cancelSignIn()
    } catch (thrown) {
      error.value = AppError.from(thrown)
    }
  }

  onBeforeUnmount(() => void cancel())

  return {
    busy,
    error,
    clear,
    cancel,
    test,
    connect: (action: () => Promise<unknown>) => run('connect', action),
    /** Whether there are steps to show: of a test under way or of the last one. */
    tested,
    steps: computed(() => result.value?.steps ?? connections.testSteps),
    result,
    /** Whether the person is asked to go on in the browser. */
    inBrowser: computed(() => busy.value === 'connect' && connections.waitingForBrowser),
  }
}
