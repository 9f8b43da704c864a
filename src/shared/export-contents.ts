import { z } from 'zod'
import { exportIdSchema, exportResultSchema } from './export.ts'
import { timestampSchema } from './schemas.ts'
import { entryKindSchema } from './workspace-files.ts'

/**
 * When a file was written, by the clock of the workspace: by this run as far as one can tell, before
 * it began, after it ended, or not known, as for notebooks.
 */
export const writtenSchema = z.enum(['by-run', 'before', 'after', 'unknown'])
export type Written = z.infer<typeof writtenSchema>

export const itemKindSchema = z.enum(['workflow', 'pipeline'])

/** A file in the output folder. */
export const exportedFileSchema = z.object({
  /** From the output folder on. */
  path: z.string(),
  kind: entryKindSchema,
  size: z.number().int().nonnegative().nullable(),
  modifiedAt: timestampSchema.nullable(),
  written: writtenSchema,
  /** The item of the configuration that it belongs to, by id or name. */
  item: z.object({ kind: itemKindSchema, name: z.string() }).nullable(),
})
export type ExportedFile = z.infer<typeof exportedFileSchema>

/** An active item of the configuration for which no file was found. */
export const missingItemSchema = z.object({
  kind: itemKindSchema,
  id: z.string(),
  name: z.string(),
})
export type MissingItem = z.infer<typeof missingItemSchema>

export const contentsQuerySchema = z.object({
  id: exportIdSchema,
  text: z.string().max(200),
  show: z.enum(['all', ...writtenSchema.options]),
  offset: z.number().int().nonnegative(),
  limit: z.number().int().min(1).max(500),
  /** Asks the workspace again instead of using the list that was kept. */
  fresh: z.boolean(),
})
export type ContentsQuery = z.infer<typeof contentsQuerySchema>

/** What is in the output folder of an export. */
export const exportContentsSchema = z.object({
  result: exportResultSchema,
  folder: z.string(),
  /** How many fit the query. */
  matches: z.number().int(),
  files: z.array(exportedFileSchema),
  counts: z.record(writtenSchema, z.number().int()),
  missing: z.array(missingItemSchema),
  missingCount: z.number().int(),
  /** What is not known or to be taken with care, in sentences. */
  notes: z.array(z.string()),
})
export type ExportContents = z.infer<typeof exportContentsSchema>
