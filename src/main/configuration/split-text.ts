import type { Kind } from '../../shared/catalog.ts'

/** A text with the starts of its lines. */
export interface Lines {
  text: string
  starts: readonly number[]
}

/** Whole lines of a text. */
export interface Stretch {
  start: number
  end: number
  /** 0-based number of the first line. */
  line: number
  /** 0-based number of the line after the last. */
  nextLine: number
}

export interface SectionStretch extends Stretch {
  /** Whether its first line is `key:`; anything else is a syntax error. */
  isKey: boolean
  /** The kind whose block list may follow below the key. */
  listOf: Kind | null
}

export interface ItemStretch extends Stretch {
  /** A line is indented too little to belong to the item, or to anything else. */
  astray: boolean
}

export interface SplitList {
  /** The lines of the key, with comments below it. */
  head: Stretch
  items: ItemStretch[]
  /** Columns before the dashes. */
  dash: number
}

const marker = /(?:---|\.\.\.)(?=\s|$)/y
const openingMarker = /---[ \t]*(?:#[^\n]*)?(?:\r?\n|$)/y
const quotedKey = /(?:"(?:[^"\\\n]|\\[^\n])*"|'(?:[^'\n]|'')*')[ \t]*:(?=\s|$)/y
const plainKey = /[^\s#"'&*!|>%@`?[\]{},-][^\n]*?:(?=\s|$)|-[^\s\n][^\n]*?:(?=\s|$)/y
const listKey =
  /(?:(workflows)|(pipelines)|["'](?:(workflows)|(pipelines))["'])[ \t]*:[ \t]*(?:#[^\n]*)?(?:\r?\n|$)/y
/** Before any key, begins a text that all lines may belong to. */
const indicator = /[&*!|>%@`?[\]{},"']/
/** What may be a key in a rare notation: `? key`, `&anchor key:`, `*alias :`, `!tag key:`, `[a]: b`. */
const rareKey = /\?|[&*!][^\s-]|[[{][^\n]*[\]}][ \t]*:(?=\s|$)/y

/**
 * Where the sections of the top level begin and end; null when the lines do not tell for sure. What
 * stands at the first column begins a section, unless it is a comment, a dash or nothing: texts of
 * several lines are indented there, or else are syntax errors.
 */
export function splitSections({ text, starts }: Lines): SectionStretch[] | null {
  if (/\r(?!\n)/.test(text)) return null
  const sections: SectionStretch[] = []
  let opened = false
  const first = text.startsWith('\uFEFF') ? 1 : 0
  for (let line = 0; line < starts.length; line += 1) {
    const start = line === 0 ? first : (starts[line] ?? 0)
    const character = text[start]
    if (character === undefined || ' \t\r\n#'.includes(character)) {
      // An indented line before the first key would set the column of all of them.
      if ((character === ' ' || character === '\t') && sections.length === 0) {
        if (!isBlankOrComment(text, start)) return null
      }
      continue
    }
    // A closing bracket may stand below the key of what it closes.
    if (character === '}' || character === ']') {
      if (sections.length === 0) return null
      continue
    }
    if (character === '-' && /[\s]|^$/.test(text[start + 1] ?? '')) {
      if (sections.length === 0) return null
      continue
    }
    if (matches(marker, text, start)) {
      if (opened || sections.length > 0 || !matches(openingMarker, text, start)) return null
      opened = true
      continue
    }
    const isKey = matches(quotedKey, text, start) || matches(plainKey, text, start)
    if (!isKey && matches(rareKey, text, start)) return null
    if (!isKey && sections.length === 0 && indicator.test(character)) return null
    const before = sections.at(-1)
    if (before) {
      before.end = start
      before.nextLine = line
    }
    const list = isKey ? execAt(listKey, text, start) : null
    sections.push({
      start,
      end: text.length,
      line,
      nextLine: starts.length,
      isKey,
      listOf: list ? ((list[1] ?? list[3]) !== undefined ? 'workflow' : 'pipeline') : null,
    })
  }
  // Without any key it may be a text or a number.
  return sections.some(({ isKey }) => isKey) ? sections : null
}

/** The items of a block list below a key; null when the section holds anything else. */
export function splitItems({ text, starts }: Lines, section: Stretch): SplitList | null {
  const items: ItemStretch[] = []
  let dash = -1
  let current: ItemStretch | null = null
  for (let line = section.line + 1; line < section.nextLine; line += 1) {
    const start = starts[line] ?? 0
    let at = start
    while (text[at] === ' ') at += 1
    const indent = at - start
    if (isBlankOrComment(text, at)) continue
    const next = text[at + 1]
    const isDash =
      text[at] === '-' && (next === undefined || ' \t\r\n'.includes(next)) && text[at] !== '\t'
    if (dash === -1) {
      if (!isDash) return null
      dash = indent
    }
    if (isDash && indent === dash) {
      if (current) {
        current.end = start
        current.nextLine = line
      }
      current = {
        start,
        end: section.end,
        line,
        nextLine: section.nextLine,
        astray: false,
      }
      items.push(current)
    } else if (current && indent <= dash && text[at] !== '}' && text[at] !== ']') {
      current.astray = true
    }
  }
  const [first] = items
  if (!first) return null
  const head = { start: section.start, end: first.start, line: section.line, nextLine: first.line }
  return { head, items, dash }
}

/** Whether nothing but blanks, or a comment, is left of a line. */
function isBlankOrComment(text: string, start: number): boolean {
  let at = start
  while (text[at] === ' ' || text[at] === '\t') at += 1
  const character = text[at]
  return character === undefined || character === '\n' || character === '\r' || character === '#'
}

function matches(pattern: RegExp, text: string, at: number): boolean {
  return execAt(pattern, text, at) !== null
}

function execAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}
