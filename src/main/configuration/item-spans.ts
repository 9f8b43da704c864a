import { isMap, isPair } from 'yaml'
import type { YAMLMap, YAMLSeq } from 'yaml'
import {
  columnOf,
  contentEnd,
  isNodeOf,
  isPlainPair,
  lineStart,
  pairEnd,
  startOf,
} from './document.ts'
import type { ParsedText } from './document.ts'
import type { SectionPart } from './parts.ts'
import { lineAfterContent, lineAt, lineBefore } from './splice.ts'

/** The lines of one item of a block list, or of one pair of a block mapping. */
export interface ItemSpan {
  /** Start of the first comment line that belongs to the item; `start` when there is none. */
  commentStart: number
  /** Start of the line with the dash, or with the key. */
  start: number
  /** Start of the line after the item and after comments inside it. */
  next: number
  /** Column of the dash, or of the key. */
  dash: number
  /** A blank line stands above the item and its comments. */
  blankBefore: boolean
}

/** Where an item begins (its dash or key), and the end of its content. */
export interface Place {
  start: number
  end: number
}

/**
 * The lines of every item of a block list, or null when items do not have lines of their own.
 *
 * Comment lines directly above an item are its own, unless one of them is an item that somebody
 * commented out. Above the first item they may as well be about the whole list: they are the item's
 * only where other items have such comments too. Comments deeper than the dash below an item are the
 * item's.
 */
export function itemSpans(parsed: ParsedText, list: YAMLSeq): ItemSpan[] | null {
  const token = list.srcToken
  if (token?.type !== 'block-seq') return null
  const places = token.items.flatMap((item, index) => {
    const dash = item.start.find((part) => part.type === 'seq-item-ind')
    if (!dash) return []
    const node = list.items[index]
    const end = isNodeOf(node) ? Math.max(contentEnd(node), dash.offset + 1) : dash.offset + 1
    return [{ start: dash.offset, end }]
  })
  return places.length === list.items.length ? spansOf(parsed.text, places) : null
}

/** The same for the items of a section that were read one by one. */
export function spansOfParts(text: string, { items, dash }: SectionPart): ItemSpan[] | null {
  const places = (items ?? []).map(({ start, reading }) => ({
    start: start + dash,
    end: start + Math.max(reading.facts.end, dash + 1),
  }))
  return spansOf(text, places)
}

/** The same for the pairs of a block mapping. */
export function pairSpans(parsed: ParsedText, map: YAMLMap): ItemSpan[] | null {
  if (map.flow) return null
  const places = map.items.flatMap((pair) =>
    isNodeOf(pair.key) && isPlainPair(pair)
      ? [{ start: startOf(pair.key), end: pairEnd(pair) }]
      : [],
  )
  return places.length === map.items.length ? spansOf(parsed.text, places) : null
}

function spansOf(text: string, places: readonly Place[]): ItemSpan[] | null {
  const spans: ItemSpan[] = []
  let floor = 0
  for (const place of places) {
    const start = lineStart(text, place.start)
    const column = columnOf(text, place.start)
    const lead = text.slice(start, place.start).replace(/^\uFEFF/, '')
    if (lead.trim() !== '' || start < floor) return null
    let next = lineAfterContent(text, place.end)
    while (next < text.length) {
      const line = lineAt(text, next)
      if (!line.content.startsWith('#') || line.indent <= column) break
      next = line.next
    }
    const commentStart = ownComments(text, start, floor)
    const above = lineBefore(text, commentStart)
    spans.push({
      commentStart,
      start,
      next,
      dash: column,
      blankBefore: above !== null && above.content === '' && above.start >= floor,
    })
    floor = next
  }
  const first = spans[0]
  if (first && !spans.slice(1).some((span) => span.commentStart < span.start)) {
    spans[0] = { ...first, commentStart: first.start, blankBefore: false }
  }
  return spans
}

/** Where each item of a list or mapping in brackets stands. Null where one has no content. */
export function flowPlaces(collection: YAMLSeq | YAMLMap): Place[] | null {
  const places = collection.items.flatMap((item, index) => {
    const own = isPair(item) ? item.key : item
    if (!isNodeOf(own)) return []
    const start = tokenStart(collection, index) ?? startOf(own)
    return [{ start, end: isPair(item) ? pairEnd(item) : contentEnd(own) }]
  })
  return places.length === collection.items.length ? places : null
}

/** The lines of the items, or null where they share lines. */
export function spansIn(parsed: ParsedText, collection: YAMLSeq | YAMLMap): ItemSpan[] | null {
  return isMap(collection) ? pairSpans(parsed, collection) : itemSpans(parsed, collection)
}

/** Where an item in brackets starts, its anchor or tag included; null when it is not known. */
export function tokenStart(list: YAMLSeq | YAMLMap, index: number): number | null {
  const token = list.srcToken
  if (token?.type !== 'flow-collection') return null
  const item = token.items[index]
  if (!item) return null
  const property = item.start.find((part) => part.type === 'anchor' || part.type === 'tag')
  return property?.offset ?? item.key?.offset ?? item.value?.offset ?? null
}

function ownComments(text: string, start: number, floor: number): number {
  let from = start
  for (;;) {
    const line = lineBefore(text, from)
    if (!line || line.start < floor || !line.content.startsWith('#')) return from
    if (/^#+\s*-\s/.test(line.content)) return start
    from = line.start
  }
}
