import { exportJobId } from './curated-jobs.ts'
import { runIdOf } from './ids.ts'
import type { DemoJob, JobCatalog } from './jobs.ts'
import { Random } from './random.ts'
import { executionOf, planTasks } from './run-plan.ts'
import type { RunEnd, RunPlan } from './run-plan.ts'

const day = 86_400_000
const pastExports = 14
const quarterHour = 15 * 60_000
const longestSpan = 60 * day

const failures = [
  'AnalysisException: [TABLE_OR_VIEW_NOT_FOUND] The table or view `main`.`silver`.`customers` cannot be found.',
  'Py4JJavaError: An error occurred while calling o412.save.',
  'ConcurrentAppendException: Files were added to the root of the table by a concurrent update.',
  "ModuleNotFoundError: No module named 'data_platform.rules'",
  'RuntimeError: 37 of 1,204,113 rows violate expectation valid_amount.',
] as const

/** Where and when a workspace was made, for what happened before. */
export interface HistoryFrame {
  seed: number
  /** UTC ms; past exports and paused schedules lie before it. */
  anchor: number
  timeScale: number
}

/**
 * The past runs of a job, newest first: 5 to 25, from a timetable, so that they are always recent
 * and each can be made again from its id alone.
 */
export function pastRuns(job: DemoJob, frame: HistoryFrame, now: number): RunPlan[] {
  const random = new Random('history', frame.seed, job.index)
  const wanted = job.id === exportJobId ? pastExports : random.whole(5, 25)
  const runs: RunPlan[] = []
  const newest = Math.floor((horizon(job, frame, now) - job.timing.phaseMs) / job.timing.periodMs)
  for (
    let slot = newest;
    runs.length < wanted && slot > newest - 2 * wanted && slot > 0;
    slot -= 1
  ) {
    const run = pastRun(job, slot, frame, now)
    if (run !== null) runs.push(run)
  }
  return runs
}

/** The run at one slot of a job's timetable, or null when there is none. */
export function pastRun(
  job: DemoJob,
  slot: number,
  frame: HistoryFrame,
  now: number,
): RunPlan | null {
  const random = new Random('run', frame.seed, job.index, slot)
  const isExport = job.id === exportJobId
  const planned = slot * job.timing.periodMs + job.timing.phaseMs
  const jitter = isExport || job.timing.trigger === 'ONE_TIME' ? 3_600_000 : 4_000
  const submittedAt = Math.floor(
    planned + random.next() * Math.min(jitter, job.timing.periodMs / 8),
  )
  const weekday = new Date(submittedAt).getUTCDay()
  if (job.timing.weekdaysOnly && (weekday === 0 || weekday === 6)) return null
  if (submittedAt > horizon(job, frame, now) || submittedAt < job.createdAt) return null
  const end = isExport ? success : endingOf(random, job)
  const durations = isExport ? exportDurations(random, frame) : durationsOf(random, job, end)
  const planTime = Math.round(durations.executionMs)
  const tasks = end.result === 'SKIPPED' ? [] : planTasks(job.tasks.tasks, planTime, end)
  return {
    runId: runIdOf({ kind: 'past', jobIndex: job.index, slot, task: 0 }),
    jobId: job.id,
    numberInJob: slot,
    trigger: job.timing.trigger,
    submittedAt,
    queueMs: Math.round(durations.queueMs),
    setupMs: Math.round(durations.setupMs),
    executionMs: executionOf(tasks),
    end,
    tasks,
    parameters: Object.fromEntries(job.parameters.map((each) => [each.name, each.default])),
    cancel: null,
  }
}

/**
 * The past runs of all jobs, newest first: at least `least` of them, if there are so many within 60
 * days. Only those jobs are made that have one.
 */
export function newestPastRuns(
  jobs: JobCatalog,
  frame: HistoryFrame,
  now: number,
  least: number,
): RunPlan[] {
  const timetables = Array.from({ length: jobs.count }, (_, index) => {
    const job = jobs.timingAt(index)
    const { periodMs, phaseMs } = job.timing
    const slotAt = (time: number) => Math.floor((time - phaseMs) / periodMs)
    return { index, slotAt, newest: slotAt(horizon(job, frame, now)) }
  })
  const planned = (span: number) =>
    timetables.reduce(
      (sum, { newest, slotAt }) => sum + Math.max(0, newest - slotAt(now - span)),
      0,
    )
  let span = quarterHour
  // Some slots stay without a run.
  while (planned(span) < 2 * least && span < longestSpan) span *= 2
  const runs = timetables.flatMap(({ index, slotAt, newest }) => {
    const oldest = slotAt(now - span) + 1
    if (oldest > newest) return []
    const job = jobs.at(index)
    return Array.from({ length: newest - oldest + 1 }, (_, at) =>
      pastRun(job, newest - at, frame, now),
    ).filter((run) => run !== null)
  })
  return runs.sort((left, right) => right.submittedAt - left.submittedAt)
}

/** The latest moment at which a past run may have started. */
function horizon(
  job: Pick<DemoJob, 'id' | 'index' | 'timing'>,
  frame: HistoryFrame,
  now: number,
): number {
  if (job.id === exportJobId) return Math.min(now, frame.anchor) - day
  if (job.timing.paused) return Math.min(now, frame.anchor - (3 + (job.index % 40)) * day)
  return now
}

const success: RunEnd = { result: 'SUCCESS', message: '', failedTask: null }

function endingOf(random: Random, job: DemoJob): RunEnd {
  if (random.chance(job.reliability)) return success
  const roll = random.next()
  const task = job.tasks.tasks[random.whole(0, job.tasks.tasks.length - 1)]?.task_key ?? null
  if (roll < 0.75) {
    const message = `Task ${task ?? 'main'} failed with message: ${random.pick(failures)}`
    return { result: 'FAILED', message, failedTask: task }
  }
  if (roll < 0.87) {
    return { result: 'CANCELED', message: 'Run cancelled by user.', failedTask: null }
  }
  if (roll < 0.95) {
    return {
      result: 'TIMEDOUT',
      message: 'Run exceeded timeout of 7200 seconds.',
      failedTask: task,
    }
  }
  const message = 'Skipped because the maximum number of concurrent runs (1) was reached.'
  return { result: 'SKIPPED', message, failedTask: null }
}

function exportDurations(random: Random, frame: HistoryFrame) {
  return {
    queueMs: random.whole(1000, 3000) * frame.timeScale,
    setupMs: random.whole(4000, 5500) * frame.timeScale,
    executionMs: random.whole(11_000, 15_000) * frame.timeScale,
  }
}

function durationsOf(random: Random, job: DemoJob, end: RunEnd) {
  if (end.result === 'SKIPPED') return { queueMs: 0, setupMs: 0, executionMs: 0 }
  const usual = new Random('usual', job.index)
  const setup = { 'job-cluster': 270_000, serverless: 240_000, 'serverless-optimized': 25_000 }
  const setupMs = job.compute === 'existing-cluster' ? 2000 : setup[job.compute]
  const longest = Math.min(50 * 60_000, job.timing.periodMs * 0.45)
  // A continuous job runs until its next start.
  if (job.timing.trigger === 'CONTINUOUS') {
    return { queueMs: 0, setupMs, executionMs: job.timing.periodMs - setupMs - 10_000 }
  }
  const executionMs = usual.whole(60_000, longest) * (0.8 + random.next() * 0.5)
  return { queueMs: 0, setupMs: setupMs * (0.8 + random.next() * 0.4), executionMs }
}
