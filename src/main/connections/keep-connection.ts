import type { Connection } from '../../shared/connection.ts'
import type { Logger } from '../logging/logger.ts'
import type { SecretKeeper } from './secret-keeper.ts'
import type { ConnectionStore } from './store.ts'

export interface KeepInput {
  connection: Connection
  /** Null for ways to sign in that leave no secret with us. */
  secret: string | null
  /** The connection as it was before, when it is an old one with a new secret. */
  known: Connection | null
}

/**
 * Keeps a secret and the profile of its connection, or, when one of them fails, leaves things as they
 * were. Throws `keychain-unavailable` or a disk error.
 */
export async function keepConnection(
  { connection, secret, known }: KeepInput,
  parts: { secrets: SecretKeeper; store: ConnectionStore; logger: Logger },
): Promise<void> {
  const { secrets, store, logger } = parts
  const { id, secretKept } = connection
  const deleteLeftover = async (where: Connection['secretKept']): Promise<void> => {
    try {
      await secrets.delete(id, where)
    } catch (error) {
      logger.warn('A secret no longer needed was not deleted', { connection: id, error })
    }
  }
  const movedFrom = known && known.secretKept !== secretKept ? known.secretKept : null
  const before = known && movedFrom === null ? await secrets.get(known) : null
  if (secret !== null) await secrets.set(connection, secret)
  try {
    store.put(connection)
  } catch (error) {
    if (before !== null) await secrets.set(connection, before)
    else await deleteLeftover(secretKept)
    throw error
  }
  if (movedFrom) await deleteLeftover(movedFrom)
}
