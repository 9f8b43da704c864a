import type { CatalogRow, Kind, PickFlags } from '../../shared/catalog.ts'
import { formatCount } from '../format.ts'
import { useCatalog } from '../stores/catalog.ts'
import { useConfiguration } from '../stores/configuration.ts'
import type { ItemRef } from '../stores/configuration.ts'
import { useSettings } from '../stores/settings.ts'
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

  return {
    pick: (rows: readonly CatalogRow[], picked: boolean) =>
      pick(
        rows
          .filter((row) => (row.pick !== null) !== picked)
          .map(({ item }) => ({ id: item.id, name: item.name })),
        picked,
      ),
    switchFlag,
    /** Everything that matches, on all pages; with a way back, as it can be thousands. */
    async pickEveryMatch(picked: boolean): Promise<void> {
      let items: readonly ItemRef[] = []
      const read = await toast.attempt(async () => {
        items = await catalog.everyMatch()
      })
      if (!read || items.length === 0) return
      const before = catalog.page?.rows.filter((row) => row.pick !== null).length ?? 0
      const words = formatCount(items.length, kind)
      if (!(await pick(items, picked))) return
      // A way back that would drop earlier picks as well is no way back.
      const undo =
        picked && before === 0 ? { label: 'Undo', run: () => void pick(items, false) } : null
      toast.success(picked ? `Picked ${words}` : `Took out ${words}`, undo)
    },
  }
}
