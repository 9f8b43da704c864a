import { z } from 'zod'
import { timestampSchema } from './schemas.ts'

/** Whether the app is locked. Locked, it has no tokens in memory and answers few calls. */
export const lockStateSchema = z.object({
  locked: z.boolean(),
  /** Whether unlocking asks for a finger (macOS). */
  touchId: z.boolean(),
  /** While locked: whether nobody was there for long, or somebody asked for it. */
  reason: z.enum(['idle', 'asked']).nullable().optional(),
  since: timestampSchema.nullable().optional(),
  /** Exports that are still followed. A number only: names stay out of a locked window. */
  activeExports: z.number().int().optional(),
})
export type LockState = z.infer<typeof lockStateSchema>
