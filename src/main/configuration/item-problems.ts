import { isMap, isScalar } from 'yaml'
import type { Node } from 'yaml'
import type { Kind } from '../../shared/catalog.ts'
import { guidSchema, numericIdSchema } from '../../shared/schemas.ts'
import { isNodeOf, pairEnd, startOf } from './document.ts'
import type { ParsedText } from './document.ts'
import { spanOfNode, wholeText } from './finding.ts'
import type { Finding, Span } from './finding.ts'
import {
  effectivePairs,
  flagKeys,
  flagNames,
  flagValue,
  idKey,
  idKeys,
  listKeys,
  listNodes,
  nameKeys,
  readSelection,
} from './model.ts'
import type { SelectionItem } from './model.ts'

/** What is wrong with the items of a kind's list. */
export function itemProblems(parsed: ParsedText, kind: Kind): Finding[] {
  const nodes = listNodes(parsed, kind) ?? []
  const items = readSelection(parsed).items[kind]
  const firstLines = new Map<string, number>()
  return items.flatMap((item) => {
    const problems = oneItem(parsed, nodes[item.index], item)
    if (item.id === null) return problems
    const key = idKey(kind, item.id)
    const first = firstLines.get(key)
    if (first === undefined) firstLines.set(key, item.line)
    else {
      problems.push({
        code: 'id-twice',
        severity: 'warning',
        message: `${label(item)} is in the list twice; the first is on line ${String(first)}.`,
        suggestion: 'Take one of them out.',
        ...spanOfItem(nodes[item.index]),
        fixes: [],
      })
    }
    return problems
  })
}

function oneItem(parsed: ParsedText, node: unknown, item: SelectionItem): Finding[] {
  const { kind } = item
  const map = parsed.resolve(node)
  if (!isMap(map)) {
    return [
      {
        code: 'item-not-a-mapping',
        severity: 'error',
        message: `An item of “${listKeys[kind]}” is not a mapping of keys to values.`,
        suggestion: `Write “${nameKeys[kind]}”, “${idKeys[kind]}” and the switches below the “-”.`,
        ...spanOfItem(node),
        fixes: [],
      },
    ]
  }
  const pairs = effectivePairs(parsed, map)
  const at = (key: string): Node | null => parsed.resolve(pairs.get(key)?.node)
  const spanOf = (value: Node | null): Span => (value ? spanOfNode(value) : spanOfItem(node))
  const problems: Finding[] = []

  const idNode = at(idKeys[kind])
  if (item.id === null) {
    const missing = idNode === null || (isScalar(idNode) && idNode.value === null)
    problems.push({
      code: missing ? 'id-missing' : 'id-not-valid',
      severity: 'error',
      message: `${label(item)} has no ${missing ? '' : 'valid '}“${idKeys[kind]}”.`,
      suggestion: `Add its ${idKeys[kind]}, or take it out and pick it again.`,
      ...(missing ? spanOfItem(node) : spanOf(idNode)),
      fixes: [],
    })
  } else if (kind === 'workflow' && !numericIdSchema.safeParse(item.id).success) {
    problems.push({
      code: 'id-not-digits',
      severity: 'error',
      message: `${label(item)} has the job id “${shorten(item.id)}”, which is not a number.`,
      suggestion: 'A job id is digits only; it is on the job’s page in Databricks.',
      ...spanOf(idNode),
      fixes: [],
    })
  } else if (kind === 'pipeline' && !guidSchema.safeParse(item.id).success) {
    problems.push({
      code: 'id-not-a-guid',
      severity: 'error',
      message: `${label(item)} has the pipeline id “${shorten(item.id)}”, which is not a GUID.`,
      suggestion: 'A pipeline id looks like d4623163-fa76-4fb3-a117-663851c9f32f.',
      ...spanOf(idNode),
      fixes: [],
    })
  }
  if (item.name === null) {
    problems.push({
      code: 'name-missing',
      severity: 'warning',
      message: `${label(item)} has no “${nameKeys[kind]}”.`,
      suggestion: 'Add its name, or take it out and pick it again.',
      ...spanOfItem(node),
      fixes: [],
    })
  }
  for (const flag of flagNames) {
    const value = at(flagKeys[flag])
    if (value !== null && flagValue(value) === null) {
      problems.push({
        code: 'switch-not-boolean',
        severity: 'error',
        message: `“${flagKeys[flag]}” of ${inner(item)} is neither true nor false.`,
        suggestion: 'Write true or false.',
        ...spanOf(value),
        fixes: [],
      })
    } else if (isScalar(value) && typeof value.value !== 'boolean') {
      problems.push({
        code: 'switch-odd',
        severity: 'warning',
        message: `“${flagKeys[flag]}” of ${inner(item)} is written “${shorten(String(value.value))}”, which not every program takes for ${String(flagValue(value))}.`,
        suggestion: `Write ${String(flagValue(value))}, without quotes.`,
        ...spanOf(value),
        fixes: [],
      })
    }
  }
  return problems
}

/** What stands for the whole item: its first key and value, or what it is instead. */
function spanOfItem(node: unknown): Span {
  if (!isNodeOf(node)) return wholeText
  const first = isMap(node) && !node.flow ? node.items[0] : undefined
  if (!first || !isNodeOf(first.key)) return spanOfNode(node)
  return { from: startOf(first.key), to: pairEnd(first) }
}

function label(item: SelectionItem): string {
  const noun = item.kind === 'workflow' ? 'The workflow' : 'The pipeline'
  const name = item.name ?? item.id
  return name === null ? `${noun} on line ${String(item.line)}` : `${noun} “${shorten(name)}”`
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}

/** The label within a sentence. */
function inner(item: SelectionItem): string {
  return label(item).replace(/^The/, 'the')
}
