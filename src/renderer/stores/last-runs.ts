import { shallowRef } from 'vue'
import type { Kind, RunBrief } from '../../shared/catalog.ts'
import { desktop } from '../desktop.ts'

const batchSize = 10

/**
 * The last runs of rows the user can see. One small question at a time; ids that are no longer wanted
 * when their turn comes are left out. Trouble here never disturbs the list: the bars stay empty.
 */
export function lastRunsLoader(kind: Kind) {
  const runs = shallowRef(new Map<string, readonly RunBrief[]>())
  const failed = new Set<string>()
  let wanted: readonly string[] = []
  let generation = 0
  let busy = false

  async function work(): Promise<void> {
    if (busy) return
    busy = true
    try {
      for (;;) {
        const asked = generation
        const ids = wanted
          .filter((id) => !runs.value.has(id) && !failed.has(id))
          .slice(0, batchSize)
        if (ids.length === 0) return
        const answer = await desktop.catalog.lastRuns({ kind, ids }).catch(() => null)
        if (asked !== generation) continue
        const next = new Map(runs.value)
        for (const row of answer ?? []) next.set(row.id, row.runs)
        runs.value = next
        for (const id of ids) if (!next.has(id)) failed.add(id)
      }
    } finally {
      busy = false
    }
  }

  return {
    runs,
    /** Says which rows are visible now. */
    want(ids: readonly string[]): void {
      wanted = ids
      void work()
    },
    clear(): void {
      generation += 1
      failed.clear()
      runs.value = new Map()
      void work()
    },
  }
}
