import { createReadStream } from 'node:fs'
import { appendFile, mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { exportDownloadSchema } from '../../../shared/export-download.ts'
import { timestampSchema } from '../../../shared/schemas.ts'
import { writeDurably } from '../../durable-files.ts'

/** A file that has arrived, as it was in the workspace and where it is here. */
const arrivalSchema = z.object({
  path: z.string(),
  /** Of the listing it was fetched by: another one means that the file has changed since. */
  size: z.number().int().nullable(),
  modifiedAt: timestampSchema.nullable(),
  /** From the folder or the top of the zip on. */
  place: z.string(),
  bytes: z.number().int(),
  /** SHA-256 of what is on the disk. */
  hash: z.string(),
  /** Where it is in the zip; null in a folder. */
  zip: z
    .object({
      offset: z.number().int(),
      length: z.number().int(),
      size: z.number().int(),
      compressedSize: z.number().int(),
      crc: z.number().int(),
      method: z.literal([0, 8]),
      modifiedAt: z.number(),
    })
    .nullable(),
})
export type Arrival = z.infer<typeof arrivalSchema>

const headSchema = z.object({
  version: z.literal(1),
  connectionId: z.string(),
  /** The user agreed that the zip takes the place of a file that was there. */
  replaces: z.boolean(),
  download: exportDownloadSchema,
})
export type DownloadHead = z.infer<typeof headSchema>

/**
 * What is known of one download, on disk: its head, and a line for each file that has arrived, which
 * is what makes it resumable. A line that a crash cut off counts as not written.
 */
export class Journal {
  readonly folder: string
  #waiting: string[] = []
  #writing: Promise<void> = Promise.resolve()

  constructor(folder: string) {
    this.folder = folder
  }

  /** Throws `disk-full`, `disk-failed`. */
  writeHead(head: DownloadHead): void {
    writeDurably(this.#headFile, JSON.stringify(head))
  }

  /** Null when there is none, or none that can be used. */
  async readHead(): Promise<DownloadHead | null> {
    try {
      return headSchema.parse(JSON.parse(await readFile(this.#headFile, 'utf8')))
    } catch {
      return null
    }
  }

  /** What has arrived, in the order in which it did. */
  async arrivals(): Promise<Arrival[]> {
    const arrivals = new Map<string, Arrival>()
    try {
      const lines = createInterface({ input: createReadStream(this.#linesFile) })
      for await (const line of lines) {
        const arrival = parsed(line)
        if (arrival) arrivals.set(arrival.path, arrival)
      }
    } catch (thrown) {
      if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT')) throw thrown
    }
    return [...arrivals.values()]
  }

  /** Begins the lines anew with these: what could not be verified is no longer there. */
  async restart(arrivals: readonly Arrival[]): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 })
    await rm(this.#linesFile, { force: true })
    for (const arrival of arrivals) this.add(arrival)
    await this.written()
  }

  /** Notes an arrival; many at a time become one write. */
  add(arrival: Arrival): void {
    this.#waiting.push(JSON.stringify(arrival))
    if (this.#waiting.length > 1) return
    this.#writing = this.#writing.then(async () => {
      const lines = this.#waiting.splice(0)
      await appendFile(this.#linesFile, `${lines.join('\n')}\n`, { mode: 0o600 })
    })
    // Whoever waits for `written` is told.
    this.#writing.catch(() => undefined)
  }

  /** Resolves when all is written. */
  async written(): Promise<void> {
    await this.#writing
  }

  /** The lines are of no use any more. */
  async dropLines(): Promise<void> {
    await this.#writing.catch(() => undefined)
    await rm(this.#linesFile, { force: true })
  }

  async remove(): Promise<void> {
    await this.#writing.catch(() => undefined)
    await rm(this.folder, { recursive: true, force: true })
  }

  get #headFile(): string {
    return join(this.folder, 'download.json')
  }

  get #linesFile(): string {
    return join(this.folder, 'arrived.jsonl')
  }
}

function parsed(line: string): Arrival | null {
  try {
    return arrivalSchema.parse(JSON.parse(line))
  } catch {
    return null
  }
}
