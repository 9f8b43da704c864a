import { lstat, mkdir, open, readdir, readFile, realpath, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../../../shared/errors.ts'
import type { Arrival } from './journal.ts'
import { temporaryPrefix } from './names.ts'
import { sha256, writeError } from './sink.ts'
import type { Fetched, Put, Sink } from './sink.ts'

const temporaryName = new RegExp(`^\\${temporaryPrefix}\\d+\\.part$`)

/**
 * A download as files, in a folder that the app has made for it. Nothing is written through a link,
 * so nothing leaves the folder, and nothing that somebody else put there is touched.
 */
export class FolderSink implements Sink {
  readonly isShared = true
  readonly #root: string
  readonly #known = new Set<string>([''])
  #realRoot = ''
  #temporary = 0

  constructor(root: string) {
    this.#root = root
  }

  async open(arrivals: readonly Arrival[], signal: AbortSignal): Promise<Arrival[]> {
    try {
      await this.#makeFolder(this.#root)
      this.#realRoot = await realpath(this.#root)
      await this.#sweep()
      const whole: Arrival[] = []
      for (const arrival of arrivals) {
        signal.throwIfAborted()
        if (await this.#isWhole(arrival)) whole.push(arrival)
      }
      return whole
    } catch (thrown) {
      throw signal.aborted ? thrown : writeError(thrown, this.#root)
    }
  }

  async put(place: string, { content, modifiedAt }: Fetched): Promise<Put> {
    const at = place.lastIndexOf('/')
    const folder = await this.#folderFor(place.slice(0, Math.max(0, at)))
    const put = { bytes: content.length, hash: sha256(content), zip: null }
    // The app was killed after the file had come to its place and before that was noted.
    if (await this.#isWhole({ place, ...put })) return put
    this.#temporary += 1
    const temporary = join(this.#root, `${temporaryPrefix}${this.#temporary}.part`)
    try {
      await rm(temporary, { force: true })
      // `x`: neither follows a link nor takes what is there.
      const handle = await open(temporary, 'wx', 0o644)
      try {
        await handle.writeFile(content)
        const time = modifiedAt === null ? null : new Date(modifiedAt)
        if (time) await handle.utimes(time, time)
      } finally {
        await handle.close()
      }
      const target = join(folder, place.slice(at + 1))
      if (await exists(target)) throw new AppError('already-exists', `${place} is already there.`)
      await rename(temporary, target)
    } catch (thrown) {
      await rm(temporary, { force: true }).catch(() => undefined)
      throw writeError(thrown, this.#root)
    }
    return put
  }

  async drop({ place }: Arrival): Promise<void> {
    try {
      await rm(join(this.#root, place), { force: true })
    } catch (thrown) {
      throw writeError(thrown, this.#root)
    }
  }

  finish(): Promise<string> {
    return Promise.resolve(this.#root)
  }

  close(): Promise<void> {
    return Promise.resolve()
  }

  /** What was being written when the app ended. */
  async #sweep(): Promise<void> {
    for (const name of await readdir(this.#root)) {
      if (temporaryName.test(name)) await rm(join(this.#root, name), { force: true })
    }
  }

  async #isWhole({
    place,
    bytes,
    hash,
  }: Pick<Arrival, 'place' | 'bytes' | 'hash'>): Promise<boolean> {
    const file = join(this.#root, place)
    try {
      const found = await lstat(file)
      if (!found.isFile() || found.size !== bytes) return false
      return sha256(await readFile(file)) === hash
    } catch {
      return false
    }
  }

  /** The folder of a file, made where it is missing, after a look that no link is on the way. */
  async #folderFor(place: string): Promise<string> {
    const folder = join(this.#root, place)
    try {
      if (!this.#known.has(place)) {
        const above = place.lastIndexOf('/')
        await this.#folderFor(place.slice(0, Math.max(0, above)))
        await this.#makeFolder(folder)
        this.#known.add(place)
      }
      // Some disks keep accents in another form than they were written in.
      const real = (await realpath(folder)).normalize('NFC')
      if (real === join(this.#realRoot, place).normalize('NFC')) return folder
    } catch (thrown) {
      throw writeError(thrown, this.#root)
    }
    throw this.#linked(folder)
  }

  async #makeFolder(folder: string): Promise<void> {
    try {
      await mkdir(folder, { mode: 0o755 })
    } catch (thrown) {
      if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST')) throw thrown
      if (!(await lstat(folder)).isDirectory()) throw this.#linked(folder)
    }
  }

  #linked(folder: string): AppError {
    return new AppError(
      'disk-failed',
      `${folder} is a link or a file, not a folder of this download.`,
      {
        suggestion: 'Remove it, or download to another place. The app writes through no links.',
        details: { place: folder },
      },
    )
  }
}

async function exists(file: string): Promise<boolean> {
  try {
    await lstat(file)
    return true
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return false
    throw thrown
  }
}
