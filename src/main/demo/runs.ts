import { invalidParameter } from './api-errors.ts'
import { defaultConfigPath, exportJobId } from './curated-jobs.ts'
import { writeExport } from './export-output.ts'
import { demoReason, failure, planExport } from './export-plan.ts'
import type { ExportPlan } from './export-plan.ts'
import type { WorkspaceFiles } from './files.ts'
import { newestPastRuns, pastRun, pastRuns } from './history.ts'
import type { HistoryFrame } from './history.ts'
import { runIdOf, runKeyOf } from './ids.ts'
import type { DemoJob, JobCatalog } from './jobs.ts'
import type { PipelineCatalog } from './pipelines.ts'
import { Random } from './random.ts'
import { endOf, executionOf, isActive, planTasks, runningFrom } from './run-plan.ts'
import type { RunEnd, RunPlan } from './run-plan.ts'

/** A run that was started in this workspace; kept in the state file. */
export interface LiveRun {
  plan: RunPlan
  idempotencyToken: string | null
  /** What a run of the export job writes; null for other jobs. */
  output: ExportPlan | null
  /** Whether its end was carried out (files written). */
  settled: boolean
}

export interface RunsInput {
  jobs: JobCatalog
  pipelines: PipelineCatalog
  files: WorkspaceFiles
  frame: HistoryFrame
  now: () => number
}

const minute = 60_000
/** So many past runs of all jobs can be listed, if there are so many. */
const leastListed = 2000

const exportWeights: Record<string, number> = {
  validate_config: 1,
  export_workflows: 5,
  export_pipelines: 4,
  write_manifest: 1,
}

/** The runs of the workspace: past ones made from their ids, live ones kept. */
export class Runs {
  readonly #input: RunsInput
  readonly #live: LiveRun[] = []
  readonly #byToken = new Map<string, LiveRun>()
  #nextFailure: string | null = null
  #newest: { at: number; runs: readonly RunPlan[] } | null = null

  constructor(input: RunsInput, restored: readonly LiveRun[]) {
    this.#input = input
    for (const run of restored) this.#keep(run)
  }

  /** Runs started here, oldest first. */
  live(): readonly LiveRun[] {
    return this.#live
  }

  /** Makes the next run that is started fail with this reason. */
  failNext(reason: string): void {
    this.#nextFailure = reason
  }

  /**
   * Starts a run. A token that was used before gives the run of that time, whatever else is asked.
   */
  start(
    job: DemoJob,
    parameters: Record<string, string>,
    idempotencyToken: string | null,
  ): { plan: RunPlan; started: boolean } {
    const known = idempotencyToken === null ? undefined : this.#byToken.get(idempotencyToken)
    if (known !== undefined) return { plan: known.plan, started: false }
    refuseUndeclared(job, parameters)
    const output = this.#outputOf(job, parameters)
    const plan = this.#plan(job, parameters, this.#endFor(job, parameters, output), output)
    this.#keep({ plan, idempotencyToken, output, settled: false })
    return { plan, started: true }
  }

  /** The run with that id and its job, or null. */
  find(runId: number): { plan: RunPlan; job: DemoJob; task: number } | null {
    const key = runKeyOf(runId)
    if (key === null) return null
    if (key.kind === 'live') {
      const plan = this.#live[key.sequence]?.plan
      const job = plan === undefined ? null : this.#input.jobs.byId(plan.jobId)
      return plan === undefined || job === null ? null : { plan, job, task: key.task }
    }
    if (key.jobIndex >= this.#input.jobs.count) return null
    const job = this.#input.jobs.at(key.jobIndex)
    const plan = pastRun(job, key.slot, this.#input.frame, this.#input.now())
    return plan === null ? null : { plan, job, task: key.task }
  }

  /** Runs of a job, or the newest ones of all jobs, newest first. */
  list(job: DemoJob | null): RunPlan[] {
    const live = this.#live
      .map((run) => run.plan)
      .filter((plan) => job === null || plan.jobId === job.id)
      .reverse()
    const { frame, now } = this.#input
    const past = job === null ? this.#newestPast() : pastRuns(job, frame, now())
    return [...live, ...past].sort((left, right) => right.submittedAt - left.submittedAt)
  }

  /** Made anew once a minute: finding them takes a look at every job. */
  #newestPast(): readonly RunPlan[] {
    const { jobs, frame } = this.#input
    const now = this.#input.now()
    const age = now - (this.#newest?.at ?? -Infinity)
    if (this.#newest === null || age < 0 || age >= minute) {
      this.#newest = { at: now, runs: newestPastRuns(jobs, frame, now, leastListed) }
    }
    return this.#newest.runs
  }

  /** Asks a live run to stop; a run that is over stays as it is. */
  cancel(runId: number): void {
    const key = runKeyOf(runId)
    const run = key?.kind === 'live' ? this.#live[key.sequence] : undefined
    const now = this.#input.now()
    if (run === undefined || run.plan.cancel !== null || !isActive(run.plan, now)) return
    run.plan.cancel = { at: now, takesMs: Math.round(1500 * this.#input.frame.timeScale) }
  }

  /**
   * Runs the tasks of an ended live run again that did not succeed, and those that waited for them, as
   * part of the same run. Throws the refusals of Databricks.
   */
  repair(runId: number, latestRepairId: number | null): number {
    const key = runKeyOf(runId)
    const run = key?.kind === 'live' ? this.#live[key.sequence] : undefined
    const now = this.#input.now()
    if (run === undefined) throw invalidParameter(`Run ${runId} cannot be repaired.`)
    const { plan } = run
    const latest = plan.repairs?.at(-1)
    if (isActive(plan, now)) throw invalidParameter(`Run ${runId} is still active.`)
    if (latest !== undefined && latest.id !== latestRepairId) {
      throw invalidParameter('The latest repair ID needs to be provided.')
    }
    const job = this.#input.jobs.byId(plan.jobId)
    const again = new Set(
      plan.tasks.filter(({ result }) => result !== 'SUCCESS').map((task) => task.key),
    )
    if (job === null || again.size === 0)
      throw invalidParameter('There is no failed task to repair.')
    const tasks = job.tasks.tasks.filter(({ task_key }) => again.has(task_key))
    const end = this.#endFor(job, plan.parameters, this.#outputOf(job, plan.parameters))
    const id = runId + 1000 * ((plan.repairs?.length ?? 0) + 1)
    const repair = {
      id,
      at: now,
      endedBefore: endOf(plan),
      resultBefore: plan.cancel === null ? plan.end.result : ('CANCELED' as const),
      tasks: [...again],
    }
    const offset = now - runningFrom(plan) + plan.setupMs
    const planned = planTasks(tasks, plan.executionMs / 2, end).map((task) => ({
      ...task,
      startMs: task.startMs + offset,
      endMs: task.endMs + offset,
    }))
    plan.repairs = [...(plan.repairs ?? []), repair]
    plan.tasks = plan.tasks.map((task) => planned.find(({ key }) => key === task.key) ?? task)
    plan.executionMs = executionOf(plan.tasks)
    plan.end = end
    plan.cancel = null
    run.output = this.#outputOf(job, plan.parameters)
    run.settled = false
    return id
  }

  /** Carries out what ended meanwhile: successful exports write their files. True if any did. */
  settle(): boolean {
    const now = this.#input.now()
    const due = this.#live.filter((run) => !run.settled && !isActive(run.plan, now))
    for (const run of due) {
      run.settled = true
      if (run.output === null || run.plan.end.result !== 'SUCCESS' || run.plan.cancel !== null)
        continue
      try {
        writeExport(run.output, { ...this.#input, runId: run.plan.runId, at: endOf(run.plan) })
      } catch (thrown) {
        // Somebody put a file where a folder must be while the run was under way.
        run.plan.end = failure(
          'write_manifest',
          thrown instanceof Error ? thrown.message : String(thrown),
        )
      }
    }
    return due.length > 0
  }

  /** What a run of the export job is going to write; null for other jobs. */
  #outputOf(job: DemoJob, parameters: Record<string, string>): ExportPlan | null {
    const { files, jobs, pipelines, now } = this.#input
    const path = parameters['config_path'] ?? defaultConfigPath
    return job.id === exportJobId ? planExport(path, files, jobs, pipelines, now()) : null
  }

  #keep(run: LiveRun): void {
    this.#live.push(run)
    if (run.idempotencyToken !== null) this.#byToken.set(run.idempotencyToken, run)
  }

  #endFor(job: DemoJob, parameters: Record<string, string>, output: ExportPlan | null): RunEnd {
    const last = job.tasks.tasks.at(-1)?.task_key ?? 'main'
    const workTask = output === null ? last : 'export_workflows'
    const reason = this.#nextFailure
    this.#nextFailure = null
    if (reason !== null) return failure(workTask, reason)
    const asked = output === null ? undefined : parameters['demo_outcome']
    if (asked !== undefined && asked !== 'success') return failure(workTask, demoReason(asked))
    return output?.end ?? { result: 'SUCCESS', message: '', failedTask: null }
  }

  #plan(
    job: DemoJob,
    parameters: Record<string, string>,
    end: RunEnd,
    output: ExportPlan | null,
  ): RunPlan {
    const sequence = this.#live.length
    const scale = this.#input.frame.timeScale
    const random = new Random('live', this.#input.frame.seed, sequence)
    const items = output?.items.length ?? 4
    const executionMs = (9000 + Math.min(9000, items * 900) + random.whole(0, 800)) * scale
    const weightOf = output === null ? undefined : (key: string) => exportWeights[key] ?? 1
    const tasks = planTasks(job.tasks.tasks, executionMs, end, weightOf)
    return {
      runId: runIdOf({ kind: 'live', sequence, task: 0 }),
      jobId: job.id,
      numberInJob: sequence + 1,
      trigger: 'ONE_TIME',
      submittedAt: this.#input.now(),
      queueMs: Math.round(random.whole(1600, 2400) * scale),
      setupMs: Math.round(random.whole(4200, 5200) * scale),
      executionMs: executionOf(tasks),
      end,
      tasks,
      parameters,
      cancel: null,
    }
  }
}

function refuseUndeclared(job: DemoJob, parameters: Record<string, string>): void {
  const declared = new Set(job.parameters.map((each) => each.name))
  const unknown = Object.keys(parameters).filter((name) => !declared.has(name))
  if (unknown.length === 0) return
  throw invalidParameter(
    `Job ${job.id} does not have the following job parameters: ${unknown.join(', ')}.`,
  )
}
