import { isMap, isSeq } from 'yaml'
import type { Pair, YAMLSeq } from 'yaml'
import type { Kind } from '../../shared/catalog.ts'
import { columnOf, contentEnd, isBlockSeq, isNodeOf, lineStart, startOf } from './document.ts'
import type { ParsedText } from './document.ts'
import { itemSpans, tokenStart } from './item-spans.ts'
import { learnStyle, writeFlowItem, writeItemLines } from './item-style.ts'
import type { ItemStyle, NewItem } from './item-style.ts'
import { listKeys } from './model.ts'
import { refuseEdit } from './refusal.ts'
import {
  appendSection,
  editableSection,
  fillSection,
  isEmptySection,
  lineOfPair,
} from './section.ts'
import { insertLines, lineEndAt } from './splice.ts'
import type { Splice } from './splice.ts'

/** The splices that append items to the list of their kind, in the style of their neighbours. */
export function pickSplices(parsed: ParsedText, kind: Kind, items: readonly NewItem[]): Splice[] {
  const key = listKeys[kind]
  const style = learnStyle(parsed, kind)
  const pair = editableSection(parsed, key)
  const write = (dash: number): string[] =>
    items.flatMap((item) => writeItemLines(item, kind, style, dash))
  if (!pair) {
    return [
      appendSection(parsed, (column) => [
        `${' '.repeat(column)}${key}:`,
        ...write(column + style.dashIndent),
      ]),
    ]
  }
  if (!parsed.root?.flow && isEmptySection(parsed, pair)) {
    return fillSection(parsed, pair, (column) => write(column + style.dashIndent))
  }
  const list = pair.value
  if (isBlockSeq(list) && list.items.length > 0) {
    return [appendToBlock(parsed, pair, list, kind, items, style)]
  }
  if (isSeq(list) && list.flow) return [appendToFlow(parsed, list, kind, items, style)]
  throw refuseEdit(`“${key}” is not a list of its own`, lineOfPair(parsed, pair))
}

function appendToBlock(
  parsed: ParsedText,
  pair: Pair,
  list: YAMLSeq,
  kind: Kind,
  items: readonly NewItem[],
  style: ItemStyle,
): Splice {
  const spans = itemSpans(parsed, list)
  const last = spans?.at(-1)
  if (!spans || !last) {
    throw refuseEdit(`“${listKeys[kind]}” is written in an unusual way`, lineOfPair(parsed, pair))
  }
  const spaced = spans.length > 1 && spans.every((span, index) => index === 0 || span.blankBefore)
  const lines = items.flatMap((item) => {
    const written = writeItemLines(item, kind, style, last.dash)
    return spaced ? ['', ...written] : written
  })
  return insertLines(parsed.text, last.next, lines)
}

function appendToFlow(
  parsed: ParsedText,
  list: YAMLSeq,
  kind: Kind,
  items: readonly NewItem[],
  style: ItemStyle,
): Splice {
  const { text } = parsed
  const written = items.map((item) => writeFlowItem(item, kind, style))
  const lastIndex = list.items.length - 1
  const last = list.items[lastIndex]
  if (!isNodeOf(last)) {
    const inside = startOf(list) + 1
    return { start: inside, end: inside, text: written.join(', ') }
  }
  if (isMap(last) && !last.flow) {
    throw refuseEdit(
      `an item of “${listKeys[kind]}” lacks its braces`,
      parsed.lineOf(startOf(last)),
    )
  }
  const start = tokenStart(list, lastIndex) ?? startOf(last)
  const lead = text.slice(lineStart(text, start), start)
  // Where each item has a line of its own, new ones get theirs.
  const between =
    lead.trim() === '' && columnOf(text, start) > 0 ? `,${lineEndAt(text, start)}${lead}` : ', '
  const end = contentEnd(last)
  return { start: end, end, text: written.map((item) => between + item).join('') }
}
