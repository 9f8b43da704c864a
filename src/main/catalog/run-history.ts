import PQueue from 'p-queue'
import type { Kind, RunBrief } from '../../shared/catalog.ts'
import type { DatabricksGateway, RunObservation } from '../databricks/gateway.ts'
import type { Logger } from '../logging/logger.ts'

const requestsAtOnce = 4
const runsShown = 5
const lifetimeMs = 30_000
const mostKept = 2000

export interface RunHistoryOptions {
  gateway: () => Promise<DatabricksGateway>
  signal: AbortSignal
  now: () => number
  logger: Logger
}

/** The last runs of jobs and pipelines of one connection, remembered for half a minute. */
export class RunHistory {
  readonly #options: RunHistoryOptions
  readonly #queue = new PQueue({ concurrency: requestsAtOnce })
  readonly #kept = new Map<string, { since: number; runs: Promise<RunBrief[]> }>()
  #asked = 0

  constructor(options: RunHistoryOptions) {
    this.#options = options
  }

  /**
   * The last five runs of each, newest last. Those that could not be read are left out. Throws when
   * there is no connection, and `canceled` when the connection was switched meanwhile.
   */
  async last(kind: Kind, ids: readonly string[]): Promise<{ id: string; runs: RunBrief[] }[]> {
    const { signal, logger } = this.#options
    const gateway = await this.#options.gateway()
    signal.throwIfAborted()
    // What was asked for last is what the user looks at now.
    const priority = ++this.#asked
    const found = await Promise.all(
      [...new Set(ids)].map(async (id) => {
        try {
          return { id, runs: await this.#lastOf(gateway, kind, id, priority) }
        } catch (thrown) {
          signal.throwIfAborted()
          logger.debug('Could not read the last runs', { kind, id, error: thrown })
          return null
        }
      }),
    )
    signal.throwIfAborted()
    return found.filter((entry) => entry !== null)
  }

  #lastOf(
    gateway: DatabricksGateway,
    kind: Kind,
    id: string,
    priority: number,
  ): Promise<RunBrief[]> {
    const { signal, now } = this.#options
    const key = `${kind} ${id}`
    const known = this.#kept.get(key)
    if (known && now() - known.since < lifetimeMs) return known.runs
    const runs = this.#queue.add(() => readLast(gateway, kind, id, now, signal), {
      priority,
      signal,
    })
    const entry = { since: now(), runs }
    this.#kept.delete(key)
    this.#kept.set(key, entry)
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= mostKept) break
      this.#kept.delete(oldest)
    }
    runs.catch(() => {
      if (this.#kept.get(key) === entry) this.#kept.delete(key)
    })
    return runs
  }
}

async function readLast(
  gateway: DatabricksGateway,
  kind: Kind,
  id: string,
  now: () => number,
  signal: AbortSignal,
): Promise<RunBrief[]> {
  if (kind === 'pipeline') {
    const { updates } = await gateway.pipelines.get(id, { signal })
    return updates.slice(0, runsShown).reverse()
  }
  const runs = await gateway.runs.list({ jobId: id, limit: runsShown }, { signal })
  return runs.map((run) => runBrief(run, now())).reverse()
}

const resultOf: Record<NonNullable<RunObservation['result']>, RunBrief['result']> = {
  succeeded: 'succeeded',
  'succeeded-with-failures': 'succeeded',
  failed: 'failed',
  'timed-out': 'failed',
  canceled: 'canceled',
  skipped: 'skipped',
  // Excluded, disabled, evicted, too many at once, something upstream failed: it never ran.
  other: 'skipped',
}

/** A run in brief; a run that has not ended has lasted until `now`. */
export function runBrief(run: RunObservation, now: number): RunBrief {
  const isOver = run.lifeCycle === 'terminated'
  const measured = run.queueMs + run.setupMs + run.executionMs
  const end = run.endedAt ?? (isOver ? null : now)
  return {
    runId: run.runId,
    result: isOver ? resultOf[run.result ?? 'other'] : 'running',
    startedAt: run.startedAt,
    durationMs:
      run.startedAt === null || end === null ? measured : Math.max(0, end - run.startedAt),
  }
}
