import { AppError } from '../../shared/errors.ts'

/** Where secrets live, by connection id. */
export interface SecretStore {
  /** Throws `keychain-unavailable` when there is no keychain or it cannot be opened. */
  get(connectionId: string): Promise<string | null>
  set(connectionId: string, secret: string): Promise<void>
  delete(connectionId: string): Promise<void>
  /** Resolves when nothing is under way any more; later calls are refused. */
  close?(): Promise<void>
}

/** What a user reads when the operating system has no keychain for us. */
export function keychainUnavailable(cause: unknown): AppError {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new AppError('keychain-unavailable', 'The keychain of this computer cannot be used.', {
    suggestion:
      process.platform === 'linux'
        ? 'Install and unlock a Secret Service (GNOME Keyring or KWallet), or keep the token for this session only.'
        : 'Unlock the keychain and try again, or keep the token for this session only.',
    details: { reason },
    cause,
  })
}
