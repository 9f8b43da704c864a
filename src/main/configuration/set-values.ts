import { isMap, isScalar } from 'yaml'
import type { Pair, YAMLMap } from 'yaml'
import type { ParsedText } from './document.ts'
import { insertPair, onlyPair, replaceValue } from './pair-edit.ts'
import { editableSection, moveSplices } from './piece.ts'
import { refuseEdit } from './refusal.ts'
import { quoteOf, writeBoolean, writeDigits, writeText } from './scalar.ts'
import {
  appendSection,
  fillSection,
  isEmptySection,
  isWithinBraces,
  lineOfPair,
} from './section.ts'
import type { Splice } from './splice.ts'

/** A value to put under a key; digits become an integer, `alike` what the value before was. */
export interface SectionValue {
  key: string
  value: string
  as: 'text' | 'digits' | 'boolean' | 'alike'
}

/** The splices that set values in a section of the top level, which is made when it is missing. */
export function setSplices(
  parsed: ParsedText,
  section: string,
  values: readonly SectionValue[],
): Splice[] {
  const lines = (column: number): string[] =>
    values.map(
      (value) =>
        `${' '.repeat(column + 2)}${writeText(value.key, 'plain')}: ${writeValue(value, null).text}`,
    )
  const piece = editableSection(parsed, section)
  if (!piece) {
    return [
      appendSection(parsed, (column) => [`${' '.repeat(column)}${section}:`, ...lines(column)]),
    ]
  }
  const { parsed: own, pair, offset } = piece
  if (!isWithinBraces(parsed) && isEmptySection(own, pair)) {
    return moveSplices(fillSection(own, pair, lines), offset)
  }
  const map = pair.value
  if (!isMap(map)) {
    throw refuseEdit(
      `“${section}” is not a mapping of keys to values of its own`,
      lineOfPair(own, pair),
    )
  }
  const splices = values.map((value) => valueSplice(own, map, value, map.items.at(-1)))
  return moveSplices(splices, offset)
}

/** The splice that sets a value in a mapping; a new key goes below `after`. */
export function valueSplice(
  parsed: ParsedText,
  map: YAMLMap,
  value: SectionValue,
  after: Pair | undefined,
): Splice {
  const first = onlyPair(parsed, map, value.key)
  if (first) return replaceValue(parsed, first, writeValue(value, first.value).text)
  const key = writeText(value.key, quoteOf(after?.key) ?? 'plain')
  return insertPair(parsed, map, after, `${key}: ${writeValue(value, null).text}`)
}

/** A value as it is written, and what that means to a YAML reader. */
interface Written {
  text: string
  meaning: string | bigint | boolean | number
}

/** What a value becomes in the file: a number stays a number and a switch a switch where it can. */
export function writeValue({ value, as }: SectionValue, before: unknown): Written {
  if (as === 'digits') return { text: writeDigits(value, 'plain'), meaning: BigInt(value) }
  const old = isScalar(before) && before.type === 'PLAIN' ? before : null
  const isSwitch = as === 'boolean' || (as === 'alike' && typeof old?.value === 'boolean')
  if (isSwitch && (value === 'true' || value === 'false')) {
    const text = writeBoolean(value === 'true', old?.source ?? null)
    // “yes” is a text to this reader, and a switch to others.
    return { text, meaning: /^(true|false)$/i.test(text) ? value === 'true' : text }
  }
  const isNumber = typeof old?.value === 'bigint' || typeof old?.value === 'number'
  if (as === 'alike' && isNumber && /^-?(0|[1-9]\d*)(\.\d+)?$/.test(value)) {
    return { text: value, meaning: value.includes('.') ? Number(value) : BigInt(value) }
  }
  return { text: writeText(value, quoteOf(before) ?? 'double'), meaning: value }
}
