import type { MergeRegion } from '../../../../shared/merge.ts'
import { lineChanges } from '../line-diff.ts'

/** What counts in a conflict; both, with the one named first above. */
export type Choice = 'mine' | 'theirs' | 'mine-theirs' | 'theirs-mine'

/** The decisions about conflicts, by their number. */
export type Choices = ReadonlyMap<number, Choice>

/** A place where both sides changed the same lines. Texts with "\n" as their line ends. */
export interface Conflict {
  /** From 1, from top to bottom. */
  number: number
  /** Where its lines go in `MergeLayout.text`, in which it has none yet. */
  at: number
  base: string
  mine: string
  theirs: string
}

/** A merge as an editor starts with it; offsets in `text`. */
export interface MergeLayout {
  /** All that is agreed, with "\n" as line ends. */
  text: string
  conflicts: Conflict[]
  /** Lines that one side (or both alike) changed. */
  changed: { from: number; to: number; by: 'mine' | 'theirs' | 'both' }[]
  /** Lines that nobody changed. */
  unchanged: { from: number; to: number }[]
}

/** As CodeMirror sees a text: every line end is "\n". */
export function shownLines(text: string): string {
  return text.replace(/\r\n?/g, '\n')
}

export function layOut(regions: readonly MergeRegion[]): MergeLayout {
  const layout: MergeLayout = { text: '', conflicts: [], changed: [], unchanged: [] }
  for (const region of regions) {
    const from = layout.text.length
    if (region.type === 'conflict') {
      const { base, mine, theirs } = region
      layout.conflicts.push({
        number: layout.conflicts.length + 1,
        at: from,
        base: shownLines(base),
        mine: shownLines(mine),
        theirs: shownLines(theirs),
      })
      continue
    }
    layout.text += shownLines(region.text)
    const to = layout.text.length
    if (region.from === 'base') layout.unchanged.push({ from, to })
    else layout.changed.push({ from, to, by: region.from })
  }
  return layout
}

/** The lines that a decision puts into the text. */
export function chosenLines(conflict: { mine: string; theirs: string }, choice: Choice): string {
  const { mine, theirs } = conflict
  if (choice === 'mine') return mine
  if (choice === 'theirs') return theirs
  const [first, second] = choice === 'mine-theirs' ? [mine, theirs] : [theirs, mine]
  const lineEnd = /\r?\n/.exec(first + second)?.[0] ?? '\n'
  const open = first !== '' && second !== '' && !first.endsWith('\n')
  return first + (open ? lineEnd : '') + second
}

/** The merged text byte for byte; conflicts without a decision leave nothing. */
export function composeText(regions: readonly MergeRegion[], choices: Choices): string {
  let number = 0
  return regions
    .map((region) => {
      if (region.type === 'agreed') return region.text
      number += 1
      const choice = choices.get(number)
      return choice === undefined ? '' : chosenLines(region, choice)
    })
    .join('')
}

/**
 * An edited text with the line ends of the text that it was made from: lines that are in both keep
 * theirs, new ones take that of the line above.
 */
export function withLineEnds(original: string, edited: string): string {
  const shown = shownLines(original)
  if (edited === shown) return original
  const ends = original.match(/\r\n?|\n/g) ?? []
  const [first = '\n'] = ends
  if (ends.every((end) => end === first)) return edited.replaceAll('\n', first)
  const kept = new Map<number, string>()
  const keep = (from: number, to: number, shift: number): void => {
    for (let line = from; line < to; line += 1) kept.set(line + shift, ends[line] ?? first)
  }
  let [at, shift] = [0, 0]
  for (const { fromA, toA, fromB, toB } of lineChanges(shown, edited)) {
    keep(at, fromA, shift)
    at = toA
    shift = toB - toA
    // A line in whose place another one came.
    for (let line = 0; line < Math.min(toA - fromA, toB - fromB); line += 1) {
      kept.set(fromB + line, ends[fromA + line] ?? first)
    }
  }
  keep(at, ends.length, shift)
  let [line, end] = [0, first]
  return edited.replace(/\n/g, () => {
    end = kept.get(line) ?? end
    line += 1
    return end
  })
}
