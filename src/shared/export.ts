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
  state: z.enum(['waiting', 'retrying', 'running', 'succeeded', 'failed', 'canceled', 'skipped']),
  /** The run of this task: its output and errors are asked for by it. Null until it is known. */
  runId: z.string().nullable(),
})

/** Why a run failed, in its own words and in ours. Texts are cut: the record is written often. */
export const exportFailureSchema = z.object({
  /** Which entry of the table of known causes it is. */
  cause: z.string().max(60),
  taskKey: z.string().max(200).nullable(),
  error: z.string().max(4000),
  trace: z.string().max(16_000).nullable(),
  meaning: z.string().max(1000),
  advice: z.string().max(1000),
  /** Who canceled the run, where that is known. */
  by: z.string().max(300).nullable(),
  /** Further tasks that failed by themselves, in the order in which they did. */
  others: z
    .array(z.object({ taskKey: z.string().max(200), error: z.string().max(500) }))
    .max(20)
    .default([]),
  repairUrl: z.string().max(2000).nullable(),
})
export type ExportFailure = z.infer<typeof exportFailureSchema>

const count = z.number().int().nonnegative()

/** What a run left in its output folder: only what it can have written counts. */
export const exportResultSchema = z.object({
  /** Items of the configuration that files were found for. */
  workflows: count,
  pipelines: count,
  /** Files that were written after the run began, by the clock of the workspace. */
  files: count,
  bytes: count,
  /** Files that were there before. */
  older: count.default(0),
  /** Objects without a time, such as notebooks: whether this run wrote them is not known. */
  untimed: count.default(0),
  /** Whether all of it could be looked at: every folder, and the items of the configuration. */
  complete: z.boolean().default(true),
  countedAt: timestampSchema,
})
export type ExportResult = z.infer<typeof exportResultSchema>

/** One run of the export job that the app follows. This is what is stored and shown. */
export const exportRecordSchema = z.object({
  id: exportIdSchema,
  /**
   * `adopted`: the run was started elsewhere. `recovered`: it was found in Databricks after its
   * record here was damaged.
   */
  origin: z.enum(['started', 'adopted', 'recovered']),
  /** Kept until the user removes it, however long ago it ended. */
  pinned: z.boolean(),
  /** Who started the run, as Databricks says; null for one that the app started. */
  startedBy: z.string().nullable(),
  /** When it was adopted or recovered. */
  adoptedAt: timestampSchema.nullable(),
  /** When the failed tasks of its run were last run again, as part of the same run. */
  repairedAt: timestampSchema.nullable(),
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
  /** The work is done and Databricks is ending the run; it may still turn out to have failed. */
  finishing: z.boolean(),
  /**
   * Why it does not go on for now: for a free place (`queue`), for what comes before it (`blocked`),
   * for cheaper compute (`compute`), or for the next attempt (`retry`). Null while it does.
   */
  waiting: z.enum(['queue', 'blocked', 'compute', 'retry']).nullable(),
  /**
   * Following the run is in trouble; the run itself may be fine. `not-saved`: the state cannot be
   * written to this computer's disk. The words are in `attentionError`.
   */
  attention: z.enum(['connection-lost', 'sign-in-needed', 'not-saved']).nullable(),
  attentionError: errorRecordSchema.nullable(),
  /** Somebody wants it canceled here; it is only when Databricks says so. */
  cancelRequested: z.boolean(),
  /** Why Databricks refused to cancel it; null unless it did. */
  cancelError: errorRecordSchema.nullable(),
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
      /** Between these two the whole export lasted in most of the runs it was learned from (ms). */
      lowMs: z.number(),
      highMs: z.number(),
      /** How many past runs it was learned from; 0 = a guess from the compute kind. */
      pastRuns: z.number().int(),
    })
    .nullable(),
  /** What Databricks said at the end; for failures the reason. */
  message: z.string().nullable(),
  error: errorRecordSchema.nullable(),
  failure: exportFailureSchema.nullable(),
  result: exportResultSchema.nullable(),
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
        'follow-run',
      ]),
      /** The export to show, or the run to follow as its id or URL; without it there are several. */
      target: z.string().optional(),
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
