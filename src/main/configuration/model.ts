import { isMap, isScalar, isSeq } from 'yaml'
import type { Node, Pair } from 'yaml'
import type { Kind, PickFlags } from '../../shared/catalog.ts'
import { findPair } from './document.ts'
import type { ParsedText } from './document.ts'
import { effectivePairs } from './effective-pairs.ts'
import { booleanOf, factsOf, idOf } from './item-facts.ts'
import type { ItemFacts } from './item-facts.ts'
import { viewItem } from './item-view.ts'
import { listKeys } from './keys.ts'
import type { ItemPart, SectionPart } from './parts.ts'

/** One entry of `workflows:` or `pipelines:` as the file means it, merges and aliases followed. */
export interface SelectionItem {
  kind: Kind
  /** Position in its list. */
  index: number
  /** Digits or GUID as written (a number without leading zeros); null when there is none. */
  id: string | null
  name: string | null
  flags: PickFlags
  /** 1-based line of the item. */
  line: number
}

export interface SelectionModel {
  readonly items: Record<Kind, readonly SelectionItem[]>
  /** `v_start_path`, the folder an export writes to. */
  outputPath: string | null
  /** `global_settings.export_libraries: false` overrides every item. */
  librariesOff: boolean
}

export interface ExportJob {
  jobId: string
  jobName: string
}

/** A section of the top level: a pair in the text that it was read from. */
export interface SectionOf {
  /** Its offsets are those of that text, its lines and columns those of the document. */
  parsed: ParsedText
  pair: Pair
  /** What to add to offsets in `parsed` for those in the document. */
  offset: number
  /** The items that were read one by one: `pair` lacks them. */
  items: readonly ItemPart[] | null
}

/** An item of a list as it was read. */
export interface ListedItem {
  facts: ItemFacts
  /** What to add to the offsets of the facts. */
  offset: number
}

const selections = new WeakMap<ParsedText, SelectionModel>()
const listings = new WeakMap<ParsedText, Record<Kind, readonly ListedItem[] | null>>()

/** What config.yml selects; read once for each text. A text that is not valid YAML selects nothing. */
export function readSelection(parsed: ParsedText): SelectionModel {
  const known = selections.get(parsed)
  if (known) return known
  const libraries = lookUp(parsed, 'global_settings', 'export_libraries')
  const items = (kind: Kind): SelectionItem[] =>
    (listedItems(parsed, kind) ?? []).map(({ facts, offset }, index) => ({
      kind,
      index,
      id: facts.id,
      name: facts.name,
      flags: facts.flags,
      line: parsed.lineOf(offset + facts.start),
    }))
  const model = {
    items: { workflow: items('workflow'), pipeline: items('pipeline') },
    outputPath: scalarText(lookUp(parsed, 'initial_variables', 'v_start_path')),
    librariesOff: flagValue(libraries) === false,
  }
  selections.set(parsed, model)
  return model
}

/** The items of a kind's list, or null when it is not a list. */
export function listedItems(parsed: ParsedText, kind: Kind): readonly ListedItem[] | null {
  let listing = listings.get(parsed)
  if (!listing) {
    listing = { workflow: readItems(parsed, 'workflow'), pipeline: readItems(parsed, 'pipeline') }
    listings.set(parsed, listing)
  }
  return listing[kind]
}

/** The export job named in app_config.yml; null when it has no usable `job_id`. */
export function readExportJob(parsed: ParsedText): ExportJob | null {
  const node = lookUp(parsed, 'export-job', 'job_id')
  const jobId = isScalar(node) ? idOf({ value: node.value as string | bigint | null }) : null
  if (jobId === null || !/^\d{1,19}$/.test(jobId)) return null
  const jobName = scalarText(lookUp(parsed, 'export-job', 'job_name'))
  return { jobId, jobName: jobName ?? `Job ${jobId}` }
}

/** What ids are compared by: GUIDs in any case are one pipeline. */
export function idKey(kind: Kind, id: string): string {
  return kind === 'workflow' ? id.replace(/^0+(?=\d)/, '') : id.toLowerCase()
}

/** A section of the top level; null when there is none. Of several the last counts. */
export function sectionOf(parsed: ParsedText, key: string): SectionOf | null {
  if (parsed.parts) {
    const part = parsed.parts.sections.get(key)
    return part ? ofPart(parsed, part) : null
  }
  const pair = parsed.root && findPair(parsed.root, key)
  return pair ? { parsed, pair, offset: 0, items: null } : null
}

/** All sections of the top level, in their order. */
export function sectionsOf(parsed: ParsedText): SectionOf[] {
  if (parsed.parts) return [...parsed.parts.sections.values()].map((part) => ofPart(parsed, part))
  return (parsed.root?.items ?? []).map((pair) => ({ parsed, pair, offset: 0, items: null }))
}

function ofPart(document: ParsedText, { reading, start, items }: SectionPart): SectionOf {
  const parsed: ParsedText = {
    ...reading.parsed,
    lineOf: (offset) => document.lineOf(offset + start),
    columnOf: (offset) => document.columnOf(offset + start),
  }
  return { parsed, pair: reading.pair, offset: start, items }
}

/**
 * The node at `section: { key: … }` of the top level, aliases and merges followed; null without. Its
 * offsets are those of the section, see `sectionOf`.
 */
export function lookUp(parsed: ParsedText, section: string, key: string): Node | null {
  const found = sectionOf(parsed, section)
  const map = found?.parsed.resolve(found.pair.value)
  if (!found || !isMap(map)) return null
  return found.parsed.resolve(effectivePairs(found.parsed, map).get(key)?.node)
}

/** The nodes of a kind's list, or null when it is not a list. Reads the whole tree. */
export function listNodes(parsed: ParsedText, kind: Kind): unknown[] | null {
  const pair = parsed.root && findPair(parsed.root, listKeys[kind])
  const list = parsed.resolve(pair?.value)
  return isSeq(list) ? list.items : null
}

function readItems(parsed: ParsedText, kind: Kind): readonly ListedItem[] | null {
  const items = parsed.parts?.sections.get(listKeys[kind])?.items
  if (items) return items.map(({ reading, start }) => ({ facts: reading.facts, offset: start }))
  const section = sectionOf(parsed, listKeys[kind])
  const list = section?.parsed.resolve(section.pair.value)
  if (!section || !isSeq(list)) return null
  return list.items.map((node) => ({
    facts: factsOf(kind, viewItem(section.parsed, node)),
    offset: section.offset,
  }))
}

/** A flag as a YAML reader understands it; null for anything that is not true or false. */
export function flagValue(node: Node | null): boolean | null {
  return isScalar(node) ? booleanOf({ value: node.value as string | boolean | null }) : null
}

/** A scalar as text; null for an empty one and for what is no scalar. */
export function scalarText(node: Node | null): string | null {
  if (!isScalar(node) || node.value === null) return null
  const text = typeof node.value === 'string' ? node.value : (node.source ?? String(node.value))
  return text === '' ? null : text
}
