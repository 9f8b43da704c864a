import { z } from 'zod'
import { computeKindSchema } from './catalog.ts'
import { exportStates } from './export-state.ts'
import { errorRecordSchema, timestampSchema } from './schemas.ts'

export const exportIdSchema = z.string().regex(/^[0-9a-f-]{8,64}$/)

export { activeExportStates, isActiveExport } from './export-state.ts'
export type { ExportState } from './export-state.ts'

export const exportStateSchema = z.enum(exportStates)

export const exportTaskSchema = z.object({
  key: z.string(),
  state: z.enum(['waiting', 'running', 'succeeded', 'failed', 'canceled', 'skipped']),
})

/** One run of the export job that the app started. This is what is stored and shown. */
export const exportRecordSchema = z.object({
  id: exportIdSchema,
  connectionId: z.string(),
  connectionName: z.string(),
  host: z.string(),
  jobId: z.string(),
  jobName: z.string(),
  runId: z.string().nullable(),
  /** The run's page in Databricks. */
  runUrl: z.string().nullable(),
  configPath: z.string(),
  /** `v_start_path` of the configuration that was started. */
  outputPath: z.string().nullable(),
  /** Active workflows and pipelines in the configuration that was started. */
  workflows: z.number().int(),
  pipelines: z.number().int(),
  compute: computeKindSchema.nullable(),
  state: exportStateSchema,
  /**
   * Following the run is in trouble; the run itself may be fine. `not-saved`: the state cannot be
   * written to this computer's disk. The words are in `attentionError`.
   */
  attention: z.enum(['connection-lost', 'sign-in-needed', 'not-saved']).nullable(),
  attentionError: errorRecordSchema.nullable(),
  cancelRequested: z.boolean(),
  createdAt: timestampSchema,
  /** Start of execution (after queue and set-up) as Databricks reports it. */
  runningSince: timestampSchema.nullable(),
  endedAt: timestampSchema.nullable(),
  lastPolledAt: timestampSchema.nullable(),
  tasks: z.array(exportTaskSchema),
  /** 0 to 100; never goes back, 100 only at the end. */
  progress: z.number().min(0).max(100),
  estimate: z
    .object({
      startupMs: z.number(),
      executionMs: z.number(),
      /** How many past runs it was learned from; 0 = a guess from the compute kind. */
      pastRuns: z.number().int(),
    })
    .nullable(),
  /** What Databricks said at the end; for failures the reason. */
  message: z.string().nullable(),
  error: errorRecordSchema.nullable(),
})
export type ExportRecord = z.infer<typeof exportRecordSchema>

/** One line of the readiness list. */
export const readinessItemSchema = z.object({
  check: z.enum(['connection', 'selection', 'saved', 'export-job', 'output-path', 'not-running']),
  status: z.enum(['ok', 'warning', 'blocked', 'checking']),
  title: z.string(),
  detail: z.string(),
  /** What the button beside it does; null when there is nothing to fix. */
  fix: z
    .object({
      label: z.string(),
      action: z.enum([
        'connect',
        'pick',
        'review-and-save',
        'open-configuration',
        'create-config',
        'create-app-config',
        'show-export',
        'retry',
      ]),
    })
    .nullable(),
})
export type ReadinessItem = z.infer<typeof readinessItemSchema>

export const readinessSchema = z.object({
  ready: z.boolean(),
  items: z.array(readinessItemSchema),
  /** Expected duration of an export started now. */
  estimate: z.object({ totalMs: z.number(), pastRuns: z.number().int() }).nullable(),
})
export type Readiness = z.infer<typeof readinessSchema>
