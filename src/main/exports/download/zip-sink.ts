import { lstat, open, rename } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { syncFolder } from '../../durable-files.ts'
import { freePlace } from './free-place.ts'
import type { Arrival } from './journal.ts'
import { sha256, writeError } from './sink.ts'
import type { Fetched, Put, Sink } from './sink.ts'
import { ZipFile } from './zip-file.ts'

export interface ZipSinkOptions {
  place: string
  /** The user agreed that it takes the place of a file that was there. */
  replaces: boolean
  /** UTC ms, for what has no time of its own. */
  now: () => number
}

/** What a zip is called until it is whole. */
export function partOf(place: string): string {
  return `${place}.part`
}

/** A download as one zip file, which gets its name only when it is whole. */
export class ZipSink implements Sink {
  readonly isShared = false
  readonly #options: ZipSinkOptions
  #zip: ZipFile | null = null

  constructor(options: ZipSinkOptions) {
    this.#options = options
  }

  async open(arrivals: readonly Arrival[], signal: AbortSignal): Promise<Arrival[]> {
    const part = partOf(this.#options.place)
    try {
      const whole = arrivals.length === 0 ? [] : await wholeIn(part, arrivals, signal)
      const last = whole.at(-1)?.zip
      this.#zip = await ZipFile.open(part, last ? last.offset + last.length : 0)
      return whole
    } catch (thrown) {
      throw signal.aborted ? thrown : writeError(thrown, this.#options.place)
    }
  }

  async put(place: string, { content, modifiedAt }: Fetched): Promise<Put> {
    try {
      const { name: _name, ...zip } = await this.#open.add(
        place,
        content,
        modifiedAt ?? this.#options.now(),
      )
      return { bytes: content.length, hash: sha256(content), zip }
    } catch (thrown) {
      throw writeError(thrown, this.#options.place)
    }
  }

  /** What is not in the directory of a zip is not in it. */
  drop(): Promise<void> {
    return Promise.resolve()
  }

  async finish(arrivals: readonly Arrival[]): Promise<string> {
    const { place, replaces } = this.#options
    try {
      const entries = arrivals.flatMap(({ place: name, zip }) => (zip ? [{ name, ...zip }] : []))
      await this.#open.finish(entries)
      await this.close()
      // Somebody may have put a file there since the place was chosen.
      const target = replaces ? place : await freePlace(place)
      await rename(partOf(place), target)
      syncFolder(dirname(target))
      return target
    } catch (thrown) {
      throw writeError(thrown, place)
    }
  }

  async close(): Promise<void> {
    const zip = this.#zip
    this.#zip = null
    await zip?.close()
  }

  get #open(): ZipFile {
    if (this.#zip === null) throw new Error('The zip file is not open')
    return this.#zip
  }
}

/**
 * The arrivals that are in a half-written zip, from its beginning to the first one that is not whole:
 * what is behind that is written anew.
 */
async function wholeIn(
  part: string,
  arrivals: readonly Arrival[],
  signal: AbortSignal,
): Promise<Arrival[]> {
  const whole: Arrival[] = []
  const isThere = await lstat(part).then(
    (found) => found.isFile(),
    () => false,
  )
  if (!isThere) return whole
  const handle = await open(part, 'r')
  try {
    let end = 0
    for (const arrival of arrivals.toSorted(
      (a, b) => (a.zip?.offset ?? 0) - (b.zip?.offset ?? 0),
    )) {
      signal.throwIfAborted()
      if (arrival.zip?.offset !== end || !(await isWhole(handle, arrival))) break
      end += arrival.zip.length
      whole.push(arrival)
    }
  } finally {
    await handle.close()
  }
  return whole
}

async function isWhole(handle: FileHandle, { place, hash, zip }: Arrival): Promise<boolean> {
  if (zip === null) return false
  const content = await ZipFile.read(handle, { name: place, ...zip })
  return content !== null && sha256(content) === hash
}
