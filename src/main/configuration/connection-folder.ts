import fs from 'node:fs'
import { join } from 'node:path'
import { connectionIdSchema } from '../../shared/connection.ts'
import { AppError } from '../../shared/errors.ts'
import { diskError } from '../durable-files.ts'

// The prefix keeps ids apart from names that Windows reserves, such as `con`.
const prefix = 'connection-'

/** The folder of what is kept for a connection. Throws `bad-input` for an id that could lead elsewhere. */
export function connectionFolder(folder: string, connectionId: string): string {
  if (connectionIdSchema.safeParse(connectionId).success) {
    return join(folder, `${prefix}${connectionId}`)
  }
  throw new AppError('bad-input', 'Nothing can be kept for a connection with an invalid id.')
}

/** Deletes what is kept for a connection. Throws `disk-failed`. */
export function deleteConnectionFolder(folder: string, connectionId: string): void {
  const own = connectionFolder(folder, connectionId)
  try {
    // A write that is under way may put a file into a folder that is about to go.
    fs.rmSync(own, { recursive: true, force: true, maxRetries: 3, retryDelay: 20 })
  } catch (error) {
    throw diskError(error, own)
  }
}

/** Deletes what is left of connections that are gone, as when the app ended while one was removed. */
export function deleteOtherConnections(folder: string, known: readonly string[]): void {
  const names = new Set(known.map((id) => `${prefix}${id}`))
  if (!fs.existsSync(folder)) return
  for (const name of fs.readdirSync(folder)) {
    if (name.startsWith(prefix) && !names.has(name)) {
      deleteConnectionFolder(folder, name.slice(prefix.length))
    }
  }
}
