import { AppError } from '../../../shared/errors.ts'
import type { TokenSource } from '../token-source.ts'

export interface StaticTokenOptions {
  /** Reads the token: from the keychain. Throws what that throws, and `unauthorized`. */
  read: () => Promise<string>
  /** Of the workspace, without scheme. */
  hostName: string
}

/** A personal access token: read once, and again when it was refused, for there may be another. */
export class StaticToken implements TokenSource {
  readonly #options: StaticTokenOptions
  #reading: Promise<string> | null = null
  #closed = false

  constructor(options: StaticTokenOptions) {
    this.#options = options
  }

  async token(refused?: string): Promise<string> {
    const before = this.#reading
    const value = await this.#read()
    if (value !== refused) return value
    // Another call may have begun to read it again already.
    if (before !== null && this.#reading === before) this.#reading = null
    const again = await this.#read()
    if (again !== refused) return again
    throw tokenRefused(this.#options.hostName)
  }

  close(): void {
    this.#closed = true
    this.#reading = null
  }

  async #read(): Promise<string> {
    this.#checkOpen()
    const reading = (this.#reading ??= this.#options.read())
    try {
      const value = await reading
      this.#checkOpen()
      return value
    } catch (error) {
      if (this.#reading === reading) this.#reading = null
      throw error
    }
  }

  #checkOpen(): void {
    if (this.#closed) throw new AppError('not-connected', 'This connection was closed.')
  }
}

/** The words for a personal access token that the workspace no longer takes. */
export function tokenRefused(hostName: string): AppError {
  return new AppError(
    'unauthorized',
    `${hostName} does not accept the token: it has expired, was revoked, or belongs to another workspace.`,
    {
      suggestion:
        'Make another token in Databricks (Settings, Developer, Access tokens) and enter it here.',
    },
  )
}
