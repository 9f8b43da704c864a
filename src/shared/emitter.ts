/** A value announced to whoever listens. A listener that throws does not keep others from hearing. */
export class Emitter<Value> {
  readonly #listeners = new Set<(value: Value) => void>()
  readonly #onError: (error: unknown) => void

  constructor(
    onError: (error: unknown) => void = (error) => {
      queueMicrotask(() => {
        throw error
      })
    },
  ) {
    this.#onError = onError
  }

  /** Starts listening; the returned function stops. */
  on(listener: (value: Value) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  emit(value: Value): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(value)
      } catch (error) {
        this.#onError(error)
      }
    }
  }
}
