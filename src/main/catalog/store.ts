import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import writeFileAtomic from 'write-file-atomic'
import { z } from 'zod'
import { catalogItemSchema } from '../../shared/catalog.ts'
import type { CatalogItem, Kind } from '../../shared/catalog.ts'
import { connectionIdSchema } from '../../shared/connection.ts'
import { AppError } from '../../shared/errors.ts'
import { timestampSchema } from '../../shared/schemas.ts'
import { codeOf, diskError, isMissing } from './disk-error.ts'
import { Shared } from './shared-values.ts'
import { orderMark } from './sort.ts'

/**
 * The cached list of one kind of one connection. A text file: a header line, lines that each hold an
 * array of rows, and a footer line with the checksum of all before it. Another version, another
 * connection or a wrong checksum makes it unreadable, and the list is read from Databricks again.
 */
export interface CachedList {
  items: CatalogItem[]
  updatedAt: number
  /** Whether `items` are in the order of `sortByName` on this computer today. */
  isSorted: boolean
}

export interface CacheKey {
  connectionId: string
  kind: Kind
}

const version = 1
const rowsPerLine = 500

const headerSchema = z.object({
  format: z.literal('catalog'),
  version: z.literal(version),
  connectionId: z.string(),
  kind: z.string(),
  updatedAt: timestampSchema,
  count: z.number().int().nonnegative(),
  order: z.string(),
})
const footerSchema = z.object({ crc32: z.number() })

type Row = [
  id: CatalogItem['id'],
  name: CatalogItem['name'],
  creator: CatalogItem['creator'],
  tags: CatalogItem['tags'],
  createdAt: CatalogItem['createdAt'],
  trigger: CatalogItem['trigger'],
  compute: CatalogItem['compute'],
  state: CatalogItem['state'],
  health: CatalogItem['health'],
  /** Missing in files of earlier versions of the app. */
  lastRunAt?: CatalogItem['lastRunAt'],
]

/** The folder of a connection's cache. Throws `bad-input` for an id that could lead elsewhere. */
export function cacheFolder(folder: string, connectionId: string): string {
  if (!connectionIdSchema.safeParse(connectionId).success) {
    throw new AppError('bad-input', 'A connection with an invalid id cannot have cached lists.')
  }
  // The prefix keeps ids apart from names that Windows reserves, such as `con`.
  return join(folder, `connection-${connectionId}`)
}

export function cacheFile(folder: string, key: CacheKey): string {
  return join(cacheFolder(folder, key.connectionId), `${key.kind}.jsonl`)
}

/**
 * The cached list; null when there is none. Throws `bad-response` when the file is damaged or of
 * another version, `disk-failed` when it cannot be read.
 */
export async function readCache(folder: string, key: CacheKey): Promise<CachedList | null> {
  const file = cacheFile(folder, key)
  const shared = new Shared()
  const items: CatalogItem[] = []
  let header: z.infer<typeof headerSchema> | null = null
  let footer: z.infer<typeof footerSchema> | null = null
  let checksum = 0
  try {
    for await (const line of lines(file)) {
      if (footer) throw unreadable(file, 'text after the end')
      if (!header) {
        header = headerSchema.parse(JSON.parse(line.toString()))
        if (header.connectionId !== key.connectionId || header.kind !== key.kind) {
          throw unreadable(file, 'it belongs to another list')
        }
      } else if (line[0] === openBrace) {
        footer = footerSchema.parse(JSON.parse(line.toString()))
        continue
      } else {
        // Rows are not checked one by one: the checksum says that they are as this version wrote them.
        for (const row of JSON.parse(line.toString()) as Row[]) {
          items.push(fromRow(key.kind, row, shared))
        }
      }
      checksum = crc32(line, checksum)
    }
  } catch (thrown) {
    if (isMissing(thrown)) return null
    if (thrown instanceof AppError) throw thrown
    if (codeOf(thrown) !== null) throw diskError(thrown, 'read')
    throw unreadable(file, thrown instanceof Error ? thrown.name : 'not as expected', thrown)
  }
  if (!header || !footer) throw unreadable(file, 'it ends too early')
  if (footer.crc32 !== checksum) throw unreadable(file, 'its checksum is wrong')
  if (header.count !== items.length) throw unreadable(file, 'items are missing')
  return { items, updatedAt: header.updatedAt, isSorted: header.order === orderMark }
}

/** How many items are cached, from the first line alone; 0 when there is no readable list. */
export async function cachedCount(folder: string, key: CacheKey): Promise<number> {
  for await (const line of lines(cacheFile(folder, key), 4096)) {
    return headerSchema.parse(JSON.parse(line.toString())).count
  }
  return 0
}

/**
 * The first items of a cached list and how many it holds, without reading the rest. Null when there is
 * none, when it is not in the order of `sortByName`, and when it is not as expected: whoever reads the
 * whole is told what is wrong.
 */
export async function readBeginning(
  folder: string,
  key: CacheKey,
): Promise<{ items: CatalogItem[]; count: number } | null> {
  let header: z.infer<typeof headerSchema> | null = null
  const shared = new Shared()
  try {
    for await (const line of lines(cacheFile(folder, key), 1 << 16)) {
      if (header !== null) {
        // The checksum stands at the end of the file, so these are checked one by one.
        const items = (JSON.parse(line.toString()) as Row[]).map((row) =>
          catalogItemSchema.parse(fromRow(key.kind, row, shared)),
        )
        return { items, count: header.count }
      }
      header = headerSchema.parse(JSON.parse(line.toString()))
      const isThis = header.connectionId === key.connectionId && header.kind === key.kind
      if (!isThis || header.order !== orderMark || header.count === 0) return null
    }
  } catch {
    return null
  }
  return null
}

/**
 * Writes a sorted list so that after a crash the old or the new file is there, never half of one. Lets
 * others run between lines. Throws `disk-full` or `disk-failed`; the old file stays.
 */
export async function writeCache(
  folder: string,
  key: CacheKey,
  list: { items: readonly CatalogItem[]; updatedAt: number },
): Promise<void> {
  try {
    await mkdir(cacheFolder(folder, key.connectionId), { recursive: true })
    await writeFileAtomic(cacheFile(folder, key), '', {
      // Written here, not by write-file-atomic, because that takes only whole texts and does not
      // notice when a full disk takes less than all of one. It still does the fsync and the rename.
      tmpfileCreated: async (temporary) => {
        const handle = await open(temporary, 'r+')
        try {
          for (const line of linesOf(key, list)) await handle.writeFile(line)
        } finally {
          await handle.close()
        }
      },
    })
  } catch (thrown) {
    throw diskError(thrown, 'write')
  }
}

/** Removes what interrupted writes left behind. Only while no list of the connection is written. */
export async function removeLeftovers(folder: string, key: CacheKey): Promise<void> {
  const prefix = `${key.kind}.jsonl.`
  try {
    const own = cacheFolder(folder, key.connectionId)
    for (const name of await readdir(own)) {
      if (name.startsWith(prefix)) await rm(join(own, name), { force: true })
    }
  } catch (thrown) {
    if (!isMissing(thrown)) throw diskError(thrown, 'read')
  }
}

/** Deletes all cached lists of a connection. Throws `disk-failed`. */
export async function deleteCache(folder: string, connectionId: string): Promise<void> {
  try {
    await rm(cacheFolder(folder, connectionId), { recursive: true, force: true })
  } catch (thrown) {
    if (!isMissing(thrown)) throw diskError(thrown, 'delete')
  }
}

function* linesOf(
  key: CacheKey,
  list: { items: readonly CatalogItem[]; updatedAt: number },
): Generator<Buffer> {
  const { connectionId, kind } = key
  const { items, updatedAt } = list
  let checksum = 0
  const line = (content: unknown): Buffer => {
    const bytes = Buffer.from(`${JSON.stringify(content)}\n`)
    checksum = crc32(bytes.subarray(0, -1), checksum)
    return bytes
  }
  const count = items.length
  yield line({ format: 'catalog', version, connectionId, kind, updatedAt, count, order: orderMark })
  for (let from = 0; from < count; from += rowsPerLine) {
    yield line(items.slice(from, from + rowsPerLine).map(toRow))
  }
  yield Buffer.from(`${JSON.stringify({ crc32: checksum })}\n`)
}

const lineFeed = 10
const openBrace = 123

/** The lines of a file as bytes, without their line feeds. */
async function* lines(file: string, chunkBytes = 1 << 20): AsyncGenerator<Buffer> {
  let rest: Buffer[] = []
  for await (const chunk of createReadStream(file, { highWaterMark: chunkBytes })) {
    const bytes = chunk as Buffer
    let start = 0
    for (let end = bytes.indexOf(lineFeed); end !== -1; end = bytes.indexOf(lineFeed, start)) {
      rest.push(bytes.subarray(start, end))
      yield rest.length === 1 ? bytes.subarray(start, end) : Buffer.concat(rest)
      rest = []
      start = end + 1
    }
    if (start < bytes.length) rest.push(bytes.subarray(start))
  }
  if (rest.length > 0) yield Buffer.concat(rest)
}

function toRow(item: CatalogItem): Row {
  return [
    item.id,
    item.name,
    item.creator,
    item.tags,
    item.createdAt,
    item.trigger,
    item.compute,
    item.state,
    item.health,
    item.lastRunAt,
  ]
}

function fromRow(kind: Kind, row: Row, shared: Shared): CatalogItem {
  const [id, name, creator, tags, createdAt, trigger, compute, state, health, lastRunAt] = row
  return shared.item({
    kind,
    id,
    name,
    creator,
    tags,
    createdAt,
    trigger,
    compute,
    state,
    health,
    lastRunAt: lastRunAt ?? null,
  })
}

function unreadable(file: string, reason: string, cause?: unknown): AppError {
  return new AppError('bad-response', 'The cached list could not be used and is read anew.', {
    suggestion: 'Nothing to do: it is rebuilt with the next refresh.',
    details: { file, reason },
    cause,
  })
}
