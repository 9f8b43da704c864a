import { isScalar } from 'yaml'
import type { Pair, YAMLMap } from 'yaml'
import { isText, keyText } from './document.ts'
import type { ParsedText } from './document.ts'
import type { EditPath } from './edit.ts'
import { itemKeys } from './keys.ts'
import { insertPair, onlyPair, replaceValue } from './pair-edit.ts'
import { assertUnshared, holderOf, lastKey, notThere, pairAt } from './path.ts'
import { editableSection, kindOfList, moveSplices } from './piece.ts'
import { quoteOf, writeScalar, writeText } from './scalar.ts'
import type { PlainScalar } from './scalar.ts'
import { appendSection, fillSection, isEmptySection, isWithinBraces } from './section.ts'
import type { Splice } from './splice.ts'

/** The splices that set the simple value at a path; a missing key or section is made. */
export function putSplices(parsed: ParsedText, path: EditPath, value: PlainScalar): Splice[] {
  const key = lastKey(path)
  const lines = (column: number): string[] => [
    `${' '.repeat(column + 2)}${writeText(key, 'plain')}: ${writeScalar(value, null)}`,
  ]
  const holder = holderOf(parsed, path)
  if (!holder) {
    if (path.length !== 2) throw notThere(path)
    const [section] = path
    return [
      appendSection(parsed, (column) => [`${' '.repeat(column)}${section}:`, ...lines(column)]),
    ]
  }
  const { parsed: own, map, pair, offset } = holder
  const isOfSection = path.length === 2
  if (!map || (isOfSection && !isWithinBraces(parsed) && isEmptySection(own, pair))) {
    return moveSplices(fillSection(own, pair, lines), offset)
  }
  const present = onlyPair(own, map, key)
  if (present) {
    assertUnshared(own, isScalar(present.value) ? present.value : null)
    const written = writeScalar(value, sample(present, map, value, true))
    return moveSplices([replaceValue(own, present, written)], offset)
  }
  const after = neighbour(map, path)
  const written = `${writeText(key, quoteOf(after?.key) ?? 'plain')}: ${writeScalar(value, sample(after, map, value, false))}`
  return moveSplices([insertPair(own, map, after, written)], offset)
}

/** The splices that give the key at a path another name. */
export function renameKeySplices(parsed: ParsedText, path: EditPath, name: string): Splice[] {
  const piece = path.length === 1 ? editableSection(parsed, path[0]) : null
  const holder = path.length === 1 ? null : holderOf(parsed, path)
  const pair = holder ? pairAt(holder, path) : piece?.pair
  const key = pair?.key
  if (!isScalar(key) || !key.range) throw notThere(path)
  const [start, end] = key.range
  const text = writeText(name, quoteOf(key) ?? 'double')
  return moveSplices([{ start, end, text }], (holder ?? piece)?.offset ?? 0)
}

/** The pair that a new one goes below: the last one that is known in an item, else the last. */
function neighbour(map: YAMLMap, path: EditPath): Pair | undefined {
  const kind = kindOfList(path[0])
  const known = kind && path.length === 3 ? itemKeys[kind] : null
  return (
    (known && map.items.findLast((pair) => known.includes(keyText(pair) ?? ''))) ?? map.items.at(-1)
  )
}

/**
 * What a value is written like: what it replaces, else for a boolean another one in the mapping, for
 * a text the one above.
 */
function sample(
  pair: Pair | undefined,
  map: YAMLMap,
  value: PlainScalar,
  replaced: boolean,
): unknown {
  if (typeof value !== 'boolean') return replaced || isText(pair?.value) ? pair?.value : null
  const isBoolean = (node: unknown): boolean => isScalar(node) && typeof node.value === 'boolean'
  return isBoolean(pair?.value) ? pair?.value : map.items.map((each) => each.value).find(isBoolean)
}
