import { isMap, isSeq } from 'yaml'
import type { YAMLMap, YAMLSeq } from 'yaml'
import { isBlockSeq } from './document.ts'
import type { ParsedText } from './document.ts'
import { flowPlaces, spansIn } from './item-spans.ts'
import { refuseEdit } from './refusal.ts'
import { editableSection, lineOfPair } from './section.ts'
import type { Splice } from './splice.ts'

/**
 * The splices that move the entry at a position of a section (a list or a mapping) to another. Each
 * takes its lines and its comments along; what stands between entries stays where it is.
 */
export function moveSplices(
  parsed: ParsedText,
  section: string,
  from: number,
  to: number,
): Splice[] {
  const pair = editableSection(parsed, section)
  const collection = pair?.value
  if (!pair || !(isSeq(collection) || isMap(collection))) {
    throw refuseEdit(
      `“${section}” is not a list of its own`,
      pair ? lineOfPair(parsed, pair) : null,
    )
  }
  const places = placesOf(parsed, collection)
  if (!places) {
    throw refuseEdit(`“${section}” is written in an unusual way`, lineOfPair(parsed, pair))
  }
  if (!places[from] || !places[to]) throw refuseEdit('there is no such entry', null, 'Try again.')
  return rotate(parsed.text, places, from, to)
}

/** The new order of entries when one of them moves. */
export function moved<Entry>(entries: readonly Entry[], from: number, to: number): Entry[] {
  const order = [...entries]
  order.splice(to, 0, ...order.splice(from, 1))
  return order
}

interface Place {
  start: number
  end: number
}

/** Where the entries stand, line ends not included. */
function placesOf(parsed: ParsedText, collection: YAMLSeq | YAMLMap): Place[] | null {
  const isBlock = isBlockSeq(collection) || (isMap(collection) && !collection.flow)
  if (!isBlock) return flowPlaces(collection)
  const { text } = parsed
  return (
    spansIn(parsed, collection)?.map(({ commentStart, next }) => {
      let end = next
      if (text[end - 1] === '\n') end -= text[end - 2] === '\r' ? 2 : 1
      // A byte order mark stays at the start of the file.
      return { start: commentStart === 0 && text.startsWith('\uFEFF') ? 1 : commentStart, end }
    }) ?? null
  )
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
