import { isMap, isScalar } from 'yaml'
import type { Node } from 'yaml'
import type { Kind } from '../../shared/catalog.ts'
import type { Problem } from '../../shared/configuration.ts'
import { guidSchema, numericIdSchema } from '../../shared/schemas.ts'
import type { ParsedText } from './document.ts'
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
export function itemProblems(parsed: ParsedText, kind: Kind): Problem[] {
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
        severity: 'warning',
        message: `${label(item)} is in the list twice; the first is on line ${String(first)}.`,
        suggestion: 'Take one of them out.',
        line: item.line,
      })
    }
    return problems
  })
}

function oneItem(parsed: ParsedText, node: unknown, item: SelectionItem): Problem[] {
  const { kind } = item
  const map = parsed.resolve(node)
  if (!isMap(map)) {
    return [
      {
        severity: 'error',
        message: `An item of “${listKeys[kind]}” is not a mapping of keys to values.`,
        suggestion: `Write “${nameKeys[kind]}”, “${idKeys[kind]}” and the switches below the “-”.`,
        line: item.line,
      },
    ]
  }
  const pairs = effectivePairs(parsed, map)
  const at = (key: string): Node | null => parsed.resolve(pairs.get(key)?.node)
  const lineOf = (node: Node | null): number =>
    node?.range ? parsed.lineOf(node.range[0]) : item.line
  const problems: Problem[] = []

  const idNode = at(idKeys[kind])
  if (item.id === null) {
    const missing = idNode === null || (isScalar(idNode) && idNode.value === null)
    problems.push({
      severity: 'error',
      message: `${label(item)} has no ${missing ? '' : 'valid '}“${idKeys[kind]}”.`,
      suggestion: `Add its ${idKeys[kind]}, or take it out and pick it again.`,
      line: missing ? item.line : lineOf(idNode),
    })
  } else if (kind === 'workflow' && !numericIdSchema.safeParse(item.id).success) {
    problems.push({
      severity: 'error',
      message: `${label(item)} has the job id “${shorten(item.id)}”, which is not a number.`,
      suggestion: 'A job id is digits only; it is on the job’s page in Databricks.',
      line: lineOf(idNode),
    })
  } else if (kind === 'pipeline' && !guidSchema.safeParse(item.id).success) {
    problems.push({
      severity: 'error',
      message: `${label(item)} has the pipeline id “${shorten(item.id)}”, which is not a GUID.`,
      suggestion: 'A pipeline id looks like d4623163-fa76-4fb3-a117-663851c9f32f.',
      line: lineOf(idNode),
    })
  }
  if (item.name === null) {
    problems.push({
      severity: 'warning',
      message: `${label(item)} has no “${nameKeys[kind]}”.`,
      suggestion: 'Add its name, or take it out and pick it again.',
      line: item.line,
    })
  }
  for (const flag of flagNames) {
    const value = at(flagKeys[flag])
    if (value !== null && flagValue(value) === null) {
      problems.push({
        severity: 'error',
        message: `“${flagKeys[flag]}” of ${inner(item)} is neither true nor false.`,
        suggestion: 'Write true or false.',
        line: lineOf(value),
      })
    } else if (isScalar(value) && typeof value.value !== 'boolean') {
      problems.push({
        severity: 'warning',
        message: `“${flagKeys[flag]}” of ${inner(item)} is written “${shorten(String(value.value))}”, which not every program takes for ${String(flagValue(value))}.`,
        suggestion: `Write ${String(flagValue(value))}, without quotes.`,
        line: lineOf(value),
      })
    }
  }
  return problems
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
