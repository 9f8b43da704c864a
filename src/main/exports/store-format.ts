import { z } from 'zod'
import { trackedExportSchema } from './tracked.ts'
import type { TrackedExport } from './tracked.ts'

/** The version of the file that this app writes. */
export const storeVersion = 1

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

/** Turns the content of a version into that of the next; the key is the version it starts from. */
const migrations: Readonly<Record<number, (content: Fields) => Fields>> = {}

type Fields = Record<string, unknown>

export function toFile(content: StoreContent): Fields {
  return { version: storeVersion, ...content }
}

/**
 * Reads the text of a store file; never throws. Each record stands for itself: one that is damaged
 * does not cost the others, even when the file as a whole is no JSON any more.
 */
export function readContent(text: string): ReadContent {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    return { exports: unique(salvage(text)), knownRuns: [], whole: false }
  }
  const fields = z.looseObject({ version: z.number() }).safeParse(parsed)
  if (!fields.success) return { exports: unique(salvage(text)), knownRuns: [], whole: false }
  const current = migrate(fields.data)
  const exports = readEach(current['exports'], trackedExportSchema)
  const knownRuns = readEach(current['knownRuns'], knownRunSchema)
  const whole =
    fields.data.version <= storeVersion &&
    exports.whole &&
    knownRuns.whole &&
    unique(exports.good).length === exports.good.length
  // Damage to the keys above the records hides them from the tree, but not from the text.
  const found = whole ? exports.good : unique([...exports.good, ...salvage(text)])
  return { exports: found, knownRuns: knownRuns.good, whole }
}

function migrate(content: Fields & { version: number }): Fields {
  let fields: Fields = content
  for (let version = content.version; version < storeVersion; version += 1) {
    fields = migrations[version]?.(fields) ?? fields
  }
  return fields
}

function readEach<Schema extends z.ZodType>(entries: unknown, schema: Schema) {
  if (!Array.isArray(entries)) return { good: [] as z.output<Schema>[], whole: false }
  const results = entries.map((entry) => schema.safeParse(entry))
  const good = results.flatMap((result) => (result.success ? [result.data] : []))
  return { good, whole: good.length === results.length }
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
  const found: TrackedExport[] = []
  for (const { index } of text.matchAll(/\{\s*"record"\s*:/g)) {
    const json = balanced(text, index)
    if (json === null) continue
    try {
      const entry = trackedExportSchema.safeParse(JSON.parse(json))
      if (entry.success) found.push(entry.data)
    } catch {
      continue
    }
  }
  return found
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
