/** Timers that tests can steer. Delays in ms. */
export interface Timers {
  set(callback: () => void, delayMs: number): unknown
  clear(timer: unknown): void
}

/** Timers of Node that do not keep the process alive. */
export const nodeTimers: Timers = {
  set: (callback, delayMs) => setTimeout(callback, delayMs).unref(),
  clear: (timer) => {
    clearTimeout(timer as NodeJS.Timeout)
  },
}
