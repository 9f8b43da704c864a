import type { ExportRecord } from '../../shared/export.ts'
import { isActiveExport } from '../../shared/export-state.ts'
import { countAge } from './age.ts'
import type { AgeClock } from './age.ts'
import type { TrackedExport } from './tracked.ts'

/**
 * Counts the age of finished exports on, and tells which of them are older than the hours of the
 * setting. Active and pinned ones never are, nor one whose end nobody was told of.
 */
export function countAges(
  exports: readonly TrackedExport[],
  clock: AgeClock,
  keepHours: number,
): { counted: TrackedExport[]; expired: ExportRecord['id'][] } {
  const finished = exports
    .filter(({ record, notified }) => !isActiveExport(record) && notified)
    .map((tracked) => ({ tracked, age: countAge(tracked.age, clock) }))
  const isOld = ({ tracked, age }: (typeof finished)[number]) =>
    !tracked.record.pinned && age.ms > keepHours * 3_600_000
  return {
    counted: finished
      .filter((each) => !isOld(each))
      .map(({ tracked, age }) => ({ ...tracked, age })),
    expired: finished.filter(isOld).map(({ tracked }) => tracked.record.id),
  }
}
