import { AppError } from '../../../shared/errors.ts'
import type { TokenSource } from '../token-source.ts'
import { fingerprint, tokenFor } from './credentials.ts'
import type { Credentials, CredentialTools } from './credentials.ts'
import { ExpiringToken } from './expiring-token.ts'

export interface FreshTokensOptions extends CredentialTools {
  /** Origin of the workspace that the tokens are for. */
  host: string
  /** Reads what is there now, at every call. Throws what that throws. */
  read: () => Promise<{ host: string; credentials: Credentials }>
  /** What they are read from, in words: “the profile “dev””. */
  origin: string
}

/**
 * Tokens by credentials that belong to somebody else and may change at any time: a profile, the
 * environment. They are read at each call and not kept; a token got with them is, until they change.
 */
export class FreshTokens implements TokenSource {
  readonly #options: FreshTokensOptions
  readonly #closing = new AbortController()
  #held: { fingerprint: string; token: ExpiringToken } | null = null

  constructor(options: FreshTokensOptions) {
    this.#options = options
  }

  async token(refused?: string): Promise<string> {
    const { host, origin, read } = this.#options
    this.#checkOpen()
    const now = await read()
    this.#checkOpen()
    // A token for the new workspace must never be sent to the old one.
    if (now.host !== host) throw moved(origin, host, now.host)
    if (now.credentials.kind === 'token') return this.#fixed(now.credentials.token, refused)
    const token = await this.#expiring(now.credentials).token(refused)
    this.#checkOpen()
    return token
  }

  close(): void {
    this.#closing.abort()
    this.#held?.token.close()
    this.#held = null
  }

  #fixed(token: string, refused: string | undefined): string {
    const { host, onSecret, origin } = this.#options
    this.#held = null
    onSecret(token)
    if (token !== refused) return token
    throw new AppError(
      'unauthorized',
      `${new URL(host).host} does not accept the token of ${origin}: it has expired or was revoked.`,
      {
        suggestion:
          'Make another token in Databricks (Settings, Developer, Access tokens) and put it there.',
      },
    )
  }

  #expiring(credentials: Credentials): ExpiringToken {
    const mark = fingerprint(credentials)
    // Another is left to those who wait for it.
    if (this.#held?.fingerprint === mark) return this.#held.token
    const token = new ExpiringToken({
      now: this.#options.now,
      fetch: async () => {
        // Read once more, so that nothing secret is kept for the next time.
        const { credentials: current, host } = await this.#options.read()
        if (host !== this.#options.host) throw moved(this.#options.origin, this.#options.host, host)
        return await tokenFor(host, current, this.#options, this.#closing.signal)
      },
    })
    this.#held = { fingerprint: mark, token }
    return token
  }

  #checkOpen(): void {
    if (this.#closing.signal.aborted) {
      throw new AppError('not-connected', 'This connection was closed.')
    }
  }
}

function moved(origin: string, before: string, now: string): AppError {
  const hosts = { before: new URL(before).host, now: new URL(now).host }
  return new AppError(
    'unauthorized',
    `The workspace of ${origin} is no longer ${hosts.before} but ${hosts.now}.`,
    { suggestion: 'Sign in again to go on with the new one.', details: hosts },
  )
}
