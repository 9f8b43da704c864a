import type { CatalogItem } from '../../shared/catalog.ts'
import { fold, words } from './fold.ts'
import type { Folded } from './fold.ts'
import { JoinedText } from './joined-text.ts'
import { at } from './numbers.ts'
import type { Steps } from './steps.ts'
import { fit, Vocabulary } from './vocabulary.ts'

/** What a user typed, taken apart. */
export interface SearchText {
  /** As typed, without surrounding blanks. */
  literal: string
  /** Folded: what a name begins with or contains when it matches as a phrase. */
  phrase: string
  /** The words, each of which must be found. */
  terms: string[]
}

/**
 * What a search found. `tiers[item]` is 0 for no match and otherwise the rank of the kind of match:
 * 1 is the best, see `tier`.
 */
export interface SearchResult {
  tiers: Uint8Array
  matches: number
  /** For each term, the words that count as meant though typed differently. */
  similar: ReadonlyMap<string, ReadonlySet<string>>
}

/** Kinds of match, best first. */
export const tier = {
  /** The whole name or id. */
  exact: 1,
  /** The name begins with the text. */
  prefix: 2,
  /** The words stand together in the name, in this order. */
  phrase: 3,
  /** Every word typed is a whole word of the name. */
  words: 4,
  /** Every word typed begins a word of the name. */
  wordStarts: 5,
  /** Within words of the name. */
  inner: 6,
  /** The id begins with the text, or contains a good part of it. */
  id: 7,
  /** Some words are found only in creator or tags. */
  elsewhere: 8,
  /** Some word is found only by allowing a typo. */
  fuzzy: 9,
} as const

const tierCount = 9
/** With more matches than this as typed, nobody misses those with a typo. */
const fuzzyBelow = 100
/** More words than this do not narrow a search any further. */
const mostTerms = 24
/** What may be a piece of an id. */
export const idFragment = /^[0-9a-f-]{3,}$/
/** Ids are unlike each other from the first digits; in the middle, short pieces repeat by chance. */
export const shortestInnerId = 6

export function parseSearchText(text: string): SearchText {
  const folded = fold(text)
  return {
    literal: text.trim(),
    phrase: folded.text,
    terms: [...new Set(words(folded))].slice(0, mostTerms),
  }
}

/** Finds items by name, id, creator and tags. Built once for a list of items, which must not change. */
export class SearchIndex {
  readonly #items: readonly CatalogItem[]
  readonly #words: Vocabulary
  readonly #elsewhere: Vocabulary
  readonly #letters = new Map<string, SearchResult>()
  /** Folded. */
  readonly names: JoinedText
  /** In lower case, else as they are. */
  readonly wholeNames: JoinedText
  /** In lower case. */
  readonly ids: JoinedText

  private constructor(
    items: readonly CatalogItem[],
    words: Vocabulary,
    elsewhere: Vocabulary,
    foldedNames: readonly string[],
  ) {
    this.#items = items
    this.#words = words
    this.#elsewhere = elsewhere
    this.names = new JoinedText(foldedNames)
    this.wholeNames = new JoinedText(items.map(({ name }) => oneLine(name.toLowerCase())))
    this.ids = new JoinedText(items.map(({ id }) => id.toLowerCase()))
  }

  static *building(items: readonly CatalogItem[]): Steps<SearchIndex> {
    const foldedNames: string[] = []
    const names = yield* Vocabulary.building(items.length, (index) => {
      const name = fold(items[index]?.name ?? '')
      foldedNames.push(name.text)
      return [name]
    })
    const repeated = new Map<string, Folded>()
    const elsewhere = yield* Vocabulary.building(items.length, (index) => {
      const item = items[index]
      const texts = item ? [...(item.creator === null ? [] : [item.creator]), ...item.tags] : []
      return texts.map((text) => {
        let known = repeated.get(text)
        if (!known) {
          known = fold(text)
          repeated.set(text, known)
        }
        return known
      })
    })
    return new SearchIndex(items, names, elsewhere, foldedNames)
  }

  /**
   * Most searches begin with one letter or digit, which matches the most and takes the longest: those
   * answers are kept.
   */
  *preparing(): Steps<void> {
    for (const letter of 'abcdefghijklmnopqrstuvwxyz0123456789') {
      this.search(parseSearchText(letter))
      yield
    }
  }

  search(text: SearchText): SearchResult {
    if (text.terms.length === 0) return this.#literal(text.literal)
    const kept = this.#letters.get(text.literal)
    if (kept) return kept
    const asTyped = this.#rank(text, false)
    const result = asTyped.matches >= fuzzyBelow ? asTyped : this.#rank(text, true)
    if (/^[a-z0-9]$/.test(text.literal)) this.#letters.set(text.literal, result)
    return result
  }

  /** Nothing but separators, for example `__`: as typed, in the name. */
  #literal(literal: string): SearchResult {
    const tiers = new Uint8Array(this.#items.length)
    let matches = 0
    for (const [index, item] of this.#items.entries()) {
      if (!item.name.includes(literal)) continue
      tiers[index] = item.name === literal ? tier.exact : tier.inner
      matches++
    }
    return { tiers, matches, similar: new Map() }
  }

  #rank(text: SearchText, tolerant: boolean): SearchResult {
    const count = this.#items.length
    const tiers = new Uint8Array(count)
    const similar = new Map<string, ReadonlySet<string>>()
    for (const [position, term] of text.terms.entries()) {
      const inName = new Uint8Array(count)
      this.#words.mark(term, inName)
      const elsewhere = new Uint8Array(count)
      this.#elsewhere.mark(term, elsewhere)
      if (tolerant) {
        const inNames = this.#words.markSimilar(term, inName)
        similar.set(term, new Set([...inNames, ...this.#elsewhere.markSimilar(term, elsewhere)]))
      }
      for (let item = 0; item < count; item++) {
        if (position > 0 && tiers[item] === 0) continue
        const reached = at(termTiers, at(inName, item) * fitCount + at(elsewhere, item))
        // The weakest word decides; a word that is nowhere rules the item out.
        if (position === 0 || reached === 0 || reached > at(tiers, item)) tiers[item] = reached
      }
    }
    if (text.terms.length > 1) this.#raisePhrases(text.phrase, tiers)
    this.#raisePrefixes(text.phrase, tiers)
    this.#raiseIds(text.literal.toLowerCase(), tiers)
    let matches = 0
    for (const value of tiers) if (value > 0) matches++
    return { tiers, matches, similar }
  }

  #raisePhrases(phrase: string, tiers: Uint8Array): void {
    this.names.eachWithWords(phrase, (item) => {
      raise(tiers, item, tier.phrase)
    })
  }

  #raisePrefixes(phrase: string, tiers: Uint8Array): void {
    for (let item = 0; item < tiers.length; item++) {
      const reached = at(tiers, item)
      if (reached === 0 || reached > tier.wordStarts) continue
      if (!this.names.startsWith(item, phrase)) continue
      tiers[item] = this.names.length(item) === phrase.length ? tier.exact : tier.prefix
    }
  }

  #raiseIds(literal: string, tiers: Uint8Array): void {
    if (!idFragment.test(literal)) return
    const raiseOne = (item: number): void => {
      const isWhole = this.ids.length(item) === literal.length
      raise(tiers, item, isWhole ? tier.exact : tier.id)
    }
    if (literal.length >= shortestInnerId) this.ids.eachWith(literal, raiseOne)
    else this.ids.eachStarting(literal, raiseOne)
  }
}

/**
 * The items that have a tier and that `keep` lets through (all when it is null), best tier first and
 * in their own order within a tier.
 */
export function byRelevance(
  tiers: Uint8Array,
  keep: ((item: number) => boolean) | null,
): Uint32Array {
  const kept = keep === null ? tiers : tiers.map((reached, item) => (keep(item) ? reached : 0))
  // Where the items of each tier begin: a counting sort, because there may be very many.
  const next = new Uint32Array(tierCount + 2)
  for (let item = 0; item < kept.length; item++) {
    const reached = at(kept, item)
    if (reached > 0) next[reached + 1] = at(next, reached + 1) + 1
  }
  for (let each = 1; each < next.length; each++) next[each] = at(next, each) + at(next, each - 1)
  const order = new Uint32Array(at(next, tierCount + 1))
  for (let item = 0; item < kept.length; item++) {
    const reached = at(kept, item)
    if (reached === 0) continue
    const place = at(next, reached)
    order[place] = item
    next[reached] = place + 1
  }
  return order
}

/** A joined text cannot hold line feeds. */
export function oneLine(text: string): string {
  return text.includes('\n') ? text.replaceAll('\n', ' ') : text
}

function raise(tiers: Uint8Array, item: number, to: number): void {
  if (tiers[item] === 0 || at(tiers, item) > to) tiers[item] = to
}

const fitCount = fit.word + 1
/** The tier of a term for each fit in the name and each fit elsewhere: read for every item. */
const termTiers = Uint8Array.from({ length: fitCount * fitCount }, (_, both) =>
  termTier(Math.floor(both / fitCount), both % fitCount),
)

function termTier(inName: number, elsewhere: number): number {
  if (inName === fit.word) return tier.words
  if (inName === fit.wordStart) return tier.wordStarts
  if (inName === fit.inner) return tier.inner
  if (elsewhere > fit.fuzzy) return tier.elsewhere
  return inName === fit.fuzzy || elsewhere === fit.fuzzy ? tier.fuzzy : 0
}
