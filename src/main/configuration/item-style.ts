import { isMap, isScalar, isSeq } from 'yaml'
import type { Node, YAMLMap } from 'yaml'
import type { Kind, PickFlags } from '../../shared/catalog.ts'
import {
  columnOf,
  findPair,
  isBlockSeq,
  keyText,
  lineStart,
  parseText,
  startOf,
} from './document.ts'
import type { ParsedText } from './document.ts'
import { flagKeys, flagNames, idKeys, kinds, listKeys, nameKeys } from './keys.ts'
import { sectionOf } from './model.ts'
import type { Parts } from './parts.ts'
import { quoteOf, writeBoolean, writeDigits, writeText } from './scalar.ts'
import type { Quote } from './scalar.ts'

/** How the entries of a list are laid out. */
export type Layout = Pick<ItemStyle, 'layout' | 'dashIndent' | 'dashGap' | 'padding' | 'keyQuote'>

type Field = 'name' | 'id' | keyof PickFlags

export interface NewItem {
  id: string
  name: string
  flags: PickFlags
}

/** How the items of a list are written, learned from the last one that is a mapping. */
export interface ItemStyle {
  /** A mapping over several lines, or `{ … }` on one. */
  layout: 'block' | 'flow'
  /** Columns between the list's key and its dashes. */
  dashIndent: number
  /** Between the dash and the first key. */
  dashGap: string
  /** Inside the braces. */
  padding: string
  keyQuote: Quote
  nameQuote: Quote
  idQuote: Quote
  /** A boolean of the item, for its spelling. */
  boolean: string | null
  order: readonly Field[]
}

const fields: readonly Field[] = ['name', 'id', ...flagNames]

export function fieldKey(kind: Kind, field: Field): string {
  if (field === 'name') return nameKeys[kind]
  return field === 'id' ? idKeys[kind] : flagKeys[field]
}

/** The style for new items of a kind: that of its list, else of the other list, else the usual one. */
export function learnStyle(document: ParsedText, kind: Kind): ItemStyle {
  const parsed = document.parts ? sampleOf(document.parts) : document
  const usual: ItemStyle = {
    layout: 'block',
    dashIndent: 2,
    dashGap: ' ',
    padding: ' ',
    keyQuote: 'plain',
    nameQuote: 'double',
    idQuote: kind === 'workflow' ? 'plain' : 'double',
    boolean: null,
    order: fields,
  }
  for (const source of [kind, ...kinds.filter((other) => other !== kind)]) {
    const pair = parsed.root && findPair(parsed.root, listKeys[source])
    const list = pair?.value
    if (!pair || !isSeq(list)) continue
    const template = list.items.findLast((item): item is YAMLMap => isMap(item))
    if (!template) continue
    const id = findPair(template, idKeys[source])?.value
    return {
      ...usual,
      ...learnPlace(parsed.text, list, template, pair.key),
      layout: template.flow ? 'flow' : 'block',
      keyQuote: quoteOf(template.items[0]?.key) ?? usual.keyQuote,
      nameQuote: quoteOf(findPair(template, nameKeys[source])?.value) ?? usual.nameQuote,
      // How a number is written says nothing about how a GUID is.
      idQuote: (source === kind ? quoteOf(id) : null) ?? usual.idQuote,
      boolean: booleanOf(template),
      order: learnOrder(template, source),
    }
  }
  return usual
}

/** The layout of the entries of any list of the top level; the usual one where there are none. */
export function learnLayout(parsed: ParsedText, section: string): Layout {
  const usual: Layout = {
    layout: 'block',
    dashIndent: 2,
    dashGap: ' ',
    padding: ' ',
    keyQuote: 'plain',
  }
  const found = sectionOf(parsed, section)
  const pair = found?.pair
  const list = pair?.value
  const template = isSeq(list)
    ? list.items.findLast((item): item is YAMLMap => isMap(item))
    : undefined
  if (!pair || !isSeq(list) || !template) return usual
  return {
    ...usual,
    ...learnPlace(found.parsed.text, list, template, pair.key),
    layout: template.flow ? 'flow' : 'block',
    keyQuote: quoteOf(template.items[0]?.key) ?? usual.keyQuote,
  }
}

/** The lists with only that item of each from which the style is learned. */
function sampleOf({ sections }: Parts): ParsedText {
  const texts = kinds.flatMap((kind) => {
    const section = sections.get(listKeys[kind])
    if (!section?.items) return section ? [section.reading.text] : []
    const template = section.items.findLast(({ reading }) => reading.facts.isMap)
    return template ? [`${section.reading.text}${template.reading.text}`] : []
  })
  return parseText(texts.map((text) => (text.endsWith('\n') ? text : `${text}\n`)).join(''))
}

/** Lines of a new item in a block list, without line ends. */
export function writeItemLines(
  item: NewItem,
  kind: Kind,
  style: ItemStyle,
  dash: number,
): string[] {
  const lead = ' '.repeat(dash) + '-'
  if (style.layout === 'flow') return [`${lead} ${writeFlowItem(item, kind, style)}`]
  const inner = ' '.repeat(dash + 1 + style.dashGap.length)
  return writePairs(item, kind, style).map((pair, index) =>
    index === 0 ? lead + style.dashGap + pair : inner + pair,
  )
}

/** A new item as `{ … }`. */
export function writeFlowItem(item: NewItem, kind: Kind, style: ItemStyle): string {
  return `{${style.padding}${writePairs(item, kind, style).join(', ')}${style.padding}}`
}

function writePairs(item: NewItem, kind: Kind, style: ItemStyle): string[] {
  const write = (field: Field): string => {
    if (field === 'name') return writeText(item.name, style.nameQuote)
    if (field !== 'id') return writeBoolean(item.flags[field], style.boolean)
    // A plain GUID could be taken for a number, 00000000-… or 1e10…, by a lenient reader.
    return kind === 'workflow'
      ? writeDigits(item.id, style.idQuote)
      : writeText(item.id, style.idQuote)
  }
  return style.order.map(
    (field) => `${writeText(fieldKey(kind, field), style.keyQuote)}: ${write(field)}`,
  )
}

function learnPlace(
  text: string,
  list: Node,
  template: YAMLMap,
  key: unknown,
): Partial<Pick<ItemStyle, 'dashIndent' | 'dashGap' | 'padding'>> {
  const place: Partial<Pick<ItemStyle, 'dashIndent' | 'dashGap' | 'padding'>> = {}
  const start = startOf(template)
  if (template.flow) place.padding = /^\{( *)\S/.exec(text.slice(start, start + 20))?.[1] ?? ' '
  if (isBlockSeq(list) && isScalar(key)) {
    place.dashIndent = Math.max(0, columnOf(text, startOf(list)) - columnOf(text, startOf(key)))
    const first = template.items[0]?.key
    const from = !template.flow && isScalar(first) ? startOf(first) : start
    const gap = /^-( +)$/.exec(text.slice(lineStart(text, from), from).trimStart())?.[1]
    if (gap) place.dashGap = gap
  }
  return place
}

function booleanOf(template: YAMLMap): string | null {
  for (const name of flagNames) {
    const value = findPair(template, flagKeys[name])?.value
    if (isScalar(value) && typeof value.value === 'boolean') return value.source ?? null
  }
  return null
}

function learnOrder(template: YAMLMap, kind: Kind): Field[] {
  const keys = template.items.map(keyText)
  const present = fields
    .filter((field) => keys.includes(fieldKey(kind, field)))
    .sort((a, b) => keys.indexOf(fieldKey(kind, a)) - keys.indexOf(fieldKey(kind, b)))
  return [...present, ...fields.filter((field) => !present.includes(field))]
}
