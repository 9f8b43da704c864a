import { isMap, isScalar, isSeq } from 'yaml'
import type { ConfigurationPreview } from '../../shared/configuration-preview.ts'
import { keyText, startOf } from './document.ts'
import type { ParsedText } from './document.ts'
import { sectionsOf } from './model.ts'
import { parseItem } from './parts.ts'
import { kindOfList } from './piece.ts'
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
  /** Of what is walked through, in the document. */
  let offset = 0
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
      const line = parsed.lineOf(startOf(node) + offset)
      uses.push({ place, text: node.value, resolved: text, issues, line })
    }
  }
  for (const section of sectionsOf(parsed)) {
    const key = keyText(section.pair)
    if (without.includes(key ?? '')) continue
    offset = section.offset
    walk(section.pair.value, key ?? '', 0)
    section.items?.forEach(({ reading, start }, index) => {
      const kind = kindOfList(key ?? '')
      // An item is read again only for what there is to find in it.
      if (kind === null || !hasPlaceholder(reading.text)) return
      const { parsed: own, lead } = parseItem(kind, reading.text)
      const list = own.root?.items[0]?.value
      offset = start - lead
      if (isSeq(list)) walk(list.items[0], `${key ?? ''}[${String(index)}]`, 1)
    })
  }
  return uses
}

function joined(place: string, key: string | null): string {
  return `${place}.${key ?? '…'}`
}
