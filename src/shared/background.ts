import { z } from 'zod'

/** How the app lives without a window, as the system says it. */
export const backgroundStateSchema = z.object({
  startAtLogin: z.object({
    on: z.boolean(),
    /** Why it cannot be switched on here, or what the system wants besides; empty when all is well. */
    note: z.string(),
    /** Whether it can be changed here at all. */
    possible: z.boolean(),
  }),
})
export type BackgroundState = z.infer<typeof backgroundStateSchema>

export const testNotificationSchema = z.object({
  outcome: z.enum(['shown', 'refused', 'unsupported']),
  /** What the system said, when it refused. */
  reason: z.string(),
})
export type TestNotification = z.infer<typeof testNotificationSchema>
