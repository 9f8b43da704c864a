import { isMap, isScalar, isSeq } from 'yaml'
import type { DocumentKind } from '../../shared/configuration.ts'
import { checkVariables } from './check-variables.ts'
import { findPair, isAbsent, isNodeOf, keyText } from './document.ts'
import type { ParsedText } from './document.ts'
import type { EditPath } from './edit.ts'
import { effectivePairs } from './effective-pairs.ts'
import { movedSpan, spanOfKey, spanOfNode, spanOfValue, wholeText } from './finding.ts'
import type { Finding, Span } from './finding.ts'
import { duplicateKey } from './item-advice.ts'
import { duplicateKeys } from './item-view.ts'
import { kinds, listKeys } from './keys.ts'
import { lookUp, readSelection, flagValue, sectionOf } from './model.ts'
import type { SectionOf } from './model.ts'
import { nearest } from './nearest.ts'
import { putRemedy, renameKeyRemedy } from './remedies.ts'
import { issuesOf, valueOf } from './schema-issues.ts'
import { documentSchemas, topKeys } from './schema.ts'
import { addList, sectionAdvice } from './section-advice.ts'

/** What is wrong with the top level of a document and with its sections, but for the items. */
export function checkSections(document: DocumentKind, parsed: ParsedText): Finding[] {
  const names = sectionNames(parsed)
  if (names === null && !parsed.empty) return [notAMapping]
  return [
    ...topDuplicates(parsed),
    ...(names ?? []).flatMap((name) => duplicatesIn(parsed, name)),
    ...(names ?? []).flatMap((name) => checkName(document, parsed, name, names ?? [])),
    ...Object.keys(documentSchemas[document]).flatMap((name) =>
      checkSection(document, parsed, name),
    ),
    ...(document === 'main' ? checkMain(parsed) : []),
  ]
}

const notAMapping: Finding = {
  code: 'not-a-mapping',
  severity: 'error',
  message: 'The file is not a mapping of keys to values.',
  suggestion: 'Write sections such as “workflows:” at the top level, or create a default file.',
  from: 0,
  to: 0,
  fixes: [],
}

/** The keys of the top level; null when it is no mapping. */
function sectionNames(parsed: ParsedText): string[] | null {
  if (parsed.parts) return [...parsed.parts.sections.keys()]
  if (!parsed.root) return null
  return [...new Set(parsed.root.items.flatMap((pair) => keyText(pair) ?? []))]
}

function checkMain(parsed: ParsedText): Finding[] {
  return [
    ...kinds.flatMap((kind) => checkList(parsed, listKeys[kind])),
    ...checkVariables(parsed),
    ...librariesOff(parsed),
  ]
}

/**
 * Sections that are there more than once, and keys within those that do not count. Such a document is
 * never read in parts.
 */
function topDuplicates(parsed: ParsedText): Finding[] {
  if (parsed.parts || !parsed.root) return []
  const { root } = parsed
  const seen = new Set<string>()
  return root.items.flatMap((pair): Finding[] => {
    const key = keyText(pair)
    if (key === null || key === '<<') return []
    const again = seen.has(key) ? [duplicate([key], spanOfKey(pair), [])] : []
    seen.add(key)
    const counts = findPair(root, key) === pair
    const inner = counts || !isNodeOf(pair.value) ? [] : duplicateKeys(pair.value)
    return [...again, ...inner.map(({ path, span }) => duplicate([key, ...path], span, []))]
  })
}

function duplicate(path: EditPath, span: Span, fixes?: []): Finding {
  const told = duplicateKey(path)
  const severity = 'error' as const
  return { code: 'duplicate-key', severity, ...told, ...span, fixes: fixes ?? told.fixes }
}

function duplicatesIn(parsed: ParsedText, name: string): Finding[] {
  const section = sectionOf(parsed, name)
  const value = section?.pair.value
  // Those of the items are found with the items.
  const isList = kinds.some((kind) => listKeys[kind] === name) && !isMap(value)
  if (!section || isList || !isNodeOf(value)) return []
  return duplicateKeys(value).map(({ path, span }) =>
    duplicate([name, ...path], movedSpan(span, section.offset)),
  )
}

/** A section that the exporter does not know; those that begin with `x` are meant to be the user's own. */
function checkName(
  document: DocumentKind,
  parsed: ParsedText,
  name: string,
  names: readonly string[],
): Finding[] {
  const known: readonly string[] = topKeys[document]
  if (known.includes(name) || /^x[_-]|^<<$/.test(name)) return []
  const section = sectionOf(parsed, name)
  if (!section) return []
  const meant = nearest(
    name,
    known.filter((each) => !names.includes(each)),
  )
  return [
    {
      code: 'section-unknown',
      severity: 'hint',
      message: `“${name}” is not a section that the exporter knows.`,
      suggestion: meant ? `Did you mean “${meant}”?` : 'It is kept as it is.',
      ...movedSpan(spanOfKey(section.pair), section.offset),
      fixes: meant ? [renameKeyRemedy([name], meant)] : [],
    },
  ]
}

function checkList(parsed: ParsedText, name: string): Finding[] {
  const section = sectionOf(parsed, name)
  if (!section) {
    return [
      {
        code: 'list-missing',
        severity: 'hint',
        message: `The list “${name}” is missing.`,
        suggestion: 'It is added when you pick the first item.',
        ...wholeText,
        fixes: [addList(name)],
      },
    ]
  }
  const { pair } = section
  const value = section.parsed.resolve(pair.value)
  const nothing = isAbsent(pair) || (isScalar(value) && value.value === null)
  if (section.items || nothing || isSeq(value)) return []
  return [
    {
      code: 'list-not-a-list',
      severity: 'error',
      message: `“${name}” is not a list.`,
      suggestion: `Write one item per “-” below “${name}:”, or “${name}: []” for none.`,
      ...movedSpan(spanOfValue(pair), section.offset),
      fixes: [],
    },
  ]
}

function checkSection(document: DocumentKind, parsed: ParsedText, name: string): Finding[] {
  const schema = documentSchemas[document][name]
  if (!schema) return []
  const section = sectionOf(parsed, name)
  const value = section ? valueOf(section.parsed, section.pair.value) : null
  if (value === null && !schema.needed) return []
  return issuesOf(schema.of, value ?? {}).map(({ problem, path, detail }) => {
    const { severity, ofKey, tell } = sectionAdvice(problem)
    const span = section ? spanOf(section, path, ofKey ?? false) : wholeText
    const around = at(value, path.slice(0, -1))
    const free = schema.keys.filter((key) => !isRecord(around) || !(key in around))
    const told = tell({ path: [name, ...path], value: at(value, path), free, detail })
    return { code: problem, severity, ...told, ...span }
  })
}

function librariesOff(parsed: ParsedText): Finding[] {
  const node = lookUp(parsed, 'global_settings', 'export_libraries')
  if (flagValue(node) !== false || !node) return []
  const { items } = readSelection(parsed)
  const { length } = kinds
    .flatMap((kind) => items[kind])
    .filter((item) => item.flags.exportLibraries)
  if (length === 0) return []
  const path = ['global_settings', 'export_libraries'] as const
  const offset = sectionOf(parsed, 'global_settings')?.offset ?? 0
  return [
    {
      code: 'libraries-off',
      severity: 'warning',
      message: `“global_settings.export_libraries: false” overrides ${String(length)} item${length === 1 ? ' that asks' : 's that ask'} for libraries.`,
      suggestion: 'Set it to true to export libraries where the items say so.',
      ...movedSpan(spanOfNode(node), offset),
      fixes: [putRemedy('write-true', 'Write true', path, true)],
    },
  ]
}

/** Where the value at a path is, or its key; of what is missing, what it is missing in. */
function spanOf(
  { parsed, pair, offset }: SectionOf,
  path: readonly (string | number)[],
  ofKey: boolean,
): Span {
  let span = path.length === 0 && !ofKey ? spanOfValue(pair) : spanOfKey(pair)
  let node = parsed.resolve(pair.value)
  path.forEach((step, index) => {
    const isLast = index === path.length - 1
    const entry =
      isMap(node) && typeof step === 'string' ? effectivePairs(parsed, node).get(step) : undefined
    const item: unknown = isSeq(node) && typeof step === 'number' ? node.items[step] : undefined
    if (entry) span = isLast && !ofKey ? spanOfValue(entry.pair) : spanOfKey(entry.pair)
    else if (isNodeOf(item)) span = spanOfFirstLine(item)
    node = parsed.resolve(entry?.node ?? item)
  })
  return movedSpan(span, offset)
}

/** An entry of several lines is marked by its first key. */
function spanOfFirstLine(node: Parameters<typeof spanOfNode>[0]): Span {
  const first = isMap(node) && !node.flow ? node.items[0] : undefined
  return first ? spanOfKey(first) : spanOfNode(node)
}

function at(value: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (inner, step) =>
      isRecord(inner) || Array.isArray(inner) ? Reflect.get(inner, step) : undefined,
    value,
  )
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
