import { z } from 'zod'
import { errorRecordSchema, timestampSchema } from './schemas.ts'

/** What happened to the stored exports at a start of the app; shown until the user has seen it. */
export const storeNoticeSchema = z.object({
  at: timestampSchema,
  /** `newer`: the file was written by a newer version of the app. */
  cause: z.enum(['damaged', 'newer']),
  /** Where the file is that could not be used; null when it could not be set aside. */
  badFile: z.string().nullable(),
  /** Exports that are still there. */
  kept: z.number().int().nonnegative(),
  /** A good copy had everything. */
  complete: z.boolean(),
  /** Exports that were found again by their runs in Databricks. */
  found: z.number().int().nonnegative(),
})
export type StoreNotice = z.infer<typeof storeNoticeSchema>

export const storeStateSchema = z.object({
  /** Why the last write failed; null when everything is on disk. */
  problem: errorRecordSchema.nullable(),
  notice: storeNoticeSchema.nullable(),
  /** Whether the active connection is still to be searched for runs that are missing. */
  searching: z.boolean(),
})
export type StoreState = z.infer<typeof storeStateSchema>
