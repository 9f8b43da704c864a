import { crc32 } from 'node:zlib'
import { z } from 'zod'
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

export interface StoreContent {
  exports: TrackedExport[]
  knownRuns: StoredRun[]
}

/** What could be read, and whether that was all there is. */
export interface ReadContent extends StoreContent {
  whole: boolean
}

export function toFile({ exports, knownRuns }: StoreContent): Fields {
  return { version: storeVersion, exports: exports.map(seal), knownRuns }
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
  if (!file.success) {
    return { exports: unique(salvage(text)), knownRuns: [], whole: false }
  }
  const { version } = file.data
  const exports = readEach(file.data.exports, readExport)
  const knownRuns = readEach(
    file.data.knownRuns,
    (entry) => knownRunSchema.safeParse(entry).data ?? null,
  )
  const whole =
    version <= storeVersion &&
    exports.whole &&
    knownRuns.whole &&
    unique(exports.good).length === exports.good.length
  // Damage to the keys above the records hides them from the tree, but not from the text.
  const found = whole ? exports.good : unique([...exports.good, ...salvage(text)])
  return { exports: found, knownRuns: knownRuns.good, whole }
}

const fileSchema = z.object({
  version: z.number(),
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
  if (crc32(JSON.stringify(entry)) !== check) return null
  for (let version = storeVersion; version > 0; version -= 1) {
    const read = trackedExportSchema.safeParse(migrate(entry, version))
    if (read.success) return read.data
  }
  return null
}

function readEach<Entry>(entries: unknown, read: (entry: unknown) => Entry | null) {
  if (!Array.isArray(entries)) return { good: [] as Entry[], whole: false }
  const good = entries.map(read).filter((entry) => entry !== null)
  return { good, whole: good.length === entries.length }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function unique(exports: readonly TrackedExport[]): TrackedExport[] {
  const byId = new Map<string, TrackedExport>()
  for (const each of exports) if (!byId.has(each.record.id)) byId.set(each.record.id, each)
  return [...byId.values()]
}

/** A record is far smaller; looking no further keeps a damaged large file quick to read. */
const longestRecord = 200_000

/** Finds whole records in a text that is no JSON. They begin with their key `record`, as written. */
function salvage(text: string): TrackedExport[] {
  return [...text.matchAll(/\{\s*"record"\s*:/g)]
    .map(({ index }) => balanced(text, index))
    .map((json) => (json === null ? null : readExport(parse(json))))
    .filter((entry) => entry !== null)
}

/** The object that begins at `start`, up to its closing brace; null when that is not there. */
function balanced(text: string, start: number): string | null {
  const limit = Math.min(text.length, start + longestRecord)
  let depth = 0
  let inString = false
  for (let at = start; at < limit; at += 1) {
    const character = text[at]
    if (inString) {
      if (character === '\\') at += 1
      else if (character === '"') inString = false
    } else if (character === '"') inString = true
    else if (character === '{') depth += 1
    else if (character === '}') {
      depth -= 1
      if (depth === 0) return text.slice(start, at + 1)
    }
  }
  return null
}
