import { open, rm } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { promisify } from 'node:util'
import { crc32, deflateRaw, inflateRaw } from 'node:zlib'

/**
 * A zip file that grows file by file and can be gone on with after a crash, which no zip library
 * offers: each file is written whole with its sizes in front of it, and what ends the zip (the
 * directory) is written last. Zip64, so that neither 4 GB nor 65,535 files are an end.
 * https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */

/** A file in the zip; all that the directory at the end needs, and what resuming needs to find it. */
export interface ZipEntry {
  /** With `/` between its parts. */
  name: string
  offset: number
  /** Of header and content together. */
  length: number
  size: number
  compressedSize: number
  crc: number
  method: 0 | 8
  modifiedAt: number
}

const deflate = promisify(deflateRaw)
const inflate = promisify(inflateRaw)
const most32 = 0xffff_ffff
const most16 = 0xffff
/** Names in UTF-8 (4.4.4, bit 11). */
const flags = 0x0800
/** Made on Unix, version 4.5: for the permissions in the directory. */
const madeBy = (3 << 8) | 45
const permissions = 0o100644 << 16
const directoryChunk = 1 << 20

export class ZipFile {
  readonly #handle: FileHandle
  #end: number
  /** Files are compressed side by side, but written one after the other. */
  #turn: Promise<unknown> = Promise.resolve()

  private constructor(handle: FileHandle, end: number) {
    this.#handle = handle
    this.#end = end
  }

  /** Opens a zip to go on with at `end`; what is behind it is cut off. A new one with `end` 0. */
  static async open(path: string, end: number): Promise<ZipFile> {
    // `x` does not follow a link that somebody put there.
    if (end === 0) await rm(path, { force: true })
    const handle = await open(path, end === 0 ? 'wx' : 'r+', 0o644)
    try {
      await handle.truncate(end)
    } catch (error) {
      await handle.close()
      throw error
    }
    return new ZipFile(handle, end)
  }

  /** The content of a file in a zip that may be half-written; null when it is not there and whole. */
  static async read(handle: FileHandle, entry: ZipEntry): Promise<Uint8Array | null> {
    const block = Buffer.alloc(entry.length)
    const { bytesRead } = await handle.read(block, 0, block.length, entry.offset)
    const header = localHeader(entry)
    const data = block.subarray(header.length)
    if (bytesRead < block.length || data.length !== entry.compressedSize) return null
    if (!block.subarray(0, header.length).equals(header)) return null
    try {
      const content = entry.method === 0 ? data : await inflate(data)
      return content.length === entry.size && crc32(content) === entry.crc ? content : null
    } catch {
      return null
    }
  }

  /** Adds a file. */
  async add(name: string, content: Uint8Array, modifiedAt: number): Promise<ZipEntry> {
    const packed = await deflate(content)
    const method = packed.length < content.length ? 8 : 0
    const data = method === 8 ? packed : content
    const entry: ZipEntry = {
      name,
      offset: 0,
      length: 0,
      size: content.length,
      compressedSize: data.length,
      crc: crc32(content),
      method,
      modifiedAt,
    }
    const written = this.#turn.then(async () => {
      const block = Buffer.concat([localHeader(entry), data])
      await write(this.#handle, block, this.#end)
      entry.offset = this.#end
      entry.length = block.length
      this.#end += block.length
    })
    this.#turn = written.catch(() => undefined)
    await written
    return entry
  }

  /** Writes the directory and brings all to disk. The zip is complete then. */
  async finish(entries: Iterable<ZipEntry>): Promise<void> {
    const start = this.#end
    let count = 0
    let at = start
    let chunk: Buffer[] = []
    let chunkSize = 0
    const flush = async () => {
      const block = Buffer.concat(chunk)
      await write(this.#handle, block, at)
      at += block.length
      chunk = []
      chunkSize = 0
    }
    for (const entry of entries) {
      const header = directoryHeader(entry)
      chunk.push(header)
      chunkSize += header.length
      count += 1
      if (chunkSize >= directoryChunk) await flush()
    }
    await flush()
    chunk.push(directoryEnd(count, at - start, start))
    await flush()
    this.#end = at
    await this.#handle.sync()
  }

  async close(): Promise<void> {
    await this.#turn
    await this.#handle.close()
  }
}

async function write(handle: FileHandle, block: Buffer, position: number): Promise<void> {
  for (let done = 0; done < block.length;) {
    const { bytesWritten } = await handle.write(block, done, block.length - done, position + done)
    done += bytesWritten
  }
}

function localHeader(entry: ZipEntry): Buffer {
  const name = Buffer.from(entry.name)
  const extra = timestamp(entry.modifiedAt)
  const header = Buffer.alloc(30)
  header.writeUInt32LE(0x0403_4b50, 0)
  header.writeUInt16LE(20, 4)
  writeCommon(header, 6, entry)
  header.writeUInt16LE(name.length, 26)
  header.writeUInt16LE(extra.length, 28)
  return Buffer.concat([header, name, extra])
}

/** Flags, method, time, checksum and sizes: the same in both headers. */
function writeCommon(header: Buffer, at: number, entry: ZipEntry): void {
  const { time, date } = dosTime(entry.modifiedAt)
  header.writeUInt16LE(flags, at)
  header.writeUInt16LE(entry.method, at + 2)
  header.writeUInt16LE(time, at + 4)
  header.writeUInt16LE(date, at + 6)
  header.writeUInt32LE(entry.crc, at + 8)
  header.writeUInt32LE(entry.compressedSize, at + 12)
  header.writeUInt32LE(entry.size, at + 16)
}

function directoryHeader(entry: ZipEntry): Buffer {
  const name = Buffer.from(entry.name)
  const isFar = entry.offset >= most32
  const extra = isFar
    ? Buffer.concat([timestamp(entry.modifiedAt), farOffset(entry.offset)])
    : timestamp(entry.modifiedAt)
  const header = Buffer.alloc(46)
  header.writeUInt32LE(0x0201_4b50, 0)
  header.writeUInt16LE(madeBy, 4)
  header.writeUInt16LE(isFar ? 45 : 20, 6)
  writeCommon(header, 8, entry)
  header.writeUInt16LE(name.length, 28)
  header.writeUInt16LE(extra.length, 30)
  header.writeUInt32LE(permissions >>> 0, 38)
  header.writeUInt32LE(Math.min(entry.offset, most32), 42)
  return Buffer.concat([header, name, extra])
}

/** 4.5.3: only what does not fit into the header. */
function farOffset(offset: number): Buffer {
  const extra = Buffer.alloc(12)
  extra.writeUInt16LE(0x0001, 0)
  extra.writeUInt16LE(8, 2)
  extra.writeBigUInt64LE(BigInt(offset), 4)
  return extra
}

/** The end of the directory, with its Zip64 form where a number does not fit (4.3.14 to 4.3.16). */
function directoryEnd(count: number, size: number, offset: number): Buffer {
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x0605_4b50, 0)
  end.writeUInt16LE(Math.min(count, most16), 8)
  end.writeUInt16LE(Math.min(count, most16), 10)
  end.writeUInt32LE(Math.min(size, most32), 12)
  end.writeUInt32LE(Math.min(offset, most32), 16)
  if (count < most16 && size < most32 && offset < most32) return end
  const far = Buffer.alloc(56 + 20)
  far.writeUInt32LE(0x0606_4b50, 0)
  far.writeBigUInt64LE(44n, 4)
  far.writeUInt16LE(madeBy, 12)
  far.writeUInt16LE(45, 14)
  far.writeBigUInt64LE(BigInt(count), 24)
  far.writeBigUInt64LE(BigInt(count), 32)
  far.writeBigUInt64LE(BigInt(size), 40)
  far.writeBigUInt64LE(BigInt(offset), 48)
  far.writeUInt32LE(0x0706_4b50, 56)
  far.writeBigUInt64LE(BigInt(offset + size), 64)
  far.writeUInt32LE(1, 72)
  return Buffer.concat([far, end])
}

/** The time to the second and in UTC ("UT", Info-ZIP), beside the local time of DOS. */
function timestamp(time: number): Buffer {
  const extra = Buffer.alloc(9)
  extra.writeUInt16LE(0x5455, 0)
  extra.writeUInt16LE(5, 2)
  extra.writeUInt8(1, 4)
  extra.writeInt32LE(Math.min(0x7fff_ffff, Math.floor(time / 1000)), 5)
  return extra
}

function dosTime(time: number): { time: number; date: number } {
  const at = new Date(time)
  const year = Math.min(2107, Math.max(1980, at.getFullYear()))
  return {
    time: (at.getHours() << 11) | (at.getMinutes() << 5) | (at.getSeconds() >> 1),
    date: ((year - 1980) << 9) | ((at.getMonth() + 1) << 5) | at.getDate(),
  }
}
