/**
 * What a command-line tool said, as one line for the details of an error: without colours, control
 * characters and anything shaped like a secret, and of a bearable length.
 */
export function tidyWords(text: string): string {
  const line = text
    // eslint-disable-next-line no-control-regex -- colours of a terminal begin with one
    .replace(/\u001b\[[\d;?]*[A-Za-z]/g, '')
    .replace(/\b(eyJ[\w-]{4,}\.[\w.-]+|(dapi|dsapi|dkea|dose)[\w-]{8,})/g, '[secret]')
    .replace(/("?(access|refresh|id)_?token"?\s*[:=]\s*)("[^"]*"?|\S+)/gi, '$1[secret]')
    .replace(/(:\/\/)[^\s/?#@]+@/g, '$1[secret]@')
    .replace(/[\w~+/=.-]{60,}/g, '[secret]')
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
  return line.length > 300 ? `${line.slice(0, 299)}…` : line
}

/** The one JSON object in what a tool printed, which may be surrounded by notices; else null. */
export function jsonIn(text: string): Record<string, unknown> | null {
  const begin = text.indexOf('{')
  const end = text.lastIndexOf('}')
  if (begin === -1 || end < begin) return null
  try {
    const value: unknown = JSON.parse(text.slice(begin, end + 1))
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}

/** Whether a text can be sent as a bearer token (RFC 6750 section 2.1). */
export function isBearerToken(value: unknown): value is string {
  return typeof value === 'string' && /^[\w.~+/-]+=*$/.test(value) && value.length <= 100_000
}
