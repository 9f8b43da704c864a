import type { Kind } from '../../shared/catalog.ts'
import { keyText } from './document.ts'
import type { ParsedText } from './document.ts'
import { idKeys, nameKeys } from './keys.ts'
import { itemPiece, moveSplices, ownMapping } from './piece.ts'
import { insertPair, replaceValue } from './pair-edit.ts'
import { quoteOf, writeText } from './scalar.ts'
import type { Splice } from './splice.ts'

/** The splices that write a name into items, by their position. */
export function renameSplices(
  parsed: ParsedText,
  kind: Kind,
  positions: ReadonlySet<number>,
  name: string,
): Splice[] {
  return [...positions].flatMap((position) => {
    const piece = itemPiece(parsed, kind, position)
    if (!piece) return []
    const item = ownMapping(piece)
    const key = nameKeys[kind]
    const own = item.items.findLast((pair) => keyText(pair) === key)
    if (own) {
      const written = writeText(name, quoteOf(own.value) ?? 'double')
      return moveSplices([replaceValue(piece.parsed, own, written)], piece.offset)
    }
    const id = item.items.findLast((pair) => keyText(pair) === idKeys[kind])
    const after = id ?? item.items.at(-1)
    const written = `${writeText(key, quoteOf(after?.key) ?? 'plain')}: ${writeText(name, 'double')}`
    return moveSplices([insertPair(piece.parsed, item, after, written)], piece.offset)
  })
}
