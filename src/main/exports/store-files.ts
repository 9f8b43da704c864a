import fs from 'node:fs'
import path from 'node:path'
import { readStart, writeDurably } from '../durable-files.ts'
import type { Logger } from '../logging/logger.ts'
import { nothingRead, readContent } from './store-format.ts'
import type { ReadContent } from './store-format.ts'

export const exportStoreName = 'export-state'

/** Of a larger file only this much is looked at (bytes). */
const mostBytes = 50_000_000
/** Files that could not be used: so many are kept, the newest ones. */
const mostSetAside = 3

export interface StoreFilesOptions {
  folder: string
  /** UTC ms, for the name of a file set aside. */
  now: () => number
  logger: Logger
}

/** One of the files, as far as it can be read. */
export interface StoreFile {
  content: ReadContent
  text: string
}

/**
 * The files that exports are kept in: the main one, the backup that is written before it each time,
 * and an older one from the start of the app, for when both are damaged.
 */
export class StoreFiles {
  readonly #options: StoreFilesOptions

  constructor(options: StoreFilesOptions) {
    this.#options = options
  }

  main(): StoreFile | null {
    return this.#read(this.#path(''))
  }

  backup(): StoreFile | null {
    return this.#read(this.#path('.backup'))
  }

  older(): StoreFile | null {
    return this.#read(this.#path('.older'))
  }

  /** Throws `disk-full` or `disk-failed`. */
  writeBackup(text: string): void {
    writeDurably(this.#path('.backup'), text)
  }

  /** Throws `disk-full` or `disk-failed`. */
  writeOlder(text: string): void {
    writeDurably(this.#path('.older'), text)
  }

  /** Puts the main file out of the way; its new path, null when there is none or it does not move. */
  setMainAside(): string | null {
    return this.#setAside(this.#path(''))
  }

  setBackupAside(): string | null {
    return this.#setAside(this.#path('.backup'))
  }

  #setAside(file: string): string | null {
    const { now, logger } = this.#options
    const aside = `${file}.bad-${now()}`
    try {
      if (!fs.existsSync(file)) return null
      fs.renameSync(file, aside)
      this.#forgetOldOnes(file)
      return aside
    } catch (error) {
      logger.warn('The damaged file could not be set aside', { error })
      return null
    }
  }

  #forgetOldOnes(file: string): void {
    const prefix = `${path.basename(file)}.bad-`
    const all = fs
      .readdirSync(this.#options.folder)
      .filter((name) => name.startsWith(prefix))
      .sort((left, right) => setAsideAt(right, prefix) - setAsideAt(left, prefix))
    for (const name of all.slice(mostSetAside)) {
      fs.rmSync(path.join(this.#options.folder, name), { recursive: true, force: true })
    }
  }

  /** Null when there is no such file. One that cannot be read at all has nothing in it. */
  #read(file: string): StoreFile | null {
    try {
      const start = readStart(file, mostBytes)
      if (start === null) return null
      const content = readContent(start.text)
      return { text: start.text, content: { ...content, whole: content.whole && start.whole } }
    } catch (error) {
      this.#options.logger.warn('A file of stored exports cannot be read', { error })
      return { text: '', content: nothingRead }
    }
  }

  #path(kind: '' | '.backup' | '.older'): string {
    return path.join(this.#options.folder, `${exportStoreName}${kind}.json`)
  }
}

function setAsideAt(name: string, prefix: string): number {
  return Number(name.slice(prefix.length)) || 0
}
