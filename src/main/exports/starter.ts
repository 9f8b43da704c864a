import type { ExportRecord } from '../../shared/export.ts'
import type { AgainCheck } from '../../shared/export-runs.ts'
import { canonicalPath } from '../../shared/workspace-path.ts'
import type { ActiveExports } from './active-exports.ts'
import { compareAgain, planAgain } from './again.ts'
import { newExport, notReady } from './new-export.ts'
import { checkReadiness } from './preflight.ts'
import type { ExportPlan, Preflight, PreflightOptions } from './preflight.ts'
import {
  activeExportOf,
  alreadyRunning,
  exportsSame,
  runningElsewhere,
  unfollowedRuns,
} from './same-export.ts'

export interface StarterOptions extends PreflightOptions {
  active: Pick<ActiveExports, 'add' | 'begin'>
  /** UTC ms. */
  now: () => number
  /** A fresh UUID, for ids and idempotency tokens. */
  newId: () => string
}

/**
 * Starts exports, several at a time where the user wants them: of one configuration a second one only
 * when told so. Calls for the same configuration while one is under way are the same start.
 */
export class Starter {
  readonly #options: StarterOptions
  readonly #underWay = new Map<string, Promise<ExportRecord>>()

  constructor(options: StarterOptions) {
    this.#options = options
  }

  preflight(): Promise<Preflight> {
    return checkReadiness(this.#options)
  }

  start(anyway: boolean): Promise<ExportRecord> {
    const { connections, configuration } = this.#options
    const key = keyOf(connections.active()?.id ?? '', configuration.state().main.path)
    return this.#once(key, async () => {
      if (!anyway) this.#options.lookup.forgetRuns()
      const { readiness, plan } = await this.preflight()
      if (plan === null) throw notReady(readiness)
      return await this.#begin(plan, anyway)
    })
  }

  /** What running an export again would do. Throws like `planAgain`. */
  async checkAgain(record: ExportRecord): Promise<AgainCheck> {
    return compareAgain(this.#options, record, await planAgain(this.#options, record))
  }

  /** Throws like `planAgain`, and `conflict` like `start`. */
  runAgain(record: ExportRecord, anyway: boolean): Promise<ExportRecord> {
    return this.#once(keyOf(record.connectionId, record.configPath), async () => {
      if (!anyway) this.#options.lookup.forgetRuns()
      return await this.#begin(await planAgain(this.#options, record), anyway)
    })
  }

  /** Writes the intent and follows it. Throws when the intent cannot be written. */
  async #begin(plan: ExportPlan, anyway: boolean): Promise<ExportRecord> {
    if (!anyway) await this.#refuseSecond(plan)
    const { active, logger, lookup, newId, now } = this.#options
    const tracked = newExport(plan, { id: newId(), idempotencyToken: newId(), now: now() })
    active.add(tracked)
    logger.info('Export started', { export: tracked.record.id, job: tracked.record.jobId })
    lookup.forget()
    return active.begin(tracked)
  }

  async #refuseSecond(plan: ExportPlan): Promise<void> {
    const { connections, lookup, logger, records } = this.#options
    const { connection, configPath, host, job } = plan
    const target = { connectionId: connection.id, host, configPath }
    const gateway = await connections.gateway(connection.id)
    const runs = await lookup.runs(gateway, job.item.id).catch((error: unknown) => {
      // The job itself could be read: its list of runs must not keep anybody from exporting.
      logger.warn('The runs of the export job cannot be read', { error })
      return []
    })
    // Nothing is waited for from here to the start, so no other start comes in between.
    const active = activeExportOf(target, records())
    if (active !== null) throw alreadyRunning(active)
    const other = unfollowedRuns(target, runs, records()).find((run) => exportsSame(run, target))
    if (other !== undefined) throw runningElsewhere(other)
  }

  #once(key: string, start: () => Promise<ExportRecord>): Promise<ExportRecord> {
    const known = this.#underWay.get(key)
    if (known) return known
    const starting = start().finally(() => this.#underWay.delete(key))
    this.#underWay.set(key, starting)
    return starting
  }
}

function keyOf(connectionId: string, configPath: string): string {
  return `${connectionId} ${canonicalPath(configPath)}`
}
