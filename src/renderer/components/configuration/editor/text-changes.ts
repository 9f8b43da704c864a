import { ChangeSet, Text } from '@codemirror/state'
import type { ChangeSpec } from '@codemirror/state'
import { lineChanges } from '../line-diff.ts'
import { commonEnds } from './exact-text.ts'

/** A stretch that was replaced by another. */
interface Stretch {
  from: number
  was: string
  is: string
}

/**
 * What makes one text of another, in small pieces: what is between them keeps its cursors, folds and
 * text that somebody is typing there.
 */
export function changesBetween(before: Text, after: Text): ChangeSet {
  const [a, b] = [before.toString(), after.toString()]
  const [start, end] = commonEnds(a, b)
  if (start === a.length && start === b.length) return ChangeSet.empty(a.length)
  const was = a.slice(start, a.length - end)
  const is = b.slice(start, b.length - end)
  const stretches =
    was === '' || is === '' ? [{ from: start, was, is }] : lineStretches(start, was, is)
  return ChangeSet.of(stretches.map(asChange), a.length)
}

function asChange({ from, was, is }: Stretch): ChangeSpec {
  const [start, end] = commonEnds(was, is)
  return {
    from: from + start,
    to: from + was.length - end,
    insert: Text.of(is.slice(start, is.length - end).split('\n')),
  }
}

/**
 * One edit of many items changes a word in many lines, and then each line is compared with its own;
 * otherwise lines came, went or moved. Whichever changes less tells it better.
 */
function lineStretches(from: number, was: string, is: string): Stretch[] {
  const [a, b] = [linesOf(was), linesOf(is)]
  const moved = movedStretches(from, a, b, was, is)
  if (a.length !== b.length) return moved
  const inPlace: Stretch[] = []
  let at = from
  for (const [index, line] of a.entries()) {
    const other = b[index] ?? ''
    if (line !== other) inPlace.push({ from: at, was: line, is: other })
    at += line.length
  }
  return changedBy(inPlace) <= changedBy(moved) ? inPlace : moved
}

function movedStretches(
  from: number,
  a: readonly string[],
  b: readonly string[],
  was: string,
  is: string,
): Stretch[] {
  const [startsA, startsB] = [offsetsOf(a), offsetsOf(b)]
  return lineChanges(was, is).map(({ fromA, toA, fromB, toB }) => {
    const [a1 = 0, a2 = was.length] = [startsA[fromA], startsA[toA]]
    const [b1 = 0, b2 = is.length] = [startsB[fromB], startsB[toB]]
    return { from: from + a1, was: was.slice(a1, a2), is: is.slice(b1, b2) }
  })
}

function changedBy(stretches: readonly Stretch[]): number {
  return stretches.reduce((sum, { was, is }) => sum + was.length + is.length, 0)
}

/** With their line ends, so that joined they are the text again. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? []
}

function offsetsOf(lines: readonly string[]): number[] {
  const offsets = [0]
  for (const line of lines) offsets.push((offsets.at(-1) ?? 0) + line.length)
  return offsets
}
