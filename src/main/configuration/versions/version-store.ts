import { createHash } from 'node:crypto'
import fs from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { versionIdSchema } from '../../../shared/configuration.ts'
import type { Version } from '../../../shared/configuration.ts'
import { AppError } from '../../../shared/errors.ts'
import { diskError, syncFolder, writeDurably } from '../../durable-files.ts'
import type { Logger } from '../../logging/logger.ts'
import { canonicalPath } from '../canonical-path.ts'
import {
  connectionFolder,
  deleteConnectionFolder,
  deleteOtherConnections,
} from '../connection-folder.ts'
import { Turns } from '../turns.ts'
import { countChangedLines } from './count-lines.ts'
import type { ReplacedText } from './replaced-text.ts'
import { checksum, packVersion, readVersionHeader, readVersionText } from './version-file.ts'

export interface VersionStoreOptions {
  folder: string
  now: () => number
  logger: Logger
}

/** Versions that are kept of one file. */
export const mostVersions = 20

const extension = '.version'

/**
 * The texts that were replaced, the newest `mostVersions` of each workspace file of each connection:
 * one file each, in a folder for their path, numbered in the order in which they were kept.
 */
export class VersionStore {
  readonly #options: VersionStoreOptions
  /** One after the other: a number is given once. */
  readonly #turns = new Turns(() => new AppError('canceled', 'The app ends.'))
  readonly #forgotten = new Map<string, number>()

  constructor(options: VersionStoreOptions) {
    this.#options = options
  }

  /** Keeps a text, unless the newest kept one says the same. Rejects with `disk-full` or `disk-failed`. */
  keep(connectionId: string, replaced: ReplacedText): Promise<void> {
    const since = this.#forgotten.get(connectionId)
    return this.#turns.take(async () => {
      const folder = this.#folderOf(connectionId, replaced.path)
      const names = await namesIn(folder)
      const content =
        typeof replaced.text === 'string' ? new TextEncoder().encode(replaced.text) : replaced.text
      if (await this.#isNewest(folder, names, content)) return
      const text =
        typeof replaced.text === 'string' ? replaced.text : new TextDecoder().decode(content)
      const { added, removed } = countChangedLines(text, replaced.replacedBy ?? '')
      const { path, modifiedAt, reason } = replaced
      const keptAt = this.#options.now()
      const lines = countChangedLines('', text).added
      const facts = { path, keptAt, modifiedAt, reason, lines, added, removed }
      const packed = await packVersion(facts, content)
      // The connection was removed meanwhile.
      if (this.#forgotten.get(connectionId) !== since) return
      const number = names.reduce((most, name) => Math.max(most, numberOf(name)), 0) + 1
      writeDurably(join(folder, `${String(number).padStart(8, '0')}${extension}`), packed)
      this.#prune(folder, names)
    })
  }

  /** What is kept of a file, newest first; `unreadable` counts what is damaged. Rejects with `disk-failed`. */
  list(connectionId: string, path: string): Promise<{ versions: Version[]; unreadable: number }> {
    return this.#turns.take(async () => {
      const key = keyOf(path)
      const folder = this.#folderOf(connectionId, path)
      const names = (await namesIn(folder)).reverse()
      const versions = await Promise.all(
        names.map(async (name): Promise<Version | null> => {
          try {
            const header = await readVersionHeader(join(folder, name))
            const { format: _format, version: _version, sha256: _sha256, ...facts } = header
            return { id: `${key}-${name.slice(0, -extension.length)}`, ...facts }
          } catch (error) {
            this.#options.logger.warn('A kept version cannot be read', { name, error })
            return null
          }
        }),
      )
      const readable = versions.filter((version) => version !== null)
      return { versions: readable, unreadable: versions.length - readable.length }
    })
  }

  /** How many are kept of all files of a connection. Rejects with `disk-failed`. */
  async count(connectionId: string): Promise<number> {
    const own = connectionFolder(this.#options.folder, connectionId)
    if (!fs.existsSync(own)) return 0
    const keys = await readdir(own)
    const names = await Promise.all(keys.map((key) => namesIn(join(own, key))))
    return names.flat().length
  }

  /** Throws `not-found` when it is no longer kept, `disk-failed` when it is damaged. */
  async text(connectionId: string, id: string): Promise<string> {
    const { key = '', name = '' } =
      /^(?<key>\w+)-(?<name>\d+)$/.exec(versionIdSchema.parse(id))?.groups ?? {}
    const own = connectionFolder(this.#options.folder, connectionId)
    const file = join(own, key, `${name}${extension}`)
    if (!fs.existsSync(file)) {
      throw new AppError('not-found', 'This version is no longer kept.', {
        suggestion: `The last ${mostVersions} of each file are. Choose another one.`,
      })
    }
    return await readVersionText(file)
  }

  /** The file has another path from now on, and takes its history along. Rejects with `disk-failed`. */
  move(connectionId: string, from: string, to: string): Promise<void> {
    return this.#turns.take(async () => {
      const [source, target] = [from, to].map((path) => this.#folderOf(connectionId, path))
      if (!source || !target || source === target) return
      const names = await namesIn(source)
      const there = await namesIn(target)
      if (names.length === 0) return
      try {
        fs.mkdirSync(target, { recursive: true, mode: 0o700 })
        // What was at the new path before is older than what comes.
        let number = there.reduce((most, name) => Math.max(most, numberOf(name)), 0)
        for (const name of names) {
          number += 1
          const moved = `${String(number).padStart(8, '0')}${extension}`
          fs.renameSync(join(source, name), join(target, moved))
        }
        fs.rmSync(source, { recursive: true, force: true })
        syncFolder(target)
      } catch (error) {
        throw diskError(error, target)
      }
      const all = await namesIn(target)
      this.#prune(target, all.slice(0, -1))
    })
  }

  /** Deletes what is kept for a connection. Throws `disk-failed`. */
  forget(connectionId: string): void {
    this.#forgotten.set(connectionId, (this.#forgotten.get(connectionId) ?? 0) + 1)
    deleteConnectionFolder(this.#options.folder, connectionId)
  }

  /** Deletes what is kept for connections that are gone. Throws `disk-failed`. */
  forgetOthers(known: readonly string[]): void {
    deleteOtherConnections(this.#options.folder, known)
  }

  async #isNewest(folder: string, names: readonly string[], content: Uint8Array): Promise<boolean> {
    const newest = names.at(-1)
    if (newest === undefined) return false
    try {
      return (await readVersionHeader(join(folder, newest))).sha256 === checksum(content)
    } catch {
      // A damaged one says nothing; `list` tells of it.
      return false
    }
  }

  /** `names`: those that were there before the newest. */
  #prune(folder: string, names: readonly string[]): void {
    try {
      for (const name of names.slice(0, Math.max(0, names.length + 1 - mostVersions))) {
        fs.rmSync(join(folder, name), { force: true })
      }
      for (const name of fs.readdirSync(folder)) {
        if (name.endsWith('.tmp')) fs.rmSync(join(folder, name), { force: true })
      }
    } catch (error) {
      this.#options.logger.warn('Old versions could not be removed', { error })
    }
  }

  #folderOf(connectionId: string, path: string): string {
    return join(connectionFolder(this.#options.folder, connectionId), keyOf(path))
  }
}

/** A name for the folder of a path, whatever signs it has and however long it is. */
function keyOf(path: string): string {
  return createHash('sha256').update(canonicalPath(path)).digest('hex').slice(0, 32)
}

/** Oldest first. */
async function namesIn(folder: string): Promise<string[]> {
  try {
    const names = await readdir(folder)
    return names.filter((name) => /^\d{8}\.version$/.test(name)).sort()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw diskError(error, folder)
  }
}

function numberOf(name: string): number {
  return Number.parseInt(name, 10)
}
