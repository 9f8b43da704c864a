import fs from 'node:fs'
import { mkdir, open, rm } from 'node:fs/promises'
import path from 'node:path'
import { AppError } from '../shared/errors.ts'

/**
 * Writes a whole file so that a crash leaves the old or the new one, never half of it: a temporary
 * file beside it, fsync, rename, fsync of the folder. Throws `disk-full` or `disk-failed`, and then
 * the old one is still there.
 */
export function writeDurably(file: string, content: string | Uint8Array): void {
  const temporary = `${file}.${process.pid}.tmp`
  try {
    fs.mkdirSync(path.dirname(file), { recursive: true })
    ensureRoom(path.dirname(file), content)
    const handle = fs.openSync(temporary, 'w', 0o600)
    try {
      fs.writeFileSync(handle, content)
      fs.fsyncSync(handle)
    } finally {
      fs.closeSync(handle)
    }
    fs.renameSync(temporary, file)
    syncFolder(path.dirname(file))
  } catch (error) {
    fs.rmSync(temporary, { force: true })
    throw diskError(error, file)
  }
}

export interface StagedFile {
  /** Puts the content in the place of the file. Throws like `writeDurably`. */
  commit(): void
  /** Leaves the file as it is. */
  drop(): Promise<void>
}

let staged = 0

/**
 * `writeDurably` in two steps for what is written while somebody works: writing and fsync hold nobody
 * up, and whether the content is still wanted can be decided when it is on disk. Throws like it.
 */
export async function stageDurably(file: string, content: string): Promise<StagedFile> {
  const temporary = `${file}.${process.pid}-${(staged += 1)}.tmp`
  const folder = path.dirname(file)
  const drop = (): Promise<void> => rm(temporary, { force: true })
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    ensureRoom(folder, content)
    const handle = await open(temporary, 'w', 0o600)
    try {
      await handle.writeFile(content)
      await handle.sync()
    } finally {
      await handle.close()
    }
  } catch (error) {
    await drop()
    throw diskError(error, file)
  }
  return {
    commit() {
      try {
        fs.renameSync(temporary, file)
        syncFolder(folder)
      } catch (error) {
        fs.rmSync(temporary, { force: true })
        throw diskError(error, file)
      }
    },
    drop,
  }
}

/** Room that is left to others, and to the second copy of a file (bytes). */
const reserve = 65_536

/** Throws as the operating system does on a full disk (ENOSPC) when content may not fit any more. */
export function ensureRoom(folder: string, content: string | Uint8Array): void {
  if (!fs.existsSync(folder)) return
  const { bavail, bsize } = fs.statfsSync(folder)
  if (bavail * bsize >= 2 * Buffer.byteLength(content) + reserve) return
  throw Object.assign(new Error('There is too little room on the disk'), { code: 'ENOSPC' })
}

/** Makes a rename in a folder last through a power cut; Windows has and needs no such call. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const handle = fs.openSync(folder, 'r')
  try {
    fs.fsyncSync(handle)
  } finally {
    fs.closeSync(handle)
  }
}

/** The text of a file; null when there is none. Throws `disk-failed`, `too-large`. */
export function readText(file: string, mostBytes: number): string | null {
  const start = readStart(file, mostBytes)
  if (start === null || start.whole) return start?.text ?? null
  throw new AppError('too-large', `The file ${path.basename(file)} is unreasonably large.`)
}

/**
 * The text of a file, of a larger one so many bytes from its start (`whole` is false); null when there
 * is none. Throws `disk-failed`.
 */
export function readStart(
  file: string,
  mostBytes: number,
): { text: string; whole: boolean } | null {
  try {
    const { size } = fs.statSync(file)
    if (size <= mostBytes) return { text: fs.readFileSync(file, 'utf8'), whole: true }
    const handle = fs.openSync(file, 'r')
    try {
      const start = Buffer.alloc(mostBytes)
      const length = fs.readSync(handle, start, 0, mostBytes, 0)
      return { text: start.toString('utf8', 0, length), whole: false }
    } finally {
      fs.closeSync(handle)
    }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null
    throw diskError(error, file)
  }
}

/** What the operating system says about a file, in words. */
export function diskError(error: unknown, file: string): AppError {
  const code = codeOf(error)
  const details = { file: path.basename(file), code }
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new AppError('disk-full', 'The disk of this computer is full.', {
      suggestion: 'Make room on the disk; the app tries again by itself.',
      details,
      cause: error,
    })
  }
  return new AppError('disk-failed', `The file ${path.basename(file)} cannot be used (${code}).`, {
    suggestion: 'Check that the folder of the app’s data exists and that you may write to it.',
    details,
    cause: error,
  })
}

function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : 'unknown'
}
