import { lineChanges } from '../line-diff.ts'
import type { Choice } from './merge-text.ts'

type Sides = Readonly<Record<'base' | 'mine' | 'theirs', string>>

/** What happened at a conflict, in one sentence. */
export function conflictWords({ base, mine, theirs }: Sides): string {
  if (base === '') return 'Both of you added lines here'
  if (mine === '') return 'You took these lines out, somebody else changed them'
  if (theirs === '') return 'You changed these lines, somebody else took them out'
  return 'Both of you changed these lines'
}

/** What can be decided about a conflict. Both together make sense only where both have lines. */
export function choicesFor({ mine, theirs }: Sides): { choice: Choice; label: string }[] {
  const one = [
    { choice: 'mine' as const, label: mine === '' ? 'Use mine: no lines' : 'Use mine' },
    { choice: 'theirs' as const, label: theirs === '' ? 'Use theirs: no lines' : 'Use theirs' },
  ]
  if (mine === '' || theirs === '') return one
  return [
    ...one,
    { choice: 'mine-theirs', label: 'Both, mine first' },
    { choice: 'theirs-mine', label: 'Both, theirs first' },
  ]
}

/** What was decided, as the end of "Conflict 2 of 3: …". */
export const chosenWords: Readonly<Record<Choice, string>> = {
  mine: 'mine used',
  theirs: 'theirs used',
  'mine-theirs': 'both used, mine first',
  'theirs-mine': 'both used, theirs first',
}

export interface SideLine {
  sign: '+' | '−' | ''
  text: string
}

/** What a side made of the lines before, as lines that came, went and stayed; at most `most` of them. */
export function sideLines(
  base: string,
  side: string,
  most: number,
): { lines: SideLine[]; hidden: number } {
  const lines: SideLine[] = []
  const [before, after] = [linesOf(base), linesOf(side)]
  let at = 0
  const add = (sign: SideLine['sign'], texts: readonly string[]): void => {
    for (const text of texts) lines.push({ sign, text })
  }
  for (const { fromA, toA, fromB, toB } of lineChanges(base, side)) {
    add('', before.slice(at, fromA))
    add('−', before.slice(fromA, toA))
    add('+', after.slice(fromB, toB))
    at = toA
  }
  add('', before.slice(at))
  return { lines: lines.slice(0, most), hidden: Math.max(0, lines.length - most) }
}

function linesOf(text: string): string[] {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines
}
