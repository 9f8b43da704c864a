import { isMap, isScalar, isSeq } from 'yaml'
import type { Pair } from 'yaml'
import {
  columnOf,
  contentEnd,
  isAbsent,
  isNodeOf,
  lineStart,
  markEnd,
  pairEnd,
  startOf,
} from './document.ts'
import type { ParsedText } from './document.ts'
import { refuseEdit } from './refusal.ts'
import { insertLines, lineAfterContent, lineAt } from './splice.ts'
import type { Splice } from './splice.ts'

/** 1-based line of a pair's key. */
export function lineOfPair(parsed: ParsedText, pair: Pair): number {
  return isNodeOf(pair.key) ? parsed.lineOf(startOf(pair.key)) : 1
}

/**
 * Adds a section at the end of the document. `write` gets the column of the top-level keys and
 * returns the lines of the section.
 */
export function appendSection(
  parsed: ParsedText,
  write: (column: number) => readonly string[],
): Splice {
  const { text, parts } = parsed
  if (parts) {
    const last = [...parts.sections.values()].at(-1)
    const spaced = parts.sections.size > 1 && isBlankLineBefore(text, last?.start ?? 0)
    return insertLines(text, text.length, spaced ? ['', ...write(0)] : write(0))
  }
  const { root } = parsed
  if (!root) return insertLines(text, text.length, write(0))
  if (root.flow) {
    throw refuseEdit('it is written in { } style and lacks the section', 1)
  }
  const last = root.items.at(-1)
  const key = last?.key
  if (!last || !isNodeOf(key)) throw refuseEdit('its top level could not be placed', 1)
  const column = columnOf(text, startOf(key))
  const after = lineAfterContent(text, pairEnd(last))
  // Comments at the end belong to what is above them, unless a document mark comes before.
  const marked = /^(\.\.\.|---)(\s|$)/m.test(text.slice(after))
  const spaced = root.items.length > 1 && isBlankLineBefore(text, lineStart(text, startOf(key)))
  const lines = write(column)
  return insertLines(text, marked ? after : text.length, spaced ? ['', ...lines] : lines)
}

/** Whether the section holds nothing yet: no value, `null`, `[]` or `{}` without comments inside. */
export function isEmptySection(parsed: ParsedText, pair: Pair): boolean {
  if (isAbsent(pair)) return true
  const { value } = pair
  if (!isNodeOf(value) || hasProperties(pair)) return false
  if (isScalar(value)) return value.value === null
  if (!(isMap(value) || isSeq(value)) || value.items.length > 0 || !value.flow) return false
  return /^[[{]\s*[\]}]$/.test(parsed.text.slice(startOf(value), contentEnd(value)))
}

/** Fills an empty section with lines below its key; `write` gets the column of the key. */
export function fillSection(
  parsed: ParsedText,
  pair: Pair,
  write: (column: number) => readonly string[],
): Splice[] {
  const { text, root } = parsed
  if (!isNodeOf(pair.key) || root?.flow) {
    throw refuseEdit('the section is written in { } style', lineOfPair(parsed, pair))
  }
  const keyColumn = columnOf(text, startOf(pair.key))
  const splices: Splice[] = []
  let end = markEnd(pair)
  if (!isAbsent(pair) && isNodeOf(pair.value)) {
    const valueEnd = contentEnd(pair.value)
    const between = text.slice(end, startOf(pair.value))
    if (between.includes('#')) {
      splices.push({ start: startOf(pair.value), end: valueEnd, text: '' })
    } else splices.push({ start: end, end: valueEnd, text: '' })
    end = valueEnd
  }
  // Comments below the key and deeper than it are notes on the section; new lines follow them.
  let at = lineAfterContent(text, end)
  while (at < text.length) {
    const line = lineAt(text, at)
    if (!line.content.startsWith('#') || line.indent <= keyColumn) break
    at = line.next
  }
  splices.push(insertLines(text, at, write(keyColumn)))
  return splices
}

/** Whether the top level is written as `{ … }`. */
export function isWithinBraces(parsed: ParsedText): boolean {
  return parsed.parts === null && (parsed.root?.flow ?? false)
}

/** Whether an anchor or a tag stands before the value. */
export function hasProperties(pair: Pair): boolean {
  const { value } = pair
  const named = isScalar(value) || isMap(value) || isSeq(value) ? value : null
  return Boolean(named?.anchor ?? named?.tag)
}

export function isBlankLineBefore(text: string, start: number): boolean {
  return start > 0 && lineAt(text, lineStart(text, start - 1)).content === ''
}
