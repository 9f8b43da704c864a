import { isScalar } from 'yaml'

/** How a text is quoted in the file. */
export type Quote = 'plain' | 'single' | 'double'

/** A simple value to write; a bigint is an integer of any size. */
export type PlainScalar = string | bigint | boolean

/**
 * A value as YAML, like the one that it replaces or stands beside: texts in its quotes, booleans in
 * its spelling.
 */
export function writeScalar(value: PlainScalar, like: unknown): string {
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'boolean') return writeBoolean(value, plainSource(like))
  return writeText(value, quoteOf(like) ?? 'double')
}

function plainSource(node: unknown): string | null {
  return isScalar(node) && node.type === 'PLAIN' ? (node.source ?? null) : null
}

/** How a scalar of the file is quoted; null for block scalars and for what is no scalar. */
export function quoteOf(node: unknown): Quote | null {
  if (!isScalar(node)) return null
  if (node.type === 'PLAIN') return 'plain'
  if (node.type === 'QUOTE_SINGLE') return 'single'
  return node.type === 'QUOTE_DOUBLE' ? 'double' : null
}

/** A text as YAML in the wished quoting, or in double quotes where that could not hold it. */
export function writeText(value: string, quote: Quote): string {
  if (quote === 'plain' && isPlainSafe(value)) return value
  if (quote === 'single' && !hasEscapes(value)) return `'${value.replaceAll("'", "''")}'`
  return writeDouble(value)
}

/** Digits as YAML: an integer, or quoted where the neighbours' are. */
export function writeDigits(digits: string, quote: Quote): string {
  return quote === 'plain' ? digits : writeText(digits, quote)
}

/** A boolean in the spelling of the one it replaces or stands beside: `True`, `yes`, `OFF`, … */
export function writeBoolean(value: boolean, like: string | null): string {
  const pair = spellings.find(([yes, no]) => like === yes || like === no) ?? ['true', 'false']
  return value ? pair[0] : pair[1]
}

const spellings: readonly (readonly [string, string])[] = [
  'true/false',
  'yes/no',
  'on/off',
].flatMap((words) => {
  const [yes = '', no = ''] = words.split('/')
  const title = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1)
  return [
    [yes, no],
    [title(yes), title(no)],
    [yes.toUpperCase(), no.toUpperCase()],
  ] as const
})

/** Only what every YAML version reads as this very text, in block and in flow style. */
function isPlainSafe(value: string): boolean {
  return (
    /^\p{L}[\p{L}\p{N}_.\-/()+ ]*$/u.test(value) &&
    !value.endsWith(' ') &&
    !/^(true|false|yes|no|on|off|y|n|null)$/i.test(value)
  )
}

// Line separators, byte order marks and control characters would be folded, lost or refused raw.
const escaped = /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g

function hasEscapes(value: string): boolean {
  return /[\p{Cc}\u2028\u2029\ufeff\ufffe\uffff]|\p{Surrogate}/u.test(value)
}

function writeDouble(value: string): string {
  return JSON.stringify(value).replace(
    escaped,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
