import { hash32 } from './random.ts'
import type { DemoTask } from './tasks.ts'

/** How a run ends if nobody cancels it. */
export interface RunEnd {
  result: 'SUCCESS' | 'FAILED' | 'CANCELED' | 'TIMEDOUT' | 'SKIPPED'
  message: string
  /** The task that fails; null when none does. */
  failedTask: string | null
}

/** A repair: when it began, and how the run stood before. */
export interface RunRepair {
  id: number
  /** UTC ms. */
  at: number
  endedBefore: number
  resultBefore: RunEnd['result']
  /** Keys of the tasks that it ran again. */
  tasks: string[]
}

/** When a task works, in ms after the start of the run's execution. */
export interface TaskPlan {
  key: string
  startMs: number
  endMs: number
  result: 'SUCCESS' | 'FAILED' | 'UPSTREAM_FAILED' | 'CANCELED' | 'TIMEDOUT'
}

/**
 * A run as a plan: everything that will happen is settled when it starts, and what it looks like at
 * a moment follows from the clock. So runs need no timers and go on while the server is down.
 */
export interface RunPlan {
  runId: number
  jobId: number
  numberInJob: number
  trigger: string
  /** UTC ms. */
  submittedAt: number
  queueMs: number
  setupMs: number
  executionMs: number
  end: RunEnd
  tasks: TaskPlan[]
  parameters: Record<string, string>
  /** The times its failed tasks were run again, oldest first. */
  repairs?: RunRepair[] | undefined
  /** When somebody asked to cancel it, and how long the ending takes. */
  cancel: { at: number; takesMs: number } | null
}

/** Start of execution: after the queue and the set-up of compute. */
export function runningFrom(plan: RunPlan): number {
  return plan.submittedAt + plan.queueMs + plan.setupMs
}

/** When the run ends, a cancellation taken into account (UTC ms). */
export function endOf(plan: RunPlan): number {
  const planned = runningFrom(plan) + plan.executionMs
  return plan.cancel === null ? planned : plan.cancel.at + plan.cancel.takesMs
}

export function isActive(plan: RunPlan, now: number): boolean {
  return now < endOf(plan)
}

/**
 * Lays tasks out in time: each starts when those it depends on are done, and a run that goes well
 * takes `executionMs` in all. After a failed task the ones behind it do not run.
 */
export function planTasks(
  tasks: readonly DemoTask[],
  executionMs: number,
  end: RunEnd,
  weightOf: (key: string) => number = (key) => 1 + (hash32('weight', key) % 3),
): TaskPlan[] {
  const ends = new Map<string, number>()
  const startOf = (task: DemoTask) =>
    Math.max(0, ...(task.depends_on ?? []).map((link) => ends.get(link.task_key) ?? 0))
  for (const task of tasks) ends.set(task.task_key, startOf(task) + weightOf(task.task_key))
  const scale = executionMs / Math.max(1, ...ends.values())
  const stopped = new Map<string, number>()
  return tasks.map((task) => {
    const startMs = Math.round(startOf(task) * scale)
    const endMs = Math.round((ends.get(task.task_key) ?? 0) * scale)
    const upstream = (task.depends_on ?? []).map((link) => stopped.get(link.task_key))
    const stoppedAt = upstream.filter((at) => at !== undefined)
    const key = task.task_key
    if (stoppedAt.length > 0) {
      const at = Math.max(...stoppedAt)
      stopped.set(key, at)
      return { key, startMs: at, endMs: at, result: 'UPSTREAM_FAILED' as const }
    }
    if (key === end.failedTask) {
      stopped.set(key, endMs)
      return { key, startMs, endMs, result: end.result === 'TIMEDOUT' ? 'TIMEDOUT' : 'FAILED' }
    }
    return { key, startMs, endMs, result: end.result === 'CANCELED' ? 'CANCELED' : 'SUCCESS' }
  })
}

/** How long the execution really takes: until the last task that runs is done. */
export function executionOf(tasks: readonly TaskPlan[]): number {
  return Math.max(0, ...tasks.map((task) => task.endMs))
}
