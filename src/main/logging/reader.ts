import { open } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { logEntrySchema, logLevelSchema } from '../../shared/log.ts'
import type { LogEntry, LogLevel } from '../../shared/log.ts'
import { reaches } from './log.ts'
import { logFileName } from './rotating-file.ts'

export interface LogQuery {
  minimumLevel: LogLevel
  /** Searched for in message, scope and fields, whatever the case; empty finds everything. */
  text: string
  /** The most lines to answer. */
  limit: number
}

const chunkBytes = 64 * 1024
/** No line of ours is longer; what is longer is not a line of ours. */
const longestLine = 256 * 1024
const lineFeed = 0x0a

/**
 * The newest lines of the log that match, oldest first. Reads backwards, in pieces, over the rotated
 * files too, and stops when it has enough; lines that are broken or foreign are skipped.
 */
export async function readLog(folder: string, query: LogQuery, files = 5): Promise<LogEntry[]> {
  const needle = query.text.trim().toLowerCase()
  const found: LogEntry[] = []
  for (let age = 0; age < files && found.length < query.limit; age++) {
    const file = await openIfThere(join(folder, logFileName(age)))
    if (file === null) continue
    try {
      for await (const line of linesBackwards(file)) {
        const entry = parseEntry(line)
        if (!entry || !reaches(entry.level, query.minimumLevel)) continue
        if (needle !== '' && !contains(entry, needle)) continue
        found.push(entry)
        if (found.length >= query.limit) break
      }
    } finally {
      await file.close()
    }
  }
  return found.reverse()
}

function contains({ message, scope, fields }: LogEntry, needle: string): boolean {
  return `${message}\n${scope}\n${fields}`.toLowerCase().includes(needle)
}

function parseEntry(line: string): LogEntry | null {
  let raw: unknown
  try {
    raw = JSON.parse(line)
  } catch {
    return null
  }
  if (typeof raw !== 'object' || raw === null) return null
  const { time, level, scope, message, fields } = raw as Record<string, unknown>
  if (!logLevelSchema.safeParse(level).success) return null
  const parsed = logEntrySchema.safeParse({
    time,
    level,
    scope,
    message,
    fields: fields === undefined ? '' : JSON.stringify(fields),
  })
  return parsed.success ? parsed.data : null
}

async function openIfThere(path: string): Promise<FileHandle | null> {
  try {
    return await open(path, 'r')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** The lines of a file, last one first, holding at most a piece and one line in memory. */
async function* linesBackwards(file: FileHandle): AsyncGenerator<string> {
  let position = (await file.stat()).size
  /** The beginning of the line that goes on behind the piece, its pieces in order. */
  let rest: Buffer<ArrayBufferLike> = Buffer.alloc(0)
  while (position > 0) {
    const length = Math.min(chunkBytes, position)
    position -= length
    const chunk = Buffer.alloc(length)
    await file.read(chunk, 0, length, position)
    let end = chunk.length
    for (;;) {
      const feed = end === 0 ? -1 : chunk.lastIndexOf(lineFeed, end - 1)
      if (feed === -1) break
      const line = Buffer.concat([chunk.subarray(feed + 1, end), rest])
      rest = Buffer.alloc(0)
      if (line.length > 0 && line.length <= longestLine) yield line.toString('utf8')
      end = feed
    }
    // A line too long to be ours is kept as too long, not as bytes.
    if (rest.length <= longestLine) rest = Buffer.concat([chunk.subarray(0, end), rest])
  }
  if (rest.length > 0 && rest.length <= longestLine) yield rest.toString('utf8')
}
