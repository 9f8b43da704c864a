import { AppError } from '../../../shared/errors.ts'
import type { ErrorCode } from '../../../shared/errors.ts'
import type { TokenSource } from '../token-source.ts'

/** A bearer token; `expiresAt` is UTC ms, null when it is good until it is refused. */
export interface FetchedToken {
  value: string
  expiresAt: number | null
}

export interface ExpiringTokenOptions {
  /** Gets another token. `refused`: the one before was refused, so it must not be taken from a cache. */
  fetch: (why: { refused: boolean }) => Promise<FetchedToken>
  /** UTC ms. */
  now: () => number
  /** How long before its expiry a token is replaced, at most; of a short life, half is enough. */
  earlyMs?: number
}

interface HeldToken extends FetchedToken {
  /** UTC ms from which on it is replaced. */
  replaceAt: number
}

/** A fetch under way. */
interface Flight {
  refused: boolean
  token: Promise<FetchedToken>
}

const defaultEarlyMs = 300_000

/** Time until the next attempt, when a token that is still good could not be replaced early. */
const pauseMs = 30_000

/** Failures that say nothing about the credentials: the old token is still worth using. */
const passingFailures: readonly ErrorCode[] = [
  'host-not-found',
  'connection-refused',
  'connection-reset',
  'timeout',
  'tls',
  'proxy',
  'network',
  'rate-limited',
  'unavailable',
]

/**
 * Keeps one token in memory and replaces it in time: 5 min before it expires, or at half of a
 * shorter life, and at once when it is refused. However many calls need another token, one fetch
 * answers them all. Errors are those of `fetch`, and `not-connected` after `close`.
 */
export class ExpiringToken implements TokenSource {
  readonly #options: ExpiringTokenOptions
  #held: HeldToken | null = null
  #refused = false
  #flight: Flight | null = null
  #closed = false

  constructor(options: ExpiringTokenOptions) {
    this.#options = options
  }

  async token(refused?: string): Promise<string> {
    this.#checkOpen()
    // Another caller may have replaced the refused one already.
    if (this.#held !== null && this.#held.value === refused) {
      this.#held = null
      this.#refused = true
    }
    const held = this.#held
    if (held !== null && this.#options.now() < held.replaceAt) return held.value
    const flight = (this.#flight ??= this.#fly())
    try {
      const { value } = await flight.token
      this.#checkOpen()
      // A fetch that began before the refusal was known may bring the refused token once more.
      return value === refused && !flight.refused ? await this.token(refused) : value
    } catch (error) {
      this.#checkOpen()
      return this.#afterFailure(error)
    }
  }

  close(): void {
    this.#closed = true
    this.#held = null
  }

  #fly(): Flight {
    const refused = this.#refused
    return { refused, token: this.#fetch(refused) }
  }

  /** Whatever it brings is held before anybody gets it. */
  async #fetch(refused: boolean): Promise<FetchedToken> {
    // Within a function, so that even an error thrown at once comes after the flight is known.
    const fetching = (async () => await this.#options.fetch({ refused }))()
    try {
      const token = await fetching
      if (!this.#closed) this.#hold(token)
      return token
    } finally {
      this.#flight = null
    }
  }

  #hold({ value, expiresAt }: FetchedToken): void {
    const { now, earlyMs = defaultEarlyMs } = this.#options
    const lifeMs = expiresAt === null ? Infinity : expiresAt - now()
    this.#refused = false
    // One that comes expired tells of a clock that is off: whether it is good, Databricks will say.
    this.#held =
      expiresAt === null || lifeMs <= 0
        ? { value, expiresAt: null, replaceAt: Infinity }
        : { value, expiresAt, replaceAt: expiresAt - Math.min(earlyMs, lifeMs / 2) }
  }

  #afterFailure(error: unknown): string {
    const held = this.#held
    const now = this.#options.now()
    const isGood = held?.expiresAt != null && now < held.expiresAt
    if (!isGood || !(error instanceof AppError) || !passingFailures.includes(error.code)) {
      throw error
    }
    held.replaceAt = Math.min(now + pauseMs, held.expiresAt ?? Infinity)
    return held.value
  }

  #checkOpen(): void {
    if (this.#closed) throw new AppError('not-connected', 'This connection was closed.')
  }
}
