import type { Redactor } from './redact.ts'

/**
 * An e-mail address in text: 64 characters at most (RFC 5321) before the @, none of them one that
 * separates words, paths or parameters, and a domain name of at least two labels.
 */
const mailAddress = /[^\s@"“”`<>()[\]{}:;,\\/=&?|]{1,64}@((?:[a-z0-9-]{1,63}\.)+[a-z]{2,63})/gi
/** What may not follow the home folder's path: then it is the folder of somebody else. */
const nameGoesOn = '(?![\\p{L}\\p{N}_-])'

/**
 * Takes out of data that leaves the computer what tells who uses it: the person's part of e-mail
 * addresses, and the path of the home folder. Secrets go first, with everything the log's redactor
 * knows. Not for text of more than 10,000 characters, which the redactor cuts.
 */
export class PrivateFacts {
  readonly #redactor: Redactor
  readonly #home: RegExp | null

  /** `home`: the path of the user's home folder. */
  constructor(redactor: Redactor, home: string) {
    this.#redactor = redactor
    this.#home = homePattern(home)
  }

  /** The text without secrets, names and the home folder. */
  text(text: string): string {
    return this.#anonymous(this.#redactor.text(text))
  }

  /** The same for plain data, names of fields included. Never throws. */
  value(value: unknown): unknown {
    return this.#deep(this.#redactor.value(value))
  }

  #deep(value: unknown): unknown {
    if (typeof value === 'string') return this.#anonymous(value)
    if (Array.isArray(value)) return value.map((entry) => this.#deep(entry))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value).map(([key, entry]) => [this.#anonymous(key), this.#deep(entry)]),
    )
  }

  #anonymous(text: string): string {
    const homeless = this.#home ? text.replace(this.#home, '~') : text
    return homeless.replace(mailAddress, '…@$1')
  }
}

function homePattern(home: string): RegExp | null {
  const path = home.replace(/[/\\]+$/, '')
  // A home that is the root of a disk says nothing, and its path would match everything.
  if (path.length < 2 || /^[a-z]:$/i.test(path)) return null
  const pattern = path
    .split(/[/\\]/)
    .map((part) => part.replaceAll(/[\^$.*+?()[\]{}|]/g, '\\$&'))
    .join('[/\\\\]+')
  // Windows and macOS do not care about case, and where it matters nothing is lost.
  return new RegExp(`${pattern}${nameGoesOn}`, 'giu')
}
