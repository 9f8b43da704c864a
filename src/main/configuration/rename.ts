import { isAlias, isMap } from 'yaml'
import type { Kind } from '../../shared/catalog.ts'
import { keyText } from './document.ts'
import type { ParsedText } from './document.ts'
import { idKeys, listNodes, nameKeys } from './model.ts'
import { insertPair, replaceValue } from './pair-edit.ts'
import { refuseEdit } from './refusal.ts'
import { quoteOf, writeText } from './scalar.ts'
import type { Splice } from './splice.ts'

/** The splices that write a name into items, by their position. */
export function renameSplices(
  parsed: ParsedText,
  kind: Kind,
  positions: ReadonlySet<number>,
  name: string,
): Splice[] {
  const nodes = listNodes(parsed, kind) ?? []
  return [...positions].map((position) => {
    const item = nodes[position]
    if (!isMap(item)) {
      throw refuseEdit(
        isAlias(item)
          ? `the item is an alias, *${item.source}, and the item it stands for would change too`
          : 'the item is not a mapping',
        isAlias(item) && item.range ? parsed.lineOf(item.range[0]) : null,
      )
    }
    const key = nameKeys[kind]
    const own = item.items.findLast((pair) => keyText(pair) === key)
    if (own) {
      return replaceValue(parsed, own, writeText(name, quoteOf(own.value) ?? 'double'))
    }
    const id = item.items.findLast((pair) => keyText(pair) === idKeys[kind])
    const after = id ?? item.items.at(-1)
    const written = `${writeText(key, quoteOf(after?.key) ?? 'plain')}: ${writeText(name, 'double')}`
    return insertPair(parsed, item, after, written)
  })
}
