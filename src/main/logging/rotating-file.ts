import {
  closeSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'

export interface RotatingFileOptions {
  folder: string
  /** Bytes a file may have before the next one begins. */
  maximumBytes: number
  /** How many files there may be, the current one included. */
  files: number
  now: () => number
}

/** How long to leave a disk alone that refused a line. */
const pauseMs = 5000

/** `app.log` is the current file, `app.1.log` the one before, and so on. */
export function logFileName(age: number): string {
  return age === 0 ? 'app.log' : `app.${age}.log`
}

/**
 * Appends lines to a file that gives way to a new one when it is full. Every line is handed to the
 * operating system before `write` returns, so that a crash of the app loses none. A disk that is
 * full or a folder that cannot be written costs lines, never an exception; how many is told by the
 * first line that gets through again.
 */
export class RotatingFile {
  readonly #options: RotatingFileOptions
  #descriptor: number | null = null
  #size = 0
  #failedAt: number | null = null
  #lost = 0

  constructor(options: RotatingFileOptions) {
    this.#options = options
  }

  /** Lines that could not be written since the last one that could. */
  get lost(): number {
    return this.#lost
  }

  /** Whether the line (without its line feed) was written. */
  write(line: string): boolean {
    const { now } = this.#options
    if (this.#failedAt !== null && now() - this.#failedAt < pauseMs && now() >= this.#failedAt) {
      this.#lost++
      return false
    }
    try {
      const bytes = Buffer.from(`${line}\n`)
      this.#open()
      if (this.#size > 0 && this.#size + bytes.length > this.#options.maximumBytes) this.#rotate()
      this.#append(bytes)
      this.#failedAt = null
      this.#lost = 0
      return true
    } catch {
      // There is nowhere to tell it but the next line that can be written.
      this.#failedAt = now()
      this.#lost++
      this.close()
      return false
    }
  }

  /** Has the disk keep what was written. */
  flush(): void {
    if (this.#descriptor === null) return
    try {
      fsyncSync(this.#descriptor)
    } catch {
      this.#failedAt = this.#options.now()
    }
  }

  close(): void {
    if (this.#descriptor === null) return
    const descriptor = this.#descriptor
    this.#descriptor = null
    try {
      closeSync(descriptor)
    } catch {
      this.#failedAt = this.#options.now()
    }
  }

  #path(age: number): string {
    return join(this.#options.folder, logFileName(age))
  }

  #open(): number {
    if (this.#descriptor !== null) return this.#descriptor
    mkdirSync(this.#options.folder, { recursive: true })
    // Only the user may read what the app writes down about the workspace.
    this.#descriptor = openSync(this.#path(0), 'a', 0o600)
    this.#size = fstatSync(this.#descriptor).size
    return this.#descriptor
  }

  #append(bytes: Buffer): void {
    const descriptor = this.#open()
    let written = 0
    while (written < bytes.length) written += writeSync(descriptor, bytes, written)
    this.#size += written
  }

  #rotate(): void {
    this.close()
    const oldest = this.#options.files - 1
    rmSync(this.#path(oldest), { force: true })
    for (let age = oldest - 1; age >= 0; age--) {
      try {
        renameSync(this.#path(age), this.#path(age + 1))
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
      }
    }
    this.#open()
  }
}
