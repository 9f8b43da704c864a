/** A line that says which job or pipeline its item is. */
const idLine = /^\s*(?:-\s+)?["']?(job_id|pipeline_id)["']?\s*:\s*["']?([^\s"'#]+)/

const space = 0x20
const dash = 0x2d

/**
 * What each line is compared by in a merge, as a number: what it says, and in an item with an id, whose
 * it is. Items look alike (`is_active: true` is in each), and without this the last line of one item
 * would be taken for that of another when something between them goes.
 */
export class LineIdentities {
  readonly #texts = new Map<string, number>()
  /** For each item by its number, the lines in it: number of the text to that of the line. */
  readonly #inItems = new Map<number, Map<number, number>>()
  #next = 0

  /** The numbers of a version's lines, given without their line ends. */
  numbersOf(lines: readonly string[]): number[] {
    const numbers = lines.map((line) => this.#numberOf(line))
    let [first, column, item] = [-1, -1, -1]
    const close = (end: number): void => {
      if (item !== -1) this.#tell(numbers, lines, first, end, item)
    }
    for (let index = 0; index < lines.length; index += 1) {
      const line = lines[index] ?? ''
      const indent = indentOf(line)
      if (indent === line.length) continue
      if (column !== -1 && indent <= column) {
        close(index)
        first = column = item = -1
      }
      if (column === -1) {
        if (line.charCodeAt(indent) !== dash || line.charCodeAt(indent + 1) !== space) continue
        first = index
        column = indent
      }
      if (item !== -1 || !line.includes('_id')) continue
      const id = idLine.exec(line)
      if (id) item = this.#numberOf(`\0${id[1] ?? ''} ${(id[2] ?? '').toLowerCase()}`)
    }
    close(lines.length)
    return numbers
  }

  /** Tells the lines of an item from those of other items that say the same. */
  #tell(numbers: number[], lines: readonly string[], from: number, to: number, item: number): void {
    const known = this.#inItems.get(item) ?? new Map<number, number>()
    this.#inItems.set(item, known)
    for (let at = from; at < to; at += 1) {
      if (lines[at] === '') continue
      const text = numbers[at] ?? -1
      let number = known.get(text)
      if (number === undefined) known.set(text, (number = this.#next++))
      numbers[at] = number
    }
  }

  #numberOf(text: string): number {
    let number = this.#texts.get(text)
    if (number === undefined) this.#texts.set(text, (number = this.#next++))
    return number
  }
}

function indentOf(line: string): number {
  let indent = 0
  while (line.charCodeAt(indent) === space) indent += 1
  return indent
}
