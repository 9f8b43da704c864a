/** Names of jobs and connections come from users, and go where the system draws the text. */

const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu
/** Emoji of several signs are joined by it, and several scripts need the two. */
const needed = new Set(['\u200c', '\u200d'])
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/**
 * A name for one line of native text: without line breaks and marks that turn the direction of what
 * follows, at most so many signs as a reader counts them, and set apart where it runs the other way.
 */
export function shownName(name: string, longest = 80): string {
  const line = name
    .replace(/\s+/gu, ' ')
    .replace(unprintable, (sign) => (needed.has(sign) ? sign : ''))
    .trim()
  const short = shortened(line, longest)
  return rightToLeft.test(short) ? `\u2068${short}\u2069` : short
}

/** A text of at most so many signs, the last of them an ellipsis when it was longer. */
export function shortened(text: string, longest: number): string {
  // A sign has at least one unit, and most texts are short.
  if (text.length <= longest) return text
  const signs: string[] = []
  for (const { segment } of graphemes.segment(text)) {
    if (signs.length === longest) return `${signs.slice(0, -1).join('').trimEnd()}…`
    signs.push(segment)
  }
  return text
}
