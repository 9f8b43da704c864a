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
  const asked = new Set<string>()
  let wanted: readonly string[] = []
  let generation = 0
  let busy = false

  async function work(): Promise<void> {
    if (busy) return
    busy = true
    for (;;) {
      const started = generation
      const ids = wanted.filter((id) => !asked.has(id)).slice(0, batchSize)
      if (ids.length === 0) break
      for (const id of ids) asked.add(id)
      const answer = await desktop.catalog.lastRuns({ kind, ids }).catch(() => [])
      if (started !== generation) continue
      const next = new Map(runs.value)
      for (const row of answer) next.set(row.id, row.runs)
      runs.value = next
    }
    busy = false
  }

  return {
    runs,
    /** Says which rows are visible now. */
    want(ids: readonly string[]): void {
      wanted = ids
      void work()
    },
    /** Asks again for what is visible; the bars stay until the answers arrive. */
    refresh(): void {
      asked.clear()
      void work()
    },
    /** Another workspace: nothing of the former one stays. */
    clear(): void {
      generation += 1
      asked.clear()
      wanted = []
      runs.value = new Map()
    },
  }
}
