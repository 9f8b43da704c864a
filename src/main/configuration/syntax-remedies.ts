import { lineStart, nextLine } from './document.ts'
import type { SyntaxIssue } from './document.ts'
import type { Remedy } from './finding.ts'
import { remedy } from './remedies.ts'
import { writeText } from './scalar.ts'
import type { Splice } from './splice.ts'

/** Errors that a value with special characters gives when it is not in quotes. */
const unquoted = ['BLOCK_AS_IMPLICIT_KEY', 'UNEXPECTED_TOKEN', 'BAD_SCALAR_START', 'MISSING_CHAR']

/** What one click can do about a syntax error. */
export function syntaxRemedies(text: string, issue: SyntaxIssue): Remedy[] {
  const start = lineStart(text, issue.from)
  const line = text.slice(start, nextLine(text, issue.from)).replace(/\r?\n$/, '')
  const tabs = line.startsWith('\t') ? tabSplices(text) : []
  if (tabs.length > 0) {
    return [remedy('tabs', 'Replace tabs by spaces', [{ type: 'replace', splices: tabs }])]
  }
  const quoted = unquoted.includes(issue.code) ? quoteSplice(line, start) : null
  return quoted
    ? [remedy('quote', 'Put the value in quotes', [{ type: 'replace', splices: [quoted] }])]
    : []
}

/** Two spaces for every tab at the beginning of a line; no text of several lines begins with one. */
function tabSplices(text: string): Splice[] {
  return [...text.matchAll(/^\t[\t ]*/gm)].map(({ index, 0: blanks }) => ({
    start: index,
    end: index + blanks.length,
    text: blanks.replaceAll('\t', '  '),
  }))
}

/** `key: value` with a value that is neither quoted nor in brackets. */
function quoteSplice(line: string, start: number): Splice | null {
  const match = /^(\s*(?:- +)?[\w.-]+: +)([^\s"'[{|>#].*?)(?=\s+#|\s*$)/.exec(line)
  const [, lead, value] = match ?? []
  if (lead === undefined || value === undefined) return null
  const from = start + lead.length
  return { start: from, end: from + value.length, text: writeText(value, 'double') }
}
