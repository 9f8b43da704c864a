import { isAlias, isSeq, visit } from 'yaml'
import type { Pair } from 'yaml'
import type { Kind } from '../../shared/catalog.ts'
import { isPlainPair, keyText, parseText } from './document.ts'
import type { ParsedText, SyntaxIssue } from './document.ts'
import { factsOf } from './item-facts.ts'
import type { ItemFacts } from './item-facts.ts'
import { describe, describeScalar, fieldsOf, viewItem } from './item-view.ts'
import { listKeys } from './keys.ts'
import { readPlainItem } from './read-plain-item.ts'
import { splitItems, splitSections } from './split-text.ts'
import type { ItemStretch, Lines, SectionStretch, SplitList, Stretch } from './split-text.ts'

/**
 * A document read in parts: each section of the top level, and each item of the two lists, by
 * itself. What a part says depends on its own text only, so after an edit the other parts need not
 * be read again: a keystroke in a file of 5,000 items costs one item.
 *
 * Only documents whose lines show where their parts begin are read this way; anchors and aliases,
 * tags, merge keys, `? key`, several documents and a top level that is indented or in braces are not.
 */
export interface Parts {
  readonly sections: ReadonlyMap<string, SectionPart>
}

export interface SectionPart extends Stretch {
  key: string
  /** Of the whole section, or of its key alone when the items are read one by one. */
  reading: SectionReading
  /** The items of a block list that are read one by one; null for any other section. */
  items: readonly ItemPart[] | null
  /** Columns before the dashes of the items. */
  dash: number
}

export interface SectionReading {
  text: string
  key: string
  /** The text of the section as a document of its own, and its only pair. */
  parsed: ParsedText
  pair: Pair
  /** What it means: equal for sections that mean the same. */
  meaning: string
}

export interface ItemPart extends Stretch {
  reading: ItemReading
}

export interface ItemReading {
  text: string
  /** Offsets count from the start of the item's first line. */
  facts: ItemFacts
  /** What its keys mean: equal where the meaning is. */
  fields: ReadonlyMap<string, string>
}

/** What parts were found to say, by their text. Grows while a document is edited; see `forgetUnused`. */
export interface KnownParts {
  sections: Map<string, SectionReading>
  items: Record<Kind, Map<string, ItemReading>>
}

export function nothingKnown(): KnownParts {
  return { sections: new Map(), items: { workflow: new Map(), pipeline: new Map() } }
}

/** A stretch that is longer is first looked at by its beginning, when it is not what it should be. */
const longest = 200

/**
 * Reads a text in parts. Parts with a known text are not read again.
 *
 * @returns the parts, or the syntax errors in them; null when the text cannot be read this way
 */
export function readParts(
  lines: Lines,
  known: KnownParts,
): { parts: Parts } | { errors: SyntaxIssue[] } | null {
  const stretches = splitSections(lines)
  if (!stretches) return null
  const sections = new Map<string, SectionPart>()
  const errors: SyntaxIssue[] = []
  for (const stretch of stretches) {
    const split = stretch.listOf ? splitItems(lines, stretch) : null
    const reading = readSection(lines, split?.head ?? stretch, stretch.isKey, known)
    if (!reading) return null
    if (isErrors(reading)) {
      errors.push(...reading)
      continue
    }
    const items =
      split && stretch.listOf ? readItems(lines, stretch.listOf, split, known, errors) : null
    if (sections.has(reading.key) || (split && !items)) return null
    sections.set(reading.key, part(stretch, reading, items, split))
  }
  if (errors.length > 0) return { errors }
  forgetUnused(known, sections)
  return { parts: { sections } }
}

/** The text of an item as a document of its own, below the key of its list. */
export function parseItem(
  kind: Kind,
  text: string,
  lineEnd = '\n',
  firstLine = 2,
): { parsed: ParsedText; lead: number } {
  const lead = `${listKeys[kind]}:${lineEnd}`
  return { parsed: parseText(lead + text, firstLine - 1), lead: lead.length }
}

function part(
  { start, end, line, nextLine }: SectionStretch,
  reading: SectionReading,
  items: ItemPart[] | null,
  split: SplitList | null,
): SectionPart {
  return { start, end, line, nextLine, key: reading.key, reading, items, dash: split?.dash ?? 0 }
}

function readSection(
  { text, starts }: Lines,
  stretch: Stretch,
  isKey: boolean,
  known: KnownParts,
): SectionReading | SyntaxIssue[] | null {
  const own = text.slice(stretch.start, stretch.end)
  const before = known.sections.get(own)
  if (before) return before
  // Below another key, a line without a colon is the error that it is within the document.
  const lead = isKey ? '' : '_: 1\n'
  const offset = stretch.start - lead.length
  if (stretch.nextLine - stretch.line > longest) {
    const head = text.slice(stretch.start, starts[stretch.line + longest] ?? stretch.end)
    const { errors } = parseText(lead + head)
    const certain = errors.filter(({ to }) => to < lead.length + head.trimEnd().length)
    if (certain.length > 0) return moved(certain, offset)
  }
  const parsed = parseText(lead + own)
  if (parsed.errors.length > 0) return moved(parsed.errors, offset)
  const pair = parsed.root?.items[0]
  const key = pair ? keyText(pair) : null
  if (!isKey || !pair || key === null || parsed.root?.items.length !== 1) return null
  if (!isUsual(parsed)) return null
  const reading = { text: copied(own), key, parsed, pair, meaning: describe(pair.value) }
  known.sections.set(reading.text, reading)
  return reading
}

function readItems(
  lines: Lines,
  kind: Kind,
  { items, dash }: SplitList,
  known: KnownParts,
  errors: SyntaxIssue[],
): ItemPart[] | null {
  const parts: ItemPart[] = []
  for (let index = 0; index < items.length; index += 1) {
    const item = items[index]
    if (!item) break
    const text = lines.text.slice(item.start, item.end)
    const before = known.items[kind].get(text)
    const reading = before ?? readItem(kind, text, dash)
    if (reading === null || (item.astray && !isErrors(reading))) return null
    if (!isErrors(reading)) {
      if (!before) known.items[kind].set(reading.text, reading)
      const { start, end, line, nextLine } = item
      parts.push({ start, end, line, nextLine, reading })
      continue
    }
    const broken = brokenItems(lines.text, kind, items, index)
    if (!broken) return null
    errors.push(...broken.errors)
    index = broken.last
  }
  return parts
}

/**
 * The errors of an item and of those after it that they run into: a quote that was not closed goes on
 * to the next one in the text.
 */
function brokenItems(
  text: string,
  kind: Kind,
  items: readonly ItemStretch[],
  first: number,
): { errors: SyntaxIssue[]; last: number } | null {
  const start = items[first]?.start ?? 0
  for (let count = 1; ; count *= 2) {
    const last = Math.min(first + count, items.length) - 1
    const window = text.slice(start, items[last]?.end)
    const { parsed, lead } = parseItem(kind, window)
    if (parsed.errors.length === 0) return null
    const end = lead + window.trimEnd().length
    if (last === items.length - 1 || parsed.errors.some(({ to }) => to < end)) {
      return { errors: moved(parsed.errors, start - lead), last }
    }
  }
}

function readItem(kind: Kind, text: string, dash: number): ItemReading | SyntaxIssue[] | null {
  const plain = readPlainItem(text, dash)
  if (plain) {
    const fields = plain.fields.map(({ key, value }) => [key, describeScalar(value)] as const)
    return { text: copied(text), facts: factsOf(kind, plain), fields: new Map(fields) }
  }
  const { parsed, lead } = parseItem(kind, text)
  if (parsed.errors.length > 0) return [...parsed.errors]
  const list = parsed.root?.items.length === 1 ? parsed.root.items[0]?.value : null
  if (!isSeq(list) || list.flow || list.items.length !== 1 || !isUsual(parsed)) return null
  const [node] = list.items
  const view = viewItem(parsed, node, -lead)
  return { text: copied(text), facts: factsOf(kind, view), fields: fieldsOf(node) }
}

/** Whether it has nothing that could mean something else within another text. */
function isUsual(parsed: ParsedText): boolean {
  let usual = true
  visit(parsed.root, {
    Node: (_key, node) => {
      if (isAlias(node) || node.anchor || node.tag) usual = false
      return usual ? undefined : visit.BREAK
    },
    Pair: (_key, pair) => {
      const key = keyText(pair)
      if (key === null || key === '<<' || !isPlainPair(pair)) usual = false
      return usual ? undefined : visit.BREAK
    },
  })
  return usual
}

function isErrors<Reading extends object>(
  outcome: Reading | SyntaxIssue[],
): outcome is SyntaxIssue[] {
  return Array.isArray(outcome)
}

function moved(errors: readonly SyntaxIssue[], by: number): SyntaxIssue[] {
  return errors.map((error) => ({
    ...error,
    from: Math.max(0, error.from + by),
    to: Math.max(0, error.to + by),
  }))
}

/** A text of its own memory: a slice would keep the whole document of that moment. */
function copied(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le')
}

/** Keeps what is known from growing with every edit. */
function forgetUnused(known: KnownParts, sections: ReadonlyMap<string, SectionPart>): void {
  const parts = [...sections.values()]
  const used = parts.reduce((sum, { items }) => sum + 1 + (items?.length ?? 0), 0)
  const kept = known.sections.size + known.items.workflow.size + known.items.pipeline.size
  if (kept <= 2 * used + 1000) return
  const items = new Set(parts.flatMap((each) => each.items ?? []).map(({ reading }) => reading))
  const readings = new Set(parts.map(({ reading }) => reading))
  for (const [text, reading] of known.sections) {
    if (!readings.has(reading)) known.sections.delete(text)
  }
  for (const map of [known.items.workflow, known.items.pipeline]) {
    for (const [text, reading] of map) if (!items.has(reading)) map.delete(text)
  }
}
