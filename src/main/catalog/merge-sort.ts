import type { Steps } from './steps.ts'

type Compare<Value> = (a: Value, b: Value) => number

const runLength = 1024
const stepLength = 4096

/** Sorts in steps; stable. */
export function* mergeSorting<Value>(
  list: readonly Value[],
  compare: Compare<Value>,
): Steps<Value[]> {
  let runs: Value[][] = []
  for (let from = 0; from < list.length; from += runLength) {
    runs.push(list.slice(from, from + runLength).sort(compare))
    yield
  }
  while (runs.length > 1) {
    const merged: Value[][] = []
    for (let at = 0; at < runs.length; at += 2) {
      merged.push(yield* merging(runs[at] ?? [], runs[at + 1] ?? [], compare))
    }
    runs = merged
  }
  return runs[0] ?? []
}

function* merging<Value>(a: Value[], b: Value[], compare: Compare<Value>): Steps<Value[]> {
  if (b.length === 0) return a
  const merged: Value[] = []
  let atA = 0
  let atB = 0
  while (atA < a.length && atB < b.length) {
    // Both are within bounds.
    const fromA = a[atA] as Value
    const fromB = b[atB] as Value
    if (compare(fromA, fromB) <= 0) {
      merged.push(fromA)
      atA++
    } else {
      merged.push(fromB)
      atB++
    }
    if (merged.length % stepLength === 0) yield
  }
  return merged.concat(a.slice(atA), b.slice(atB))
}

/** More out of place than one in this many, and sorting anew is quicker. */
const fewMisplaced = 20

/** Sorts in steps what is nearly sorted. */
export function* settling<Value>(list: readonly Value[], compare: Compare<Value>): Steps<Value[]> {
  const sorted: Value[] = []
  let misplaced = 0
  for (const value of list) {
    const last = sorted.at(-1)
    if (last === undefined || compare(last, value) <= 0) sorted.push(value)
    else {
      sorted.splice(placeOf(value, sorted, compare), 0, value)
      if (++misplaced > 100 + list.length / fewMisplaced) return yield* mergeSorting(list, compare)
    }
    if (sorted.length % runLength === 0) yield
  }
  return sorted
}

function placeOf<Value>(value: Value, sorted: Value[], compare: Compare<Value>): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (compare(sorted[middle] as Value, value) <= 0) low = middle + 1
    else high = middle
  }
  return low
}
