import uFuzzy from '@leeoniya/ufuzzy'
import type { Folded } from './fold.ts'
import { words } from './fold.ts'
import { at } from './numbers.ts'
import type { Steps } from './steps.ts'

/** How well a word of an item fits a search term; greater is better, 0 is not at all. */
export const fit = { none: 0, fuzzy: 1, inner: 2, wordStart: 3, word: 4 } as const
export type Fit = (typeof fit)[keyof typeof fit]

/** Typed letters only, long enough that one wrong letter leaves something to recognise. */
const fuzzyTerm = /^\p{L}{4,}$/u
const separator = '\n'
const itemsPerStep = 512
const piecesPerStep = 2048

// One error per term (a wrong, missing, extra or swapped letter, not the first), from the start of a
// word. The leading underscore of the word list is what uFuzzy takes for a word boundary; its `\b`
// knows only ASCII.
const fuzzy = new uFuzzy({
  unicode: true,
  interSplit: '[^\\p{L}\\d]+',
  intraSplit: '\\p{Ll}\\p{Lu}',
  intraBound: '\\p{L}\\d|\\d\\p{L}|\\p{Ll}\\p{Lu}',
  intraChars: '[\\p{L}\\d]',
  intraContr: "'\\p{L}{1,2}\\b",
  intraMode: 1,
  interLft: 2,
})

/**
 * The distinct pieces of text (between separators) of a field over all items, with the items each is
 * in. A search reads the pieces, which are far fewer than the items, and marks the items.
 */
export class Vocabulary {
  /** All pieces, each followed by a separator: one string, so that one `indexOf` scans them all. */
  readonly #pieces: string
  readonly #offsets: Uint32Array
  /** For each unit of `#pieces`: 1 where a word begins. */
  readonly #begins: Uint8Array
  /** Items of piece p: `#items[#itemOffsets[p]]` up to `#items[#itemOffsets[p + 1]]`. */
  readonly #items: Uint32Array
  readonly #itemOffsets: Uint32Array
  readonly #fuzzyWords: string[]
  readonly #piecesOfFuzzyWord: number[][]

  private constructor(parts: Parts) {
    this.#pieces = parts.pieces
    this.#offsets = parts.offsets
    this.#begins = parts.begins
    this.#items = parts.items
    this.#itemOffsets = parts.itemOffsets
    this.#fuzzyWords = parts.fuzzyWords
    this.#piecesOfFuzzyWord = parts.piecesOfFuzzyWord
  }

  /** `foldedOf` yields the folded texts of an item. */
  static *building(count: number, foldedOf: (item: number) => Iterable<Folded>): Steps<Vocabulary> {
    const pieceIds = new Map<string, number>()
    const pieces: string[] = []
    const begins: number[][] = []
    const occurrences: number[] = []
    const occurrenceOffsets = new Uint32Array(count + 1)
    for (let item = 0; item < count; item++) {
      const first = occurrences.length
      for (const folded of foldedOf(item)) {
        for (const piece of piecesOf(folded)) {
          let id = pieceIds.get(piece.key)
          if (id === undefined) {
            id = pieces.length
            pieceIds.set(piece.key, id)
            pieces.push(piece.text)
            begins.push(piece.begins)
          }
          if (occurrences.indexOf(id, first) === -1) occurrences.push(id)
        }
      }
      occurrenceOffsets[item + 1] = occurrences.length
      if (item % itemsPerStep === 0) yield
    }

    const text = pieces.length === 0 ? '' : pieces.join(separator) + separator
    const offsets = new Uint32Array(pieces.length + 1)
    const beginFlags = new Uint8Array(text.length)
    const piecesOfWord = new Map<string, number[]>()
    let offset = 0
    for (const [id, piece] of pieces.entries()) {
      const starts = begins[id] ?? []
      for (const start of starts) beginFlags[offset + start] = 1
      for (const word of words({ text: piece, wordStarts: starts, starts: [], ends: [] })) {
        if (!fuzzyTerm.test(word)) continue
        const list = piecesOfWord.get(word)
        if (list) list.push(id)
        else piecesOfWord.set(word, [id])
      }
      offset += piece.length + 1
      offsets[id + 1] = offset
      if (id % piecesPerStep === 0) yield
    }

    const itemOffsets = new Uint32Array(pieces.length + 1)
    for (const id of occurrences) itemOffsets[id + 1] = at(itemOffsets, id + 1) + 1
    for (let id = 0; id < pieces.length; id++)
      itemOffsets[id + 1] = at(itemOffsets, id + 1) + at(itemOffsets, id)
    const items = new Uint32Array(occurrences.length)
    const next = itemOffsets.slice()
    for (let item = 0; item < count; item++) {
      const end = at(occurrenceOffsets, item + 1)
      for (let index = at(occurrenceOffsets, item); index < end; index++) {
        const id = occurrences[index] as number
        const place = at(next, id)
        items[place] = item
        next[id] = place + 1
      }
    }
    return new Vocabulary({
      pieces: text,
      offsets,
      begins: beginFlags,
      items,
      itemOffsets,
      fuzzyWords: Array.from(piecesOfWord.keys(), (word) => `_${word}`),
      piecesOfFuzzyWord: [...piecesOfWord.values()],
    })
  }

  /** Raises `fits[item]` to how well the item contains the term as typed. */
  mark(term: string, fits: Uint8Array): void {
    let piece = 0
    let found = this.#pieces.indexOf(term)
    while (found !== -1) {
      piece = this.#pieceAt(found, piece)
      const end = at(this.#offsets, piece + 1) - 1
      let best: Fit = fit.none
      // All occurrences within this piece; the best one counts.
      while (found !== -1 && found < end) {
        const reached = this.#fitAt(found, found + term.length, end)
        if (reached > best) best = reached
        if (best === fit.word) break
        found = this.#pieces.indexOf(term, found + 1)
      }
      this.#raise(piece, best, fits)
      if (found !== -1 && found < end) found = this.#pieces.indexOf(term, end + 1)
    }
  }

  /**
   * Raises `fits[item]` to `fuzzy` where the item has a word that begins like the term but for one
   * letter. Answers those words.
   */
  markSimilar(term: string, fits: Uint8Array): ReadonlySet<string> {
    const found = new Set<string>()
    if (!fuzzyTerm.test(term)) return found
    for (const index of fuzzy.filter(this.#fuzzyWords, term) ?? []) {
      found.add((this.#fuzzyWords[index] ?? '').slice(1))
      for (const piece of this.#piecesOfFuzzyWord[index] ?? []) this.#raise(piece, fit.fuzzy, fits)
    }
    return found
  }

  #raise(piece: number, to: Fit, fits: Uint8Array): void {
    const end = at(this.#itemOffsets, piece + 1)
    for (let index = at(this.#itemOffsets, piece); index < end; index++) {
      const item = at(this.#items, index)
      if (at(fits, item) < to) fits[item] = to
    }
  }

  #fitAt(from: number, to: number, pieceEnd: number): Fit {
    if (this.#begins[from] !== 1) return fit.inner
    return to === pieceEnd || this.#begins[to] === 1 ? fit.word : fit.wordStart
  }

  /** The piece that holds an offset, at or after piece `from`. */
  #pieceAt(offset: number, from: number): number {
    let low = from
    let high = this.#offsets.length - 2
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if (at(this.#offsets, middle) <= offset) low = middle
      else high = middle - 1
    }
    return low
  }
}

interface Parts {
  pieces: string
  offsets: Uint32Array
  begins: Uint8Array
  items: Uint32Array
  itemOffsets: Uint32Array
  fuzzyWords: string[]
  piecesOfFuzzyWord: number[][]
}

interface Piece {
  text: string
  begins: number[]
  /** Tells apart pieces that read the same and have their words in other places. */
  key: string
}

function piecesOf({ text, wordStarts }: Folded): Piece[] {
  const result: Piece[] = []
  let start = 0
  let word = 0
  while (start < text.length) {
    const space = text.indexOf(' ', start)
    const end = space === -1 ? text.length : space
    const begins: number[] = []
    let key = text.slice(start, end)
    const piece = key
    for (
      let begin = wordStarts[word];
      begin !== undefined && begin < end;
      begin = wordStarts[word]
    ) {
      begins.push(begin - start)
      if (begin > start) key += `\0${begin - start}`
      word++
    }
    result.push({ text: piece, begins, key })
    start = end + 1
  }
  return result
}
