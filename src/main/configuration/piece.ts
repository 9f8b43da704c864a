import { isAlias, isMap, isSeq } from 'yaml'
import type { Pair, YAMLMap } from 'yaml'
import type { Kind } from '../../shared/catalog.ts'
import { isPlainPair, keyText, parseText } from './document.ts'
import type { ParsedText } from './document.ts'
import { kinds, listKeys } from './keys.ts'
import { parseItem } from './parts.ts'
import { refuseEdit } from './refusal.ts'
import { lineOfPair } from './section.ts'
import { lineEndAt } from './splice.ts'
import type { Splice } from './splice.ts'

/**
 * As much of a document as an edit has to look at: the whole tree, or the one part that it is about.
 * Splices made from its tree count from its own text.
 */
export interface Piece {
  parsed: ParsedText
  /** Of the section; only with the one item when the piece is of an item. */
  pair: Pair
  /** What to add to the piece's offsets for those of the document. */
  offset: number
}

export interface ItemPiece extends Piece {
  node: unknown
}

/**
 * A section of the top level, or null when there is none. Of a list that is read item by item it has
 * only the key: ask `spansOf` and `itemPiece` for these.
 *
 * @throws AppError `config-invalid` for what cannot be edited safely
 */
export function editableSection(parsed: ParsedText, key: string): Piece | null {
  if (parsed.parts) {
    const part = parsed.parts.sections.get(key)
    if (!part) return null
    // The line above shows the line ends in use.
    const lead = `#${lineEndAt(parsed.text, part.start)}`
    const own = parseText(lead + part.reading.text, part.line)
    const pair = own.root?.items[0]
    if (!pair) throw refuseEdit(`“${key}” could not be placed`, part.line + 1)
    return { parsed: own, pair, offset: part.start - lead.length }
  }
  if (!parsed.root) {
    if (parsed.empty) return null
    throw refuseEdit('its top level is not a mapping of keys to values', 1)
  }
  const pairs = parsed.root.items.filter((pair) => keyText(pair) === key)
  const pair = pairs[0]
  if (!pair) return null
  const line = lineOfPair(parsed, pair)
  if (pairs.length > 1) throw refuseEdit(`“${key}” is there more than once`, line)
  if (!isPlainPair(pair)) throw refuseEdit(`“${key}” is written in an unusual way`, line)
  return { parsed, pair, offset: 0 }
}

/** An item of a kind's list with its node; null when there is none at the position. */
export function itemPiece(parsed: ParsedText, kind: Kind, position: number): ItemPiece | null {
  const part = parsed.parts?.sections.get(listKeys[kind])?.items?.[position]
  if (!part) {
    const listed = parsed.parts?.sections.get(listKeys[kind])?.items
    return listed ? null : entryPiece(parsed, listKeys[kind], position)
  }
  const lineEnd = lineEndAt(parsed.text, part.start)
  const { parsed: own, lead } = parseItem(kind, part.reading.text, lineEnd, part.line + 1)
  const pair = own.root?.items[0]
  const list = pair?.value
  if (!pair || !isSeq(list)) throw refuseEdit('the item could not be placed', part.line + 1)
  return { parsed: own, pair, offset: part.start - lead, node: list.items[0] }
}

/** The same for the list of any section. */
export function entryPiece(
  parsed: ParsedText,
  section: string,
  position: number,
): ItemPiece | null {
  const kind = kindOfList(section)
  if (kind && parsed.parts?.sections.get(section)?.items) return itemPiece(parsed, kind, position)
  const piece = editableSection(parsed, section)
  const list = piece && piece.parsed.resolve(piece.pair.value)
  return piece && isSeq(list) && position < list.items.length
    ? { ...piece, node: list.items[position] }
    : null
}

/** The mapping that an item is; refuses what is none, or shares its mapping with another item. */
export function ownMapping({ parsed, node }: ItemPiece): YAMLMap {
  if (isMap(node)) return node
  throw refuseEdit(
    isAlias(node)
      ? `the item is an alias, *${node.source}, and the item it stands for would change too`
      : 'the item is not a mapping',
    isAlias(node) && node.range ? parsed.lineOf(node.range[0]) : null,
  )
}

/** The kind whose list a section is; null for any other section. */
export function kindOfList(key: string): Kind | null {
  return kinds.find((kind) => listKeys[kind] === key) ?? null
}

export function moveSplices(splices: readonly Splice[], by: number): Splice[] {
  return splices.map(({ start, end, text }) => ({ start: start + by, end: end + by, text }))
}
