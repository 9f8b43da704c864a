/**
 * Text made comparable for searching: lower case, without accents, with every run of separators as
 * one space, and with the places where words begin. "Ünit_salesReport2024" reads
 * "unit salesreport2024" with words at "unit", "sales", "report" and "2024". Symbols such as emoji
 * stand alone. The origins lead from a place in the folded text back to the name a user sees.
 */
export interface Folded {
  text: string
  /** Ascending offsets in `text` where a word begins. */
  wordStarts: number[]
  /** For each UTF-16 unit of `text`: where the character it came from begins in the original … */
  starts: number[]
  /** … and where that character with its combining marks ends. */
  ends: number[]
}

type Shape = 'separator' | 'mark' | 'lower' | 'upper' | 'digit' | 'symbol'
interface Character {
  shape: Shape
  folded: string
}

/** Letters that have no canonical decomposition but that people type without the decoration. */
const undecomposed: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
  ς: 'σ',
}

const known = new Map<string, Character>()

function character(text: string): Character {
  let result = known.get(text)
  if (!result) {
    result = classify(text)
    known.set(text, result)
  }
  return result
}

function classify(text: string): Character {
  if (/\p{M}/u.test(text)) return { shape: 'mark', folded: '' }
  if (/[\p{P}\p{Z}\p{C}]/u.test(text)) return { shape: 'separator', folded: '' }
  if (/\p{S}/u.test(text)) return { shape: 'symbol', folded: text }
  const lower = text.normalize('NFKD').toLowerCase()
  const folded = Array.from(lower, (part) => undecomposed[part] ?? part)
    .join('')
    .replace(/[^\p{L}\p{N}]/gu, '')
  if (folded === '') return { shape: 'mark', folded }
  if (/\p{N}/u.test(text)) return { shape: 'digit', folded }
  return { shape: /\p{Lu}/u.test(text) ? 'upper' : 'lower', folded }
}

/** Folds a text; see `Folded`. */
export function fold(original: string): Folded {
  let text = ''
  const wordStarts: number[] = []
  const starts: number[] = []
  const ends: number[] = []
  let previous: Shape = 'separator'
  let beforePrevious: Shape = 'separator'
  let lastStart = 0
  let offset = 0
  for (const point of original) {
    const from = offset
    offset += point.length
    const { shape, folded } = character(point)
    if (shape === 'mark') {
      for (let unit = lastStart; unit < ends.length; unit++) ends[unit] = offset
      continue
    }
    if (shape !== 'separator') {
      if (previous === 'separator' || shape === 'symbol' || previous === 'symbol') {
        if (text !== '') {
          text += ' '
          starts.push(from)
          ends.push(from)
        }
        wordStarts.push(text.length)
      } else if ((shape === 'digit') !== (previous === 'digit')) {
        wordStarts.push(text.length)
      } else if (shape === 'upper' && previous === 'lower') {
        wordStarts.push(text.length)
      } else if (shape === 'lower' && previous === 'upper' && beforePrevious === 'upper') {
        // "ETLJob": the J begins the word that its lower-case neighbour belongs to.
        if (wordStarts.at(-1) !== lastStart) wordStarts.push(lastStart)
      }
      lastStart = text.length
      text += folded
      while (starts.length < text.length) {
        starts.push(from)
        ends.push(offset)
      }
    }
    beforePrevious = previous
    previous = shape
  }
  return { text, wordStarts, starts, ends }
}

/** The words of a folded text, in order. */
export function words({ text, wordStarts }: Folded): string[] {
  return wordStarts.map((start, index) => text.slice(start, wordStarts[index + 1]).trimEnd())
}
