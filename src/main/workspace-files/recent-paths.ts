import { z } from 'zod'
import { connectionIdSchema } from '../../shared/connection.ts'
import { timestampSchema } from '../../shared/schemas.ts'
import { recentUseSchema } from '../../shared/workspace-files.ts'
import type { RecentUse } from '../../shared/workspace-files.ts'
import { isSamePath, shownPath } from '../../shared/workspace-path.ts'
import type { Logger } from '../logging/logger.ts'
import type { StateFile } from '../state-file.ts'

const mostPerUse = 8

const storedSchema = z.object({
  connectionId: connectionIdSchema,
  use: recentUseSchema,
  path: z.string().min(1).max(4096),
  usedAt: timestampSchema,
})
type Stored = z.infer<typeof storedSchema>

/** The paths that were used last, for each connection and each use. */
export class RecentPaths {
  readonly #file: StateFile
  readonly #logger: Logger
  readonly #now: () => number
  #stored: Stored[] = []

  constructor(options: { file: StateFile; logger: Logger; now: () => number }) {
    this.#file = options.file
    this.#logger = options.logger
    this.#now = options.now
    const content = z.object({ paths: z.array(z.unknown()) }).safeParse(options.file.read())
    for (const entry of content.data?.paths ?? []) {
      const parsed = storedSchema.safeParse(entry)
      if (parsed.success) this.#stored.push(parsed.data)
      else options.logger.warn('A recent path is not valid and is left out')
    }
  }

  /** Newest first. */
  list(connectionId: string, use: RecentUse): { path: string; usedAt: number }[] {
    return this.#of(connectionId, use).map(({ path, usedAt }) => ({ path, usedAt }))
  }

  /** A path that cannot be remembered costs a log line: what it was used for has happened. */
  note(connectionId: string, use: RecentUse, path: string): void {
    const others = this.#stored.filter((entry) => !isOf(entry, connectionId, use))
    const older = this.#of(connectionId, use).filter((entry) => !isSamePath(entry.path, path))
    const newest = { connectionId, use, path: shownPath(path), usedAt: this.#now() }
    this.#write([...others, ...[newest, ...older].slice(0, mostPerUse)])
  }

  /** Drops the paths of a connection that is gone. */
  forget(connectionId: string): void {
    const left = this.#stored.filter((entry) => entry.connectionId !== connectionId)
    if (left.length < this.#stored.length) this.#write(left)
  }

  #of(connectionId: string, use: RecentUse): Stored[] {
    return this.#stored.filter((entry) => isOf(entry, connectionId, use))
  }

  #write(stored: Stored[]): void {
    this.#stored = stored
    try {
      this.#file.write({ paths: stored })
    } catch (error) {
      this.#logger.warn('The recent paths could not be kept', { error })
    }
  }
}

function isOf(entry: Stored, connectionId: string, use: RecentUse): boolean {
  return entry.connectionId === connectionId && entry.use === use
}
