import { z } from 'zod'

export const logLevelSchema = z.enum(['debug', 'info', 'warn', 'error'])
export type LogLevel = z.infer<typeof logLevelSchema>

/** One line of the log, already redacted. */
export const logEntrySchema = z.object({
  time: z.number(),
  level: logLevelSchema,
  /** The part of the app that speaks: `exports`, `catalog`, `databricks`, … */
  scope: z.string(),
  message: z.string(),
  /** Further fields as JSON text; empty when there are none. */
  fields: z.string(),
})
export type LogEntry = z.infer<typeof logEntrySchema>
