import { z } from 'zod'
import { exportRecordSchema } from '../../shared/export.ts'
import { timestampSchema } from '../../shared/schemas.ts'
import { ageSchema } from './age.ts'

/** An export as it is stored: what everybody may see, and what only its follower needs. */
export const trackedExportSchema = z.object({
  record: exportRecordSchema,
  /** Written before `run-now` is called and sent again after a crash: one token, one run. */
  idempotencyToken: z.string().min(1).max(64),
  /** An answer to `run-now` was lost, or the app ended meanwhile: there may be a run without an id. */
  submissionUnclear: z.boolean(),
  /** When the run's id was learned, by this computer's clock. */
  submittedAt: timestampSchema.nullable(),
  /** Databricks took the request to cancel. */
  cancelAccepted: z.boolean(),
  /** When it did; a run that goes on long after is asked to end again. */
  cancelAcceptedAt: timestampSchema.nullable(),
  /** The user was told of the end. */
  notified: z.boolean(),
  /** The user was told that it takes longer than usual. */
  overdueTold: z.boolean(),
  /** How long ago it ended, counted by clocks that cannot be set; null until that is begun. */
  age: ageSchema.nullable(),
})
export type TrackedExport = z.infer<typeof trackedExportSchema>
