import { isMap, isSeq } from 'yaml'
import type { Pair, YAMLMap, YAMLSeq } from 'yaml'
import type { Kind } from '../../shared/catalog.ts'
import { contentEnd, isBlockSeq, markEnd, startOf } from './document.ts'
import type { ParsedText } from './document.ts'
import { flowPlaces, spansIn } from './item-spans.ts'
import { listKeys } from './model.ts'
import { refuseEdit } from './refusal.ts'
import { editableSection, lineOfPair } from './section.ts'
import { lineAt, lineBefore } from './splice.ts'
import type { Splice } from './splice.ts'

/** The splices that take items, by their position, out of the list of their kind. */
export function unpickSplices(
  parsed: ParsedText,
  kind: Kind,
  positions: ReadonlySet<number>,
): Splice[] {
  return removeSplices(parsed, listKeys[kind], positions)
}

/** The splices that take entries, by their position, out of a section that is a list or a mapping. */
export function removeSplices(
  parsed: ParsedText,
  section: string,
  positions: ReadonlySet<number>,
): Splice[] {
  const pair = editableSection(parsed, section)
  if (!pair || positions.size === 0) return []
  const { value } = pair
  if (isBlockSeq(value) || (isMap(value) && !value.flow)) {
    return removeFromBlock(parsed, pair, value, positions)
  }
  if (isSeq(value) || isMap(value)) return removeFromFlow(parsed, value, positions)
  throw refuseEdit(`“${section}” is not a list of its own`, lineOfPair(parsed, pair))
}

function removeFromBlock(
  parsed: ParsedText,
  pair: Pair,
  collection: YAMLSeq | YAMLMap,
  positions: ReadonlySet<number>,
): Splice[] {
  const { text } = parsed
  const spans = spansIn(parsed, collection)
  if (!spans) {
    throw refuseEdit('the list is written in an unusual way', lineOfPair(parsed, pair))
  }
  const splices: Splice[] = []
  if (positions.size === spans.length) {
    const at = markEnd(pair)
    splices.push({ start: at, end: at, text: isMap(collection) ? ' {}' : ' []' })
  }
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
function keepFinalLineEnd(text: string, splices: Splice[]): Splice[] {
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

function removeFromFlow(
  parsed: ParsedText,
  list: YAMLSeq | YAMLMap,
  positions: ReadonlySet<number>,
): Splice[] {
  const places = flowPlaces(list)
  if (!places) throw refuseEdit('an item has no content', parsed.lineOf(startOf(list)))
  const kept = places.filter((_, index) => !positions.has(index))
  const lastKept = kept.at(-1)
  const last = places.at(-1)
  const first = places[0]
  if (!last || !first) return []
  if (!lastKept) {
    const tail = parsed.text.slice(last.end, contentEnd(list) - 1)
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
