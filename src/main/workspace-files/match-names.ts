import uFuzzy from '@leeoniya/ufuzzy'

export interface NameMatch {
  /** Which of the names. */
  index: number
  /** Where it matches, as pairs of offsets in the name. */
  ranges: [from: number, to: number][]
}

/** More names than this are found in the order they come in. */
const mostRanked = 20_000
/** So many words are found in any order; more must come as they were typed. */
const mostTerms = 4

// One typo a word, and words in any order. The rest tells uFuzzy about letters beyond ASCII.
const fuzzy = new uFuzzy({
  unicode: true,
  interSplit: '[^\\p{L}\\d]+',
  intraSplit: '\\p{Ll}\\p{Lu}',
  intraBound: '\\p{L}\\d|\\d\\p{L}|\\p{Ll}\\p{Lu}',
  intraChars: '[\\p{L}\\d]',
  intraContr: "'\\p{L}{1,2}\\b",
  intraMode: 1,
})

/** The names that a typed text fits, best first. An empty text fits none. */
export function matchNames(names: readonly string[], text: string): NameMatch[] {
  const typed = text.trim()
  if (typed === '') return []
  // Signs and emoji, which are no words to uFuzzy.
  if (!/[\p{L}\d]/u.test(typed)) return containing(names, typed)
  const [found, info, order] = fuzzy.search(names.map(plain), plain(typed), mostTerms, mostRanked)
  if (!found) return []
  if (!info || !order) return found.map((index) => ({ index, ranges: [] }))
  const matches = order.map((at) => ({
    index: info.idx[at] ?? 0,
    ranges: pairs(info.ranges[at] ?? []),
  }))
  return shortestFirst(matches, names, typed.toLowerCase())
}

/** Of names that begin as typed, the one with the least besides is meant most likely. */
function shortestFirst(
  matches: readonly NameMatch[],
  names: readonly string[],
  typed: string,
): NameMatch[] {
  const rest = ({ index }: NameMatch) => {
    const name = names[index] ?? ''
    return name.toLowerCase().startsWith(typed) ? name.length : Infinity
  }
  const ranked = matches.map((match) => ({ match, rest: rest(match) }))
  // Infinity less Infinity is no number: the order of uFuzzy stays.
  return ranked.sort((one, other) => one.rest - other.rest || 0).map(({ match }) => match)
}

function containing(names: readonly string[], typed: string): NameMatch[] {
  return names.flatMap((name, index): NameMatch[] => {
    const from = name.indexOf(typed)
    return from === -1 ? [] : [{ index, ranges: [[from, from + typed.length]] }]
  })
}

/** Without accents, as long as that keeps every letter in its place. */
function plain(name: string): string {
  const latin = uFuzzy.latinize(name)
  return latin.length === name.length ? latin : name
}

function pairs(flat: readonly number[]): NameMatch['ranges'] {
  const ranges: NameMatch['ranges'] = []
  for (let at = 0; at + 1 < flat.length; at += 2) ranges.push([flat[at] ?? 0, flat[at + 1] ?? 0])
  return ranges
}
