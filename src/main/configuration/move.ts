import { isMap, isSeq } from 'yaml'
import { isBlockSeq } from './document.ts'
import type { ParsedText } from './document.ts'
import { flowPlaces, spansIn, spansOfParts } from './item-spans.ts'
import type { ItemSpan, Place } from './item-spans.ts'
import { editableSection } from './piece.ts'
import { refuseEdit } from './refusal.ts'
import { lineOfPair } from './section.ts'
import type { Splice } from './splice.ts'

/**
 * The splices that move the entry at a position of a section (a list or a mapping) to another. Each
 * takes its lines and its comments along; what stands between entries stays where it is.
 */
export function reorderSplices(
  parsed: ParsedText,
  section: string,
  from: number,
  to: number,
): Splice[] {
  const places = placesIn(parsed, section)
  if (!places[from] || !places[to]) throw refuseEdit('there is no such entry', null, 'Try again.')
  return rotate(parsed.text, places, from, to)
}

/** The new order of entries when one of them moves. */
export function moved<Entry>(entries: readonly Entry[], from: number, to: number): Entry[] {
  const order = [...entries]
  order.splice(to, 0, ...order.splice(from, 1))
  return order
}

/** Where the entries of a section stand in the document, line ends not included. */
function placesIn(parsed: ParsedText, section: string): Place[] {
  const { text } = parsed
  const part = parsed.parts?.sections.get(section)
  if (part?.items) return placesOfSpans(text, spansOfParts(text, part), section, part.line + 1)
  const piece = editableSection(parsed, section)
  const collection = piece?.pair.value
  if (!piece || !(isSeq(collection) || isMap(collection))) {
    throw refuseEdit(
      `“${section}” is not a list of its own`,
      piece ? lineOfPair(piece.parsed, piece.pair) : null,
    )
  }
  const line = lineOfPair(piece.parsed, piece.pair)
  const isBlock = isBlockSeq(collection) || (isMap(collection) && !collection.flow)
  const places = isBlock
    ? placesOfSpans(piece.parsed.text, spansIn(piece.parsed, collection), section, line)
    : flowPlaces(collection)
  if (!places) throw unusual(section, line)
  return places.map(({ start, end }) => ({ start: start + piece.offset, end: end + piece.offset }))
}

function placesOfSpans(
  text: string,
  spans: readonly ItemSpan[] | null,
  section: string,
  line: number,
): Place[] {
  if (!spans) throw unusual(section, line)
  return spans.map(({ commentStart, next }) => {
    let end = next
    if (text[end - 1] === '\n') end -= text[end - 2] === '\r' ? 2 : 1
    // A byte order mark stays at the start of the file.
    return { start: commentStart === 0 && text.startsWith('\uFEFF') ? 1 : commentStart, end }
  })
}

function unusual(section: string, line: number): Error {
  return refuseEdit(`“${section}” is written in an unusual way`, line)
}

function rotate(text: string, places: readonly Place[], from: number, to: number): Splice[] {
  const first = Math.min(from, to)
  const slots = places.slice(first, Math.max(from, to) + 1)
  return moved(slots, from - first, to - first).flatMap((content, index) => {
    const slot = slots[index]
    if (!slot || slot === content) return []
    return [{ start: slot.start, end: slot.end, text: text.slice(content.start, content.end) }]
  })
}
