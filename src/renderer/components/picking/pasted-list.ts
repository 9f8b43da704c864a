import type { ResolvedLine } from '../../../shared/catalog.ts'

/** More than this at once is a mistake. */
export const mostLines = 20_000

/**
 * The names or ids in pasted text: one in each line, or, in a single line, between commas. List
 * marks, quotes and further cells of a table are left to main.
 */
export function pastedLines(text: string): string[] {
  const lines = text
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const [only] = lines
  if (lines.length === 1 && only !== undefined && only.includes(',')) {
    return only
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '')
  }
  return lines
}

export interface PastedResult {
  found: ResolvedLine[]
  ambiguous: ResolvedLine[]
  missing: ResolvedLine[]
}

/** What was found, what stands for several, what is not there; each in the order of the text. */
export function sorted(lines: readonly ResolvedLine[]): PastedResult {
  const of = (outcome: ResolvedLine['outcome']) => lines.filter((line) => line.outcome === outcome)
  return { found: of('found'), ambiguous: of('ambiguous'), missing: of('missing') }
}

/**
 * The items to pick: all that were found, and of the ambiguous ones those chosen by id (`choices`
 * holds ids by the text of the line). Each once.
 */
export function itemsToPick(
  { found, ambiguous }: PastedResult,
  choices: ReadonlyMap<string, readonly string[]>,
): { id: string; name: string }[] {
  const items = new Map<string, { id: string; name: string }>()
  for (const { candidates } of found) {
    for (const { id, name } of candidates) items.set(id, { id, name })
  }
  for (const { text, candidates } of ambiguous) {
    const chosen = choices.get(text) ?? []
    for (const { id, name } of candidates) if (chosen.includes(id)) items.set(id, { id, name })
  }
  return [...items.values()]
}
