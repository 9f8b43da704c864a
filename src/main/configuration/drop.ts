import type { Pair, YAMLMap } from 'yaml'
import { isNodeOf, keyText, lineStart, pairEnd, startOf } from './document.ts'
import type { ParsedText } from './document.ts'
import type { EditPath } from './edit.ts'
import { holderOf, lastKey, notThere } from './path.ts'
import { moveSplices } from './piece.ts'
import { lineAfterContent, lineAt } from './splice.ts'
import type { Splice } from './splice.ts'
import { keepFinalLineEnd, removeFromFlow, removeSplices } from './unpick.ts'

/**
 * The splices that take a key with its value, or an entry of a section's list, out. A comment on its
 * line goes with it; comments above stay.
 *
 * @param which of several keys of that name
 */
export function dropSplices(
  parsed: ParsedText,
  path: EditPath,
  which: 'last' | 'shadowed',
): Splice[] {
  const [section, position] = path
  if (path.length === 2 && typeof position === 'number') {
    return removeSplices(parsed, section, new Set([position]))
  }
  const holder = holderOf(parsed, path)
  if (!holder?.map) throw notThere(path)
  const { map, parsed: own, offset } = holder
  const key = lastKey(path)
  const same = map.items.filter((pair) => keyText(pair) === key)
  const gone = which === 'last' ? same.slice(-1) : same.slice(0, -1)
  if (gone.length === 0) throw notThere(path)
  const { text } = own
  if (map.flow) {
    const places = map.items.map((pair) => ({ start: keyStart(pair, path), end: pairEnd(pair) }))
    const positions = new Set(gone.map((pair) => map.items.indexOf(pair)))
    return moveSplices(removeFromFlow(text, places, pairEndOf(map), positions), offset)
  }
  if (gone.length === map.items.length) {
    return moveSplices(emptied(text, map, path), offset)
  }
  const splices = gone.map((pair) => withoutPair(text, pair, path))
  return moveSplices(keepFinalLineEnd(text, splices), offset)
}

/** Removes the lines of a pair; on the line of a dash, what follows moves up to the dash. */
function withoutPair(text: string, pair: Pair, path: EditPath): Splice {
  const from = keyStart(pair, path)
  const start = lineStart(text, from)
  const next = lineAfterContent(text, pairEnd(pair))
  if (text.slice(start, from).trim() === '') return { start, end: next, text: '' }
  return { start: from, end: next + lineAt(text, next).indent, text: '' }
}

/** A mapping that loses its only key becomes `{}`. */
function emptied(text: string, map: YAMLMap, path: EditPath): Splice[] {
  const [pair] = map.items
  if (!pair) throw notThere(path)
  const from = keyStart(pair, path)
  const before = text.slice(0, from).trimEnd()
  const start = lineStart(text, from)
  // Below its key, the braces go behind the colon and the lines go.
  if (text.slice(start, from).trim() === '' && before.endsWith(':')) {
    return keepFinalLineEnd(text, [
      { start: before.length, end: before.length, text: ' {}' },
      { start, end: lineAfterContent(text, pairEnd(pair)), text: '' },
    ])
  }
  return [{ start: from, end: pairEnd(pair), text: '{}' }]
}

function keyStart(pair: Pair, path: EditPath): number {
  if (!isNodeOf(pair.key)) throw notThere(path)
  return startOf(pair.key)
}

function pairEndOf(map: YAMLMap): number {
  return map.range ? map.range[1] : 0
}
