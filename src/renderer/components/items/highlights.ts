import type { Highlight } from '../../../shared/catalog.ts'

export interface Segment {
  text: string
  hit: boolean
}

/** A name cut at its highlights; ranges may touch or be out of order, and never lose a character. */
export function segments(name: string, highlights: readonly Highlight[]): Segment[] {
  const result: Segment[] = []
  let at = 0
  for (const [start, end] of [...highlights].sort((a, b) => a[0] - b[0])) {
    const from = Math.max(start, at)
    const to = Math.min(end, name.length)
    if (to <= from) continue
    if (from > at) result.push({ text: name.slice(at, from), hit: false })
    result.push({ text: name.slice(from, to), hit: true })
    at = to
  }
  if (at < name.length) result.push({ text: name.slice(at), hit: false })
  return result
}
