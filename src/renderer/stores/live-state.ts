import { shallowRef } from 'vue'
import type { ShallowRef } from 'vue'
import { AppError } from '../../shared/errors.ts'

export interface LiveState<Value> {
  readonly value: ShallowRef<Value | null>
  readonly error: ShallowRef<AppError | null>
  /** Takes a newer value, from an event or from the answer of a call. */
  set(value: Value): void
  /** Asks main; needed once, and again after an error. */
  load(): Promise<void>
}

/** State that main owns: asked for once and then kept fresh by events, which beat a slower answer. */
export function liveState<Value>(ask: () => Promise<Value>): LiveState<Value> {
  const value: ShallowRef<Value | null> = shallowRef(null)
  const error = shallowRef<AppError | null>(null)
  let version = 0

  function set(next: Value): void {
    version += 1
    value.value = next
    error.value = null
  }

  async function load(): Promise<void> {
    const asked = version
    try {
      const answer = await ask()
      if (asked === version) set(answer)
    } catch (thrown) {
      if (asked === version) error.value = AppError.from(thrown)
    }
  }

  return { value, error, set, load }
}
