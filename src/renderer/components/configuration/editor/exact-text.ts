import { ChangeSet, Text } from '@codemirror/state'
import type { ChangeSpec } from '@codemirror/state'

/*
 * CodeMirror counts a line end as one character, whatever it is in the file. So there are two texts,
 * with the same lines: the exact one, of which each line keeps the "\r" of its "\r\n", and the shown
 * one without them. Whatever is typed is put into the exact text where it belongs, and every line end
 * that nobody touched stays what it was, also where a file mixes both.
 */

const byteOrderMark = '\uFEFF'

export interface ExactText {
  /** Without the byte order mark; lines end at "\n" only. */
  text: Text
  /** Whether the file begins with a byte order mark, which nobody sees or deletes. */
  marked: boolean
}

export function exactText(text: string): ExactText {
  const marked = text.startsWith(byteOrderMark)
  return { text: Text.of((marked ? text.slice(1) : text).split('\n')), marked }
}

export function wholeText({ text, marked }: ExactText): string {
  return (marked ? byteOrderMark : '') + text.toString()
}

/** A line as it is shown. The last one has no line end, so a "\r" there is a character. */
function shownLine(line: string, isLast: boolean): string {
  return !isLast && line.endsWith('\r') ? line.slice(0, -1) : line
}

export function shownText(exact: Text): Text {
  const lines: string[] = []
  for (const line of exact.iterLines())
    lines.push(shownLine(line, lines.length === exact.lines - 1))
  return Text.of(lines)
}

/** Where a place of the shown text is in the exact one. */
export function exactPlace(shown: Text, exact: Text, at: number): number {
  const line = shown.lineAt(at)
  return exact.line(line.number).from + (at - line.from)
}

/** Where a place of the exact text is in the shown one; within a line end, before it. */
export function shownPlace(exact: Text, shown: Text, at: number): number {
  const line = exact.lineAt(Math.max(0, Math.min(at, exact.length)))
  const { from, length } = shown.line(line.number)
  return from + Math.min(at - line.from, length)
}

/** The line end that belongs to a place: of its own line, on the last line of the one above. */
function lineEndAt(exact: Text, at: number): '\n' | '\r\n' {
  const { number } = exact.lineAt(at)
  const ended = number < exact.lines ? number : number - 1
  return ended > 0 && exact.line(ended).text.endsWith('\r') ? '\r\n' : '\n'
}

function insertedText(exact: Text, at: number, inserted: Text): string {
  if (inserted.lines === 1) return inserted.sliceString(0)
  const text = inserted.sliceString(0, inserted.length, lineEndAt(exact, at))
  // A lone "\r" before must not become half of a line end.
  const follows = at > 0 && exact.sliceString(at - 1, at) === '\r'
  return follows && text.startsWith('\n') ? `\r${text}` : text
}

/** What a change of the shown text is in the exact one. */
export function exactChanges(changes: ChangeSet, shown: Text, exact: Text): ChangeSet {
  const specs: ChangeSpec[] = []
  changes.iterChanges((fromA, toA, _fromB, _toB, inserted) => {
    const from = exactPlace(shown, exact, fromA)
    const to = exactPlace(shown, exact, toA)
    const insert = Text.of(insertedText(exact, from, inserted).split('\n'))
    specs.push({ from, to, insert })
  })
  return ChangeSet.of(specs, exact.length)
}

interface LineRun {
  firstA: number
  lastA: number
  firstB: number
  lastB: number
}

/** The lines that changes touch, those that share a line as one run. */
function touchedLines(changes: ChangeSet, before: Text, after: Text): LineRun[] {
  const runs: LineRun[] = []
  changes.iterChanges((fromA, toA, fromB, toB) => {
    const firstA = before.lineAt(fromA).number
    const lastA = before.lineAt(toA).number
    const lastB = after.lineAt(toB).number
    const former = runs.at(-1)
    if (former && former.lastA >= firstA) {
      former.lastA = Math.max(former.lastA, lastA)
      former.lastB = Math.max(former.lastB, lastB)
    } else runs.push({ firstA, lastA, firstB: after.lineAt(fromB).number, lastB })
  })
  return runs
}

/** What a change of the exact text is in the shown one. */
export function shownChanges(
  changes: ChangeSet,
  before: Text,
  after: Text,
  shown: Text,
): ChangeSpec[] {
  return touchedLines(changes, before, after).flatMap((run) => {
    const from = shown.line(run.firstA).from
    const was = shown.sliceString(from, shown.line(run.lastA).to)
    const lines: string[] = []
    for (const line of after.iterLines(run.firstB, run.lastB + 1)) {
      lines.push(shownLine(line, run.firstB + lines.length === after.lines))
    }
    const is = lines.join('\n')
    if (was === is) return []
    const [start, end] = commonEnds(was, is)
    return [
      {
        from: from + start,
        to: from + was.length - end,
        insert: Text.of(is.slice(start, is.length - end).split('\n')),
      },
    ]
  })
}

/** How many characters two texts share at their start and at their end; never half of a pair. */
export function commonEnds(a: string, b: string): [start: number, end: number] {
  const shorter = Math.min(a.length, b.length)
  let start = 0
  while (start < shorter && a.charCodeAt(start) === b.charCodeAt(start)) start += 1
  if (start > 0 && isHighSurrogate(a.charCodeAt(start - 1))) start -= 1
  let end = 0
  const most = shorter - start
  while (end < most && a.charCodeAt(a.length - 1 - end) === b.charCodeAt(b.length - 1 - end)) {
    end += 1
  }
  if (end > 0 && isLowSurrogate(a.charCodeAt(a.length - end))) end -= 1
  return [start, end]
}

const isHighSurrogate = (code: number): boolean => code >= 0xd800 && code < 0xdc00
const isLowSurrogate = (code: number): boolean => code >= 0xdc00 && code < 0xe000
