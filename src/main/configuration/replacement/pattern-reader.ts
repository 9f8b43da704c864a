import { invalid, untried } from './pattern-error.ts'

const control: Readonly<Record<string, string>> = {
  a: '\x07',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
}

export interface Quantifier {
  text: string
  minimum: number
  /** Infinity without a limit. */
  maximum: number
}

/** Reads a pattern of Python's `re` from left to right, by code points. */
export class PatternReader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  get atEnd(): boolean {
    return this.#at >= this.#text.length
  }

  sees(sign: string): boolean {
    return this.#text.startsWith(sign, this.#at)
  }

  /** The next character. */
  next(): string {
    if (this.atEnd) throw invalid('it ends with a backslash')
    const character = String.fromCodePoint(this.#text.codePointAt(this.#at) ?? 0)
    this.#at += character.length
    return character
  }

  /** What a sticky expression finds here, which is then read; null when it does not fit. */
  take(sticky: RegExp): RegExpExecArray | null {
    sticky.lastIndex = this.#at
    const found = sticky.exec(this.#text)
    if (found) this.#at += found[0].length
    return found
  }

  skipComments(): void {
    this.take(/(?:\(\?#[^)]*\))+/y)
  }

  /** The quantifier here; a brace that is none stands for itself. */
  quantifier(): Quantifier | null {
    const found = this.take(/[*+?]|\{(\d*)(?:(,)(\d*))?\}/y)
    if (!found) return null
    const [text, from, comma, to] = found
    if (text === '{}') {
      this.#at -= text.length
      return null
    }
    if (text === '*') return { text, minimum: 0, maximum: Infinity }
    if (text === '+') return { text, minimum: 1, maximum: Infinity }
    if (text === '?') return { text, minimum: 0, maximum: 1 }
    const minimum = from ? Number(from) : 0
    const maximum = comma ? (to ? Number(to) : Infinity) : minimum
    return { text, minimum, maximum }
  }

  /** The character that `\` and `sign` stand for, with the digits that follow. */
  character(sign: string): string {
    const known = control[sign]
    if (known !== undefined) return known
    const digits = { x: /[0-9a-f]{2}/iy, u: /[0-9a-f]{4}/iy, U: /[0-9a-f]{8}/iy }[sign]
    if (digits) {
      const code = parseInt(this.take(digits)?.[0] ?? '', 16)
      if (!(code <= 0x10ffff)) throw invalid(`“\\${sign}” lacks its digits`)
      return String.fromCodePoint(code)
    }
    if (sign === '0')
      return String.fromCharCode(parseInt(`0${this.take(/[0-7]{1,2}/y)?.[0] ?? ''}`, 8))
    if (sign === 'N') throw untried('characters by name, \\N{…}, cannot be tried here')
    if (/[A-Za-z0-9]/.test(sign)) throw invalid(`“\\${sign}” has no meaning`)
    return sign
  }
}
