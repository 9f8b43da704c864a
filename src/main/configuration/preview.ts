import { isMap, isScalar, isSeq } from 'yaml'
import type { Node, Pair } from 'yaml'
import type {
  ConfigurationPreview,
  MapSection,
  MapSectionState,
  SectionEntry,
  SparkRule,
} from '../../shared/configuration-preview.ts'
import { isNodeOf, keyText, startOf } from './document.ts'
import type { ParsedText } from './document.ts'
import { effectivePairs } from './effective-pairs.ts'
import { kinds, listKeys } from './keys.ts'
import { flagValue, sectionOf, sectionsOf } from './model.ts'
import { Placeholders } from './replacement/placeholders.ts'
import { prepareRule } from './replacement/prepare.ts'
import { lineOfPair } from './section.ts'
import { findUses } from './placeholder-uses.ts'

export const sparkSection = 'spark_conf_key_replacements'
export const sparkKeys = {
  searchKey: 'search_key',
  targetKey: 'target_key',
  targetValue: 'target_value',
} as const

const mapSections: readonly MapSection[] = [
  'initial_variables',
  'global_settings',
  'path_replacement',
  'value_replacements',
]

type Preview = Omit<ConfigurationPreview, 'revision'>

const nothing: MapSectionState = { entries: [], line: null, problem: null }
const previews = new WeakMap<ParsedText, Preview>()

/** What config.yml says, section by section; read once for each text. */
export function readPreview(parsed: ParsedText): Preview {
  const known = previews.get(parsed)
  if (known) return known
  const preview = read(parsed)
  previews.set(parsed, preview)
  return preview
}

/** The variables `v_…` of a document, ready to fill in. */
export function placeholdersOf(parsed: ParsedText): Placeholders {
  const { entries } = readEntries(parsed, 'initial_variables')
  return new Placeholders(
    new Map(
      entries.flatMap(({ key, value }) =>
        key.startsWith('v_') && value !== null ? [[key, value] as const] : [],
      ),
    ),
  )
}

function read(parsed: ParsedText): Preview {
  const [error] = parsed.errors
  const placeholders = placeholdersOf(parsed)
  const section = (name: MapSection): MapSectionState => {
    const state = readEntries(parsed, name)
    return { ...state, entries: state.entries.map((entry) => explain(name, entry, placeholders)) }
  }
  return {
    syntaxError: error ? { message: error.message, line: error.line, column: error.column } : null,
    sections: {
      initial_variables: section('initial_variables'),
      global_settings: section('global_settings'),
      path_replacement: section('path_replacement'),
      value_replacements: section('value_replacements'),
    },
    sparkRules: readSparkRules(parsed),
    others: otherSections(parsed),
    uses: findUses(parsed, placeholders, ['initial_variables']),
  }
}

function explain(name: MapSection, entry: SectionEntry, placeholders: Placeholders): SectionEntry {
  if (entry.value === null) return entry
  const { text, issues } = placeholders.resolve(entry.value)
  const resolved = text === entry.value ? null : text
  if (name !== 'path_replacement') return { ...entry, resolved, issues }
  const { problem } = prepareRule(entry.key, text)
  return { ...entry, resolved, issues: problem ? [problem.message, ...issues] : issues }
}

function readEntries(document: ParsedText, name: MapSection): MapSectionState {
  const section = sectionOf(document, name)
  if (!section) return nothing
  const { parsed, pair } = section
  const line = lineOfPair(parsed, pair)
  const value = parsed.resolve(pair.value)
  if (value === null || isNull(value)) return { ...nothing, line }
  if (!isMap(value)) {
    return { ...nothing, line, problem: `“${name}” does not hold keys with values.` }
  }
  const shared = value !== pair.value
  const own = value.items.flatMap((item, index) => {
    const key = keyText(item)
    return key === null || key === '<<' ? [] : [entryOf(parsed, item, key, index, !shared)]
  })
  const inherited = [...effectivePairs(parsed, value)].flatMap(([key, found]) =>
    found.inherited ? [entryOf(parsed, found.pair, key, -1, false)] : [],
  )
  const problem = shared ? `“${name}” is an alias; what it stands for would change too.` : null
  return { entries: [...own, ...inherited], line, problem }
}

function entryOf(
  parsed: ParsedText,
  pair: Pair,
  key: string,
  index: number,
  own: boolean,
): SectionEntry {
  const node = parsed.resolve(pair.value)
  const simple = node === null || isScalar(node)
  return {
    key,
    index,
    value: textOf(node),
    boolean: flagValue(node),
    resolved: null,
    issues: [],
    line: lineOfPair(parsed, pair),
    editable: own && simple,
  }
}

function readSparkRules(document: ParsedText): Preview['sparkRules'] {
  const section = sectionOf(document, sparkSection)
  if (!section) return { entries: [], line: null, problem: null }
  const { parsed, pair } = section
  const line = lineOfPair(parsed, pair)
  const list = parsed.resolve(pair.value)
  if (list === null || isNull(list)) return { entries: [], line, problem: null }
  if (!isSeq(list)) {
    return { entries: [], line, problem: `“${sparkSection}” is not a list of rules.` }
  }
  const shared = list !== pair.value
  const problem = shared ? `“${sparkSection}” is an alias.` : null
  return {
    entries: list.items.map((item, index) => sparkRule(parsed, item, index, shared)),
    line,
    problem,
  }
}

function sparkRule(parsed: ParsedText, item: unknown, index: number, shared: boolean): SparkRule {
  const map = parsed.resolve(item)
  const pairs = isMap(map) ? effectivePairs(parsed, map) : null
  const text = (key: string): string | null => textOf(parsed.resolve(pairs?.get(key)?.node))
  return {
    index,
    searchKey: text(sparkKeys.searchKey),
    targetKey: text(sparkKeys.targetKey),
    targetValue: text(sparkKeys.targetValue),
    line: isNodeOf(item) && item.range ? parsed.lineOf(startOf(item)) : 1,
    editable: !shared && map === item && isMap(map),
  }
}

function otherSections(document: ParsedText): Preview['others'] {
  const known = new Set<string>([
    ...mapSections,
    sparkSection,
    ...kinds.map((kind) => listKeys[kind]),
  ])
  return sectionsOf(document).flatMap(({ parsed, pair }) => {
    const key = keyText(pair)
    if (key === null || known.has(key)) return []
    return [{ key, line: lineOfPair(parsed, pair), summary: summaryOf(parsed.resolve(pair.value)) }]
  })
}

function summaryOf(node: Node | null): string {
  const counted = (count: number, one: string): string =>
    `${String(count)} ${one}${count === 1 ? '' : 's'}`
  if (isMap(node)) return counted(node.items.length, 'key')
  if (isSeq(node))
    return `a list of ${counted(node.items.length, 'entry').replace('entrys', 'entries')}`
  return textOf(node)?.slice(0, 60) ?? 'empty'
}

/** A simple value as text; null for nothing and for what is not simple. */
function textOf(node: Node | null): string | null {
  if (!isScalar(node) || node.value === null) return null
  return typeof node.value === 'string' ? node.value : (node.source ?? String(node.value))
}

function isNull(node: unknown): boolean {
  return isScalar(node) && node.value === null
}
