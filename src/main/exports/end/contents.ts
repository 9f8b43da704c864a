import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { AppError } from '../../../shared/errors.ts'
import { exportResultSchema, isActiveExport } from '../../../shared/export.ts'
import type { ExportRecord } from '../../../shared/export.ts'
import { exportedFileSchema, missingItemSchema } from '../../../shared/export-contents.ts'
import type { ContentsQuery, ExportContents } from '../../../shared/export-contents.ts'
import { stageDurably } from '../../durable-files.ts'
import type { Logger } from '../../logging/logger.ts'
import type { CountedOutput } from './count.ts'

/** So many of the items without a file are told one by one. */
const mostMissing = 200

const fileSchema = z.object({
  version: z.literal(1),
  result: exportResultSchema,
  folder: z.string(),
  files: z.array(exportedFileSchema),
  missing: z.array(missingItemSchema),
  notes: z.array(z.string()),
})

export interface ContentsOptions {
  /** Where the lists are, one file for each export. */
  folder: string
  count: (record: ExportRecord, signal: AbortSignal) => Promise<CountedOutput>
  logger: Logger
}

/** The long lists of what exports left behind. One of them is in memory at a time. */
export class ExportContentsStore {
  readonly #options: ContentsOptions
  #last: { id: string; counted: CountedOutput } | null = null
  readonly #counting = new Map<string, Promise<CountedOutput>>()

  constructor(options: ContentsOptions) {
    this.#options = options
  }

  /** Asks the workspace and keeps the list. Throws what the gateway throws. */
  async count(record: ExportRecord, signal: AbortSignal): Promise<CountedOutput> {
    const known = this.#counting.get(record.id)
    if (known) return known
    const counting = this.#count(record, signal).finally(() => this.#counting.delete(record.id))
    this.#counting.set(record.id, counting)
    return counting
  }

  /**
   * A part of the list. Throws `bad-input` (there is no output folder), `conflict` (the run is not
   * over), and what the gateway throws when the list has to be asked for.
   */
  async query(record: ExportRecord, query: ContentsQuery): Promise<ExportContents> {
    if (record.outputPath === null) {
      throw new AppError('bad-input', 'The output folder of this export is not known.', {
        suggestion: 'Set v_start_path in the configuration for the next one.',
      })
    }
    if (isActiveExport(record)) {
      throw new AppError('conflict', 'This export is still running.', {
        suggestion: 'What it wrote is listed when it has ended.',
      })
    }
    const kept = query.fresh ? null : await this.#kept(record.id)
    const counted = kept ?? (await this.count(record, new AbortController().signal))
    return toAnswer(counted, query)
  }

  /** The export is no longer kept. */
  async forget(id: string): Promise<void> {
    if (this.#last?.id === id) this.#last = null
    await rm(this.#fileOf(id), { force: true })
  }

  /** Drops lists of exports that are not kept. */
  async forgetOthers(ids: ReadonlySet<string>): Promise<void> {
    const names = await readdir(this.#options.folder).catch(() => [])
    for (const name of names) {
      if (!ids.has(name.replace(/\.json$/, '')))
        await rm(join(this.#options.folder, name), { force: true })
    }
  }

  async #count(record: ExportRecord, signal: AbortSignal): Promise<CountedOutput> {
    const counted = await this.#options.count(record, signal)
    this.#last = { id: record.id, counted }
    try {
      const staged = await stageDurably(
        this.#fileOf(record.id),
        JSON.stringify({ version: 1, ...counted }),
      )
      staged.commit()
    } catch (error) {
      // It can be asked for again.
      this.#options.logger.warn('The list of exported files could not be kept', { error })
    }
    return counted
  }

  async #kept(id: string): Promise<CountedOutput | null> {
    if (this.#last?.id === id) return this.#last.counted
    try {
      const parsed = fileSchema.parse(JSON.parse(await readFile(this.#fileOf(id), 'utf8')))
      const { version: _version, ...counted } = parsed
      this.#last = { id, counted }
      return counted
    } catch {
      return null
    }
  }

  #fileOf(id: string): string {
    return join(this.#options.folder, `${id}.json`)
  }
}

function toAnswer(
  { result, folder, files, missing, notes }: CountedOutput,
  { text, show, offset, limit }: ContentsQuery,
): ExportContents {
  const wanted = text.trim().toLowerCase()
  const found = files.filter(
    (file) =>
      (show === 'all' || file.written === show) &&
      (wanted === '' ||
        file.path.toLowerCase().includes(wanted) ||
        file.item?.name.toLowerCase().includes(wanted) === true),
  )
  const counts = { 'by-run': 0, before: 0, after: 0, unknown: 0 }
  for (const { written } of files) counts[written] += 1
  return {
    result,
    folder,
    matches: found.length,
    files: found.slice(offset, offset + limit),
    counts,
    missing: missing.slice(0, mostMissing),
    missingCount: missing.length,
    notes,
  }
}
