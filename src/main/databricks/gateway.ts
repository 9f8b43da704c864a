import type {
  CatalogDetails,
  CatalogItem,
  ComputeKind,
  DetailedRun,
  Fact,
  Kind,
  Permission,
  TaskDetails,
} from '../../shared/catalog.ts'
import type { CronTiming } from './next-run.ts'

/**
 * Databricks as the rest of the app sees it: app records, string ids, `AppError`s. Every call has a
 * deadline (30 s, file contents 120 s) and, where repeating is safe, retries; `signal` cancels it.
 */
export interface DatabricksGateway {
  /** Origin of the workspace, for links. */
  readonly host: string
  readonly jobs: JobsApi
  readonly runs: RunsApi
  readonly pipelines: PipelinesApi
  readonly files: WorkspaceFilesApi
  readonly permissions: PermissionsApi
  readonly identity: IdentityApi
  /** Cancels what is under way and closes idle sockets; the gateway is of no use afterwards. */
  close(): void
}

export interface CallOptions {
  signal?: AbortSignal
  pacing?: Pacing
}

/** For callers that share a budget of requests: the first of a call is theirs to let go. */
export interface Pacing {
  /** Awaited before each further request of the call: a repeat, or another page. */
  turn: () => Promise<void>
  /** Databricks asked to be left alone for so long (ms). */
  held: (ms: number) => void
}

/** One page of a list; `nextPageToken` is null on the last page. */
export interface Page<Item> {
  items: Item[]
  nextPageToken: string | null
  /** Items left out because their id is none or too large to hold exactly; logged as a warning. */
  skipped?: number
}

export interface PageOptions extends CallOptions {
  pageToken?: string | null
}

export interface JobsApi {
  /** 100 jobs a page, newest first, with what the catalog keeps. `jobs/list` with expanded tasks. */
  listPage(options?: PageOptions): Promise<Page<CatalogItem>>
  /** A job, whole (all its pages of tasks). `not-found` when there is none. */
  get(jobId: string, options?: CallOptions): Promise<JobDetails>
}

export interface JobDetails {
  item: CatalogItem
  runAs: string | null
  description: string | null
  url: string
  /** Null when there is no schedule, or a paused one. */
  timing: CronTiming | null
  facts: Fact[]
  parameters: CatalogDetails['parameters']
  tasks: Omit<TaskDetails, 'result'>[]
  compute: ComputeKind
  /** The answer of Databricks as it came. */
  raw: unknown
}

export interface RunsApi {
  /** Starts a run; the same token again answers the same run (at most 64 characters). Safe to retry. */
  runNow(
    input: { jobId: string; parameters: Record<string, string>; idempotencyToken: string },
    options?: CallOptions,
  ): Promise<{ runId: string }>
  /** `not-found` when the run is gone. */
  get(runId: string, options?: CallOptions): Promise<RunObservation>
  /** Asks for cancellation; the run ends some time later. Safe to retry. */
  cancel(runId: string, options?: CallOptions): Promise<void>
  /** Newest first, at most 25; runs that are under way and those that ended. */
  list(input: { jobId: string; limit: number }, options?: CallOptions): Promise<RunObservation[]>
  /** The runs of all jobs, 25 a page, newest first; runs without a job are left out. */
  listPage(options?: PageOptions): Promise<Page<RunStart>>
  /** How a run that is over ended, with its tasks. `not-found` when the run is gone. */
  ending(runId: string, options?: CallOptions): Promise<RunEnding>
  /**
   * What a run of one task left behind: ask it of the run of a task. `invalid-request` for a run of
   * several tasks.
   */
  output(runId: string, options?: CallOptions): Promise<TaskOutput>
}

export interface RunStart {
  jobId: string
  /** UTC ms; null for a run that waits. */
  startedAt: number | null
}

/** Codes as Databricks wrote them; empty where there is none. */
export interface EndingCodes {
  lifeCycleState: string
  resultState: string
  /** `termination_details.code` and `.type`. */
  code: string
  type: string
  message: string
}

export interface RunEnding extends EndingCodes {
  /** By the clock of the workspace, UTC ms. */
  startedAt: number | null
  endedAt: number | null
  tasks: (EndingCodes & {
    key: string
    /** Null for a task that did not begin. */
    runId: string | null
    state: RunObservation['tasks'][number]['state']
    startedAt: number | null
    endedAt: number | null
  })[]
}

/** The output of a task, each text at most 200,000 letters: its beginning and its end. */
export interface TaskOutput {
  error: string | null
  trace: string | null
  /** What it wrote; not for notebooks. */
  logs: string | null
  /** What a notebook returned. */
  result: string | null
}

/** A run as Databricks reported it at one moment. Times are UTC ms, durations ms. */
export interface RunObservation {
  runId: string
  jobId: string
  /** The run this one is a task of; its own id when it is a run of the job. */
  jobRunId: string
  /** The name of the job when it ran. */
  name: string | null
  /** Who started it; null when that user is gone. */
  creator: string | null
  /**
   * `queued` waits for a limit, `blocked` for what comes before it, `delayed` for cheaper compute,
   * `retrying` for the next attempt; `pending` starts compute; `terminating` ends. Unknown new
   * values: `unknown`.
   */
  lifeCycle:
    | 'queued'
    | 'blocked'
    | 'delayed'
    | 'retrying'
    | 'pending'
    | 'running'
    | 'terminating'
    | 'terminated'
    | 'unknown'
  /** Only when terminated. `excluded`, `skipped`, … count as `other` with the code in `resultCode`. */
  result:
    | 'succeeded'
    | 'succeeded-with-failures'
    | 'failed'
    | 'timed-out'
    | 'canceled'
    | 'skipped'
    | 'other'
    | null
  /** The code as Databricks wrote it, for example `SUCCESS` or `USER_CANCELED`; empty when there is none. */
  resultCode: string
  /** What Databricks says about the state, also why a run waits; empty when nothing. */
  message: string
  startedAt: number | null
  endedAt: number | null
  queueMs: number
  setupMs: number
  executionMs: number
  url: string | null
  parameters: Record<string, string>
  /** When its failed tasks were last run again, as part of the same run; null when never. */
  repairedAt: number | null
  /** Each task once: its newest attempt. */
  tasks: {
    key: string
    /** The task's own run; null as long as it has none. */
    runId: string | null
    state: 'waiting' | 'retrying' | 'running' | 'succeeded' | 'failed' | 'canceled' | 'skipped'
  }[]
}

export interface PipelinesApi {
  /** 100 pipelines a page. */
  listPage(options?: PageOptions): Promise<Page<CatalogItem>>
  get(pipelineId: string, options?: CallOptions): Promise<PipelineDetails>
}

export interface PipelineDetails {
  item: CatalogItem
  runAs: string | null
  url: string
  timing: CronTiming | null
  facts: Fact[]
  libraries: CatalogDetails['libraries']
  /** Newest first. */
  updates: DetailedRun[]
  raw: unknown
}

export interface PermissionsApi {
  /** Who may do what with a job or pipeline. `forbidden` for those who may not see that. */
  list(kind: Kind, id: string, options?: CallOptions): Promise<Permission[]>
}

export interface WorkspaceFileStatus {
  path: string
  type: 'file' | 'notebook' | 'folder' | 'library' | 'repo' | 'dashboard' | 'other'
  objectId: string
  modifiedAt: number | null
  /** Bytes; null for what has no size. */
  size: number | null
}

export interface WorkspaceFilesApi {
  /** `not-found` when there is nothing. */
  getStatus(path: string, options?: CallOptions): Promise<WorkspaceFileStatus>
  list(path: string, options?: CallOptions): Promise<WorkspaceFileStatus[]>
  /** The file's bytes. `not-found`, `too-large` (10 MB limit of the API). */
  read(path: string, options?: CallOptions): Promise<Uint8Array>
  /** The bytes, and the type that Databricks tells of a notebook, for example `py`. Throws like `read`. */
  export(
    path: string,
    options?: CallOptions,
  ): Promise<{ content: Uint8Array; fileType: string | null }>
  /** Writes a file; `already-exists` without overwrite; makes no folders: a missing one is `not-found`. */
  write(
    path: string,
    content: Uint8Array,
    input: { overwrite: boolean },
    options?: CallOptions,
  ): Promise<void>
  /** Makes a folder and those above it; nothing happens when it exists. */
  makeFolder(path: string, options?: CallOptions): Promise<void>
  delete(path: string, options?: CallOptions): Promise<void>
}

export interface IdentityApi {
  /** The signed-in user or service principal. `unauthorized` for a bad token. */
  me(options?: CallOptions): Promise<{ userName: string; displayName: string }>
}
