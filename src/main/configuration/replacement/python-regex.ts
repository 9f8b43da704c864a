import { invalid, untried } from './pattern-error.ts'
import { PatternReader } from './pattern-reader.ts'
import { anyOf, boundary, classes, literal } from './regex-parts.ts'
import type { ClassName } from './regex-parts.ts'

/** A pattern of Python's `re` in JavaScript's words. */
export interface PythonRegex {
  /** Group 1 is named `g1`, and so on. */
  source: string
  /** `v`, with `i` where case does not matter. */
  flags: string
  /** How many groups it captures. */
  groups: number
  /** Numbers of the named groups. */
  names: ReadonlyMap<string, number>
  /** Groups that Python remembers over the turns of a loop and JavaScript forgets. */
  unsteady: ReadonlySet<number>
}

/** What a part of a pattern is in JavaScript, and what has to be known of it around it. */
interface Part {
  source: string
  /** How many characters it matches; null when that varies. Python's look-behind needs to know. */
  width: number | null
  /** `^`, `$`, `\b` and the like cannot be repeated. */
  anchor: boolean
}

/** Flags in force at a place: `(?i)`, `(?m)`, `(?s)` and `(?a)`. */
interface Scope {
  ignoreCase: boolean
  multiline: boolean
  dotAll: boolean
  ascii: boolean
}

const plain: Scope = { ignoreCase: false, multiline: false, dotAll: false, ascii: false }
const flagOf: Readonly<Record<string, keyof Scope>> = {
  i: 'ignoreCase',
  m: 'multiline',
  s: 'dotAll',
  a: 'ascii',
}
const deepest = 100

/**
 * Translates a pattern sign by sign, as the two languages give the same sign different meanings:
 * `\Z`, `$` before a last line end, `\w` over all alphabets, `(?P<name>…)`, `{,3}`.
 *
 * @throws PatternError
 */
export function translatePattern(pattern: string): PythonRegex {
  const translator = new Translator(pattern)
  const translated = translator.translate()
  try {
    new RegExp(translated.source, translated.flags)
  } catch (error) {
    throw untried(`it cannot be carried out here (${String(error)})`)
  }
  return translated
}

class Translator {
  readonly #reader: PatternReader
  readonly #names = new Map<string, number>()
  readonly #open = new Set<number>()
  /** Groups that may take no part in a match. */
  readonly #optional = new Set<number>()
  readonly #unsteady = new Set<number>()
  readonly #referred = new Set<number>()
  #groups = 0

  constructor(pattern: string) {
    this.#reader = new PatternReader(pattern)
  }

  translate(): PythonRegex {
    const scope = this.#globalFlags()
    const whole = this.#alternatives(scope, 0)
    if (!this.#reader.atEnd) throw invalid('there is a “)” without its “(”')
    // A reference to a group without a match is empty in JavaScript and fails in Python.
    if ([...this.#referred].some((group) => this.#optional.has(group))) {
      throw untried('it refers to a group that may take no part in the match')
    }
    return {
      source: whole.source,
      flags: scope.ignoreCase ? 'iv' : 'v',
      groups: this.#groups,
      names: this.#names,
      unsteady: this.#unsteady,
    }
  }

  #globalFlags(): Scope {
    let scope = plain
    for (;;) {
      const flags = this.#reader.take(/\(\?([aiLmsux]+)\)/y)?.[1]
      if (flags === undefined) return scope
      scope = this.#withFlags(scope, flags, true)
    }
  }

  #withFlags(scope: Scope, letters: string, value: boolean): Scope {
    let changed = scope
    for (const letter of letters) {
      if (letter === 'x') throw untried('verbose patterns, (?x), cannot be tried here')
      if (letter === 'L') throw invalid('the flag L is for patterns of bytes only')
      const flag = flagOf[letter]
      if (flag) changed = { ...changed, [flag]: value }
      else changed = { ...changed, ascii: false }
    }
    return changed
  }

  #alternatives(scope: Scope, depth: number): Part {
    if (depth > deepest) throw untried('its groups are nested too deeply')
    const before = this.#groups
    const branches = [this.#sequence(scope, depth)]
    while (this.#reader.take(/\|/y)) branches.push(this.#sequence(scope, depth))
    const [first] = branches
    if (branches.length === 1 && first) return first
    for (let group = before + 1; group <= this.#groups; group += 1) this.#optional.add(group)
    const same = branches.every(({ width }) => width === first?.width)
    return {
      source: branches.map(({ source }) => source).join('|'),
      width: same ? (first?.width ?? null) : null,
      anchor: false,
    }
  }

  #sequence(scope: Scope, depth: number): Part {
    const parts: string[] = []
    let width: number | null = 0
    this.#reader.skipComments()
    while (!this.#reader.atEnd && !this.#reader.sees('|') && !this.#reader.sees(')')) {
      const before = this.#groups
      const part = this.#repeated(this.#atom(scope, depth), before)
      parts.push(part.source)
      width = width === null || part.width === null ? null : width + part.width
    }
    return { source: parts.join(''), width, anchor: false }
  }

  /** The quantifier behind a part, when there is one. */
  #repeated(part: Part, groupsBefore: number): Part {
    this.#reader.skipComments()
    const found = this.#reader.quantifier()
    if (!found) return part
    if (part.anchor || part.source === '')
      throw invalid(`there is nothing to repeat for “${found.text}”`)
    if (found.minimum > found.maximum)
      throw invalid(`in “${found.text}” the first number is greater`)
    if (this.#reader.take(/\+/y))
      throw untried('possessive repetition (such as *+) cannot be tried here')
    const lazy = this.#reader.take(/\?/y) ? '?' : ''
    if (this.#reader.quantifier()) throw invalid('one repetition follows another')
    for (let group = groupsBefore + 1; group <= this.#groups; group += 1) {
      if (found.maximum > 1 && this.#optional.has(group)) this.#unsteady.add(group)
      if (found.minimum === 0) this.#optional.add(group)
    }
    const times = found.maximum === Infinity ? '' : String(found.maximum)
    this.#reader.skipComments()
    return {
      source: `(?:${part.source}){${String(found.minimum)},${times}}${lazy}`,
      width:
        part.width !== null && found.minimum === found.maximum ? part.width * found.minimum : null,
      anchor: false,
    }
  }

  #atom(scope: Scope, depth: number): Part {
    const loose = this.#reader.quantifier()
    if (loose) throw invalid(`there is nothing to repeat for “${loose.text}”`)
    const sign = this.#reader.next()
    if (sign === '(') return this.#group(scope, depth + 1)
    if (sign === '[') return one(this.#set(scope))
    if (sign === '\\') return this.#escape(scope)
    if (sign === '.') return one(scope.dotAll ? '[\\s\\S]' : '[^\\n]')
    if (sign === '^') return anchor(scope.multiline ? '(?<![^\\n])' : '(?<![\\s\\S])')
    if (sign === '$') return anchor(scope.multiline ? '(?![^\\n])' : '(?=\\n?(?![\\s\\S]))')
    return one(literal(sign))
  }

  #group(scope: Scope, depth: number): Part {
    const reader = this.#reader
    if (!reader.take(/\?/y)) return this.#capture(null, scope, depth)
    const named = reader.take(/P<([^>)]*)>/y)?.[1]
    if (named !== undefined) return this.#capture(named, scope, depth)
    const referred = reader.take(/P=([^)]*)\)/y)?.[1]
    if (referred !== undefined) {
      const group = this.#names.get(referred)
      if (group === undefined) throw invalid(`there is no group “${referred}” before it`)
      return this.#reference(group)
    }
    if (reader.sees('#')) throw invalid('a comment, (?#…), is not closed')
    if (reader.take(/:/y)) return this.#wrapped('(?:', scope, depth)
    const look = reader.take(/[=!]/y)?.[0]
    if (look !== undefined) return { ...this.#wrapped(`(?${look}`, scope, depth), width: 0 }
    const behind = reader.take(/<[=!]/y)?.[0]
    if (behind !== undefined) {
      const part = this.#wrapped(`(?${behind}`, scope, depth)
      if (part.width === null) throw invalid('a look-behind must have a fixed width')
      return { ...part, width: 0 }
    }
    if (reader.take(/>/y)) throw untried('atomic groups, (?>…), cannot be tried here')
    if (reader.take(/\(/y)) throw untried('conditions, (?(1)…), cannot be tried here')
    const flags = reader.take(/([aiLmsux]*)(?:-([imsx]+))?(:|\))/y)
    if (!flags) throw invalid('what follows “(?” is not known')
    const [, on = '', off = '', end] = flags
    if (end === ')') throw invalid('flags such as (?i) must stand at the start')
    const inner = this.#withFlags(this.#withFlags(scope, on, true), off, false)
    if (inner.ignoreCase === scope.ignoreCase) return this.#wrapped('(?:', inner, depth)
    return this.#wrapped(inner.ignoreCase ? '(?i:' : '(?-i:', inner, depth)
  }

  #capture(name: string | null, scope: Scope, depth: number): Part {
    this.#groups += 1
    const number = this.#groups
    if (name !== null) {
      if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)) throw invalid(`“${name}” is no name for a group`)
      if (this.#names.has(name)) throw invalid(`there are two groups named “${name}”`)
      this.#names.set(name, number)
    }
    this.#open.add(number)
    const part = this.#wrapped(`(?<g${String(number)}>`, scope, depth)
    this.#open.delete(number)
    return part
  }

  #wrapped(start: string, scope: Scope, depth: number): Part {
    const { source, width } = this.#alternatives(scope, depth)
    return this.#closed({ source: `${start}${source})`, width, anchor: false })
  }

  #closed(part: Part): Part {
    if (!this.#reader.take(/\)/y)) throw invalid('a “(” is not closed')
    return part
  }

  #reference(group: number): Part {
    if (group > this.#groups) throw invalid(`there is no group ${String(group)} before it`)
    if (this.#open.has(group)) throw invalid('it refers to a group that is still open')
    this.#referred.add(group)
    return { source: `\\k<g${String(group)}>`, width: null, anchor: false }
  }

  #escape(scope: Scope): Part {
    const reader = this.#reader
    const sign = reader.next()
    const className = classes.find((name) => name === sign)
    if (className) return one(anyOf(className, scope.ascii))
    if (sign === 'A') return anchor('(?<![\\s\\S])')
    if (sign === 'Z') return anchor('(?![\\s\\S])')
    if (sign === 'b' || sign === 'B') return anchor(boundary(sign, scope.ascii))
    const octal = /[0-3]/.test(sign) ? reader.take(/[0-7]{2}/y)?.[0] : undefined
    if (octal !== undefined) return one(literal(String.fromCharCode(parseInt(sign + octal, 8))))
    if (/[1-9]/.test(sign)) return this.#reference(Number(sign + (reader.take(/\d/y)?.[0] ?? '')))
    return one(literal(reader.character(sign)))
  }

  /** `[…]`, of which the `[` is read. */
  #set(scope: Scope): string {
    const reader = this.#reader
    const negated = reader.take(/\^/y) !== null
    const members: string[] = []
    for (let first = true; first || !reader.sees(']'); first = false) {
      if (reader.atEnd) throw invalid('a “[” is not closed')
      const from = this.#member(scope)
      if (!reader.take(/-(?!\])/y))
        members.push(typeof from === 'string' ? literal(from) : from.source)
      else {
        if (reader.atEnd) throw invalid('a “[” is not closed')
        const to = this.#member(scope)
        if (typeof from !== 'string' || typeof to !== 'string') {
          throw invalid('a range in [ ] has no end that is a character')
        }
        if ((from.codePointAt(0) ?? 0) > (to.codePointAt(0) ?? 0)) {
          throw invalid(`the range ${from}-${to} goes backwards`)
        }
        members.push(`${literal(from)}-${literal(to)}`)
      }
    }
    reader.take(/\]/y)
    return `[${negated ? '^' : ''}${members.join('')}]`
  }

  /** One character of a set, or one of its classes such as `\d`. */
  #member(scope: Scope): string | { source: string } {
    const reader = this.#reader
    const sign = reader.next()
    if (sign !== '\\') return sign
    const escaped = reader.next()
    const className: ClassName | undefined = classes.find((name) => name === escaped)
    if (className) return { source: anyOf(className, scope.ascii) }
    if (escaped === 'b') return '\b'
    if (/[0-3]/.test(escaped)) {
      return String.fromCharCode(parseInt(escaped + (reader.take(/[0-7]{1,2}/y)?.[0] ?? ''), 8))
    }
    return reader.character(escaped)
  }
}

function one(source: string): Part {
  return { source, width: 1, anchor: false }
}

function anchor(source: string): Part {
  return { source, width: 0, anchor: true }
}
