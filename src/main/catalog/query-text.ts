import type { Highlight } from '../../shared/catalog.ts'

/** Words that ask for a field: `creator:ada`. */
const fields = ['creator', 'tag', 'id', 'state'] as const
type Field = (typeof fields)[number]

/** A search as typed, taken apart. */
export interface QueryText {
  /** What is left for the fuzzy search. */
  free: string
  /** Texts in quotes, lower case: they must stand so somewhere in the item. */
  phrases: string[]
  /** What the words for fields ask, lower case; all must hold. */
  conditions: { field: Field; value: string }[]
}

/**
 * Takes a search apart: `"exact text"`, `creator:`, `tag:`, `id:` and `state:` with a value that may
 * be in quotes, and the rest. What is unfinished (`creator:`, a lone quote) asks for nothing yet;
 * unknown words such as `foo:bar` are ordinary text.
 */
export function parseQueryText(text: string): QueryText {
  const result: QueryText = { free: '', phrases: [], conditions: [] }
  const free: string[] = []
  const token =
    /(creator|tag|id|state):(?=\s|$)|(?:(creator|tag|id|state):)?(?:"([^"]*)(?:"|$)|(\S+))/gi
  let at = 0
  for (const match of text.matchAll(token)) {
    const [whole, unfinished, name, quoted, bare] = match
    free.push(text.slice(at, match.index))
    at = match.index + whole.length
    if (unfinished !== undefined) continue
    const field = fields.find((each) => each === name?.toLowerCase())
    const value = (quoted ?? bare ?? '').toLowerCase().trim()
    if (field !== undefined) {
      if (value !== '') result.conditions.push({ field, value })
    } else if (quoted !== undefined) {
      if (value !== '') result.phrases.push(value)
    } else free.push(whole)
  }
  result.free = free.join('') + text.slice(at)
  return result
}

/** Where quotes and the words for a field matched in a text; `field` null for the name. */
export function queryHighlights(text: string, query: QueryText, field: Field | null): Highlight[] {
  const lower = text.toLowerCase()
  // Rare letters change their length in lower case; then places would not fit.
  if (lower.length !== text.length) return []
  const asked = query.conditions.filter((each) => each.field === field).map(({ value }) => value)
  return [...query.phrases, ...asked].flatMap((part): Highlight[] => {
    const found: Highlight[] = []
    for (let at = lower.indexOf(part); at !== -1; at = lower.indexOf(part, at + part.length)) {
      found.push([at, at + part.length])
    }
    return found
  })
}
