import { isAlias, isMap, isScalar, isSeq } from 'yaml'
import type { Node, Pair, YAMLMap } from 'yaml'
import type { Kind, PickFlags } from '../../shared/catalog.ts'
import { findPair, isNodeOf, keyText, startOf } from './document.ts'
import type { ParsedText } from './document.ts'

/** Where each kind's list and fields are in config.yml. */
export const listKeys: Record<Kind, string> = { workflow: 'workflows', pipeline: 'pipelines' }
export const nameKeys: Record<Kind, string> = { workflow: 'job_name', pipeline: 'pipeline_name' }
export const idKeys: Record<Kind, string> = { workflow: 'job_id', pipeline: 'pipeline_id' }
export const flagKeys: Record<keyof PickFlags, string> = {
  isExisting: 'is_existing',
  isActive: 'is_active',
  exportLibraries: 'export_libraries',
}
export const kinds: readonly Kind[] = ['workflow', 'pipeline']
export const flagNames = ['isExisting', 'isActive', 'exportLibraries'] as const

/**
 * What an item without the key does: the exporter skips what says `is_active: false`, and binds or
 * exports libraries where the file says so.
 */
const absentFlags: PickFlags = { isExisting: false, isActive: true, exportLibraries: false }

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

const selections = new WeakMap<ParsedText, SelectionModel>()

/** What config.yml selects; read once for each text. A text that is not valid YAML selects nothing. */
export function readSelection(parsed: ParsedText): SelectionModel {
  const known = selections.get(parsed)
  if (known) return known
  const libraries = flagValue(parsed.resolve(lookUp(parsed, 'global_settings', 'export_libraries')))
  const model = {
    items: { workflow: readItems(parsed, 'workflow'), pipeline: readItems(parsed, 'pipeline') },
    outputPath: scalarText(parsed.resolve(lookUp(parsed, 'initial_variables', 'v_start_path'))),
    librariesOff: libraries === false,
  }
  selections.set(parsed, model)
  return model
}

/** The export job named in app_config.yml; null when it has no usable `job_id`. */
export function readExportJob(parsed: ParsedText): ExportJob | null {
  const jobId = readId(parsed.resolve(lookUp(parsed, 'export-job', 'job_id')))
  if (jobId === null || !/^\d{1,19}$/.test(jobId)) return null
  const jobName = scalarText(parsed.resolve(lookUp(parsed, 'export-job', 'job_name')))
  return { jobId, jobName: jobName ?? `Job ${jobId}` }
}

/** What ids are compared by: GUIDs in any case are one pipeline. */
export function idKey(kind: Kind, id: string): string {
  return kind === 'workflow' ? id.replace(/^0+(?=\d)/, '') : id.toLowerCase()
}

/** The node at `section: { key: … }` of the top level, aliases and merges followed; null without. */
export function lookUp(parsed: ParsedText, section: string, key: string): Node | null {
  const pair = parsed.root && findPair(parsed.root, section)
  const map = parsed.resolve(pair?.value)
  return isMap(map) ? (effectivePairs(parsed, map).get(key)?.node ?? null) : null
}

/** The nodes of a kind's list, or null when it is not a list. */
export function listNodes(parsed: ParsedText, kind: Kind): unknown[] | null {
  const pair = parsed.root && findPair(parsed.root, listKeys[kind])
  const list = parsed.resolve(pair?.value)
  return isSeq(list) ? list.items : null
}

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

/** A flag as a YAML reader understands it; null for anything that is not true or false. */
export function flagValue(node: Node | null): boolean | null {
  if (!isScalar(node)) return null
  if (typeof node.value === 'boolean') return node.value
  if (typeof node.value !== 'string') return null
  // YAML 1.1 readers, Python's among them, take these for booleans.
  if (/^(true|yes|on)$/i.test(node.value)) return true
  return /^(false|no|off)$/i.test(node.value) ? false : null
}

/** An id as text, exact at any size; null when there is none. */
export function readId(node: Node | null): string | null {
  if (!isScalar(node)) return null
  const { value } = node
  if (typeof value === 'bigint') return String(value)
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null
}

function readItems(parsed: ParsedText, kind: Kind): SelectionItem[] {
  const nodes = listNodes(parsed, kind) ?? []
  return nodes.map((node, index) => readItem(parsed, kind, node, index))
}

function readItem(parsed: ParsedText, kind: Kind, node: unknown, index: number): SelectionItem {
  const map = parsed.resolve(node)
  const pairs = isMap(map) ? effectivePairs(parsed, map) : null
  const at = (key: string): Node | null => parsed.resolve(pairs?.get(key)?.node)
  const flag = (name: keyof PickFlags): boolean =>
    flagValue(at(flagKeys[name])) ?? absentFlags[name]
  return {
    kind,
    index,
    id: readId(at(idKeys[kind])),
    name: scalarText(at(nameKeys[kind])),
    flags: {
      isExisting: flag('isExisting'),
      isActive: flag('isActive'),
      exportLibraries: flag('exportLibraries'),
    },
    line: isNodeOf(node) ? parsed.lineOf(isAlias(node) ? startOf(node) : itemStart(node)) : 1,
  }
}

function itemStart(node: Node): number {
  const first = isMap(node) && !node.flow ? node.items[0]?.key : null
  return startOf(isNodeOf(first) ? first : node)
}

function scalarText(node: Node | null): string | null {
  if (!isScalar(node) || node.value === null) return null
  const text = typeof node.value === 'string' ? node.value : (node.source ?? String(node.value))
  return text === '' ? null : text
}
