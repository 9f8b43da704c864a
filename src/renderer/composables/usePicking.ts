import type { CatalogRow, Kind, PickFlags } from '../../shared/catalog.ts'
import { formatCount } from '../format.ts'
import { useCatalog } from '../stores/catalog.ts'
import { useConfiguration } from '../stores/configuration.ts'
import type { ItemRef } from '../stores/configuration.ts'
import { useSettings } from '../stores/settings.ts'
import type { RangeChange, RowRange } from './useRowKeys.ts'
import { useToast } from './useToast.ts'

/** Picks and switches items of a kind: shown at once, taken back with a message when main refuses. */
export function usePicking(kind: Kind) {
  const catalog = useCatalog(kind)
  const configuration = useConfiguration()
  const settings = useSettings()
  const toast = useToast()

  async function send(action: () => Promise<unknown>): Promise<boolean> {
    const done = await toast.attempt(action)
    if (!done) catalog.reload()
    return done
  }

  async function pick(items: readonly ItemRef[], picked: boolean): Promise<boolean> {
    if (items.length === 0) return true
    const ids = new Set(items.map((item) => item.id))
    const flags: PickFlags = settings.settings?.pickDefaults ?? {
      isExisting: true,
      isActive: true,
      exportLibraries: false,
    }
    catalog.patchPicks((row) => {
      if (!ids.has(row.item.id)) return row.pick
      return picked ? (row.pick ?? { ...flags }) : null
    })
    return send(() => configuration.pick(kind, items, picked))
  }

  async function switchFlag(id: string, flag: keyof PickFlags, value: boolean): Promise<void> {
    catalog.patchPicks((row) =>
      row.item.id === id && row.pick !== null ? { ...row.pick, [flag]: value } : row.pick,
    )
    await send(() => configuration.switchFlag(kind, [id], flag, value))
  }

  /** Right after a change, which a click takes back as long as it is the last one. */
  function offerUndo(words: string): void {
    const step = configuration.selection.undo
    const run = () => {
      if (configuration.selection.undo === step) void send(() => configuration.undo())
      else toast.info('The selection has changed since, so this cannot be taken back by itself.')
    }
    toast.success(words, { label: 'Undo', run })
  }

  /** What of a range is not picked yet, or is picked, whichever is to change; main knows of all rows. */
  async function changing(range: RowRange | null, picked: boolean): Promise<readonly ItemRef[]> {
    if (range === null) return []
    const rows = catalog.loadedRows(range)
    if (rows !== null) {
      return rows
        .filter((row) => (row.pick !== null) !== picked)
        .map(({ item }) => ({ id: item.id, name: item.name }))
    }
    const [all, before] = await Promise.all([
      catalog.everyMatch(false, range),
      catalog.everyMatch(true),
    ])
    const ids = new Set(before.map((item) => item.id))
    return all.filter(({ id }) => ids.has(id) !== picked)
  }

  return {
    /** A range of the list, on any page, loaded or not: one step, which one undo takes back. */
    async pickRange(change: RangeChange): Promise<void> {
      const { pick: added, unpick: removed } = change
      const isHere = [added, removed].every(
        (range) => range === null || catalog.loadedRows(range) !== null,
      )
      let into: readonly ItemRef[] = []
      let out: readonly ItemRef[] = []
      const read = await toast.attempt(async () => {
        into = await changing(added, true)
        out = await changing(removed, false)
      })
      if (!read || into.length + out.length === 0) return
      const unpick = out.map(({ id }) => id)
      const done =
        into.length > 0 && out.length > 0
          ? await send(() => configuration.setPicks({ kind, pick: [...into], unpick }))
          : await pick([...into, ...out], into.length > 0)
      if (isHere || !done) return
      offerUndo(
        into.length > 0
          ? `Picked ${formatCount(into.length, kind)}`
          : `Took out ${formatCount(out.length, kind)}`,
      )
    },
    pick: (rows: readonly CatalogRow[], picked: boolean) =>
      pick(
        rows
          .filter((row) => (row.pick !== null) !== picked)
          .map(({ item }) => ({ id: item.id, name: item.name })),
        picked,
      ),
    switchFlag,
    /** Among all that matches: what is picked goes out, what is not comes in; one undo takes it back. */
    async invert(): Promise<void> {
      await send(async () => {
        const [all, before] = await Promise.all([catalog.everyMatch(), catalog.everyMatch(true)])
        const ids = new Set(before.map((item) => item.id))
        const items = all.filter((item) => !ids.has(item.id))
        await configuration.setPicks({ kind, pick: items, unpick: [...ids] })
        offerUndo(
          `Picked ${formatCount(items.length, kind)}, took out ${formatCount(ids.size, kind)}`,
        )
      })
    },
    /** Sets a flag of all picked items among the results. */
    async switchEveryMatch(flag: keyof PickFlags, value: boolean): Promise<void> {
      await send(async () => {
        const picked = await catalog.everyMatch(true)
        if (picked.length === 0) {
          toast.info('None of the results is picked.')
          return
        }
        await configuration.switchFlag(
          kind,
          picked.map(({ id }) => id),
          flag,
          value,
        )
        offerUndo(`Changed ${formatCount(picked.length, kind)}`)
      })
    },
    /** Everything that matches, on all pages; with an exact way back, as it can be thousands. */
    async pickEveryMatch(picked: boolean): Promise<void> {
      let changing: readonly ItemRef[] = []
      const read = await toast.attempt(async () => {
        const [all, before] = await Promise.all([catalog.everyMatch(), catalog.everyMatch(true)])
        const ids = new Set(before.map((item) => item.id))
        changing = picked ? all.filter((item) => !ids.has(item.id)) : before
      })
      if (!read || changing.length === 0 || !(await pick(changing, picked))) return
      const words = formatCount(changing.length, kind)
      offerUndo(picked ? `Picked ${words}` : `Took out ${words}`)
    },
  }
}
