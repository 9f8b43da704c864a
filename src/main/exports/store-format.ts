import { crc32 } from 'node:zlib'
import { z } from 'zod'
import { storeNoticeSchema } from '../../shared/export-store.ts'
import { isActiveExport } from '../../shared/export-state.ts'
import { salvagedTexts } from './salvage.ts'
import { migrate, storeVersion } from './store-migrations.ts'
import type { Fields } from './store-migrations.ts'
import { trackedExportSchema } from './tracked.ts'
import type { TrackedExport } from './tracked.ts'

/**
 * What the app knows of a past run and Databricks does not tell: how much it exported, and how it was
 * divided (ms; null when not seen). Estimates learn from it, so it is kept longer than the exports.
 */
export const knownRunSchema = z.object({
  host: z.string(),
  runId: z.string(),
  workflows: z.number().int().nonnegative(),
  pipelines: z.number().int().nonnegative(),
  startupMs: z.number().nonnegative().nullable(),
  executionMs: z.number().nonnegative().nullable(),
})
export type StoredRun = z.infer<typeof knownRunSchema>

/** A run that a damaged record named: where to look for it. */
export const runHintSchema = z.object({
  connectionId: z.string(),
  jobId: z.string(),
  runId: z.string(),
})
export type RunHint = z.infer<typeof runHintSchema>

/** What the user is told of damage, and where missing runs are still to be searched for. */
export const storedNoticeSchema = storeNoticeSchema.extend({
  hints: z.array(runHintSchema),
  /** Connections that were searched. */
  searched: z.array(z.string()),
})
export type StoredNotice = z.infer<typeof storedNoticeSchema>

export interface StoreContent {
  /** Goes up with every write, so that of two good copies the newer one is known. */
  revision: number
  exports: TrackedExport[]
  knownRuns: StoredRun[]
  notice: StoredNotice | null
}

/** What could be read, and whether that was all there is. */
export interface ReadContent extends StoreContent {
  whole: boolean
  /** Written by a version of the app that is newer than this one. */
  newer: boolean
}

/** What is read where there is nothing to read. */
export const nothingRead: ReadContent = {
  revision: 0,
  exports: [],
  knownRuns: [],
  notice: null,
  whole: false,
  newer: false,
}

export function toFile({ exports, ...rest }: StoreContent): Fields {
  return { version: storeVersion, ...rest, exports: exports.map(seal) }
}

/**
 * An entry with its checksum. Most damage to a text leaves it valid, and a run or export under a
 * wrong id would be worse than none.
 */
export function seal(tracked: TrackedExport): TrackedExport & { check: number } {
  return { ...tracked, check: crc32(JSON.stringify(tracked)) }
}

/**
 * Reads the text of a store file; never throws. Each record stands for itself: one that is damaged
 * does not cost the others, even when the file as a whole is no JSON any more.
 */
export function readContent(text: string): ReadContent {
  const file = fileSchema.safeParse(parse(text))
  if (!file.success) return { ...nothingRead, exports: best(salvage(text)) }
  const { version, revision, notice } = file.data
  const exports = readEach(file.data.exports, readExport)
  const knownRuns = readEach(
    file.data.knownRuns,
    (entry) => knownRunSchema.safeParse(entry).data ?? null,
  )
  const whole =
    version <= storeVersion &&
    exports.whole &&
    knownRuns.whole &&
    best(exports.good).length === exports.good.length
  return {
    revision,
    // Damage to the keys above the records hides them from the tree, but not from the text.
    exports: whole ? exports.good : best([...exports.good, ...salvage(text)]),
    knownRuns: knownRuns.good,
    notice,
    whole,
    newer: version > storeVersion,
  }
}

const fileSchema = z.object({
  version: z.number(),
  // Version 1 has neither.
  revision: z.number().catch(0),
  notice: storedNoticeSchema.nullable().catch(null),
  exports: z.unknown(),
  knownRuns: z.unknown(),
})

const sealedSchema = z.looseObject({ check: z.number() })

/**
 * An entry of any version as it is now; null when it is damaged. Its own fields tell the version: the
 * number above the entries may be the part that is damaged. The checksum is over the entry as stored.
 */
function readExport(value: unknown): TrackedExport | null {
  const sealed = sealedSchema.safeParse(value)
  if (!sealed.success) return null
  const { check, ...entry } = sealed.data
  if (checksum(entry) !== check) return null
  for (let version = storeVersion; version > 0; version -= 1) {
    const read = trackedExportSchema.safeParse(migrate(entry, version))
    if (read.success) return read.data
  }
  return null
}

function checksum(entry: unknown): number | null {
  try {
    return crc32(JSON.stringify(entry))
  } catch {
    // Nested too deeply to be written again, as no record ever is.
    return null
  }
}

function readEach<Entry>(entries: unknown, read: (entry: unknown) => Entry | null) {
  if (!Array.isArray(entries)) return { good: [] as Entry[], whole: false }
  const good = entries.map(read).filter((entry) => entry !== null)
  return { good, whole: good.length === entries.length }
}

function parse(text: string): unknown {
  try {
    // Editors put a byte order mark there.
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    return undefined
  }
}

/** Of each export one: the one that got furthest, and of equals the first. */
export function best(exports: readonly TrackedExport[]): TrackedExport[] {
  const byId = new Map<string, TrackedExport>()
  for (const each of exports) {
    const other = byId.get(each.record.id)
    if (other === undefined || progressOf(each) > progressOf(other)) byId.set(each.record.id, each)
  }
  return [...byId.values()]
}

function progressOf({ record, notified }: TrackedExport): number {
  if (!isActiveExport(record)) return notified ? 3 : 2
  return record.runId === null ? 0 : 1
}

/** Finds whole records in a text that is no JSON. */
function salvage(text: string): TrackedExport[] {
  return salvagedTexts(text)
    .map((json) => readExport(parse(json)))
    .filter((entry) => entry !== null)
}

const mostHints = 50

/** Runs that a damaged text names and none of the exports follows. Guesses: each has to be asked for. */
export function runHints(text: string, followed: ReadonlySet<string>): RunHint[] {
  const hints = new Map<string, RunHint>()
  // `runUrl` after it tells the run of a record from those of its tasks.
  for (const { index, 1: runId = '' } of text.matchAll(
    /"runId"\s*:\s*"(\d{1,19})"\s*,\s*"runUrl"/g,
  )) {
    if (followed.has(runId) || hints.size === mostHints) continue
    const before = text.slice(Math.max(0, index - 2000), index)
    const within = before.slice(before.lastIndexOf('"record"') + 1)
    hints.set(runId, {
      runId,
      connectionId: /"connectionId"\s*:\s*"([^"\\]{1,100})"/.exec(within)?.[1] ?? '',
      jobId: /"jobId"\s*:\s*"(\d{1,19})"/.exec(within)?.[1] ?? '',
    })
  }
  return [...hints.values()]
}
