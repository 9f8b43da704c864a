/** Pieces of a JavaScript regular expression (flag `v`) that mean what Python's `re` means. */

export type ClassName = 'd' | 'D' | 's' | 'S' | 'w' | 'W'
export const classes: readonly ClassName[] = ['d', 'D', 's', 'S', 'w', 'W']

const everyAlphabet = {
  d: '\\p{Nd}',
  s: '[[\\s\\u{1c}-\\u{1f}\\u{85}]--\\u{feff}]',
  w: '\\p{L}\\p{N}_',
} as const
const asciiOnly = { d: '0-9', s: ' \\t\\n\\r\\f\\v', w: 'A-Za-z0-9_' } as const

/** A class, alone or within `[…]`, where it nests. */
export function anyOf(name: ClassName, ascii: boolean): string {
  const kind = name.toLowerCase() as 'd' | 's' | 'w'
  const members = (ascii ? asciiOnly : everyAlphabet)[kind]
  return `[${name === kind ? '' : '^'}${members}]`
}

/** `\b` and `\B`: JavaScript's know only the letters of ASCII. Python's `\B` finds nothing in an empty text. */
export function boundary(sign: 'b' | 'B', ascii: boolean): string {
  const word = anyOf('w', ascii)
  return sign === 'b'
    ? `(?:(?<=${word})(?!${word})|(?<!${word})(?=${word}))`
    : `(?:(?<=${word})(?=${word})|(?<!${word})(?!${word})(?:(?<=[\\s\\S])|(?=[\\s\\S])))`
}

/** A character that stands for itself, wherever it stands. */
export function literal(character: string): string {
  if (/^[A-Za-z0-9_]$/.test(character)) return character
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`
}
