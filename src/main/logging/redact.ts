import { AppError } from '../../shared/errors.ts'

/** What stands where a secret was. */
export const redacted = '[redacted]'

const longestText = 10_000
/** Room for a secret that begins before the cut: it is redacted whole, then the text is cut. */
const longestSecret = 5000
const shortestSecret = 6
const deepest = 8
const mostEntries = 100

const secretKey =
  /(token|secret|password|passwd|passphrase|pwd|authorization|cookie|apikey|privatekey|credentials?|sessionid|signature|assertion|codeverifier)s?$/

/** Names of fields in text (`client_secret=…`, `"password": "…"`) whose value is a secret. */
const secretAssignment =
  /\b((?:[a-z0-9]+[_-])*(?:token|secret|password|passwd|passphrase|pwd|authorization|cookie|api[_-]?key|private[_-]?key|assertion|code[_-]verifier)["']?\s*[:=]\s*)("[^"]*"?|'[^']*'?|[^\s"'&,;})\]]+)/gi

/** `accessToken: …`: the same for names in camel case, which are case-sensitive. */
const secretCamelAssignment =
  /\b([a-zA-Z]+(?:Token|Secret|Password|Passphrase|ApiKey|PrivateKey)["']?\s*[:=]\s*)("[^"]*"?|'[^']*'?|[^\s"'&,;})\]]+)/g

const shapes: readonly [RegExp, string][] = [
  [
    /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|$)/g,
    redacted,
  ],
  // JSON Web Token, RFC 7519: base64url of `{"…` and a second part.
  [/\beyJ[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]{4,}(?:\.[A-Za-z0-9_-]*){0,3}/g, redacted],
  // Authorization schemes, RFC 6750 and RFC 7617.
  [/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{6,}/gi, `$1 ${redacted}`],
  // Databricks personal access tokens, OAuth secrets of service principals and refresh tokens.
  [/(?:dapi|dsapi|dkea|dose|doau)[A-Za-z0-9]{16,}(?:-\d+)?/g, redacted],
  // Client secrets of Microsoft Entra ID.
  [/[\w.~-]{3}\dQ~[\w.~-]{31,}/g, redacted],
  // Credentials in a URL, RFC 3986 user information.
  [/(:\/\/)[^\s/?#@]+@/g, `$1${redacted}@`],
  // Parameters of sign-in redirects and signed links.
  [/([?&#](?:code|sig|x-amz-signature)=)[^&#\s"']+/gi, `$1${redacted}`],
]

/**
 * Takes secrets out of anything that is to be written down: by the name of the field, by the shape
 * of the value, and every live secret it was told of, wherever it turns up.
 */
export class Redactor {
  readonly #secrets = new Set<string>()
  #ordered: string[] = []

  /** Remembers a secret that is in memory now. Text shorter than 6 characters is not taken. */
  registerSecret(secret: string): void {
    const trimmed = secret.trim()
    if (trimmed.length < shortestSecret) return
    const forms = [
      secret,
      trimmed,
      encodeURIComponent(Buffer.from(trimmed).toString()),
      JSON.stringify(trimmed).slice(1, -1),
      Buffer.from(trimmed).toString('base64'),
      Buffer.from(trimmed).toString('base64url'),
    ]
    for (const form of forms) this.#secrets.add(form)
    this.#ordered = [...this.#secrets].sort((one, other) => other.length - one.length)
  }

  /** The text without secrets, at most 10,000 characters of it. */
  text(text: string): string {
    if (text.length <= longestText) return this.whole(text)
    const clean = this.whole(text.slice(0, longestText + longestSecret))
    return `${clean.slice(0, longestText)}… (${text.length} characters)`
  }

  /** The text without secrets, however long it is: for what is cut only afterwards. */
  whole(text: string): string {
    let clean = text
    for (const secret of this.#ordered) clean = clean.replaceAll(secret, redacted)
    for (const [shape, replacement] of shapes) clean = clean.replace(shape, replacement)
    clean = clean.replace(secretAssignment, keepRedactedAssignment)
    return clean.replace(secretCamelAssignment, keepRedactedAssignment)
  }

  /**
   * Plain JSON data that says the same without secrets. Takes anything: cycles, errors with causes,
   * maps, buffers, getters that throw. Never throws.
   */
  value(value: unknown): unknown {
    return this.#value(value, 0, new Set())
  }

  #value(value: unknown, depth: number, path: Set<object>): unknown {
    switch (typeof value) {
      case 'string':
        return this.text(value)
      case 'bigint':
        return value.toString()
      case 'number':
        return Number.isFinite(value) ? value : String(value)
      case 'function':
      case 'symbol':
        return `[${typeof value}]`
      case 'boolean':
      case 'undefined':
        return value
      case 'object':
        break
    }
    if (value === null) return null
    if (path.has(value)) return '[circular]'
    if (depth >= deepest) return '[too deep]'
    path.add(value)
    try {
      return this.#object(value, depth + 1, path)
    } catch {
      return '[unreadable]'
    } finally {
      path.delete(value)
    }
  }

  #object(value: object, depth: number, path: Set<object>): unknown {
    if (value instanceof Date) {
      return Number.isNaN(value.getTime()) ? '[no date]' : value.toISOString()
    }
    if (value instanceof URL) return this.text(value.href)
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) {
      return `[${value.byteLength} bytes]`
    }
    if (value instanceof Error) return this.#entries(errorEntries(value), depth, path)
    if (Array.isArray(value)) return this.#list(value, depth, path)
    if (value instanceof Set) return this.#list([...value], depth, path)
    if (value instanceof Map || value instanceof Headers || value instanceof URLSearchParams) {
      const entries = [...value].map(([key, entry]): [string, unknown] => [String(key), entry])
      return this.#entries(entries, depth, path)
    }
    return this.#entries(ownEntries(value), depth, path)
  }

  #list(values: unknown[], depth: number, path: Set<object>): unknown[] {
    const kept = values.slice(0, mostEntries).map((entry) => this.#value(entry, depth, path))
    if (values.length > mostEntries) kept.push(`… ${values.length - mostEntries} more`)
    return kept
  }

  #entries(entries: [string, unknown][], depth: number, path: Set<object>): object {
    const result: Record<string, unknown> = Object.create(null) as Record<string, unknown>
    for (const [key, entry] of entries.slice(0, mostEntries)) {
      result[this.text(key)] = isSecret(key, entry) ? redacted : this.#value(entry, depth, path)
    }
    if (entries.length > mostEntries) result['…'] = `${entries.length - mostEntries} more`
    return result
  }
}

/** Booleans and nothing tell no secret: `hasToken: true` stays. */
function isSecret(key: string, value: unknown): boolean {
  if (value === null || value === undefined || typeof value === 'boolean') return false
  return secretKey.test(key.toLowerCase().replaceAll(/[^a-z0-9]/g, ''))
}

function keepRedactedAssignment(whole: string, name: string, value: string): string {
  if (/^(?:Bearer|Basic)$/i.test(value) || value.includes(redacted.slice(0, -1))) return whole
  const quote = /^["']/.exec(value)?.[0] ?? ''
  return `${name}${quote}${redacted}${quote}`
}

function errorEntries(error: Error): [string, unknown][] {
  const entries: [string, unknown][] = [
    ['name', error.name],
    ['message', error.message],
  ]
  if (error instanceof AppError) {
    entries.push(['code', error.code])
    if (error.suggestion !== '') entries.push(['suggestion', error.suggestion])
    if (Object.keys(error.details).length > 0) entries.push(['details', error.details])
  } else {
    entries.push(...ownEntries(error))
  }
  // An AppError says where and why in words; its stack is noise unless something broke.
  if (!(error instanceof AppError) || error.code === 'internal')
    entries.push(['stack', error.stack])
  if (error.cause !== undefined) entries.push(['cause', error.cause])
  if (error instanceof AggregateError) entries.push(['errors', error.errors])
  return entries
}

function ownEntries(value: object): [string, unknown][] {
  return Object.keys(value).map((key) => {
    try {
      return [key, (value as Record<string, unknown>)[key]]
    } catch {
      return [key, '[unreadable]']
    }
  })
}
