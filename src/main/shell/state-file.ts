import fs from 'node:fs'
import path from 'node:path'
import ElectronStore from 'electron-store'
import { diskError, ensureRoom, syncFolder } from '../durable-files.ts'
import type { StateFile } from '../state-file.ts'

/**
 * A state file kept by electron-store, which writes atomically with fsync. Its own reading is not
 * used: it would empty a file it cannot read, and here such a file is set aside instead.
 */
export function openStateFile(options: {
  folder: string
  /** Without the `.json`. */
  name: string
  now: () => number
}): StateFile {
  const file = path.join(options.folder, `${options.name}.json`)
  let store: ElectronStore | null = null

  function read(): unknown {
    try {
      return JSON.parse(fs.readFileSync(file, 'utf8'))
    } catch {
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
        store ??= new ElectronStore({
          cwd: options.folder,
          name: options.name,
          accessPropertiesByDotNotation: false,
        })
        store.store = content
        // A disk that fills up can cut a write short without an error. Half a file is of no use.
        if (JSON.stringify(read()) !== JSON.stringify(content)) {
          fs.rmSync(file)
          throw Object.assign(new Error('The file was not written whole'), { code: 'ENOSPC' })
        }
        syncFolder(options.folder)
      } catch (error) {
        throw diskError(error, file)
      }
    },
  }
}
