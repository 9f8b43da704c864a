import { visit } from 'yaml'
import type { Document } from 'yaml'

/** A syntax error as the library tells it. */
export interface UnclosedQuote {
  code: 'MISSING_CHAR'
  message: string
  pos: [from: number, to: number]
}

/** At the end of a line: only there the library can be wrong. */
const escapedQuote = /(?:''|\\")\r?$/m

/**
 * Quoted texts whose closing quote is missing although the library found no fault: it ends them where a
 * line is indented less and at the end of the text, and there takes an escaped quote for the closing one
 * (`name: 'it''`). Other YAML readers refuse them, the one of the export job among them.
 */
export function unclosedQuotes(text: string, document: Document.Parsed): UnclosedQuote[] {
  if (!escapedQuote.test(text)) return []
  const found: UnclosedQuote[] = []
  visit(document, {
    Scalar: (_key, { type, range }) => {
      if (!range || (type !== 'QUOTE_SINGLE' && type !== 'QUOTE_DOUBLE')) return
      const [from, to] = range
      const quote = type === 'QUOTE_SINGLE' ? "'" : '"'
      if (isClosed(text.slice(from + 1, to), quote)) return
      found.push({
        code: 'MISSING_CHAR',
        message: `Missing closing ${quote}quote`,
        pos: [to, to + 1],
      })
    },
  })
  return found
}

/** Whether what follows an opening quote ends with a closing one, not with an escaped one. */
function isClosed(rest: string, quote: "'" | '"'): boolean {
  if (!rest.endsWith(quote)) return false
  const escape = quote === "'" ? "'" : '\\'
  let escapes = 0
  while (rest[rest.length - 2 - escapes] === escape) escapes += 1
  return escapes % 2 === 0
}
