import { isMap, isScalar, isSeq } from 'yaml'
import type { ConfigurationPreview } from '../../shared/configuration-preview.ts'
import { keyText, startOf } from './document.ts'
import type { ParsedText } from './document.ts'
import { hasPlaceholder } from './replacement/placeholders.ts'
import type { Placeholders } from './replacement/placeholders.ts'

/** More would help nobody. */
const most = 50
const deepest = 50

/** Texts of the document that hold placeholders, from top to bottom, without those of some sections. */
export function findUses(
  parsed: ParsedText,
  placeholders: Placeholders,
  without: readonly string[],
): ConfigurationPreview['uses'] {
  const uses: ConfigurationPreview['uses'] = []
  const walk = (node: unknown, place: string, depth: number): void => {
    if (uses.length >= most || depth > deepest) return
    if (isMap(node)) {
      for (const pair of node.items) walk(pair.value, joined(place, keyText(pair)), depth + 1)
    } else if (isSeq(node)) {
      for (const [index, item] of node.items.entries()) {
        walk(item, `${place}[${String(index)}]`, depth + 1)
      }
    } else if (isScalar(node) && typeof node.value === 'string' && hasPlaceholder(node.value)) {
      const { text, issues } = placeholders.resolve(node.value)
      const line = parsed.lineOf(startOf(node))
      uses.push({ place, text: node.value, resolved: text, issues, line })
    }
  }
  for (const pair of parsed.root?.items ?? []) {
    const key = keyText(pair)
    if (!without.includes(key ?? '')) walk(pair.value, key ?? '', 0)
  }
  return uses
}

function joined(place: string, key: string | null): string {
  return `${place}.${key ?? '…'}`
}
