import type { YAMLSeq } from 'yaml'
import { columnOf, contentEnd, isNodeOf, lineStart } from './document.ts'
import type { ParsedText } from './document.ts'
import { lineAfterContent, lineAt, lineBefore } from './splice.ts'

/** The lines of one item of a block list. */
export interface ItemSpan {
  /** Start of the first comment line that belongs to the item; `start` when there is none. */
  commentStart: number
  /** Start of the line with the dash. */
  start: number
  /** Start of the line after the item and after comments inside it. */
  next: number
  /** Column of the dash. */
  dash: number
  /** A blank line stands above the item and its comments. */
  blankBefore: boolean
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
  const { text } = parsed
  const token = list.srcToken
  if (token?.type !== 'block-seq') return null
  const spans: ItemSpan[] = []
  let floor = 0
  for (const [index, item] of token.items.entries()) {
    const dash = item.start.find((part) => part.type === 'seq-item-ind')
    if (!dash) continue
    const node = list.items[index]
    const start = lineStart(text, dash.offset)
    const column = columnOf(text, dash.offset)
    if (
      text
        .slice(start, dash.offset)
        .replace(/^\uFEFF/, '')
        .trim() !== '' ||
      start < floor
    ) {
      return null
    }
    const end = isNodeOf(node) ? Math.max(contentEnd(node), dash.offset + 1) : dash.offset + 1
    let next = lineAfterContent(text, end)
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
  if (spans.length !== list.items.length) return null
  const first = spans[0]
  if (first && !spans.slice(1).some((span) => span.commentStart < span.start)) {
    spans[0] = { ...first, commentStart: first.start, blankBefore: false }
  }
  return spans
}

/** Where an item of a flow list starts, its anchor or tag included; null when it is not known. */
export function tokenStart(list: YAMLSeq, index: number): number | null {
  const token = list.srcToken
  if (token?.type !== 'flow-collection') return null
  const item = token.items[index]
  if (!item) return null
  const property = item.start.find((part) => part.type === 'anchor' || part.type === 'tag')
  return property?.offset ?? item.value?.offset ?? item.key?.offset ?? null
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
