import type { Node, Pair } from 'yaml'
import type { Problem, ProblemFix } from '../../shared/configuration.ts'
import { contentEnd, isAbsent, isNodeOf, pairEnd, startOf } from './document.ts'
import type { ParsedText } from './document.ts'
import type { Edit } from './edit.ts'

/** A fix with the edits that carry it out; what only leads somewhere (`find`) has none. */
export interface Remedy extends ProblemFix {
  edits: readonly Edit[]
}

/** UTF-16 offsets in the text; null for what is about the whole of it. */
export interface Span {
  from: number | null
  to: number | null
}

/** A problem as its check finds it: line and column follow from the offsets. */
export interface Finding extends Omit<Problem, 'line' | 'column' | 'fixes'> {
  fixes: readonly Remedy[]
}

export const wholeText: Span = { from: null, to: null }

/** Where a node stands; an empty block value marks nothing but its place. */
export function spanOfNode(node: Node): Span {
  if (!node.range) return wholeText
  return { from: startOf(node), to: Math.max(contentEnd(node), startOf(node)) }
}

/** Where a pair's key stands. */
export function spanOfKey(pair: Pair): Span {
  return isNodeOf(pair.key) ? spanOfNode(pair.key) : wholeText
}

/** Where a pair's value stands; its key when there is none. */
export function spanOfValue(pair: Pair): Span {
  if (!isAbsent(pair) && isNodeOf(pair.value) && pairEnd(pair) > startOf(pair.value)) {
    return spanOfNode(pair.value)
  }
  return spanOfKey(pair)
}

export function movedSpan({ from, to }: Span, by: number): Span {
  return { from: from === null ? null : from + by, to: to === null ? null : to + by }
}

export function placed(parsed: ParsedText, finding: Finding): Problem {
  const { from, fixes, ...rest } = finding
  return {
    ...rest,
    from,
    line: from === null ? null : parsed.lineOf(from),
    column: from === null ? null : parsed.columnOf(from),
    fixes: fixes.slice(0, 3).map(({ id, label, find }) => ({ id, label, find })),
  }
}
