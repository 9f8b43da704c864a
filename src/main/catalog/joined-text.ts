import { at } from './numbers.ts'

/**
 * Many texts in one, so that one `indexOf` looks through all of them: `\ntext\ntext\n`. Neither they
 * nor what is looked for hold line feeds.
 */
export class JoinedText {
  readonly #text: string
  /** Where each text begins; one more for the end. */
  readonly #offsets: Uint32Array

  constructor(texts: readonly string[]) {
    const offsets = new Uint32Array(texts.length + 1)
    offsets[0] = 1
    for (const [index, text] of texts.entries()) {
      offsets[index + 1] = at(offsets, index) + text.length + 1
    }
    this.#offsets = offsets
    this.#text = ['', ...texts, ''].join('\n')
  }

  startsWith(index: number, part: string): boolean {
    return this.#text.startsWith(part, at(this.#offsets, index))
  }

  length(index: number): number {
    return at(this.#offsets, index + 1) - 1 - at(this.#offsets, index)
  }

  /** Calls for each text that contains the part, in order. */
  eachWith(part: string, found: (index: number) => void): void {
    this.#each(part, (index) => {
      found(index)
      return true
    })
  }

  /** Calls for each text that begins with the part, in order. */
  eachStarting(part: string, found: (index: number) => void): void {
    this.eachWith(`\n${part}`, found)
  }

  /** Calls for each text in which the part stands at the beginning or after a space, in order. */
  eachWithWords(part: string, found: (index: number) => void): void {
    this.#each(part, (index, place) => {
      const before = this.#text[place - 1]
      if (before !== ' ' && before !== '\n') return false
      found(index)
      return true
    })
  }

  /** `visit` answers whether it is done with this text. */
  #each(part: string, visit: (index: number, place: number) => boolean): void {
    let index = 0
    let place = this.#text.indexOf(part)
    // The last line feed begins no text.
    while (place !== -1 && place < this.#text.length - 1) {
      // A part that begins with a line feed stands one before the text.
      while (at(this.#offsets, index + 1) <= place + 1) index++
      const next = visit(index, place) ? at(this.#offsets, index + 1) - 1 : place + 1
      place = this.#text.indexOf(part, next)
    }
  }
}
