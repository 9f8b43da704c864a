import { z } from 'zod'
import { errorCodes } from './errors.ts'

/** A moment: UTC milliseconds since 1970. */
export const timestampSchema = z.number().int().nonnegative()

/** A Databricks job or run id: digits only, kept as text because int64 exceeds a number. */
export const numericIdSchema = z.string().regex(/^\d{1,19}$/, 'must be digits')

/** A Databricks pipeline id (GUID). */
export const guidSchema = z
  .string()
  .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, 'must be a GUID')

/** An absolute path in the workspace, for example `/Workspace/Shared/config.yml`. */
export const workspacePathSchema = z
  .string()
  .trim()
  .min(2)
  .max(1024)
  .regex(/^\/[^\0\r\n]*[^/\0\r\n]$/, 'must start with / and name a file or folder')

/** Plain data form of `AppError`. */
export const errorRecordSchema = z.object({
  code: z.enum(errorCodes),
  message: z.string(),
  suggestion: z.string(),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
})
