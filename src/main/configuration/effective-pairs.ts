import { isMap, isSeq } from 'yaml'
import type { Node, Pair, YAMLMap } from 'yaml'
import { isNodeOf, keyText } from './document.ts'
import type { ParsedText } from './document.ts'

/** What a mapping holds under each key, own keys before those merged in with `<<`. */
export function effectivePairs(
  parsed: ParsedText,
  map: YAMLMap,
  depth = 0,
): Map<string, { pair: Pair; node: Node | null; inherited: boolean }> {
  const found = new Map<string, { pair: Pair; node: Node | null; inherited: boolean }>()
  const merges: Node[] = []
  for (const pair of map.items) {
    const key = keyText(pair)
    if (key === null) continue
    const node = isNodeOf(pair.value) ? pair.value : null
    if (key === '<<') {
      if (node) merges.push(node)
    } else found.set(key, { pair, node, inherited: false })
  }
  if (depth > 20) return found
  for (const merge of merges) {
    const source = parsed.resolve(merge)
    for (const part of isSeq(source) ? source.items : [source]) {
      const parent = parsed.resolve(part)
      if (!isMap(parent)) continue
      for (const [key, entry] of effectivePairs(parsed, parent, depth + 1)) {
        if (!found.has(key)) found.set(key, { ...entry, inherited: true })
      }
    }
  }
  return found
}
