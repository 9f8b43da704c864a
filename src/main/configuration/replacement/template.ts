import { invalid, untried } from './pattern-error.ts'
import type { PythonRegex } from './python-regex.ts'

/** A part of a replacement: text, or the number of a group (0: all that matched). */
export type TemplatePart = string | number

const escapes: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
}

const token = /\\(?:g<([^>]*)>|(0[0-7]{0,2}|[0-3][0-7]{2})|([1-9]\d?)|([\s\S]?))/g

/**
 * Reads the replacement of `re.sub`: `\1`, `\g<1>`, `\g<name>`, `\n`. A dollar sign is a dollar sign.
 *
 * @throws PatternError
 */
export function readTemplate(replacement: string, regex: PythonRegex): TemplatePart[] {
  const parts: TemplatePart[] = []
  let at = 0
  for (const found of replacement.matchAll(token)) {
    const [whole, named, octal, digits, sign] = found
    parts.push(replacement.slice(at, found.index))
    at = found.index + whole.length
    if (named !== undefined) parts.push(groupOf(named, regex))
    else if (octal !== undefined) parts.push(String.fromCharCode(parseInt(octal, 8)))
    else if (digits !== undefined) parts.push(groupOf(digits, regex))
    else parts.push(escaped(sign ?? ''))
  }
  parts.push(replacement.slice(at))
  for (const part of parts) {
    if (typeof part === 'number' && regex.unsteady.has(part)) {
      throw untried(`what group ${String(part)} holds after a loop cannot be told here`)
    }
  }
  return parts.filter((part) => part !== '')
}

function escaped(sign: string): string {
  const known = escapes[sign]
  if (known !== undefined) return known
  if (sign === '') throw invalid('the replacement ends with a backslash')
  if (sign === 'g') throw invalid('“\\g” in the replacement lacks its <group>')
  if (/[A-Za-z]/.test(sign)) throw invalid(`“\\${sign}” in the replacement has no meaning`)
  return `\\${sign}`
}

function groupOf(name: string, regex: PythonRegex): number {
  const number = /^\d+$/.test(name) ? Number(name) : regex.names.get(name)
  if (number === undefined || number > regex.groups) {
    throw invalid(`the replacement names the group “${name}”, which the pattern does not have`)
  }
  return number
}
