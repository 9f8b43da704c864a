import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { AppError } from '../../shared/errors.ts'
import type { ExportRecord, Readiness } from '../../shared/export.ts'
import { isActiveExport } from '../../shared/export-state.ts'
import { desktop, onEvent } from '../desktop.ts'

/** All exports that are kept, newest first. */
export const useExports = defineStore('exports', () => {
  const records = shallowRef(new Map<string, ExportRecord>())
  const loaded = shallowRef(false)
  const error = shallowRef<AppError | null>(null)
  const touched = new Set<string>()

  function put(record: ExportRecord): void {
    touched.add(record.id)
    records.value = new Map(records.value).set(record.id, record)
  }

  function drop(id: string): void {
    touched.add(id)
    const next = new Map(records.value)
    next.delete(id)
    records.value = next
  }

  async function kept(answer: Promise<ExportRecord>): Promise<ExportRecord> {
    const record = await answer
    put(record)
    return record
  }

  onEvent('exports.changed', put)
  onEvent('exports.removed', ({ id }) => drop(id))

  const list = computed(() => [...records.value.values()].sort((a, b) => b.createdAt - a.createdAt))

  return {
    loaded,
    error,
    list,
    active: computed(() => list.value.filter(isActiveExport)),
    earlier: computed(() => list.value.filter((record) => !isActiveExport(record))),
    find: (id: string) => records.value.get(id) ?? null,
    /** Asks for the list; what events told meanwhile stays, as it is newer. */
    async load() {
      touched.clear()
      try {
        const answer = await desktop.exports.list()
        const next = new Map(
          answer.filter((record) => !touched.has(record.id)).map((record) => [record.id, record]),
        )
        for (const id of touched) {
          const record = records.value.get(id)
          if (record !== undefined) next.set(id, record)
        }
        records.value = next
        loaded.value = true
        error.value = null
      } catch (thrown) {
        error.value = AppError.from(thrown)
      }
    },
    readiness: (): Promise<Readiness> => desktop.exports.readiness(),
    /** `anyway`: also while an export of the same configuration is active. */
    start: (anyway: boolean) => kept(desktop.exports.start({ anyway })),
    runAgain: (id: string, anyway: boolean) => kept(desktop.exports.runAgain({ id, anyway })),
    /** By its id or URL, or by its id in a connection. */
    adopt: (run: string, connectionId?: string) =>
      kept(desktop.exports.adopt({ run, connectionId })),
    followAgain: (id: string) => kept(desktop.exports.followAgain({ id })),
    async cancel(id: string) {
      put(await desktop.exports.cancel({ id }))
    },
    pin: (id: string, pinned: boolean) => kept(desktop.exports.pin({ id, pinned })),
    async remove(id: string) {
      await desktop.exports.remove({ id })
      drop(id)
    },
  }
})
