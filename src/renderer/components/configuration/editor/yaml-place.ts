import type { Line, Text } from '@codemirror/state'

/**
 * Where in a document a place is, read from indentation alone: so it works in half-written YAML, where
 * a parser would give up, and costs nothing in a long file.
 */
export interface YamlPlace {
  /** Keys from the top down to the mapping or list that the place is in. */
  path: readonly string[]
  /**
   * `key`: a key is written, or could be. `value`: behind a key's colon. `entry`: where an entry of
   * the list at `path` begins.
   */
  at: 'key' | 'value' | 'entry'
  /** The key whose value is written; else null. */
  key: string | null
  /** What is written from its start up to the place, and where in the text that is. */
  typed: string
  from: number
  /** The other keys of the same mapping, with their lines (1-based). */
  siblings: ReadonlyMap<string, number>
  /** Column of the keys of the mapping. */
  column: number
}

interface ReadLine {
  number: number
  /** Columns of the dashes that the line begins with. */
  dashes: readonly number[]
  /** Column of the first thing that is no dash; the line's length when there is none. */
  column: number
  /** The key, when there is one, without quotes. */
  key: string | null
  /** Whether nothing follows the key's colon on the line. */
  open: boolean
}

const keyPattern =
  /^("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s#"'{}[\],&*!|>%@`-][^#]*?|-[^\s#][^#]*?)\s*:(?=\s|$)/
/** A list may be long; nobody writes a mapping that is longer. */
const mostSiblingLines = 400

function readLine(text: string, number: number): ReadLine | null {
  const start = text.search(/\S/)
  if (start === -1 || text[start] === '#') return null
  const dashes: number[] = []
  let column = start
  while (
    text[column] === '-' &&
    (column + 1 === text.length || /\s/.test(text[column + 1] ?? ''))
  ) {
    dashes.push(column)
    const next = text.slice(column + 1).search(/\S/)
    column = next === -1 ? text.length : column + 1 + next
  }
  const rest = text.slice(column)
  const match = keyPattern.exec(rest)
  const after = match ? rest.slice(match[0].length).trim() : ''
  const open = match !== null && (after === '' || /^(#|[&!][^\s]+$|[|>][+-]?\d?$)/.test(after))
  return { number, dashes, column, key: match ? unquoted(match[1] ?? '') : null, open }
}

export function unquoted(text: string): string {
  if (text.length > 1 && text.startsWith('"') && text.endsWith('"')) return text.slice(1, -1)
  if (text.length > 1 && text.startsWith("'") && text.endsWith("'")) return text.slice(1, -1)
  return text
}

/** Lines above another, nearest first. */
function* linesAbove(doc: Text, number: number): Generator<ReadLine> {
  if (number <= 1) return
  const lines = doc.iterRange(doc.line(number - 1).to, 0)
  let current = number - 1
  let text = ''
  for (const chunk of lines) {
    if (lines.lineBreak) {
      const read = readLine(text, current)
      if (read) yield read
      current -= 1
      text = ''
    } else text = chunk + text
  }
  const first = readLine(text, current)
  if (first) yield first
}

interface Above {
  path: string[]
  siblings: Map<string, number>
  /** Entries of a list stand in the column that was asked about. */
  inList: boolean
}

/** What a mapping with its keys in a column (or a list with its dashes there) is in. */
function lookAbove(doc: Text, number: number, column: number, startsInList: boolean): Above {
  const path: string[] = []
  const siblings = new Map<string, number>()
  let inList = false
  let [level, list] = [column, startsInList]
  let own = !startsInList
  for (const line of linesAbove(doc, number)) {
    const inner = line.dashes.at(-1)
    const outer = line.dashes[0]
    if (list) {
      if (line.dashes.includes(level)) continue
      const isParent =
        line.column <= level && line.key !== null && (line.column < level || line.open)
      if (!isParent) {
        if ((outer ?? line.column) < level && line.key === null) break
        continue
      }
      path.unshift(line.key ?? '')
      list = inner !== undefined
      level = inner ?? line.column
      own = false
    } else if (line.dashes.includes(level)) {
      // An entry stands where a key was looked for: the place is in its list.
      if (!own) break
      list = true
      inList = true
      own = false
    } else if (line.column === level && line.key !== null) {
      if (own && !siblings.has(line.key)) siblings.set(line.key, line.number)
      if (inner === undefined) continue
      list = true
      level = inner
      own = false
    } else if (line.column < level) {
      if (line.key === null) break
      path.unshift(line.key)
      list = inner !== undefined
      level = inner ?? line.column
      own = false
    } else if (outer !== undefined && outer < level) break
    if (level === 0 && !list && !own) break
  }
  return { path, siblings, inList }
}

function lookBelow(doc: Text, number: number, column: number, siblings: Map<string, number>): void {
  const last = Math.min(doc.lines, number + mostSiblingLines)
  for (let next = number + 1; next <= last; next += 1) {
    const line = readLine(doc.line(next).text, next)
    if (!line) continue
    const start = line.dashes[0] ?? line.column
    if (start < column || (start === column && line.dashes.length > 0)) return
    if (line.column === column && line.key !== null && !siblings.has(line.key)) {
      siblings.set(line.key, next)
    }
  }
}

/** Null within a comment, and where nothing can be said. */
export function yamlPlace(doc: Text, at: number): YamlPlace | null {
  const line = doc.lineAt(at)
  const before = line.text.slice(0, at - line.from)
  if (isComment(before)) return null
  const read = readLine(before, line.number)
  const column = read?.column ?? before.length
  const typed = before.slice(column)
  const match = keyPattern.exec(typed)
  const dash = read?.dashes.at(-1)
  const isEntry = dash !== undefined
  if (match && /\s/.test(typed[match[0].length] ?? '')) {
    const value = typed.slice(match[0].length).trimStart()
    const { path, siblings } = surroundings(doc, line, isEntry ? dash : column, column, isEntry)
    const key = unquoted(match[1] ?? '')
    siblings.delete(key)
    return { path, at: 'value', key, typed: value, from: at - value.length, siblings, column }
  }
  if (match) return null
  const { path, siblings, inList } = surroundings(
    doc,
    line,
    isEntry ? dash : column,
    column,
    isEntry,
  )
  const place = { path, key: null, typed, from: at - typed.length, siblings, column }
  return { ...place, at: inList ? 'entry' : 'key' }
}

function surroundings(
  doc: Text,
  line: Line,
  level: number,
  column: number,
  isEntry: boolean,
): Above {
  const above = lookAbove(doc, line.number, level, isEntry)
  if (isEntry) above.siblings.clear()
  if (!above.inList) lookBelow(doc, line.number, column, above.siblings)
  return above
}

function isComment(before: string): boolean {
  let quote = ''
  for (const [index, letter] of [...before].entries()) {
    if (quote !== '') {
      if (letter === quote) quote = ''
    } else if (letter === '#' && (index === 0 || /\s/.test(before[index - 1] ?? ''))) return true
    else if (/["']/.test(letter) && /[\s:[{,-]/.test(before[index - 1] ?? ' ')) quote = letter
  }
  return false
}

/** Where the value of a key's line is, without a comment behind it. */
export function valueRange(line: Line): { from: number; to: number } | null {
  const read = readLine(line.text, line.number)
  if (!read || read.key === null) return null
  const match = keyPattern.exec(line.text.slice(read.column))
  if (!match) return null
  const behind = read.column + match[0].length
  const text = line.text.slice(behind)
  const start = text.search(/\S/)
  if (start === -1) return { from: line.to, to: line.to }
  if (text[start] === '#') return { from: line.from + behind, to: line.from + behind }
  const value = /^\s*("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|.*?(?=\s+#|\s*$))/.exec(text)?.[1] ?? ''
  return { from: line.from + behind + start, to: line.from + behind + start + value.length }
}

/** The key of the line at a place, and where the mapping that it belongs to is. */
export function keyAt(
  doc: Text,
  at: number,
): { path: readonly string[]; key: string; from: number; to: number } | null {
  const line = doc.lineAt(at)
  const read = readLine(line.text, line.number)
  if (!read || read.key === null) return null
  const match = keyPattern.exec(line.text.slice(read.column))
  const from = line.from + read.column
  const to = from + (match?.[1]?.length ?? 0)
  const dash = read.dashes.at(-1)
  const { path } = lookAbove(doc, line.number, dash ?? read.column, dash !== undefined)
  return { path, key: read.key, from, to }
}
