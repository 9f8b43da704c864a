import { z } from 'zod'
import { errorRecordSchema, timestampSchema } from './schemas.ts'

/** The two kinds of thing a user picks: a Databricks job ("workflow") or a Lakeflow pipeline. */
export const kindSchema = z.enum(['workflow', 'pipeline'])
export type Kind = z.infer<typeof kindSchema>

/** Digits for a workflow, a GUID for a pipeline. */
export const itemIdSchema = z.string().min(1).max(64)

export const triggerKindSchema = z.enum([
  'manual',
  'schedule',
  'periodic',
  'continuous',
  'file-arrival',
  'table-update',
  'other',
])
export const triggerSchema = z.object({
  kind: triggerKindSchema,
  /** In plain words, for example "Daily 02:00" or "Every 15 min". */
  text: z.string(),
  paused: z.boolean(),
})
export type Trigger = z.infer<typeof triggerSchema>

export const computeKindSchema = z.enum([
  'serverless',
  'serverless-optimized',
  'job-cluster',
  'existing-cluster',
])
export type ComputeKind = z.infer<typeof computeKindSchema>

/** One job or pipeline as the catalog keeps it. Fields that a kind does not have are null. */
export const catalogItemSchema = z.object({
  kind: kindSchema,
  id: itemIdSchema,
  name: z.string(),
  creator: z.string().nullable(),
  /** Job tags as `key` or `key:value`. */
  tags: z.array(z.string()),
  createdAt: timestampSchema.nullable(),
  trigger: triggerSchema.nullable(),
  compute: computeKindSchema.nullable(),
  /** Pipelines: IDLE, RUNNING, FAILED, … as Databricks says it. */
  state: z.string().nullable(),
  /** Pipelines: HEALTHY or UNHEALTHY. */
  health: z.string().nullable(),
  /** Pipelines: when the latest update began. */
  lastRunAt: timestampSchema.nullable(),
})
export type CatalogItem = z.infer<typeof catalogItemSchema>

/** What an item is set to in the selection (the draft of config.yml). */
export const pickFlagsSchema = z.object({
  isExisting: z.boolean(),
  isActive: z.boolean(),
  exportLibraries: z.boolean(),
})
export type PickFlags = z.infer<typeof pickFlagsSchema>

/** Half-open range of UTF-16 code units in the name that matched the search. */
export const highlightSchema = z.tuple([z.number().int(), z.number().int()])
export type Highlight = z.infer<typeof highlightSchema>

/** What became of an item since the user's last visit. */
export const catalogMarkSchema = z.enum(['new', 'changed'])
export type CatalogMark = z.infer<typeof catalogMarkSchema>

export const catalogRowSchema = z.object({
  item: catalogItemSchema,
  /** In the name. */
  highlights: z.array(highlightSchema),
  /** Beside the name; `tags` is parallel to the tags of the item. */
  matched: z.object({
    id: z.array(highlightSchema),
    creator: z.array(highlightSchema),
    tags: z.array(z.array(highlightSchema)),
  }),
  mark: catalogMarkSchema.nullable(),
  pick: pickFlagsSchema.nullable(),
})
export type CatalogRow = z.infer<typeof catalogRowSchema>

export const catalogSortSchema = z.object({
  /** `runs`: by the start of the last one. `libraries`: by the switch, what is not picked last. */
  by: z.enum([
    'relevance',
    'name',
    'creator',
    'trigger',
    'compute',
    'state',
    'health',
    'created',
    'runs',
    'libraries',
  ]),
  descending: z.boolean(),
})
export type CatalogSort = z.infer<typeof catalogSortSchema>

export const catalogFiltersSchema = z.object({
  creators: z.array(z.string().max(300)).max(200),
  tags: z.array(z.string().max(600)).max(200),
  triggers: z.array(triggerKindSchema).max(20),
  computes: z.array(computeKindSchema).max(20),
  states: z.array(z.string().max(40)).max(20),
  healths: z.array(z.string().max(40)).max(20),
  marks: z.array(catalogMarkSchema).max(2),
  picked: z.boolean(),
})
export type CatalogFilters = z.infer<typeof catalogFiltersSchema>

export const catalogQuerySchema = z.object({
  kind: kindSchema,
  text: z.string().max(500),
  filters: catalogFiltersSchema,
  sort: catalogSortSchema,
  offset: z.number().int().nonnegative().max(10_000_000),
  limit: z.number().int().min(1).max(500),
})
export type CatalogQuery = z.infer<typeof catalogQuerySchema>

/** Everything that matches, or of it, in the order of the list, the rows from `from` up to before `to`. */
export const catalogIdsQuerySchema = catalogQuerySchema.omit({ offset: true, limit: true }).extend({
  range: z
    .object({
      from: z.number().int().nonnegative().max(10_000_000),
      to: z.number().int().nonnegative().max(10_000_000),
    })
    .optional(),
})
export type CatalogIdsQuery = z.infer<typeof catalogIdsQuerySchema>

export const catalogPageSchema = z.object({
  /** How many items of this kind the catalog holds. */
  total: z.number().int(),
  /** How many match text and filters. */
  matches: z.number().int(),
  rows: z.array(catalogRowSchema),
})
export type CatalogPage = z.infer<typeof catalogPageSchema>

export const catalogFacetsQuerySchema = catalogQuerySchema.pick({
  kind: true,
  text: true,
  filters: true,
})
export type CatalogFacetsQuery = z.infer<typeof catalogFacetsQuerySchema>

/**
 * How many of the items that match the text and all other filters have each value; most frequent
 * first, at most 200 values each.
 */
export const catalogFacetsSchema = z.object({
  creators: z.array(z.object({ value: z.string(), count: z.number().int() })),
  tags: z.array(z.object({ value: z.string(), count: z.number().int() })),
  triggers: z.array(z.object({ value: z.string(), count: z.number().int() })),
  computes: z.array(z.object({ value: z.string(), count: z.number().int() })),
  states: z.array(z.object({ value: z.string(), count: z.number().int() })),
  healths: z.array(z.object({ value: z.string(), count: z.number().int() })),
  marks: z.object({ new: z.number().int(), changed: z.number().int() }),
})
export type CatalogFacets = z.infer<typeof catalogFacetsSchema>

/**
 * How far the newest runs of the workspace were read, which tell of many jobs when they last ran:
 * Databricks lists the runs of one job or of all jobs, and the last run with no job.
 */
export const newestRunsSchema = z.object({
  read: z.number().int(),
  /** When the earliest of them began; null when there is none. */
  since: timestampSchema.nullable(),
  /** There are no others. */
  complete: z.boolean(),
  reading: z.boolean(),
  /** Why no more could be read. */
  error: errorRecordSchema.nullable(),
})
export type NewestRunsState = z.infer<typeof newestRunsSchema>

export const catalogStatusSchema = z.object({
  kind: kindSchema,
  total: z.number().int(),
  /** When the list was last completely read from Databricks; null before the first time. */
  updatedAt: timestampSchema.nullable(),
  refreshing: z.boolean(),
  /** Items read so far in the refresh under way. Databricks does not tell how many there will be. */
  refreshed: z.number().int(),
  /** Why the last refresh failed; the older list stays in use. */
  error: errorRecordSchema.nullable(),
  /** Items that came, changed or vanished since the user's last visit. */
  news: z.object({
    new: z.number().int(),
    changed: z.number().int(),
    vanished: z.number().int(),
  }),
  /** Null for pipelines, and before jobs were first sorted by their last run. */
  newestRuns: newestRunsSchema.nullable(),
})
export type CatalogStatus = z.infer<typeof catalogStatusSchema>

/** An item that is no longer in the workspace. */
export const vanishedItemSchema = z.object({ id: itemIdSchema, name: z.string() })
export type VanishedItem = z.infer<typeof vanishedItemSchema>

/**
 * A picked item that the workspace no longer has, or has under another name. `configName` is what
 * config.yml says, `name` what the workspace says; null when it vanished.
 */
export const pickedChangeSchema = z.object({
  id: itemIdSchema,
  configName: z.string(),
  problem: z.enum(['vanished', 'renamed']),
  name: z.string().nullable(),
})
export type PickedChange = z.infer<typeof pickedChangeSchema>

/** One line of a list of names or ids that a user pasted, and what it stands for. */
export const resolvedLineSchema = z.object({
  text: z.string(),
  outcome: z.enum(['found', 'missing', 'ambiguous']),
  /** One when found; all that have the name when ambiguous, at most 50. */
  candidates: z.array(
    z.object({ id: itemIdSchema, name: z.string(), creator: z.string().nullable() }),
  ),
})
export type ResolvedLine = z.infer<typeof resolvedLineSchema>

/** One finished or running run of a job, for the "last runs" bars. */
export const runBriefSchema = z.object({
  runId: z.string(),
  result: z.enum(['succeeded', 'failed', 'canceled', 'running', 'skipped']),
  startedAt: timestampSchema.nullable(),
  durationMs: z.number().nonnegative(),
})
export type RunBrief = z.infer<typeof runBriefSchema>

/** A setting in plain words: "Retries" / "3 times, 1 min apart". */
export const factSchema = z.object({ label: z.string(), text: z.string() })
export type Fact = z.infer<typeof factSchema>

export const permissionSchema = z.object({
  principal: z.string(),
  kind: z.enum(['user', 'group', 'service-principal']),
  /** In plain words: "Can manage", "Owner". */
  level: z.string(),
  inherited: z.boolean(),
})
export type Permission = z.infer<typeof permissionSchema>

/** A run of the job, or an update of the pipeline, with its page in Databricks where there is one. */
export const detailedRunSchema = runBriefSchema.extend({ url: z.string().nullable() })
export type DetailedRun = z.infer<typeof detailedRunSchema>

/** A task of a job; `result` is what became of it in the newest run, null when nobody knows. */
export const taskDetailsSchema = z.object({
  key: z.string(),
  /** `notebook`, `spark python`, `for each`, … as Databricks names its fields. */
  kind: z.string(),
  dependsOn: z.array(z.string()),
  facts: z.array(factSchema),
  result: z.enum(['waiting', 'running', 'succeeded', 'failed', 'canceled', 'skipped']).nullable(),
})
export type TaskDetails = z.infer<typeof taskDetailsSchema>

/** A job or pipeline looked at closely (the drawer). */
export const catalogDetailsSchema = z.object({
  item: catalogItemSchema,
  /** When Databricks was asked. */
  readAt: timestampSchema,
  runAs: z.string().nullable(),
  description: z.string().nullable(),
  /** Link to the job or pipeline in Databricks. */
  url: z.string(),
  /** The settings in plain words, most telling first: schedule, compute, limits, notifications, … */
  facts: z.array(factSchema),
  /** When the schedule fires next; null without a schedule, when paused or when it cannot be said. */
  nextRunAt: timestampSchema.nullable(),
  parameters: z.array(z.object({ name: z.string(), default: z.string() })),
  tasks: z.array(taskDetailsSchema),
  /** Pipelines: what they are made of. */
  libraries: z.array(z.object({ kind: z.string(), text: z.string() })),
  /** Null when they could not be read; `permissionsProblem` then says why, for people. */
  permissions: z.array(permissionSchema).nullable(),
  permissionsProblem: z.string().nullable(),
  /** Newest first. Runs of a job, updates of a pipeline. Null when they could not be read. */
  runs: z.array(detailedRunSchema).nullable(),
  runsProblem: z.string().nullable(),
  /** The answer of Databricks, indented JSON. */
  raw: z.string(),
})
export type CatalogDetails = z.infer<typeof catalogDetailsSchema>
