import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import { writeDurably } from '../../../../src/main/durable-files.ts'
import type { Timers } from '../../../../src/main/timers.ts'
import type { StateFile } from '../../../../src/main/state-file.ts'
import type { AppError } from '../../../../src/shared/errors.ts'
import type { RunObservation } from '../../../../src/main/databricks/gateway.ts'
import type { TrackedExport } from '../../../../src/main/exports/tracked.ts'
import type { ExportRecord } from '../../../../src/shared/export.ts'

export const start = Date.UTC(2026, 0, 15, 12)

/** An export a moment after its intent was written; `record` changes what a test needs. */
export function trackedExport(
  record: Partial<ExportRecord> = {},
  rest: Partial<Omit<TrackedExport, 'record'>> = {},
): TrackedExport {
  return {
    record: {
      id: '00000000-0000-4000-8000-000000000001',
      origin: 'started',
      pinned: false,
      startedBy: null,
      adoptedAt: null,
      repairedAt: null,
      connectionId: 'demo',
      connectionName: 'Demo workspace',
      host: 'http://127.0.0.1:1',
      jobId: '1290381902',
      jobName: 'Export_Workflow_Job',
      runId: null,
      runUrl: null,
      configPath: '/Workspace/Shared/config.yml',
      outputPath: '/Workspace/Shared/exports',
      workflows: 3,
      pipelines: 2,
      compute: 'serverless-optimized',
      state: 'submitting',
      finishing: false,
      waiting: null,
      attention: null,
      attentionError: null,
      cancelRequested: false,
      cancelError: null,
      createdAt: start,
      runningSince: null,
      endedAt: null,
      lastPolledAt: null,
      tasks: [],
      progress: 0,
      estimate: {
        startupMs: 60_000,
        executionMs: 180_000,
        lowMs: 240_000,
        highMs: 240_000,
        pastRuns: 0,
      },
      message: null,
      error: null,
      failure: null,
      result: null,
      ...record,
    },
    idempotencyToken: 'token-1',
    submissionUnclear: false,
    submittedAt: null,
    cancelAccepted: false,
    cancelAcceptedAt: null,
    notified: false,
    overdueTold: false,
    age: null,
    ...rest,
  }
}

/** An export whose run is known. */
export function followedExport(record: Partial<ExportRecord> = {}): TrackedExport {
  return trackedExport({ state: 'queued', runId: '77', ...record }, { submittedAt: start + 1000 })
}

export function observation(run: Partial<RunObservation> = {}): RunObservation {
  return {
    runId: '77',
    jobId: '1290381902',
    jobRunId: '77',
    name: 'Export_Workflow_Job',
    creator: 'maria.lindqvist@example.com',
    repairedAt: null,
    lifeCycle: 'running',
    result: null,
    resultCode: '',
    message: '',
    startedAt: start + 500,
    endedAt: null,
    queueMs: 0,
    setupMs: 0,
    executionMs: 0,
    url: 'http://127.0.0.1:1/jobs/1290381902/runs/77',
    parameters: {},
    tasks: [],
    ...run,
  }
}

/** A folder for one test, deleted afterwards. */
export function useFolder(): { readonly path: string } {
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'exports-'))
  })
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true })
  })
  return {
    get path() {
      return folder
    },
  }
}

/** `export-state.json` in a folder, written without electron-store; it can be told to fail. */
export class PlainStateFile implements StateFile {
  failure: AppError | null = null
  readonly #file: string

  constructor(folder: string) {
    this.#file = join(folder, 'export-state.json')
  }

  read(): unknown {
    return JSON.parse(readFileSync(this.#file, 'utf8'))
  }

  write(content: Record<string, unknown>): void {
    if (this.failure) throw this.failure
    writeDurably(this.#file, JSON.stringify(content, null, '\t'))
  }
}

/** Timers that fire when told to, at once or in the order of their delays. */
export class ManualTimers implements Timers {
  #time = 0
  #next = 1
  readonly #waiting = new Map<number, { at: number; callback: () => void }>()

  set(callback: () => void, delayMs: number): number {
    const timer = this.#next++
    this.#waiting.set(timer, { at: this.#time + delayMs, callback })
    return timer
  }

  clear(timer: unknown): void {
    this.#waiting.delete(timer as number)
  }

  /** How much time has passed (ms). */
  get time(): number {
    return this.#time
  }

  /** How long until each timer that waits fires, soonest first (ms). */
  get delays(): number[] {
    return [...this.#waiting.values()]
      .map(({ at }) => at - this.#time)
      .sort((left, right) => left - right)
  }

  /** Lets time pass: fires what is due, with whatever that sets meanwhile. */
  pass(ms: number): void {
    const until = this.#time + ms
    for (;;) {
      const due = [...this.#waiting].filter(([, { at }]) => at <= until)
      const first = due.sort(([, left], [, right]) => left.at - right.at)[0]
      if (!first) break
      const [timer, { at, callback }] = first
      this.#waiting.delete(timer)
      this.#time = Math.max(this.#time, at)
      callback()
    }
    this.#time = until
  }
}
