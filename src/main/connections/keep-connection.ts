import type { Connection } from '../../shared/connection.ts'
import type { Logger } from '../logging/logger.ts'
import type { Sessions } from './sessions.ts'
import type { ConnectionStore } from './store.ts'

export interface KeepInput {
  connection: Connection
  secret: string
  /** The connection as it was before, when it is an old one with a new secret. */
  known: Connection | undefined
}

/**
 * Keeps a secret and the profile of its connection, or, when one of them fails, leaves things as they
 * were. Throws `keychain-unavailable` or a disk error.
 */
export async function keepConnection(
  { connection, secret, known }: KeepInput,
  parts: { sessions: Sessions; store: ConnectionStore; logger: Logger },
): Promise<void> {
  const { sessions, store, logger } = parts
  const { id, secretKept } = connection
  const deleteLeftover = async (where: Connection['secretKept']): Promise<void> => {
    try {
      await sessions.deleteSecret(id, where)
    } catch (error) {
      logger.warn('A secret no longer needed was not deleted', { connection: id, error })
    }
  }
  const movedFrom = known && known.secretKept !== secretKept ? known.secretKept : null
  await sessions.keepSecret(id, secret, secretKept)
  try {
    store.put(connection)
  } catch (error) {
    if (!known || movedFrom) await deleteLeftover(secretKept)
    throw error
  }
  if (movedFrom) await deleteLeftover(movedFrom)
}
