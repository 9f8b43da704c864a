import type { Connection } from '../../shared/connection.ts'
import { AppError } from '../../shared/errors.ts'
import type { ExportRecord } from '../../shared/export.ts'
import { isActiveExport } from '../../shared/export-state.ts'
import type { ActiveExports } from './active-exports.ts'
import { reopenedExport } from './adopt.ts'
import type { Adoption, AdoptionOptions } from './adoption.ts'
import { connectionOf } from './again.ts'
import type { KeptExports } from './kept-exports.ts'
import { findRun, locateRun } from './run-finder.ts'
import type { LocatedRun } from './run-finder.ts'
import { readRunReference } from './run-reference.ts'

export interface AdopterOptions extends Pick<AdoptionOptions, 'connections' | 'logger' | 'now'> {
  adoption: Adoption
  kept: Pick<KeptExports, 'require' | 'replace'>
  active: Pick<ActiveExports, 'add' | 'takeUp'>
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
    const { record } = this.#options.kept.require(id)
    if (isActiveExport(record)) return record
    if (record.runId === null) {
      throw new AppError('conflict', 'This export never had a run.', {
        suggestion: 'Run it again.',
      })
    }
    const connection = connectionOf(this.#options.connections, record)
    const { run } = await locateRun(this.#options.connections, connection, record.runId)
    if (await this.#reopen(id, { run, connection })) return this.#options.kept.require(id).record
    throw new AppError('conflict', 'The run has not changed since it ended.', {
      suggestion: 'Repair it on its page in Databricks, then follow it again here.',
    })
  }

  async #adopt(located: LocatedRun, origin: 'adopted' | 'recovered'): Promise<ExportRecord> {
    const { active, adoption, kept, logger } = this.#options
    const { gateway, run } = located
    const isNew = adoption.followed(gateway, run.runId) === null
    const tracked = isNew ? await adoption.track(located, origin) : null
    // Also after that: another call may have been quicker.
    const known = adoption.followed(gateway, run.runId)
    if (known !== null) {
      await this.#reopen(known.id, located)
      return kept.require(known.id).record
    }
    if (tracked === null) throw new AppError('canceled', 'The export was removed meanwhile.')
    const { id } = tracked.record
    active.add(tracked)
    logger.info('A run is followed', { export: id, run: run.runId, origin })
    await active.takeUp(id, run)
    return kept.require(id).record
  }

  /** Whether the run of an ended export is not as it was when that ended; if so, it is taken up. */
  async #reopen(id: string, { run, connection }: Followable): Promise<boolean> {
    const tracked = this.#options.kept.require(id)
    const { record } = tracked
    if (isActiveExport(record)) return false
    const isOver = run.lifeCycle === 'terminated'
    if (isOver && record.state !== 'lost' && run.repairedAt === record.repairedAt) return false
    const reopened = reopenedExport(tracked, run, this.#options.now())
    const { id: connectionId, name: connectionName } = connection
    this.#options.kept.replace({
      ...reopened,
      record: { ...reopened.record, connectionId, connectionName },
    })
    this.#options.logger.info('The run of an ended export is followed again', { export: id })
    await this.#options.active.takeUp(id, run)
    return true
  }
}
