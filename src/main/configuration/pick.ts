import { isMap, isSeq } from 'yaml'
import type { YAMLSeq } from 'yaml'
import type { Kind } from '../../shared/catalog.ts'
import { columnOf, contentEnd, isBlockSeq, isNodeOf, lineStart, startOf } from './document.ts'
import type { ParsedText } from './document.ts'
import { itemSpans, spansOfParts, tokenStart } from './item-spans.ts'
import type { ItemSpan } from './item-spans.ts'
import { learnStyle, writeFlowItem, writeItemLines } from './item-style.ts'
import type { NewItem } from './item-style.ts'
import { listKeys } from './keys.ts'
import { editableSection, moveSplices } from './piece.ts'
import { refuseEdit } from './refusal.ts'
import {
  appendSection,
  fillSection,
  isEmptySection,
  isWithinBraces,
  lineOfPair,
} from './section.ts'
import { insertLines, lineEndAt } from './splice.ts'
import type { Splice } from './splice.ts'

/** The splices that append items to the list of their kind, in the style of their neighbours. */
export function pickSplices(parsed: ParsedText, kind: Kind, items: readonly NewItem[]): Splice[] {
  const style = learnStyle(parsed, kind)
  return appendSplices(parsed, listKeys[kind], {
    dashIndent: style.dashIndent,
    blocks: (dash) => items.map((item) => writeItemLines(item, kind, style, dash)),
    flow: () => items.map((item) => writeFlowItem(item, kind, style)),
  })
}

/** How new entries of a list are written. */
export interface NewEntries {
  /** Columns between the list's key and its dashes. */
  dashIndent: number
  /** The lines of each entry, whose dash stands in a column. */
  blocks: (dash: number) => string[][]
  /** Each entry within a list in brackets. */
  flow: () => string[]
}

/** The splices that append entries to a list of the top level, which is made when it is missing. */
export function appendSplices(parsed: ParsedText, key: string, entries: NewEntries): Splice[] {
  const section = editableSection(parsed, key)
  const write = (column: number): string[] => entries.blocks(column + entries.dashIndent).flat()
  if (!section) {
    return [appendSection(parsed, (column) => [`${' '.repeat(column)}${key}:`, ...write(column)])]
  }
  const part = parsed.parts?.sections.get(key)
  if (part?.items) {
    return [
      appendToBlock(parsed.text, spansOfParts(parsed.text, part), key, part.line + 1, entries),
    ]
  }
  const { parsed: own, pair, offset } = section
  if (!isWithinBraces(parsed) && isEmptySection(own, pair)) {
    return moveSplices(fillSection(own, pair, write), offset)
  }
  const list = pair.value
  const line = lineOfPair(own, pair)
  if (isBlockSeq(list) && list.items.length > 0) {
    const splice = appendToBlock(own.text, itemSpans(own, list), key, line, entries)
    return moveSplices([splice], offset)
  }
  if (isSeq(list) && list.flow) {
    return moveSplices([appendToFlow(own, key, list, entries)], offset)
  }
  throw refuseEdit(`“${key}” is not a list of its own`, line)
}

function appendToBlock(
  text: string,
  spans: readonly ItemSpan[] | null,
  key: string,
  line: number,
  entries: NewEntries,
): Splice {
  const last = spans?.at(-1)
  if (!spans || !last) throw refuseEdit(`“${key}” is written in an unusual way`, line)
  const spaced = spans.length > 1 && spans.every((span, index) => index === 0 || span.blankBefore)
  const lines = entries.blocks(last.dash).flatMap((block) => (spaced ? ['', ...block] : block))
  return insertLines(text, last.next, lines)
}

function appendToFlow(parsed: ParsedText, key: string, list: YAMLSeq, entries: NewEntries): Splice {
  const { text } = parsed
  const written = entries.flow()
  const lastIndex = list.items.length - 1
  const last = list.items[lastIndex]
  if (!isNodeOf(last)) {
    const inside = startOf(list) + 1
    return { start: inside, end: inside, text: written.join(', ') }
  }
  if (isMap(last) && !last.flow) {
    throw refuseEdit(`an item of “${key}” lacks its braces`, parsed.lineOf(startOf(last)))
  }
  const start = tokenStart(list, lastIndex) ?? startOf(last)
  const lead = text.slice(lineStart(text, start), start)
  // Where each item has a line of its own, new ones get theirs.
  const between =
    lead.trim() === '' && columnOf(text, start) > 0 ? `,${lineEndAt(text, start)}${lead}` : ', '
  const end = contentEnd(last)
  return { start: end, end, text: written.map((item) => between + item).join('') }
}
