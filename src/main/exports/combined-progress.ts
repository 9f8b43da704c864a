import type { ExportRecord } from '../../shared/export.ts'
import { isActiveExport } from '../../shared/export.ts'

/** What a taskbar or a dock shows of all exports together. */
export interface DesktopProgress {
  /**
   * `indeterminate`: nothing runs yet. `paused`: an export cannot be followed. `error`: one did not
   * succeed and nobody has seen it yet.
   */
  mode: 'none' | 'indeterminate' | 'normal' | 'paused' | 'error'
  /** 0 to 1, in whole percents; 0 for `none`. */
  value: number
}

/**
 * The progress of the exports that run at the same time as one bar, from the moment when the first
 * starts until the last has ended. It never goes back: one that joins late holds the bar where it is
 * until all have caught up.
 */
export class CombinedProgress {
  /** Percent of each export of the present batch. */
  readonly #batch = new Map<string, number>()
  #shown = 0

  /** @param unseen ids of the exports whose end nobody has seen */
  update(records: readonly ExportRecord[], unseen: ReadonlySet<string>): DesktopProgress {
    const active = records.filter(isActiveExport)
    if (active.length === 0) {
      this.#batch.clear()
      this.#shown = 0
      const isBad = ({ id, state }: ExportRecord): boolean =>
        unseen.has(id) && (state === 'failed' || state === 'lost')
      return records.some(isBad) ? { mode: 'error', value: 1 } : { mode: 'none', value: 0 }
    }
    for (const id of this.#batch.keys()) this.#batch.set(id, 100)
    for (const { id, progress } of active) this.#batch.set(id, progress)
    const percents = [...this.#batch.values()]
    const average = percents.reduce((sum, percent) => sum + percent, 0) / percents.length
    this.#shown = Math.max(this.#shown, Math.floor(average))
    return { mode: modeOf(active), value: this.#shown / 100 }
  }
}

function modeOf(active: readonly ExportRecord[]): DesktopProgress['mode'] {
  const isFollowed = ({ attention }: ExportRecord): boolean =>
    attention === null || attention === 'not-saved'
  if (!active.every(isFollowed)) return 'paused'
  return active.some(({ state }) => state === 'running') ? 'normal' : 'indeterminate'
}
