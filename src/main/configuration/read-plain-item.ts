import type { FieldView, ItemView } from './item-view.ts'

const first = /^ *-( +)(?=[A-Za-z_])/
// A key, then a quoted text without escapes, or a word that no YAML version takes for anything else.
const pair =
  /([A-Za-z_][\w-]*): +(?:"([^"\\\t\r\n]*)"|'([^'\t\r\n]*)'|([A-Za-z][\w./()+-]*(?: [\w./()+-]+)*)|([1-9]\d{0,18})) *(?: #[^\r\n]*)?$/y
const special = /^(?:true|false|yes|no|on|off|y|n|null|nan|inf)$/i
// The library may have its own view of these.
const unusual = /(?![\t\r\n])[\p{Cc}\u2028\u2029\ufeff]/u

/**
 * Reads an item that is written as almost everybody writes them, one `key: value` a line, in a small
 * part of the time that the YAML library takes.
 *
 * @param text the lines of the item, from its dash to the next item
 * @param dash columns before the dash
 * @returns null when it is written in any other way; then the library has to look at it
 */
export function readPlainItem(text: string, dash: number): ItemView | null {
  if (unusual.test(text)) return null
  const opening = first.exec(text)
  if (!opening) return null
  const indent = dash + 1 + (opening[1]?.length ?? 0)
  const fields: FieldView[] = []
  const seen = new Set<string>()
  let start = 0
  let end = 0
  while (start < text.length) {
    const newline = text.indexOf('\n', start)
    const next = newline === -1 ? text.length : newline + 1
    let stop = newline === -1 ? text.length : newline
    if (stop > start && text[stop - 1] === '\r') stop -= 1
    if (fields.length === 0 || !isBlankOrComment(text, start, stop)) {
      const from = start + indent
      if (fields.length > 0 && !isIndented(text, start, from)) return null
      const line = text.slice(from, stop)
      pair.lastIndex = 0
      const match = pair.exec(line)
      const key = match?.[1]
      if (!match || key === undefined || seen.has(key)) return null
      seen.add(key)
      const field = fieldOf(match, key, line, from)
      if (!field) return null
      fields.push(field)
      end = field.valueSpan.to ?? end
    }
    start = next
  }
  const head = fields[0]
  if (!head) return null
  return {
    isMap: true,
    fields,
    duplicates: [],
    start: indent,
    end,
    span: { from: indent, to: head.valueSpan.to },
  }
}

function fieldOf(
  match: RegExpExecArray,
  key: string,
  line: string,
  from: number,
): FieldView | null {
  const [, , double, single, plain, digits] = match
  const quoted = double ?? single
  const written = quoted ?? plain ?? digits ?? ''
  if (plain !== undefined && special.test(plain) && plain !== 'true' && plain !== 'false') {
    return null
  }
  // `key:` is followed by blanks, then the value: quotes count to it.
  let at = key.length + 1
  while (line[at] === ' ') at += 1
  const value =
    digits !== undefined
      ? BigInt(digits)
      : plain === 'true'
        ? true
        : plain === 'false'
          ? false
          : written
  return {
    key,
    kind: 'scalar',
    value,
    source: written,
    keySpan: { from, to: from + key.length },
    valueSpan: { from: from + at, to: from + at + written.length + (quoted === undefined ? 0 : 2) },
    inherited: false,
  }
}

function isIndented(text: string, start: number, from: number): boolean {
  for (let at = start; at < from; at += 1) if (text[at] !== ' ') return false
  return text[from] !== ' ' && from < text.length
}

function isBlankOrComment(text: string, start: number, stop: number): boolean {
  let at = start
  while (at < stop && text[at] === ' ') at += 1
  return at === stop || text[at] === '#'
}
