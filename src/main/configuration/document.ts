import { isAlias, isCollection, isMap, isScalar, isSeq, parseDocument, visit } from 'yaml'
import type { Alias, Document, Node, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml'
import type { Parts } from './parts.ts'
import { unclosedQuotes } from './unclosed-quotes.ts'

/** A syntax error in words, with its place; line and column are 1-based. */
export interface SyntaxIssue {
  code: string
  message: string
  from: number
  to: number
  line: number
  column: number
}

/**
 * A YAML text with the tree that was read from it. The text is the truth: edits are splices at
 * offsets taken from the tree, so whatever is not edited keeps its bytes. Offsets count UTF-16 code
 * units in `text`, a byte order mark included.
 */
export interface ParsedText {
  readonly text: string
  /** The top level, when it is a mapping; null for an empty document and for anything else. */
  readonly root: YAMLMap | null
  /** Nothing but comments and blank lines, so sections can be appended. */
  readonly empty: boolean
  readonly errors: readonly SyntaxIssue[]
  readonly warnings: readonly SyntaxIssue[]
  /** The sections and items, when they were read one by one; null when the whole was read at once. */
  readonly parts: Parts | null
  /** 1-based line of an offset. */
  lineOf(offset: number): number
  /** 1-based column of an offset. */
  columnOf(offset: number): number
  /** The node itself, or what an alias stands for; null when the alias leads nowhere. */
  resolve(node: unknown): Node | null
}

/**
 * Reads a text at once; never throws. A text that is not YAML has `errors` and no `root`. `readText`
 * is quicker for what is edited.
 *
 * @param firstLine 1-based line of the text's beginning, where it is a part of another one
 */
export function parseText(text: string, firstLine = 1): ParsedText {
  const lineStarts = findLineStarts(text)
  const lineOf = (offset: number): number => lineIndex(lineStarts, offset) + firstLine
  const columnAt = (offset: number): number =>
    offset - (lineStarts[lineIndex(lineStarts, offset)] ?? 0) + 1
  const placed = (issue: { code: string; message: string; pos: [number, number] }): SyntaxIssue => {
    const [from, to] = issue.pos
    const { code, message } = issue
    return { code, message, from, to, line: lineOf(from), column: columnAt(from) }
  }

  let document: Document.Parsed
  try {
    document = parseDocument(text, {
      keepSourceTokens: true,
      intAsBigInt: true,
      // Checked by the problems list instead: the library compares every key with every other.
      uniqueKeys: false,
      prettyErrors: false,
      // 'silent' would let a second document in the text pass.
      logLevel: 'error',
    })
  } catch (error) {
    // The library's parser recurses, so a text nested thousands of levels deep overflows the stack.
    const message = error instanceof RangeError ? 'It is nested too deeply' : String(error)
    return {
      text,
      root: null,
      empty: false,
      errors: [{ code: 'UNREADABLE', message, from: 0, to: 0, line: firstLine, column: 1 }],
      warnings: [],
      parts: null,
      lineOf,
      columnOf: columnAt,
      resolve: () => null,
    }
  }

  const faults = document.errors.length > 0 ? document.errors : unclosedQuotes(text, document)
  const errors = faults.map(placed)
  let targets: Map<Alias, Node> | null = null
  return {
    text,
    root: errors.length === 0 && isMap(document.contents) ? document.contents : null,
    empty: isBlank(document.contents),
    errors,
    warnings: document.warnings.map(placed),
    parts: null,
    lineOf,
    columnOf: columnAt,
    resolve: (node) => {
      if (!isAlias(node)) return isNodeOf(node) ? node : null
      targets ??= findTargets(document)
      return targets.get(node) ?? null
    },
  }
}

/** The last pair of a mapping with this key, as YAML readers that accept duplicates choose it. */
export function findPair(map: YAMLMap, key: string): Pair | null {
  return map.items.findLast((pair) => keyText(pair) === key) ?? null
}

/** The key as text; null for a key that is not a plain or quoted text. */
export function keyText(pair: Pair): string | null {
  if (!isScalar(pair.key)) return null
  const { value, source } = pair.key
  return typeof value === 'string' ? value : (source ?? null)
}

/** Whether a pair's value is not there at all, as in `workflows:`. */
export function isAbsent(pair: Pair): boolean {
  return pair.value === null || isEmptyScalar(pair.value)
}

/** Start of a node that stands in the text. */
export function startOf(node: Node): number {
  if (!node.range) throw new Error('A node without a range did not come from a text')
  return node.range[0]
}

/** Offset just after the last character of a node's content, without comments or line ends after it. */
export function contentEnd(node: Node): number {
  if (isMap(node) && !node.flow) {
    const last = node.items.at(-1)
    if (last) return pairEnd(last)
  }
  if (isSeq(node) && !node.flow && node.srcToken?.type === 'block-seq') {
    const last = node.items.at(-1)
    if (isNodeOf(last) && !isEmptyScalar(last)) return contentEnd(last)
    const token = node.srcToken.items.findLast((item) =>
      item.start.some((part) => part.type === 'seq-item-ind'),
    )
    const dash = token?.start.findLast(isSignificant)
    if (dash) return dash.offset + dash.source.length
  }
  if (!node.range) throw new Error('A node without a range did not come from a text')
  return node.range[1]
}

/** Offset just after a pair: after its value, or after the colon (and anchor or tag) without one. */
export function pairEnd(pair: Pair): number {
  if (!isAbsent(pair) && isNodeOf(pair.value)) return contentEnd(pair.value)
  return markEnd(pair)
}

/** Offset just after the colon of a pair, and after an anchor or tag that follows it. */
export function markEnd(pair: Pair): number {
  const mark = pair.srcToken?.sep?.findLast(isSignificant)
  if (mark) return mark.offset + mark.source.length
  if (isNodeOf(pair.key)) return contentEnd(pair.key)
  throw new Error('A pair without a place did not come from a text')
}

/** Whether the pair is written `key: value`, not with the rare `? key` notation. */
export function isPlainPair(pair: Pair): boolean {
  return pair.srcToken?.start.every((token) => token.type !== 'explicit-key-ind') ?? false
}

/** Start of the line that holds an offset. */
export function lineStart(text: string, offset: number): number {
  return offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1
}

/** Start of the next line; the end of the text on the last one. */
export function nextLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset)
  return end === -1 ? text.length : end + 1
}

/** Column of an offset: how many characters precede it on its line, a byte order mark not counted. */
export function columnOf(text: string, offset: number): number {
  const start = lineStart(text, offset)
  return offset - start - (start === 0 && text.startsWith('\uFEFF') ? 1 : 0)
}

export function isNodeOf(value: unknown): value is Node {
  return isScalar(value) || isCollection(value) || isAlias(value)
}

export function isBlockSeq(node: unknown): node is YAMLSeq {
  return isSeq(node) && !node.flow
}

export function isText(node: unknown): node is Scalar<string> {
  return isScalar(node) && typeof node.value === 'string'
}

/** A null that is not written down; a quoted empty text has an empty source as well. */
function isEmptyScalar(node: unknown): node is Scalar {
  return isScalar(node) && node.value === null && (node.source ?? '') === ''
}

function isSignificant(token: { type: string }): boolean {
  return token.type !== 'space' && token.type !== 'newline' && token.type !== 'comment'
}

function isBlank(contents: unknown): boolean {
  return contents === null || (isEmptyScalar(contents) && !contents.anchor && !contents.tag)
}

/** An alias stands for the nearest earlier node with its anchor; one pass finds them all. */
function findTargets(document: Document.Parsed): Map<Alias, Node> {
  const anchored = new Map<string, Node>()
  const targets = new Map<Alias, Node>()
  visit(document, {
    Node: (_key, node) => {
      if (isAlias(node)) {
        const target = anchored.get(node.source)
        if (target) targets.set(node, target)
      } else if (node.anchor) anchored.set(node.anchor, node)
    },
  })
  return targets
}

export function findLineStarts(text: string): number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

/** 0-based number of the line that holds an offset. */
export function lineIndex(starts: readonly number[], offset: number): number {
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((starts[middle] ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return low
}
