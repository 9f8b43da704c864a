import type { Node, YAMLMap } from 'yaml'
import { findLineStarts, lineIndex, parseText } from './document.ts'
import type { ParsedText, SyntaxIssue } from './document.ts'
import { nothingKnown, readParts } from './parts.ts'
import type { KnownParts, Parts } from './parts.ts'

/** What is known of the parts of a text and of those it was made from. */
const knownParts = new WeakMap<ParsedText, KnownParts>()

/**
 * Reads a text like `parseText`, in parts where that can be done: then only the parts that differ
 * from those of `before` are read, so that an edit of a long document costs little. Pass the draft
 * that the text was made from: `readText(applySplices(draft.text, splices), draft)`.
 *
 * `root` is there for a document in parts as well, but it is read when it is first asked for, which
 * takes as long as `parseText`. What has to be quick asks `sectionOf`, `readSelection` and the like.
 */
export function readText(text: string, before: ParsedText | null = null): ParsedText {
  const known = (before && knownParts.get(before)) ?? nothingKnown()
  const parsed = readWith(text, known)
  knownParts.set(parsed, known)
  return parsed
}

function readWith(text: string, known: KnownParts): ParsedText {
  const starts = findLineStarts(text)
  const outcome = readParts({ text, starts }, known)
  if (outcome === null) return parseText(text)
  return 'parts' in outcome
    ? new TextInParts(text, starts, outcome.parts, [])
    : new TextInParts(text, starts, null, outcome.errors)
}

/**
 * Like `readText`, but only when somebody looks into it: typing brings a new text with every burst of
 * keys.
 */
export function readLater(text: string, before: ParsedText | null = null): ParsedText {
  const known = (before && knownParts.get(before)) ?? nothingKnown()
  let read: ParsedText | null = null
  const parsed = (): ParsedText => (read ??= readWith(text, known))
  const later: ParsedText = {
    text,
    get root() {
      return parsed().root
    },
    get empty() {
      return parsed().empty
    },
    get errors() {
      return parsed().errors
    },
    get warnings() {
      return parsed().warnings
    },
    get parts() {
      return parsed().parts
    },
    lineOf: (offset) => parsed().lineOf(offset),
    columnOf: (offset) => parsed().columnOf(offset),
    resolve: (node) => parsed().resolve(node),
  }
  knownParts.set(later, known)
  return later
}

/** A text that was read in parts: these, or the syntax errors in them. */
class TextInParts implements ParsedText {
  readonly text: string
  readonly parts: Parts | null
  readonly errors: readonly SyntaxIssue[]
  readonly empty = false
  readonly warnings = []
  readonly #starts: readonly number[]
  #whole: ParsedText | null = null

  constructor(
    text: string,
    starts: readonly number[],
    parts: Parts | null,
    errors: readonly SyntaxIssue[],
  ) {
    this.text = text
    this.#starts = starts
    this.parts = parts
    this.errors = errors.map((error) => ({
      ...error,
      line: this.lineOf(error.from),
      column: this.columnOf(error.from),
    }))
  }

  get root(): YAMLMap | null {
    if (!this.parts) return null
    this.#whole ??= parseText(this.text)
    return this.#whole.root
  }

  lineOf(offset: number): number {
    return lineIndex(this.#starts, offset) + 1
  }

  columnOf(offset: number): number {
    return offset - (this.#starts[lineIndex(this.#starts, offset)] ?? 0) + 1
  }

  resolve(node: unknown): Node | null {
    this.#whole ??= parseText(this.text)
    return this.#whole.resolve(node)
  }
}
