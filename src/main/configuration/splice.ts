import { lineStart, nextLine } from './document.ts'

/** Replaces `text.slice(start, end)`; an insertion when both are the same. */
export interface Splice {
  start: number
  end: number
  text: string
}

/** Carries out splices in one pass. They must not overlap; those at one place go in in order. */
export function applySplices(text: string, splices: readonly Splice[]): string {
  const ordered = [...splices].sort((a, b) => a.start - b.start || a.end - b.end)
  const parts: string[] = []
  let at = 0
  for (const splice of ordered) {
    if (splice.start < at) throw new Error('Two edits of a text overlap')
    parts.push(text.slice(at, splice.start), splice.text)
    at = splice.end
  }
  parts.push(text.slice(at))
  return parts.join('')
}

/** The line end in use around an offset. */
export function lineEndAt(text: string, offset: number): string {
  const start = lineStart(text, offset)
  const before = start > 0 ? start - 1 : text.indexOf('\n')
  if (before < 0) return '\n'
  return text[before - 1] === '\r' ? '\r\n' : '\n'
}

/** Inserts whole lines at the start of a line or at the end of the text, in its line ends. */
export function insertLines(text: string, offset: number, lines: readonly string[]): Splice {
  const end = lineEndAt(text, offset)
  const open =
    offset === text.length && offset > 0 && text !== '\uFEFF' && text[offset - 1] !== '\n'
  return {
    start: offset,
    end: offset,
    // A file without a final line end keeps having none.
    text: open ? end + lines.join(end) : lines.map((line) => line + end).join(''),
  }
}

/** Start of the line after the content that ends at `end` (which may already be past a line end). */
export function lineAfterContent(text: string, end: number): number {
  return end > 0 && text[end - 1] === '\n' ? end : nextLine(text, end)
}

/** One line with its content and where it ends. */
export interface Line {
  start: number
  /** Start of the next line. */
  next: number
  indent: number
  /** Without indentation and line end. */
  content: string
}

export function lineAt(text: string, start: number): Line {
  const next = nextLine(text, start)
  const raw = text.slice(start, next).replace(/^\uFEFF/, '')
  const content = raw.trim()
  return { start, next, indent: raw.length - raw.trimStart().length, content }
}

export function lineBefore(text: string, start: number): Line | null {
  return start === 0 ? null : lineAt(text, lineStart(text, start - 1))
}
