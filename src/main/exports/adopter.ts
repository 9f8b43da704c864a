import type { Connection } from '../../shared/connection.ts'
import { AppError } from '../../shared/errors.ts'
import type { ExportRecord } from '../../shared/export.ts'
import { isActiveExport } from '../../shared/export-state.ts'
import type { RunObservation } from '../databricks/gateway.ts'
import { reopenedExport } from './adopt.ts'
import type { Adoption, AdoptionOptions } from './adoption.ts'
import { connectionOf } from './again.ts'
import { findRun, locateRun } from './run-finder.ts'
import type { LocatedRun } from './run-finder.ts'
import { readRunReference } from './run-reference.ts'
import type { TrackedExport } from './tracked.ts'

export interface AdopterOptions extends Pick<AdoptionOptions, 'connections' | 'logger' | 'now'> {
  adoption: Adoption
  /** Throws `not-found`. */
  require: (id: string) => TrackedExport
  /** Keeps a new export. Throws `disk-full`, `disk-failed`. */
  add: (tracked: TrackedExport) => void
  /** Keeps a changed one. */
  replace: (tracked: TrackedExport) => void
  /** Brings an export up to date with its run, and polls it as long as that is under way. */
  takeUp: (id: string, run: RunObservation) => Promise<void>
}

/** Where a run is, as far as following it goes. */
type Followable = Pick<LocatedRun, 'run' | 'connection'>

/** Makes exports of runs that were started elsewhere, and takes up ended ones whose run goes on. */
export class Adopter {
  readonly #options: AdopterOptions

  constructor(options: AdopterOptions) {
    this.#options = options
  }

  /** With a connection, the text is the id of a run there. */
  async adopt(text: string, connectionId?: string): Promise<ExportRecord> {
    const { connections } = this.#options
    const connection = connections.list().find(({ id }) => id === connectionId)
    const located =
      connection === undefined
        ? await findRun(connections, text)
        : await locateRun(connections, connection, readRunReference(text).runId)
    return await this.#adopt(located, 'adopted')
  }

  async recover(connection: Connection, runId: string): Promise<ExportRecord> {
    const located = await locateRun(this.#options.connections, connection, runId)
    return await this.#adopt(located, 'recovered')
  }

  async followAgain(id: string): Promise<ExportRecord> {
    const { record } = this.#options.require(id)
    if (isActiveExport(record)) return record
    if (record.runId === null) {
      throw new AppError('conflict', 'This export never had a run.', {
        suggestion: 'Run it again.',
      })
    }
    const connection = connectionOf(this.#options.connections, record)
    const { run } = await locateRun(this.#options.connections, connection, record.runId)
    if (await this.#reopen(id, { run, connection })) return this.#options.require(id).record
    throw new AppError('conflict', 'The run has not changed since it ended.', {
      suggestion: 'Repair it on its page in Databricks, then follow it again here.',
    })
  }

  async #adopt(located: LocatedRun, origin: 'adopted' | 'recovered'): Promise<ExportRecord> {
    const { adoption, add, logger, require } = this.#options
    const { gateway, run } = located
    const isNew = adoption.followed(gateway, run.runId) === null
    const tracked = isNew ? await adoption.track(located, origin) : null
    // Also after that: another call may have been quicker.
    const known = adoption.followed(gateway, run.runId)
    if (known !== null) {
      await this.#reopen(known.id, located)
      return require(known.id).record
    }
    if (tracked === null) throw new AppError('canceled', 'The export was removed meanwhile.')
    const { id } = tracked.record
    add(tracked)
    logger.info('A run is followed', { export: id, run: run.runId, origin })
    await this.#options.takeUp(id, run)
    return require(id).record
  }

  /** Whether the run of an ended export is not as it was when that ended; if so, it is taken up. */
  async #reopen(id: string, { run, connection }: Followable): Promise<boolean> {
    const tracked = this.#options.require(id)
    const { record } = tracked
    if (isActiveExport(record)) return false
    const isOver = run.lifeCycle === 'terminated'
    if (isOver && record.state !== 'lost' && run.repairedAt === record.repairedAt) return false
    const reopened = reopenedExport(tracked, run, this.#options.now())
    const { id: connectionId, name: connectionName } = connection
    this.#options.replace({
      ...reopened,
      record: { ...reopened.record, connectionId, connectionName },
    })
    this.#options.logger.info('The run of an ended export is followed again', { export: id })
    await this.#options.takeUp(id, run)
    return true
  }
}
