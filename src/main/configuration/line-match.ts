import { diffIndices } from 'node-diff3'

/**
 * What the library's comparison may cost at most: matching pairs of lines times the shorter length.
 * Stretches of alike lines beyond it count as replaced; about 0.1 s.
 */
const mostWork = 20_000_000

interface Range {
  baseFrom: number
  baseTo: number
  sideFrom: number
  sideTo: number
}

/**
 * Which line of a side each line of the base became: its index, or -1. Matched lines are equal and in
 * order. Common heads, then lines that are in both once (ids and names are) cut long texts into short
 * stretches, which the library compares: its own way is quadratic in lines that repeat.
 */
export function matchLines(base: readonly number[], side: readonly number[]): Int32Array {
  const matches = new Int32Array(base.length).fill(-1)
  const open: Range[] = [{ baseFrom: 0, baseTo: base.length, sideFrom: 0, sideTo: side.length }]
  for (let range = open.pop(); range; range = open.pop()) {
    trimHead(base, side, range, matches)
    const anchors = findAnchors(base, side, range)
    if (anchors.length > 0) {
      cut(range, anchors, matches, open)
      continue
    }
    trimTail(base, side, range, matches)
    compare(base, side, range, matches)
  }
  return matches
}

/** Matches equal lines at the start of a range and takes them off it. */
function trimHead(
  base: readonly number[],
  side: readonly number[],
  range: Range,
  matches: Int32Array,
): void {
  while (
    range.baseFrom < range.baseTo &&
    range.sideFrom < range.sideTo &&
    base[range.baseFrom] === side[range.sideFrom]
  ) {
    matches[range.baseFrom] = range.sideFrom
    range.baseFrom += 1
    range.sideFrom += 1
  }
}

/** The same at the end; not before lines that are alike by chance were told from those that belong. */
function trimTail(
  base: readonly number[],
  side: readonly number[],
  range: Range,
  matches: Int32Array,
): void {
  while (
    range.baseFrom < range.baseTo &&
    range.sideFrom < range.sideTo &&
    base[range.baseTo - 1] === side[range.sideTo - 1]
  ) {
    range.baseTo -= 1
    range.sideTo -= 1
    matches[range.baseTo] = range.sideTo
  }
}

/** Adds the ranges between the anchors to those to be compared. */
function cut(
  range: Range,
  anchors: readonly (readonly [number, number])[],
  matches: Int32Array,
  open: Range[],
): void {
  let { baseFrom, sideFrom } = range
  for (const [baseIndex, sideIndex] of anchors) {
    matches[baseIndex] = sideIndex
    open.push({ baseFrom, baseTo: baseIndex, sideFrom, sideTo: sideIndex })
    baseFrom = baseIndex + 1
    sideFrom = sideIndex + 1
  }
  open.push({ ...range, baseFrom, sideFrom })
}

/** Lines that are in both ranges exactly once, as many as are in the same order (patience diff). */
function findAnchors(
  base: readonly number[],
  side: readonly number[],
  { baseFrom, baseTo, sideFrom, sideTo }: Range,
): [number, number][] {
  const inBase = onceIn(base, baseFrom, baseTo)
  const inSide = onceIn(side, sideFrom, sideTo)
  const pairs: [number, number][] = []
  for (const [line, baseIndex] of inBase) {
    const sideIndex = inSide.get(line)
    if (sideIndex !== undefined) pairs.push([baseIndex, sideIndex])
  }
  return longestIncreasing(pairs)
}

/** Where the lines are that a range has exactly once, from top to bottom. */
function onceIn(lines: readonly number[], from: number, to: number): Map<number, number> {
  const places = new Map<number, number>()
  const repeated = new Set<number>()
  for (let index = from; index < to; index += 1) {
    const line = lines[index] ?? -1
    if (places.has(line)) repeated.add(line)
    else places.set(line, index)
  }
  for (const line of repeated) places.delete(line)
  return places
}

/** Of pairs ordered by their first number, the most whose second numbers grow too. */
function longestIncreasing(pairs: readonly [number, number][]): [number, number][] {
  /** For each length, the pair with the least second number that ends a row of that length. */
  const ends: number[] = []
  const before = new Int32Array(pairs.length).fill(-1)
  const second = (index: number): number => pairs[index]?.[1] ?? -1
  for (let index = 0; index < pairs.length; index += 1) {
    let low = 0
    let high = ends.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (second(ends[middle] ?? -1) < second(index)) low = middle + 1
      else high = middle
    }
    before[index] = ends[low - 1] ?? -1
    ends[low] = index
  }
  const row: [number, number][] = []
  for (let index = ends.at(-1) ?? -1; index !== -1; index = before[index] ?? -1) {
    const pair = pairs[index]
    if (pair) row.push(pair)
  }
  return row.reverse()
}

/** The library's comparison of a range without anchors, unless it would take too long. */
function compare(
  base: readonly number[],
  side: readonly number[],
  { baseFrom, baseTo, sideFrom, sideTo }: Range,
  matches: Int32Array,
): void {
  const [a, b] = [base.slice(baseFrom, baseTo), side.slice(sideFrom, sideTo)]
  if (a.length === 0 || b.length === 0) return
  if (countPairs(a, b) * Math.min(a.length, b.length) > mostWork) return
  let [at, sideAt] = [0, 0]
  const matchUpTo = (end: number): void => {
    for (; at < end; at += 1, sideAt += 1) matches[baseFrom + at] = sideFrom + sideAt
  }
  for (const { buffer1, buffer2 } of diffIndices(a, b)) {
    matchUpTo(buffer1[0])
    at += buffer1[1]
    sideAt = buffer2[0] + buffer2[1]
  }
  matchUpTo(a.length)
}

function countPairs(a: readonly number[], b: readonly number[]): number {
  const counts = new Map<number, number>()
  for (const line of a) counts.set(line, (counts.get(line) ?? 0) + 1)
  return b.reduce((sum, line) => sum + (counts.get(line) ?? 0), 0)
}
