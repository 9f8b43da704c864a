import { isAlias, isMap, isPair, isScalar, isSeq } from 'yaml'
import type { Node, Pair } from 'yaml'
import { contentEnd, isNodeOf, keyText, pairEnd, startOf } from './document.ts'
import type { ParsedText } from './document.ts'
import { movedSpan, spanOfKey, spanOfNode, spanOfValue } from './finding.ts'
import type { Span } from './finding.ts'
import { effectivePairs } from './effective-pairs.ts'

/** A value as the checks see it: what is no scalar only by its kind. */
export type PlainValue = string | number | bigint | boolean | null | 'map' | 'list'

/** One key of an item with its value. */
export interface FieldView {
  key: string
  /** The value's kind; `absent` for `key:` without anything. */
  kind: 'scalar' | 'map' | 'list' | 'absent'
  /** Of a scalar; null otherwise. */
  value: string | number | bigint | boolean | null
  /** The scalar as it is written, without quotes. */
  source: string
  keySpan: Span
  valueSpan: Span
  /** Comes from another mapping by a merge key or an alias, so it cannot be changed here. */
  inherited: boolean
}

/** One item of a list as far as checks and counts need it. Offsets are those of the text it was read from. */
export interface ItemView {
  /** Whether it is a mapping of keys to values. */
  isMap: boolean
  /** What counts under each key. */
  fields: readonly FieldView[]
  duplicates: readonly DuplicateKey[]
  /** Where its first key is, whose line is the item's line. */
  start: number
  /** Just after its last character. */
  end: number
  /** What stands for the whole item: its first key and value. */
  span: Span
}

/**
 * Looks at an item through the tree, aliases and merges followed.
 *
 * @param by what to add to offsets, where the item was read below a key that is not in the text
 */
export function viewItem(parsed: ParsedText, node: unknown, by = 0): ItemView {
  const target = parsed.resolve(node)
  const map = isMap(target) ? target : null
  const own = isNodeOf(node) ? node : null
  const fields = map
    ? [...effectivePairs(parsed, map)].map(([key, { pair, node: value, inherited }]): FieldView => {
        const resolved = parsed.resolve(value)
        const scalar = isScalar(resolved) ? resolved : null
        const plain = scalar ? plainOf(scalar.value) : null
        return {
          key,
          kind: isMap(resolved) ? 'map' : isSeq(resolved) ? 'list' : scalar ? 'scalar' : 'absent',
          value: plain,
          source: scalar?.source ?? String(plain ?? ''),
          keySpan: movedSpan(spanOfKey(pair), by),
          valueSpan: movedSpan(spanOfValue(pair), by),
          inherited: inherited || isAlias(node),
        }
      })
    : []
  return {
    isMap: map !== null,
    fields,
    duplicates:
      map && !isAlias(node)
        ? duplicateKeys(map).map(({ path, span }) => ({ path, span: movedSpan(span, by) }))
        : [],
    start: own ? startOf(firstKey(own) ?? own) + by : 0,
    end: own ? contentEnd(own) + by : 0,
    span: own ? movedSpan(spanOfItem(own), by) : { from: 0, to: 0 },
  }
}

/** A key that is there more than once: the way to it, and where it is. */
export interface DuplicateKey {
  path: readonly (string | number)[]
  span: Span
}

/** Keys that a mapping, or one inside of it, has more than once: all but the first of each. */
export function duplicateKeys(root: Node): DuplicateKey[] {
  const found: DuplicateKey[] = []
  const walk = (node: unknown, path: readonly (string | number)[]): void => {
    if (path.length > 100) return
    if (isSeq(node)) node.items.forEach((item, index) => walk(item, [...path, index]))
    if (!isMap(node)) return
    const seen = new Set<string>()
    for (const pair of node.items) {
      const key = keyText(pair)
      if (key === null || key === '<<') continue
      const here = [...path, key]
      if (seen.has(key)) found.push({ path: here, span: spanOfKey(pair) })
      seen.add(key)
      walk(pair.value, here)
    }
  }
  walk(root, [])
  return found
}

/**
 * What a value means, as a text that is equal where the meaning is. For trees without aliases: what
 * these stand for is not looked at.
 */
export function describe(node: unknown): string {
  return JSON.stringify(structureOf(node))
}

/** What the keys of an item mean; of what is no mapping, what it is. For trees without aliases. */
export function fieldsOf(node: unknown): Map<string, string> {
  return new Map(
    isMap(node)
      ? node.items.map((pair) => [keyText(pair) ?? '', describe(pair.value)])
      : [['', describe(node)]],
  )
}

/** The same for a scalar that was read without a tree. */
export function describeScalar(value: FieldView['value']): string {
  return JSON.stringify(scalarMark(value))
}

/** A tree as plain data: a scalar's value with its type, a mapping's keys in order. */
export type Structure = string | { map: [key: string, value: Structure][] } | { list: Structure[] }

export function structureOf(node: unknown): Structure {
  if (isAlias(node)) return `alias:${node.source}`
  if (isPair(node)) return { map: [[keyOf(node), structureOf(node.value)]] }
  if (isScalar(node)) return scalarMark(plainOf(node.value))
  if (isMap(node)) return { map: node.items.map((pair) => [keyOf(pair), structureOf(pair.value)]) }
  if (isSeq(node)) return { list: node.items.map(structureOf) }
  return 'null'
}

function keyOf(pair: Pair): string {
  return keyText(pair) ?? JSON.stringify(structureOf(pair.key))
}

export function scalarMark(value: FieldView['value']): string {
  return value === null ? 'null' : `${typeof value}:${String(value)}`
}

function plainOf(value: unknown): FieldView['value'] {
  const known =
    typeof value === 'string' ||
    typeof value === 'number' ||
    typeof value === 'bigint' ||
    typeof value === 'boolean'
  return known ? value : value === null || value === undefined ? null : String(value)
}

function firstKey(node: Node): Node | null {
  const first = isMap(node) && !node.flow ? node.items[0]?.key : null
  return isNodeOf(first) ? first : null
}

function spanOfItem(node: Node): Span {
  const first = isMap(node) && !node.flow ? node.items[0] : undefined
  if (!first || !isNodeOf(first.key)) return spanOfNode(node)
  return { from: startOf(first.key), to: pairEnd(first) }
}
