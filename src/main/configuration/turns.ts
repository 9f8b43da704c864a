/** Tasks that are carried out one after the other, also after one that failed. */
export class Turns {
  readonly #afterClose: () => Error
  #last: Promise<unknown> = Promise.resolve()
  #closed = false

  /** `afterClose`: why a task is not begun any more. */
  constructor(afterClose: () => Error) {
    this.#afterClose = afterClose
  }

  take<Result>(task: () => Promise<Result>): Promise<Result> {
    const run = this.#last.then(() => {
      if (!this.#closed) return task()
      throw this.#afterClose()
    })
    this.#last = run.catch(() => undefined)
    return run
  }

  /** What is under way comes to its end; nothing begins any more. */
  close(): void {
    this.#closed = true
  }
}
