import { z } from 'zod'
import { exportStates } from './export-state.ts'
import { timestampSchema } from './schemas.ts'

/** What may be pasted to name a run. */
export const longestRunText = 10_000

/** A run of a job as Databricks tells of it now: to be followed, or followed already. */
export const foundRunSchema = z.object({
  connectionId: z.string(),
  connectionName: z.string(),
  runId: z.string(),
  runUrl: z.string().nullable(),
  jobId: z.string(),
  jobName: z.string(),
  /** Whether it is a run of the export job of its connection, as far as the app knows that job. */
  isExportJob: z.boolean(),
  /** What was pasted names the run of a task; this is the run that the task belongs to. */
  byTask: z.boolean(),
  state: z.enum(exportStates),
  /** Why it did not succeed, where Databricks says. */
  message: z.string().nullable(),
  startedAt: timestampSchema,
  endedAt: timestampSchema.nullable(),
  /** Who started it; null when Databricks does not say. */
  startedBy: z.string().nullable(),
  /** The job parameter `config_path`; empty when the run has none. */
  configPath: z.string(),
  /** The export in the list that follows this run; null when none does. */
  exportId: z.string().nullable(),
})
export type FoundRun = z.infer<typeof foundRunSchema>

/** The newest runs of the export job of the active connection. */
export const recentRunsSchema = z.object({
  jobId: z.string(),
  jobName: z.string(),
  runs: z.array(foundRunSchema),
})
export type RecentRuns = z.infer<typeof recentRunsSchema>

const itemCountsSchema = z.object({ workflows: z.number().int(), pipelines: z.number().int() })

/** What running an export again would do, read from the workspace at this moment. */
export const againCheckSchema = z.object({
  connectionName: z.string(),
  /** It is another connection than the active one; nothing is switched. */
  isOtherConnection: z.boolean(),
  jobName: z.string(),
  configPath: z.string(),
  outputPath: z.string(),
  now: itemCountsSchema,
  /** What it was made of then; null when that is not known. */
  then: itemCountsSchema.nullable(),
  outputPathThen: z.string().nullable(),
  /** The file has edits in the app that are not saved, and so not exported. */
  unsaved: z.boolean(),
  estimate: z.object({ totalMs: z.number(), pastRuns: z.number().int() }),
})
export type AgainCheck = z.infer<typeof againCheckSchema>
