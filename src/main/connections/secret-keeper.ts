import type { Connection, SecretPlace } from '../../shared/connection.ts'
import { AppError } from '../../shared/errors.ts'
import type { SecretStore } from './secrets.ts'

type Keeping = Pick<Connection, 'id' | 'secretKept'>

export interface SecretKeeperOptions {
  keychain: SecretStore
  /** Told of every secret that is in memory, so that the log can redact it wherever it turns up. */
  onSecret: (secret: string) => void
}

/** The secrets of connections: each in the keychain, or in memory until the app quits or locks. */
export class SecretKeeper {
  readonly #keychain: SecretStore
  readonly #onSecret: (secret: string) => void
  readonly #session = new Map<string, string>()

  constructor({ keychain, onSecret }: SecretKeeperOptions) {
    this.#keychain = keychain
    this.#onSecret = onSecret
  }

  /** Null when it is gone, and for connections without one. Throws `keychain-unavailable`. */
  async get({ id, secretKept }: Keeping): Promise<string | null> {
    if (secretKept === 'none') return null
    const secret =
      secretKept === 'keychain' ? await this.#keychain.get(id) : (this.#session.get(id) ?? null)
    if (secret !== null) this.#onSecret(secret)
    return secret
  }

  /** Throws `keychain-unavailable`. */
  async set({ id, secretKept }: Keeping, secret: string): Promise<void> {
    this.#onSecret(secret)
    if (secretKept === 'keychain') await this.#keychain.set(id, secret)
    else if (secretKept === 'session') this.#session.set(id, secret)
  }

  /** Throws `keychain-unavailable`. */
  async delete(id: string, place: SecretPlace): Promise<void> {
    if (place === 'keychain') await this.#keychain.delete(id)
    else this.#session.delete(id)
  }

  /** Forgets what is only in memory, except of the connections that are still needed. */
  forgetSession(isNeeded: (id: string) => boolean): void {
    for (const id of [...this.#session.keys()]) if (!isNeeded(id)) this.#session.delete(id)
  }

  /** Asks for an entry that nobody makes. Throws `keychain-unavailable`. */
  async checkKeychain(): Promise<void> {
    await this.#keychain.get('probe')
  }

  /** Whether secrets can be kept, and why not. Never throws. */
  async state(): Promise<{ available: boolean; reason: string }> {
    try {
      await this.checkKeychain()
      return { available: true, reason: '' }
    } catch (thrown) {
      const { details, suggestion } = AppError.from(thrown)
      const cause = typeof details.reason === 'string' ? details.reason : ''
      const sentence = cause === '' ? '' : `${cause.replace(/\.$/, '')}. `
      return { available: false, reason: `${sentence}${suggestion}` }
    }
  }
}
