import { z } from 'zod'
import { exportIdSchema } from './export.ts'
import { errorRecordSchema, timestampSchema } from './schemas.ts'

export const downloadFormSchema = z.enum(['folder', 'zip'])
export type DownloadForm = z.infer<typeof downloadFormSchema>

/** So many problems and new names are told one by one; the counts are of all. */
export const mostToldFiles = 200

/** The output folder of an export on its way to this computer, or arrived there. */
export const exportDownloadSchema = z.object({
  id: exportIdSchema,
  exportId: exportIdSchema,
  form: downloadFormSchema,
  /** The folder in the workspace. */
  source: z.string(),
  /** The folder or zip file on this computer. */
  place: z.string(),
  /**
   * `listing`: what there is, is being asked. `stopped`: by the user, or because the app ended.
   * `stopped` and `failed` can be resumed.
   */
  state: z.enum(['listing', 'running', 'done', 'stopped', 'failed']),
  files: z.number().int(),
  /** Those that are on this computer, and those that could not be had. */
  filesDone: z.number().int(),
  /** Where Databricks tells a size: for files, not for notebooks. */
  bytes: z.number().int(),
  bytesDone: z.number().int(),
  /** What is being fetched, from the source on. */
  current: z.string().nullable(),
  /** Over the last seconds; null as long as it is not known. */
  bytesPerSecond: z.number().nullable(),
  remainingMs: z.number().nullable(),
  /** What could not be had, and why. */
  problems: z.array(z.object({ path: z.string(), message: z.string() })),
  problemCount: z.number().int(),
  /** What had to get another name here, from source and place on. */
  renamed: z.array(z.object({ path: z.string(), place: z.string() })),
  renamedCount: z.number().int(),
  error: errorRecordSchema.nullable(),
  startedAt: timestampSchema,
  endedAt: timestampSchema.nullable(),
})
export type ExportDownload = z.infer<typeof exportDownloadSchema>
