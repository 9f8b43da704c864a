/** The candidate that a misspelt word most likely stands for; null when none is close. */
export function nearest(word: string, candidates: Iterable<string>): string | null {
  const normal = normalize(word)
  let best: string | null = null
  let least = Math.max(1, Math.min(3, Math.floor(normal.length / 3))) + 1
  for (const candidate of candidates) {
    const distance = distanceOf(normal, normalize(candidate), least)
    if (distance >= least) continue
    best = candidate
    least = distance
  }
  return best
}

/** Case, and whether words are joined by `_`, `-` or nothing, is a slip as well. */
function normalize(word: string): string {
  return word.toLowerCase().replaceAll(/[\s_-]+/g, '_')
}

/** Edits (insert, delete, replace, swap of neighbours) between two words, up to `most`. */
function distanceOf(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) >= most) return most
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1]
      let cost = Math.min(
        (last[j] ?? most) + 1,
        (row[j - 1] ?? most) + 1,
        (last[j - 1] ?? most) + (same ? 0 : 1),
      )
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, (beforeLast[j - 2] ?? most) + 1)
      }
      row.push(cost)
    }
    beforeLast = last
    last = row
  }
  return last[b.length] ?? most
}
