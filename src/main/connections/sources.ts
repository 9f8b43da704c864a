import type { Connection } from '../../shared/connection.ts'
import type { TokenSource } from './token-source.ts'

/** What a sign-in needs to know of its connection. */
export type SignInFacts = Pick<Connection, 'name' | 'host' | 'signIn' | 'secretKept'>

/** What a person's sign-in in the browser has brought. */
export interface BrowserSignIn {
  accessToken: string
  /** UTC ms. */
  expiresAt: number
  refreshToken: string
}

/** The secret of one connection, wherever it is. Both throw `keychain-unavailable`. */
export interface SecretAccess {
  read(): Promise<string | null>
  /** Replaces it: a refresh token changes with every use. */
  write(secret: string): Promise<void>
}

/**
 * Opens the token source of a connection; `host` is where its tokens are good, which a profile or
 * the environment knows better than the connection. Throws what reading those throws.
 */
export type OpenSource = (
  facts: SignInFacts,
  secret: SecretAccess,
  fresh: BrowserSignIn | null,
) => Promise<{ host: string; source: TokenSource }>
