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
    /** Among all that matches: what is picked goes out, what is not comes in; one undo takes it back. */
    async invert(): Promise<void> {
      await send(async () => {
        const [all, before] = await Promise.all([catalog.everyMatch(), catalog.everyMatch(true)])
        const ids = new Set(before.map((item) => item.id))
        const items = all.filter((item) => !ids.has(item.id))
        await configuration.setPicks({ kind, pick: items, unpick: [...ids] })
        const words = `Picked ${formatCount(items.length, kind)}, took out ${formatCount(ids.size, kind)}`
        toast.success(words, { label: 'Undo', run: () => void send(configuration.undo) })
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
        const words = `Changed ${formatCount(picked.length, kind)}`
        toast.success(words, { label: 'Undo', run: () => void send(configuration.undo) })
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
      const undo = { label: 'Undo', run: () => void send(configuration.undo) }
      toast.success(picked ? `Picked ${words}` : `Took out ${words}`, undo)
    },
  }
}
