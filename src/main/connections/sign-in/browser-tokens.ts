import { AppError } from '../../../shared/errors.ts'
import type { Logger } from '../../logging/logger.ts'
import type { TokenSource } from '../token-source.ts'
import { ExpiringToken } from './expiring-token.ts'
import { discoverOAuth } from './oauth-client.ts'
import type { Fetch, OAuthClient, OAuthTokens } from './oauth-client.ts'

export interface BrowserTokensOptions {
  /** Origin of the workspace. */
  host: string
  fetch: Fetch
  /** The newest refresh token; null when there is none. Throws `keychain-unavailable`. */
  readRefreshToken: () => Promise<string | null>
  /** Replaces it. Throws `keychain-unavailable`. */
  storeRefreshToken: (token: string) => Promise<void>
  /** What a sign-in has just brought, so that it need not be renewed at once. */
  initial?: { accessToken: string; expiresAt: number }
  /** UTC ms. */
  now: () => number
  onSecret: (secret: string) => void
  logger: Logger
}

/** When a token is renewed (UTC ms), as `ExpiringToken` does it. */
function renewalTime(expiresAt: number, now: number): number {
  return expiresAt - Math.min(300_000, Math.max(0, expiresAt - now) / 2)
}

/** A refresh token that is not stored yet. `replaces` is what the store held when it was fetched. */
interface Unsaved {
  token: string
  replaces: string
}

/**
 * The access tokens of a browser sign-in. Refreshes 5 minutes early, once for all who ask. Databricks
 * gives a new refresh token with each refresh and takes the old one no more (RFC 6749 section 6), so
 * the new one is stored before the access token that came with it is used.
 *
 * Errors of `token`: `unauthorized` when the sign-in has expired, was revoked or is gone;
 * `keychain-unavailable` when the refresh token cannot be read; those of `fetch`.
 */
export class BrowserTokens implements TokenSource {
  readonly #options: BrowserTokensOptions
  readonly #token: ExpiringToken
  #initial: { accessToken: string; expiresAt: number; usableUntil: number } | null
  #client: Promise<OAuthClient> | null = null
  #unsaved: Unsaved | null = null
  #saving: Promise<void> | null = null
  /** The workspace has refused it: asking again is in vain. */
  #refused: { token: string; error: AppError } | null = null

  constructor(options: BrowserTokensOptions) {
    this.#options = options
    const { initial, now } = options
    this.#initial = initial
      ? { ...initial, usableUntil: renewalTime(initial.expiresAt, now()) }
      : null
    this.#token = new ExpiringToken({ fetch: (why) => this.#fetch(why.refused), now })
  }

  token(refused?: string): Promise<string> {
    if (this.#unsaved !== null) void this.#save()
    return this.#token.token(refused)
  }

  /**
   * A refresh that is under way, or a refresh token that could not be stored so far, is still stored,
   * unless the secret was deleted or replaced: locking the app must not end the sign-in.
   */
  close(): void {
    if (this.#unsaved !== null) void this.#save()
    this.#token.close()
    this.#initial = null
    this.#refused = null
  }

  async #fetch(refused: boolean): Promise<{ value: string; expiresAt: number }> {
    const { now, onSecret } = this.#options
    const initial = this.#initial
    this.#initial = null
    if (initial !== null && !refused && now() < initial.usableUntil) {
      onSecret(initial.accessToken)
      return { value: initial.accessToken, expiresAt: initial.expiresAt }
    }
    await this.#saved()
    const used = this.#unsaved?.token ?? (await this.#options.readRefreshToken())
    const { tokens, refreshToken } = await this.#refreshOrReread(used)
    onSecret(tokens.accessToken)
    if (tokens.refreshToken !== null && tokens.refreshToken !== refreshToken) {
      onSecret(tokens.refreshToken)
      await this.#saved()
      // The store may still hold an older one, if the last could not be stored.
      this.#unsaved = {
        token: tokens.refreshToken,
        replaces: this.#unsaved?.replaces ?? refreshToken,
      }
      await this.#save()
    }
    return { value: tokens.accessToken, expiresAt: tokens.expiresAt }
  }

  /** Refreshes; if the token is refused and the store has another by now, once more with that. */
  async #refreshOrReread(
    used: string | null,
  ): Promise<{ tokens: OAuthTokens; refreshToken: string }> {
    if (used === null) throw this.#signInAgain()
    try {
      return { tokens: await this.#refresh(used), refreshToken: used }
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'unauthorized') throw error
      const stored = await this.#options.readRefreshToken()
      if (stored === null || stored === used || stored === this.#unsaved?.replaces) throw error
      this.#unsaved = null
      return { tokens: await this.#refresh(stored), refreshToken: stored }
    }
  }

  async #refresh(refreshToken: string): Promise<OAuthTokens> {
    this.#options.onSecret(refreshToken)
    if (this.#refused?.token === refreshToken) throw this.#refused.error
    const client = await this.#discover()
    try {
      return await client.refresh(refreshToken)
    } catch (thrown) {
      if (!(thrown instanceof AppError) || thrown.code !== 'unauthorized') throw thrown
      const error = this.#signInAgain(thrown)
      this.#refused = { token: refreshToken, error }
      throw error
    }
  }

  #discover(): Promise<OAuthClient> {
    this.#client ??= discoverOAuth(this.#options).catch((error: unknown) => {
      this.#client = null
      throw error
    })
    return this.#client
  }

  /** Stores what is unsaved, one at a time. Never rejects: it stays in memory for the next time. */
  #save(): Promise<void> {
    this.#saving ??= this.#saveNow().finally(() => {
      this.#saving = null
    })
    return this.#saving
  }

  /** Resolves when nothing is being stored. */
  async #saved(): Promise<void> {
    while (this.#saving !== null) await this.#saving
  }

  async #saveNow(): Promise<void> {
    const unsaved = this.#unsaved
    if (unsaved === null) return
    const { host, logger, readRefreshToken, storeRefreshToken } = this.#options
    try {
      const stored = await readRefreshToken()
      // Signed out or signed in anew meanwhile: that must not be undone.
      if (stored === unsaved.replaces) await storeRefreshToken(unsaved.token)
      else logger.info('A refresh token was not stored: another one has taken its place', { host })
      if (this.#unsaved === unsaved) this.#unsaved = null
    } catch (error) {
      const message = 'A refresh token could not be stored; it is kept in memory and tried again'
      logger.warn(message, { host, error })
    }
  }

  #signInAgain(cause?: AppError): AppError {
    const { host } = new URL(this.#options.host)
    return cause === undefined
      ? new AppError('unauthorized', `There is no browser sign-in to ${host} any more.`, {
          suggestion: 'Sign in again.',
        })
      : new AppError('unauthorized', `The sign-in to ${host} has expired or was revoked.`, {
          suggestion: 'Sign in again.',
          details: cause.details,
          cause,
        })
  }
}
