import { Change, diff, presentableDiff } from '@codemirror/merge'

/** Unique lines that fit into the private way of comparing: one UTF-16 code unit for each. */
const mostUnique = 0xd7ff
/** Larger replaced stretches are shown as whole lines: words within them would say little. */
const closeLookAt = 4000

interface LineChange {
  /** Lines from `fromA` up to and without `toA` (0-based) became `fromB` to `toB`. */
  fromA: number
  toA: number
  fromB: number
  toB: number
}

/** Lines with their line ends, so that joined they are the text again. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? []
}

/** Which lines were added, removed or replaced. */
export function lineChanges(before: string, after: string): LineChange[] {
  const [a, b] = [linesOf(before), linesOf(after)]
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1
  let end = 0
  const most = Math.min(a.length, b.length) - start
  while (end < most && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1
  const [middleA, middleB] = [a.slice(start, a.length - end), b.slice(start, b.length - end)]
  if (middleA.length === 0 && middleB.length === 0) return []
  const codes = new Map<string, string>()
  const encode = (lines: readonly string[]) =>
    lines
      .map((line) => {
        const known = codes.get(line) ?? String.fromCharCode(codes.size)
        codes.set(line, known)
        return known
      })
      .join('')
  const [codedA, codedB] = [encode(middleA), encode(middleB)]
  const changes =
    codes.size > mostUnique
      ? [new Change(0, middleA.length, 0, middleB.length)]
      : diff(codedA, codedB, { scanLimit: 2000 })
  return changes.map((change) => ({
    fromA: start + change.fromA,
    toA: start + change.toA,
    fromB: start + change.fromB,
    toB: start + change.toB,
  }))
}

export interface LineSummary {
  /** 1-based lines of the draft that the saved text does not have. */
  added: number[]
  /** Lines added, removed or replaced: what "5 unsaved lines" counts. */
  changed: number
}

export function summarizeLines(before: string, after: string): LineSummary {
  const added: number[] = []
  let changed = 0
  for (const { fromA, toA, fromB, toB } of lineChanges(before, after)) {
    for (let line = fromB; line < toB; line += 1) added.push(line + 1)
    changed += Math.max(toA - fromA, toB - fromB)
  }
  return { added, changed }
}

/**
 * The differences for CodeMirror's merge views. They follow lines: a block that was added among
 * similar ones is shown as that block, and within a replaced line the changed words are marked.
 */
export function lineAlignedDiff(before: string, after: string): readonly Change[] {
  const [starts, ends] = [offsets(before), offsets(after)]
  return lineChanges(before, after).flatMap(({ fromA, toA, fromB, toB }) => {
    const [a1 = 0, a2 = 0] = [starts[fromA], starts[toA]]
    const [b1 = 0, b2 = 0] = [ends[fromB], ends[toB]]
    const whole = new Change(a1, a2, b1, b2)
    if (a1 === a2 || b1 === b2 || a2 - a1 + b2 - b1 > closeLookAt) return [whole]
    const close = presentableDiff(before.slice(a1, a2), after.slice(b1, b2))
    return close.map(
      (part) => new Change(a1 + part.fromA, a1 + part.toA, b1 + part.fromB, b1 + part.toB),
    )
  })
}

/** Where each line starts; one more for the end of the text. */
function offsets(text: string): number[] {
  const starts = [0]
  let at = 0
  for (const line of linesOf(text)) {
    at += line.length
    starts.push(at)
  }
  return starts
}
