import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { StartedRun } from '../../src/main/demo/inspection.ts'
import { readContent } from '../../src/main/exports/store-format.ts'
import type { TrackedExport } from '../../src/main/exports/tracked.ts'

/** What must never happen. Every entry says when. */
export interface Violations {
  /** An export or a run that nobody knows any more, or that does not come to its end. */
  lost: string[]
  /** More than one run for one wish, or more than one export for one run. */
  doubled: string[]
  /** A store that is not whole after a kill, or with which the app does not start. */
  unreadable: string[]
}

/** Books kept outside of the app: what it promised, and what is on its disk after each death. */
export class Ledger {
  readonly violations: Violations = { lost: [], doubled: [], unreadable: [] }
  readonly #folder: string
  readonly #file: string
  /** Exports that were seen, on disk or in an answer, by id; null where the token was not seen. */
  readonly #known = new Map<string, string | null>()

  /** `folder`: the userData of the app. */
  constructor(folder: string) {
    this.#folder = folder
    this.#file = join(folder, 'export-state.json')
  }

  get exports(): number {
    return this.#known.size
  }

  /** The app answered that this export is under way. */
  promised(id: string): void {
    if (!this.#known.has(id)) this.#known.set(id, null)
  }

  /** Looks at the disk after a death in which at most `starts` exports were asked for. */
  afterDeath(when: string, starts: number): void {
    const before = new Set(this.#known.keys())
    const stored = this.#read(when)
    const ids = new Set(stored.map(({ record }) => record.id))
    for (const id of before) {
      if (!ids.has(id)) this.violations.lost.push(`${when}: export ${id} is not on disk`)
    }
    const fresh = stored.filter(({ record }) => (this.#known.get(record.id) ?? null) === null)
    if (fresh.length > starts) {
      this.violations.doubled.push(`${when}: ${fresh.length} new exports, ${starts} asked for`)
    }
    for (const { record, idempotencyToken } of fresh) this.#known.set(record.id, idempotencyToken)
  }

  /** Whether the app has noted of each export that its end was told; it waits a moment with that. */
  isToldOfAll(): boolean {
    const { exports } = readContent(readFileSync(this.#file, 'utf8'))
    return exports.every(({ notified }) => notified)
  }

  /** At the very end, when no export is active any more. */
  settle(runs: readonly StartedRun[]): void {
    const { lost, doubled } = this.violations
    const stored = this.#read('at the end')
    const byToken = Map.groupBy(stored, ({ idempotencyToken }) => idempotencyToken)
    for (const [token, run] of Map.groupBy(runs, ({ idempotencyToken }) => idempotencyToken)) {
      if (run.length > 1) doubled.push(`${run.length} runs with the token ${token}`)
      const owners = byToken.get(token ?? '') ?? []
      if (owners.length === 0) lost.push(`run ${run[0]?.runId} belongs to no export`)
      if (owners.length > 1) doubled.push(`run ${run[0]?.runId} has ${owners.length} exports`)
    }
    const tokens = new Map(runs.map(({ runId, idempotencyToken }) => [idempotencyToken, runId]))
    for (const { record, idempotencyToken, notified } of stored) {
      const run = tokens.get(idempotencyToken)
      if (run === undefined) lost.push(`export ${record.id} has no run`)
      else if (record.runId !== run) lost.push(`export ${record.id} follows another run`)
      if (record.state !== 'succeeded') lost.push(`export ${record.id} is ${record.state}`)
      if (!notified) lost.push(`nobody was told of the end of export ${record.id}`)
    }
  }

  #read(when: string): TrackedExport[] {
    const aside = readdirSync(this.#folder).filter((name) => name.includes('.bad'))
    const { unreadable } = this.violations
    if (aside.length > 0) unreadable.push(`${when}: set aside: ${aside.join(', ')}`)
    if (!existsSync(this.#file)) return []
    const content = readContent(readFileSync(this.#file, 'utf8'))
    if (!content.whole) unreadable.push(`${when}: the store is not whole`)
    return content.exports
  }
}
