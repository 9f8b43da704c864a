import { AppError } from '../../shared/errors.ts'
import type { ExportRecord } from '../../shared/export.ts'
import { isActiveExport } from '../../shared/export.ts'
import type { Logger } from '../logging/logger.ts'
import { configPathParameter } from './job-lookup.ts'
import type { PollOptions, PollOutcome } from './poller.ts'
import type { ExportConnections } from './ports.ts'
import { isSignedOut } from './sign-in-watch.ts'
import { isStaleIntent, settleStaleIntent } from './stale-intent.ts'
import type { ExportEvent } from './state-machine.ts'
import type { TrackedExport } from './tracked.ts'

export interface RunFollowerOptions {
  connections: Pick<ExportConnections, 'gateway'>
  get: (id: string) => TrackedExport | null
  apply: (id: string, event: ExportEvent) => Promise<void>
  /** Fires when the app closes. */
  closing: AbortSignal
  /** All exports: what run belongs to which. */
  records: () => ExportRecord[]
  /** UTC ms. */
  now: () => number
  logger: Logger
}

/** Databricks understood the request to cancel and will not do it. */
const cancelRefusals: readonly string[] = ['forbidden', 'invalid-request', 'not-found']

/** What is asked of Databricks for one export, turned into events of its life. Never throws. */
export class RunFollower {
  readonly #options: RunFollowerOptions
  readonly #refusals = new Map<string, AppError>()

  constructor(options: RunFollowerOptions) {
    this.#options = options
  }

  /**
   * One turn, one request: `run-now` with the stored token as long as no run is known, after that the
   * state of the run.
   */
  async turn(id: string, options: PollOptions): Promise<PollOutcome> {
    const tracked = this.#options.get(id)
    if (tracked === null || !isActiveExport(tracked.record)) return 'ended'
    const { runId } = tracked.record
    try {
      const event =
        runId === null
          ? await this.#submit(tracked, options)
          : await this.#observe(tracked, runId, options)
      await this.#options.apply(id, event)
      return this.#isActive(id) ? 'fine' : 'ended'
    } catch (thrown) {
      const error = AppError.from(thrown)
      if (options.signal.aborted || error.code === 'canceled') {
        await this.#options.apply(id, { type: 'interrupted' })
        return 'failed'
      }
      if (error.code === 'internal')
        this.#options.logger.error('Following an export failed', { error })
      const type = runId === null ? 'submission-failed' : 'observation-failed'
      await this.#options.apply(id, { type, error: error.toRecord() })
      if (!this.#isActive(id)) return 'ended'
      return isSignedOut(error.code) ? 'signed-out' : 'failed'
    }
  }

  /** Asks Databricks to cancel the run. What goes wrong for now is tried again in a later turn. */
  async cancel(id: string): Promise<void> {
    const tracked = this.#options.get(id)
    const runId = tracked?.record.runId ?? null
    if (tracked === null || runId === null) return
    this.#refusals.delete(id)
    const { closing } = this.#options
    try {
      const gateway = await this.#options.connections.gateway(tracked.record.connectionId)
      await gateway.runs.cancel(runId, { signal: closing })
      await this.#options.apply(id, { type: 'cancel-accepted' })
    } catch (thrown) {
      const error = AppError.from(thrown)
      this.#options.logger.warn('The run could not be canceled', { export: id, error })
      if (!cancelRefusals.includes(error.code)) return
      this.#refusals.set(id, error)
      await this.#options.apply(id, { type: 'cancel-refused', error: error.toRecord() })
    }
  }

  /** Why Databricks refused to cancel, once. */
  takeRefusal(id: string): AppError | null {
    const refusal = this.#refusals.get(id) ?? null
    this.#refusals.delete(id)
    return refusal
  }

  async #submit(tracked: TrackedExport, options: PollOptions): Promise<ExportEvent> {
    const { record, idempotencyToken } = tracked
    const gateway = await this.#options.connections.gateway(record.connectionId)
    if (isStaleIntent(tracked, this.#options.now())) {
      return await settleStaleIntent(tracked, gateway, this.#options.records(), options)
    }
    const { runId } = await gateway.runs.runNow(
      {
        jobId: record.jobId,
        parameters: { [configPathParameter]: record.configPath },
        idempotencyToken,
      },
      options,
    )
    return { type: 'submitted', runId }
  }

  async #observe(
    { record }: TrackedExport,
    runId: string,
    options: PollOptions,
  ): Promise<ExportEvent> {
    const gateway = await this.#options.connections.gateway(record.connectionId)
    return { type: 'observed', run: await gateway.runs.get(runId, options) }
  }

  #isActive(id: string): boolean {
    const tracked = this.#options.get(id)
    return tracked !== null && isActiveExport(tracked.record)
  }
}
