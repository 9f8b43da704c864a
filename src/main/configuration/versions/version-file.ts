import { createHash } from 'node:crypto'
import fs from 'node:fs'
import { open } from 'node:fs/promises'
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { z } from 'zod'
import { versionSchema } from '../../../shared/configuration.ts'
import type { Version } from '../../../shared/configuration.ts'
import { AppError } from '../../../shared/errors.ts'
import { diskError } from '../../durable-files.ts'

const headerSchema = versionSchema
  .omit({ id: true })
  .extend({ format: z.literal('version'), version: z.literal(1), sha256: z.string() })
/** What is known of a kept text without reading it. */
export type VersionHeader = z.infer<typeof headerSchema>

/** The first line is found within so many bytes: a path takes most of it. */
const mostHeaderBytes = 16 * 1024
/** A text of the largest size that the workspace takes hardly compressed, and something over. */
const mostFileBytes = 32 * 1024 * 1024
const mostTextBytes = 64 * 1024 * 1024

const compress = promisify(gzip)
const expand = promisify(gunzip)

/** A kept text as a file: a line of JSON that describes it, and the text compressed with gzip. */
export async function packVersion(
  facts: Omit<Version, 'id' | 'bytes'>,
  content: Uint8Array,
): Promise<Uint8Array> {
  const header: VersionHeader = {
    format: 'version',
    version: 1,
    sha256: checksum(content),
    bytes: content.byteLength,
    ...facts,
  }
  const packed = await compress(content)
  return Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), packed])
}

export function checksum(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}

/** Throws `disk-failed` when there is none or it is damaged. */
export async function readVersionHeader(file: string): Promise<VersionHeader> {
  const start = Buffer.alloc(mostHeaderBytes)
  try {
    const handle = await open(file, 'r')
    try {
      const { bytesRead } = await handle.read(start, 0, start.byteLength, 0)
      return parseHeader(start.subarray(0, bytesRead)).header
    } finally {
      await handle.close()
    }
  } catch (error) {
    throw damaged(file, error)
  }
}

/** The text of a kept version; what is not UTF-8 is replaced by `\uFFFD`. Throws `disk-failed`. */
export async function readVersionText(file: string): Promise<string> {
  try {
    const { size } = fs.statSync(file)
    if (size > mostFileBytes) throw new Error('It is unreasonably large')
    const bytes = await fs.promises.readFile(file)
    const { header, length } = parseHeader(bytes)
    const content = await expand(bytes.subarray(length), { maxOutputLength: mostTextBytes })
    if (checksum(content) !== header.sha256) throw new Error('Its checksum is wrong')
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(content)
  } catch (error) {
    throw damaged(file, error)
  }
}

function parseHeader(bytes: Uint8Array): { header: VersionHeader; length: number } {
  const end = bytes.indexOf(10)
  if (end === -1) throw new Error('It has no first line')
  const line = new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, end))
  return { header: headerSchema.parse(JSON.parse(line)), length: end + 1 }
}

function damaged(file: string, cause: unknown): AppError {
  const { details } = diskError(cause, file)
  return new AppError('disk-failed', 'This version cannot be read: its file is damaged or gone.', {
    suggestion: 'Choose another version.',
    details,
    cause,
  })
}
