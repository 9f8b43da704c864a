import { isMap } from 'yaml'
import { keyText } from './document.ts'
import type { ParsedText } from './document.ts'
import { insertPair, replaceValue } from './pair-edit.ts'
import { refuseEdit } from './refusal.ts'
import { quoteOf, writeDigits, writeText } from './scalar.ts'
import type { Quote } from './scalar.ts'
import {
  appendSection,
  editableSection,
  fillSection,
  isEmptySection,
  lineOfPair,
} from './section.ts'
import type { Splice } from './splice.ts'

/** A value to put under a key of a section; digits become an integer. */
export interface SectionValue {
  key: string
  value: string
  as: 'text' | 'digits'
}

/** The splices that set values in a section of the top level, which is made when it is missing. */
export function setSplices(
  parsed: ParsedText,
  section: string,
  values: readonly SectionValue[],
): Splice[] {
  const lines = (column: number): string[] =>
    values.map((value) => `${' '.repeat(column + 2)}${value.key}: ${write(value, null)}`)
  const pair = editableSection(parsed, section)
  if (!pair) {
    return [
      appendSection(parsed, (column) => [`${' '.repeat(column)}${section}:`, ...lines(column)]),
    ]
  }
  if (!parsed.root?.flow && isEmptySection(parsed, pair)) return fillSection(parsed, pair, lines)
  const map = pair.value
  if (!isMap(map)) {
    throw refuseEdit(
      `“${section}” is not a mapping of keys to values of its own`,
      lineOfPair(parsed, pair),
    )
  }
  return values.map((value) => {
    const own = map.items.filter((candidate) => keyText(candidate) === value.key)
    const [first] = own
    if (own.length > 1 && first) {
      throw refuseEdit(`“${value.key}” is there more than once`, lineOfPair(parsed, first))
    }
    if (first) return replaceValue(parsed, first, write(value, quoteOf(first.value)))
    const last = map.items.at(-1)
    const key = writeText(value.key, quoteOf(last?.key) ?? 'plain')
    return insertPair(parsed, map, last, `${key}: ${write(value, null)}`)
  })
}

function write({ value, as }: SectionValue, quote: Quote | null): string {
  return as === 'digits' ? writeDigits(value, 'plain') : writeText(value, quote ?? 'double')
}
