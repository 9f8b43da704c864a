import { z } from 'zod'
import { pickFlagsSchema } from './catalog.ts'
import { logLevelSchema } from './log.ts'

export const settingsSchema = z.object({
  theme: z.enum(['system', 'light', 'dark']),
  /** Closing the window hides the app to the tray even when no export is active. */
  keepInBackground: z.boolean(),
  notifyOnSuccess: z.boolean(),
  /** Failed, canceled and lost exports. */
  notifyOnFailure: z.boolean(),
  /** Hours a finished export stays listed. */
  keepFinishedHours: z.number().int().min(1).max(720),
  /** How a newly picked item starts. */
  pickDefaults: pickFlagsSchema,
  pageSize: z.union([z.literal(50), z.literal(100), z.literal(200)]),
  logLevel: logLevelSchema,
})
export type Settings = z.infer<typeof settingsSchema>

export const settingsChangeSchema = settingsSchema.partial().strict()
export type SettingsChange = z.infer<typeof settingsChangeSchema>

export const defaultSettings: Settings = {
  theme: 'system',
  keepInBackground: false,
  notifyOnSuccess: true,
  notifyOnFailure: true,
  keepFinishedHours: 24,
  pickDefaults: { isExisting: true, isActive: true, exportLibraries: false },
  pageSize: 100,
  logLevel: 'info',
}
