import fs from 'node:fs'
import path from 'node:path'
import type ElectronStore from 'electron-store'
import { diskError, ensureRoom, syncFolder, writeDurably } from '../durable-files.ts'
import type { Logger } from '../logging/logger.ts'
import type { StateFile } from '../state-file.ts'

let Store: typeof ElectronStore | null = null

/**
 * Loads electron-store, which takes too long to be on the way to the first window. Until then files
 * are written directly, just as durably.
 */
export async function loadStateFiles(): Promise<void> {
  const { default: electronStore } = await import('electron-store')
  Store = electronStore
}

/**
 * A state file kept by electron-store, which writes atomically with fsync. Its own reading is not
 * used: it would empty a file it cannot read, and here such a file is set aside instead.
 */
export function openStateFile(options: {
  folder: string
  /** Without the `.json`. */
  name: string
  now: () => number
  logger: Logger
}): StateFile {
  const file = path.join(options.folder, `${options.name}.json`)
  let store: ElectronStore | null = null
  let told = false

  function read(): unknown {
    try {
      return JSON.parse(fs.readFileSync(file, 'utf8'))
    } catch (error) {
      if (!told && fs.existsSync(file)) {
        told = true
        const { logger, name } = options
        // What a parser says quotes the text, which may hold anything.
        const reason = error instanceof SyntaxError ? 'it is not JSON' : String(error)
        logger.warn('A file could not be read and is done without', {
          file: `${name}.json`,
          reason,
        })
      }
      return undefined
    }
  }

  /** electron-store reads the file before it writes, so one that it cannot read must be out of the way. */
  function setUnreadableAside(): void {
    const content = read()
    const readable = typeof content === 'object' && content !== null && !Array.isArray(content)
    if (!readable && fs.existsSync(file)) fs.renameSync(file, `${file}.bad-${options.now()}`)
  }

  return {
    read,
    write(content) {
      try {
        setUnreadableAside()
        ensureRoom(options.folder, JSON.stringify(content))
        if (!Store) {
          writeDurably(file, JSON.stringify(content))
          return
        }
        store ??= new Store({
          cwd: options.folder,
          name: options.name,
          accessPropertiesByDotNotation: false,
        })
        const before = read()
        store.store = content
        // A disk that fills up can cut a write short without an error. Half a file is of no use, and
        // without it there is room for the old one.
        if (JSON.stringify(read()) !== JSON.stringify(content)) {
          fs.rmSync(file)
          if (before !== undefined) writeDurably(file, JSON.stringify(before))
          throw Object.assign(new Error('The file was not written whole'), { code: 'ENOSPC' })
        }
        syncFolder(options.folder)
      } catch (error) {
        throw diskError(error, file)
      }
    },
  }
}
