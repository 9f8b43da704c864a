import { isAlias, isMap, isScalar, isSeq } from 'yaml'
import type { Pair, YAMLMap } from 'yaml'
import { isAbsent, isNodeOf } from './document.ts'
import type { ParsedText } from './document.ts'
import type { EditPath } from './edit.ts'
import { onlyPair } from './pair-edit.ts'
import { editableSection, itemPiece, kindOfList } from './piece.ts'
import type { Piece } from './piece.ts'
import { refuseEdit } from './refusal.ts'

/** The mapping that a path's last key is in, or is to be put in. */
export interface Holder extends Piece {
  /** Null for a section that holds nothing yet. */
  map: YAMLMap | null
}

/**
 * Goes to the mapping that holds the last key of a path; null when the section is missing.
 *
 * @throws AppError `config-invalid` when there is no such mapping, or when others share it
 */
export function holderOf(parsed: ParsedText, path: EditPath): Holder | null {
  const [section, ...inner] = path
  const kind = kindOfList(section)
  const [first, ...rest] = inner
  if (kind !== null && typeof first === 'number') {
    const piece = itemPiece(parsed, kind, first)
    if (!piece) throw notThere(path)
    return { ...piece, map: mappingAt(piece.parsed, piece.node, rest.slice(0, -1), path) }
  }
  const piece = editableSection(parsed, section)
  if (!piece) return null
  const { pair } = piece
  const empty = isAbsent(pair) || (isScalar(pair.value) && pair.value.value === null)
  if (empty && inner.length === 1) return { ...piece, map: null }
  return { ...piece, map: mappingAt(piece.parsed, pair.value, inner.slice(0, -1), path) }
}

/** The key at the end of a path; refuses a path that ends with a position. */
export function lastKey(path: EditPath): string {
  const last = path.at(-1)
  if (path.length < 2 || typeof last !== 'string') throw notThere(path)
  return last
}

/** The pair that a path leads to; refuses when there is none, or more than one. */
export function pairAt({ parsed, map }: Holder, path: EditPath): Pair {
  const pair = map && onlyPair(parsed, map, lastKey(path))
  if (!pair) throw notThere(path)
  return pair
}

export function notThere(path: EditPath): Error {
  return refuseEdit(`it has no “${path.join(' › ')}”`, null, 'Look at the file as it is now.')
}

function mappingAt(
  parsed: ParsedText,
  start: unknown,
  steps: readonly (string | number)[],
  path: EditPath,
): YAMLMap {
  let node = start
  assertUnshared(parsed, node)
  for (const step of steps) {
    const next: unknown =
      typeof step === 'number'
        ? isSeq(node)
          ? node.items[step]
          : undefined
        : isMap(node)
          ? onlyPair(parsed, node, step)?.value
          : undefined
    if (next === undefined) throw notThere(path)
    node = next
    assertUnshared(parsed, node)
  }
  if (isMap(node)) return node
  throw refuseEdit('the place does not hold keys and values', lineOf(parsed, node))
}

/** An anchored mapping that is used elsewhere, or an alias of one, would change there as well. */
export function assertUnshared(parsed: ParsedText, node: unknown): void {
  const shared = isAlias(node)
    ? node.source
    : (isMap(node) || isSeq(node) || isScalar(node)) && node.anchor
      ? node.anchor
      : null
  if (shared === null) return
  if (!isAlias(node) && !parsed.text.includes(`*${shared}`)) return
  throw refuseEdit(`others share it through the anchor “${shared}”`, lineOf(parsed, node))
}

function lineOf(parsed: ParsedText, node: unknown): number | null {
  return isNodeOf(node) && node.range ? parsed.lineOf(node.range[0]) : null
}
