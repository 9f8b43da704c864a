import { z } from 'zod'

/** Whether the app is locked. Locked, it has no tokens in memory and answers few calls. */
export const lockStateSchema = z.object({
  locked: z.boolean(),
  /** Whether unlocking asks for a finger (macOS). */
  touchId: z.boolean(),
})
export type LockState = z.infer<typeof lockStateSchema>
