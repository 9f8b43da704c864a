import type { Highlight } from '../../shared/catalog.ts'
import { fold, words } from './fold.ts'
import { idFragment, shortestInnerId } from './search.ts'
import type { SearchText } from './search.ts'

/** Shorter terms stand in every other word: marked everywhere, they would mark nothing. */
const shortestMarkedEverywhere = 3

/**
 * The parts of a name that a search matched: half-open ranges of UTF-16 units, ascending, apart from
 * each other, never within a character or between a letter and its accent. A term of one or two
 * letters is marked where it begins a word, or else once. `similar` holds, for each term, the words
 * that count as meant.
 */
export function highlightsOf(
  name: string,
  search: SearchText,
  similar: ReadonlyMap<string, ReadonlySet<string>>,
): Highlight[] {
  if (search.terms.length === 0) return mergeHighlights(occurrences(name, search.literal))
  const folded = fold(name)
  const found: Highlight[] = []
  for (const term of search.terms) {
    const asTyped = telling(occurrences(folded.text, term), term)
    found.push(...(asTyped.length > 0 ? asTyped : similarWords(similar.get(term))))
  }
  return mergeHighlights(
    found.map(([from, to]) => [folded.starts[from] ?? 0, folded.ends[to - 1] ?? name.length]),
  )

  function telling(all: Highlight[], term: string): Highlight[] {
    if (all.length < 2 || term.length >= shortestMarkedEverywhere) return all
    const atStarts = all.filter(([from]) => folded.wordStarts.includes(from))
    return atStarts.length > 0 ? atStarts : all.slice(0, 1)
  }

  function similarWords(meant: ReadonlySet<string> | undefined): Highlight[] {
    if (!meant || meant.size === 0) return []
    return words(folded).flatMap((word, index): Highlight[] => {
      const start = folded.wordStarts[index]
      return start !== undefined && meant.has(word) ? [[start, start + word.length]] : []
    })
  }
}

/** Where a search that looks like an id stands in one. */
export function idHighlights(id: string, { literal }: SearchText): Highlight[] {
  const part = literal.toLowerCase()
  if (!idFragment.test(part)) return []
  if (part.length >= shortestInnerId) return occurrences(id.toLowerCase(), part)
  return id.toLowerCase().startsWith(part) ? [[0, part.length]] : []
}

function occurrences(text: string, part: string): Highlight[] {
  const found: Highlight[] = []
  if (part === '') return found
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + part.length)) {
    found.push([at, at + part.length])
  }
  return found
}

/** Ascending and apart from each other. */
export function mergeHighlights(ranges: Highlight[]): Highlight[] {
  const merged: Highlight[] = []
  for (const [from, to] of ranges.sort((a, b) => a[0] - b[0])) {
    const last = merged.at(-1)
    if (last && from <= last[1]) last[1] = Math.max(last[1], to)
    else merged.push([from, to])
  }
  return merged
}
