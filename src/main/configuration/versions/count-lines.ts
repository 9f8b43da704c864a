/** Above so many different lines, lines that only moved are not counted as changed. */
const mostDifferent = 2000

/** How many lines go and come when one text takes the place of another. */
export function countChangedLines(
  before: string,
  after: string,
): { added: number; removed: number } {
  const [a, b] = [linesOf(before), linesOf(after)]
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1
  let end = 0
  const most = Math.min(a.length, b.length) - start
  while (end < most && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1
  const [from, to] = [a.slice(start, a.length - end), b.slice(start, b.length - end)]
  const different = editDistance(from, to)
  if (different === null) return countByContent(from, to)
  // Removed + added is the distance, added - removed is by how much the text grows.
  const added = (different + to.length - from.length) / 2
  return { added, removed: different - added }
}

/** Lines without their ends; the end of the last line begins no further one. */
function linesOf(text: string): string[] {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines
}

/** Lines to remove and to add at least (Myers); null when these are too many to find out. */
function editDistance(a: readonly string[], b: readonly string[]): number | null {
  if (a.length === 0 || b.length === 0) return a.length + b.length
  const most = Math.min(a.length + b.length, mostDifferent)
  /** How far into `a` each diagonal gets; index `k + most`. */
  const reach = new Int32Array(2 * most + 2)
  for (let distance = 0; distance <= most; distance += 1) {
    for (let k = -distance; k <= distance; k += 2) {
      const [below, above] = [reach[most + k - 1] ?? 0, reach[most + k + 1] ?? 0]
      const isDown = k === -distance || (k !== distance && below < above)
      let x = isDown ? above : below + 1
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x += 1
      reach[most + k] = x
      if (x >= a.length && x - k >= b.length) return distance
    }
  }
  return null
}

function countByContent(
  a: readonly string[],
  b: readonly string[],
): { added: number; removed: number } {
  const left = new Map<string, number>()
  for (const line of a) left.set(line, (left.get(line) ?? 0) + 1)
  let same = 0
  for (const line of b) {
    const count = left.get(line) ?? 0
    if (count === 0) continue
    left.set(line, count - 1)
    same += 1
  }
  return { added: b.length - same, removed: a.length - same }
}
