/** A step that can be taken back. */
interface Step {
  /** The text before it. */
  text: string
  /** What it did, in words: “Pick 12 workflows”. */
  words: string
}

const mostSteps = 100
const mostCharacters = 50_000_000

/** The last edits of a draft, newest last, within a bearable amount of memory. */
export class UndoSteps {
  #steps: Step[] = []
  #characters = 0

  /** What taking back the newest would take back; null when there is none. */
  get next(): string | null {
    return this.#steps.at(-1)?.words ?? null
  }

  add(step: Step): void {
    this.#steps.push(step)
    this.#characters += step.text.length
    while (this.#steps.length > mostSteps || this.#characters > mostCharacters) {
      const oldest = this.#steps.shift()
      if (!oldest) return
      this.#characters -= oldest.text.length
    }
  }

  /** The text before the newest step, which is forgotten; null when there is none. */
  take(): string | null {
    const step = this.#steps.pop()
    if (!step) return null
    this.#characters -= step.text.length
    return step.text
  }

  clear(): void {
    this.#steps = []
    this.#characters = 0
  }
}
