import { isMap, isScalar, isSeq } from 'yaml'
import type { z } from 'zod'
import type { ParsedText } from './document.ts'
import { effectivePairs } from './effective-pairs.ts'
import type { FieldView } from './item-view.ts'

/** A deviation from a schema: which problem, where, and more about it where that helps. */
export interface SchemaIssue {
  problem: string
  path: readonly (string | number)[]
  detail: string
}

/** How a value deviates from a schema; a wrong kind of value is the problem `wrong-type`. */
export function issuesOf(schema: z.ZodType, value: unknown): SchemaIssue[] {
  const { error } = schema.safeParse(value)
  if (!error) return []
  return error.issues.flatMap((issue): SchemaIssue[] => {
    const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part))
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        problem: 'key-unknown',
        path: [...path, key],
        detail: '',
      }))
    }
    if (issue.code === 'custom') {
      const { problem, detail } = issue.params ?? {}
      return [{ problem: String(problem), path, detail: String(detail ?? '') }]
    }
    return [{ problem: 'wrong-type', path, detail: '' }]
  })
}

/** The value of an item's field, for its schema. */
export function valueOfField(field: FieldView): unknown {
  if (field.kind === 'map') return {}
  return field.kind === 'list' ? [] : field.value
}

/** What a tree says, as plain values; keys of a mapping that are there twice count as the last one. */
export function valueOf(parsed: ParsedText, node: unknown, depth = 0): unknown {
  const target = parsed.resolve(node)
  if (isScalar(target)) return target.value
  if (depth > 20) return null
  if (isSeq(target)) return target.items.map((item) => valueOf(parsed, item, depth + 1))
  if (!isMap(target)) return null
  const value = Object.create(null) as Record<string, unknown>
  for (const [key, { node: inner }] of effectivePairs(parsed, target)) {
    value[key] = valueOf(parsed, inner, depth + 1)
  }
  return value
}
