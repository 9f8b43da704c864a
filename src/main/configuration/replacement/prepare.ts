import { PatternError } from './pattern-error.ts'
import { translatePattern } from './python-regex.ts'
import type { ReadyRule } from './substitute.ts'
import { readTemplate } from './template.ts'

/** Longer patterns and replacements are not tried. */
const longest = 2000

/** A rule of `path_replacement` that can be carried out here, or why it cannot. */
export type PreparedRule =
  | { ready: ReadyRule; problem: null }
  | { ready: null; problem: { kind: 'invalid' | 'untried'; message: string } }

const known = new Map<string, PreparedRule>()
const mostKnown = 500

/** Reads a rule of `path_replacement`; never throws. */
export function prepareRule(pattern: string, replacement: string): PreparedRule {
  const key = `${pattern}\0${replacement}`
  const before = known.get(key)
  if (before) return before
  if (known.size >= mostKnown) known.clear()
  const prepared = prepare(pattern, replacement)
  known.set(key, prepared)
  return prepared
}

function prepare(pattern: string, replacement: string): PreparedRule {
  if (pattern.length > longest || replacement.length > longest) {
    return {
      ready: null,
      problem: { kind: 'untried', message: 'It is too long to be tried here.' },
    }
  }
  try {
    const regex = translatePattern(pattern)
    const template = readTemplate(replacement, regex)
    return { ready: { source: regex.source, flags: regex.flags, template }, problem: null }
  } catch (error) {
    if (!(error instanceof PatternError)) throw error
    const lead = {
      invalid: 'Not a regular expression that Python accepts',
      untried: 'Cannot be tried here',
    }[error.kind]
    return { ready: null, problem: { kind: error.kind, message: `${lead}: ${error.message}.` } }
  }
}
