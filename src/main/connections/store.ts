import { z } from 'zod'
import {
  connectionColorSchema,
  connectionIdSchema,
  connectionSchema,
} from '../../shared/connection.ts'
import type { Connection } from '../../shared/connection.ts'
import type { DocumentKind } from '../../shared/configuration.ts'
import type { Logger } from '../logging/logger.ts'
import type { StateFile } from '../state-file.ts'

export type DocumentPaths = Record<DocumentKind, string>

/** Where the two documents are looked for until the user says otherwise. */
export const defaultPaths: DocumentPaths = {
  main: '/Workspace/Shared/config.yml',
  app: '/Workspace/Shared/app_config.yml',
}

const storedConnectionSchema = z.preprocess(
  upgraded,
  connectionSchema.extend({
    color: connectionColorSchema.catch('none'),
    paths: z.object({ main: z.string(), app: z.string() }).catch(defaultPaths),
  }),
)
type StoredConnection = z.infer<typeof storedConnectionSchema>

/** The connection profiles on disk: everything but secrets. Entries that are not valid are skipped. */
export class ConnectionStore {
  readonly #file: StateFile
  #connections: StoredConnection[] = []
  #activeId: string | null = null

  constructor(options: { file: StateFile; logger: Logger }) {
    this.#file = options.file
    const stored = z
      .object({ connections: z.array(z.unknown()), activeId: z.unknown() })
      .safeParse(options.file.read())
    if (!stored.success) return
    for (const entry of stored.data.connections) {
      const parsed = storedConnectionSchema.safeParse(entry)
      if (parsed.success && !this.get(parsed.data.id)) this.#connections.push(parsed.data)
      else options.logger.warn('A stored connection is not valid and is left out')
    }
    const activeId = connectionIdSchema.safeParse(stored.data.activeId)
    this.#activeId = activeId.success && this.get(activeId.data) ? activeId.data : null
  }

  list(): Connection[] {
    return this.#connections.map(withoutPaths)
  }

  get(id: string): Connection | null {
    const found = this.#connections.find((connection) => connection.id === id)
    return found ? withoutPaths(found) : null
  }

  get activeId(): string | null {
    return this.#activeId
  }

  setActive(id: string | null): void {
    if (id !== this.#activeId) this.#write(this.#connections, id)
  }

  put(connection: Connection): void {
    const entry = { ...connection, paths: this.paths(connection.id) }
    const connections = this.get(connection.id)
      ? this.#connections.map((other) => (other.id === connection.id ? entry : other))
      : [...this.#connections, entry]
    this.#write(connections, this.#activeId)
  }

  remove(id: string): void {
    this.#write(
      this.#connections.filter((connection) => connection.id !== id),
      this.#activeId === id ? null : this.#activeId,
    )
  }

  paths(id: string): DocumentPaths {
    return this.#connections.find((connection) => connection.id === id)?.paths ?? defaultPaths
  }

  setPath(id: string, document: DocumentKind, path: string): void {
    this.#write(
      this.#connections.map((connection) =>
        connection.id === id
          ? { ...connection, paths: { ...connection.paths, [document]: path } }
          : connection,
      ),
      this.#activeId,
    )
  }

  #write(connections: StoredConnection[], activeId: string | null): void {
    this.#file.write({ connections, activeId })
    this.#connections = connections
    this.#activeId = activeId
  }
}

function withoutPaths({ paths: _paths, ...connection }: StoredConnection): Connection {
  return connection
}

/** Version 0.1 knew `method` only. */
function upgraded(entry: unknown): unknown {
  const isOld = typeof entry === 'object' && entry !== null && 'method' in entry
  return isOld && !('signIn' in entry) ? { ...entry, signIn: { method: entry.method } } : entry
}
