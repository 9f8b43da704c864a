import { isScalar } from 'yaml'
import type { Pair, YAMLMap } from 'yaml'
import type { Kind, PickFlags } from '../../shared/catalog.ts'
import { keyText } from './document.ts'
import type { ParsedText } from './document.ts'
import { flagKeys, idKeys, nameKeys } from './keys.ts'
import { itemPiece, moveSplices, ownMapping } from './piece.ts'
import { insertPair, replaceValue } from './pair-edit.ts'
import { quoteOf, writeBoolean, writeText } from './scalar.ts'
import type { Splice } from './splice.ts'

/** The splices that set a flag of items, by their position. */
export function switchSplices(
  parsed: ParsedText,
  kind: Kind,
  positions: ReadonlySet<number>,
  flag: keyof PickFlags,
  value: boolean,
): Splice[] {
  return [...positions].flatMap((position) => {
    const piece = itemPiece(parsed, kind, position)
    if (!piece) return []
    const map = ownMapping(piece)
    return moveSplices([switchItem(piece.parsed, kind, map, flag, value)], piece.offset)
  })
}

function switchItem(
  parsed: ParsedText,
  kind: Kind,
  item: YAMLMap,
  flag: keyof PickFlags,
  value: boolean,
): Splice {
  const key = flagKeys[flag]
  const own = item.items.findLast((pair) => keyText(pair) === key)
  if (own) return replaceValue(parsed, own, writeBoolean(value, booleanSource(own)))
  const known = [nameKeys[kind], idKeys[kind], ...Object.values(flagKeys)]
  const isKnown = (pair: Pair): boolean => known.includes(keyText(pair) ?? '')
  const after = item.items.findLast(isKnown) ?? item.items.at(-1)
  const like = item.items.map(booleanSource).find((source) => source !== null) ?? null
  const quote = quoteOf(after?.key) ?? 'plain'
  return insertPair(parsed, item, after, `${writeText(key, quote)}: ${writeBoolean(value, like)}`)
}

function booleanSource(pair: Pair): string | null {
  const { value } = pair
  if (!isScalar(value) || value.type !== 'PLAIN') return null
  return value.source ?? null
}
