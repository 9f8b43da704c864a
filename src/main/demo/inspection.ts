import { canonicalPath } from './files.ts'
import { runIdOf, runKeyOf } from './ids.ts'
import type { JobCatalog } from './jobs.ts'
import type { OidcInspection } from './oidc-api.ts'
import type { PipelineCatalog } from './pipelines.ts'
import type { RequestLog } from './request-log.ts'
import { isActive } from './run-plan.ts'
import type { World } from './world.ts'

/** A run that was started in the workspace, as a test sees it. */
export interface StartedRun {
  runId: string
  jobId: string
  parameters: Record<string, string>
  idempotencyToken: string | null
  /** UTC ms. */
  submittedAt: number
  cancelRequested: boolean
  /** It has not ended yet. */
  active: boolean
}

/** The inside of a demo workspace, for tests. Not reachable over HTTP. */
export interface DemoInspection {
  /** How many runs were started since the workspace was made. */
  readonly runsStarted: number
  /** Those runs, oldest first. */
  runs(): StartedRun[]
  /** The run id of the n-th task (from 1) of a run. */
  taskRunId(runId: string, task: number): string
  readonly requests: RequestLog
  readonly jobs: JobCatalog
  readonly pipelines: PipelineCatalog
  readonly files: {
    /** Text of a file or notebook; null when there is none. */
    read(path: string): string | null
    /** Writes a file as somebody else would, with the folders it needs. */
    write(path: string, text: string): void
    /** Paths of all objects below a folder, as `/Workspace/…`, in order. */
    below(folder: string): string[]
  }
  /** Signing in with OAuth. */
  readonly oidc: OidcInspection
  /** The next run that is started fails with this reason. */
  failNextRun(reason: string): void
}

export function inspect(world: World, requests: RequestLog, oidc: OidcInspection): DemoInspection {
  return {
    get runsStarted() {
      return world.runs.live().length
    },
    runs: () =>
      world.runs.live().map(({ plan, idempotencyToken }) => ({
        runId: String(plan.runId),
        jobId: String(plan.jobId),
        parameters: plan.parameters,
        idempotencyToken,
        submittedAt: plan.submittedAt,
        cancelRequested: plan.cancel !== null,
        active: isActive(plan, world.now()),
      })),
    taskRunId: (runId, task) => {
      const key = runKeyOf(Number(runId))
      if (key === null) throw new RangeError(`${runId} is no run of a demo workspace`)
      return String(runIdOf({ ...key, task }))
    },
    requests,
    oidc,
    jobs: world.jobs,
    pipelines: world.pipelines,
    files: {
      read: (path) => {
        world.runs.settle()
        const node = world.files.find(path)
        const hasText = node?.type === 'FILE' || node?.type === 'NOTEBOOK'
        return hasText ? node.content.toString('utf8') : null
      },
      write: (path, text) => {
        const at = canonicalPath(path)
        world.files.makeFolder(at.slice(0, at.lastIndexOf('/')) || '/', world.now())
        world.files.write(at, Buffer.from(text), { overwrite: true, now: world.now() })
      },
      below: (folder) => {
        world.runs.settle()
        const at = canonicalPath(folder)
        return world.files
          .all()
          .filter((node) => node.path.startsWith(at === '/' ? '/' : `${at}/`) && node.path !== '/')
          .map((node) => `/Workspace${node.path}`)
          .sort()
      },
    },
    failNextRun: (reason) => world.runs.failNext(reason),
  }
}
