import { isMap, isSeq } from 'yaml'
import { contentEnd, isBlockSeq, markEnd } from './document.ts'
import type { ParsedText } from './document.ts'
import { flowPlaces, spansIn, spansOfParts } from './item-spans.ts'
import type { ItemSpan, Place } from './item-spans.ts'
import { editableSection, moveSplices } from './piece.ts'
import { refuseEdit } from './refusal.ts'
import { lineOfPair } from './section.ts'
import { lineAt, lineBefore } from './splice.ts'
import type { Splice } from './splice.ts'

/** The splices that take entries, by their position, out of a section that is a list or a mapping. */
export function removeSplices(
  parsed: ParsedText,
  key: string,
  positions: ReadonlySet<number>,
): Splice[] {
  const section = editableSection(parsed, key)
  if (!section || positions.size === 0) return []
  const { parsed: own, pair, offset } = section
  const part = parsed.parts?.sections.get(key)
  const line = lineOfPair(own, pair)
  const unusual = (): Error => refuseEdit('the list is written in an unusual way', line)
  if (part?.items) {
    const spans = spansOfParts(parsed.text, part)
    if (!spans) throw unusual()
    return removeFromBlock(parsed.text, spans, positions, {
      at: markEnd(pair) + offset,
      text: ' []',
    })
  }
  const { value } = pair
  if (isBlockSeq(value) || (isMap(value) && !value.flow)) {
    const spans = spansIn(own, value)
    if (!spans) throw unusual()
    const empty = { at: markEnd(pair), text: isMap(value) ? ' {}' : ' []' }
    return moveSplices(removeFromBlock(own.text, spans, positions, empty), offset)
  }
  if (isSeq(value) || isMap(value)) {
    const places = flowPlaces(value)
    if (!places) throw refuseEdit('an item has no content', line)
    return moveSplices(removeFromFlow(own.text, places, contentEnd(value), positions), offset)
  }
  throw refuseEdit(`“${key}” is not a list of its own`, line)
}

/** What is left of a collection without entries, and where it goes. */
interface Emptied {
  at: number
  text: string
}

function removeFromBlock(
  text: string,
  spans: readonly ItemSpan[],
  positions: ReadonlySet<number>,
  { at, text: emptied }: Emptied,
): Splice[] {
  const splices: Splice[] = []
  if (positions.size === spans.length) splices.push({ start: at, end: at, text: emptied })
  spans.forEach((span, index) => {
    if (!positions.has(index)) return
    let start = span.commentStart
    // Of the two blank lines that would be left in a row, one goes with the item.
    const isLast = index === spans.length - 1
    if (span.blankBefore && (isLast || lineAt(text, span.next).content === '')) {
      start = lineBefore(text, start)?.start ?? start
    }
    splices.push({ start, end: span.next, text: '' })
  })
  return keepFinalLineEnd(text, splices)
}

/** When the last line goes from a file without a final line end, the line before loses its own. */
export function keepFinalLineEnd(text: string, splices: Splice[]): Splice[] {
  if (text.endsWith('\n')) return splices
  let end = text.length
  for (let index = splices.length - 1; index >= 0; index -= 1) {
    const splice = splices[index]
    if (!splice || splice.end !== end || splice.text !== '') break
    end = splice.start
  }
  if (end === text.length || end === 0) return splices
  const from = text[end - 2] === '\r' ? end - 2 : end - 1
  return [...splices, { start: from, end, text: '' }]
}

/**
 * The splices that take parts out of something in brackets or braces, with the commas between.
 *
 * @param end just after the closing bracket
 */
export function removeFromFlow(
  text: string,
  places: readonly Place[],
  end: number,
  positions: ReadonlySet<number>,
): Splice[] {
  const kept = places.filter((_, index) => !positions.has(index))
  const lastKept = kept.at(-1)
  const last = places.at(-1)
  const first = places[0]
  if (!last || !first) return []
  if (!lastKept) {
    const tail = text.slice(last.end, end - 1)
    // A comma after the last item would be left alone between the brackets.
    const comma = /^\s*,/.exec(tail)?.[0].length ?? 0
    return [{ start: first.start, end: last.end + comma, text: '' }]
  }
  const splices: Splice[] = []
  let from: number | null = null
  places.forEach((place, index) => {
    if (positions.has(index)) from ??= place.start
    else if (from !== null) {
      splices.push({ start: from, end: place.start, text: '' })
      from = null
    }
  })
  if (from !== null) splices.push({ start: lastKept.end, end: last.end, text: '' })
  return splices
}
