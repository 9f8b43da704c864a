import type { Kind, PickFlags } from '../../../../shared/catalog.ts'
import type { ConfigurationItem } from '../../../../shared/configuration-preview.ts'
import { useToast } from '../../../composables/useToast.ts'
import { useConfiguration } from '../../../stores/configuration.ts'
import { kindWords } from '../../items/words.ts'
import { flagKeys, listKeys, nameKeys } from './item-keys.ts'
import { useFormChanges } from './use-form-changes.ts'

/**
 * Changes of single items of config.yml. `revision` is that of the draft they were read from. Each
 * resolves with whether it was made; why not is told in a message.
 */
export function useItemChanges(kind: () => Kind, revision: () => number | undefined) {
  const configuration = useConfiguration()
  const toast = useToast()
  const changes = useFormChanges()

  async function set(row: ConfigurationItem, key: string, value: string): Promise<boolean> {
    const section = listKeys[kind()]
    const change = { type: 'set-in', section, index: row.index, key, value } as const
    return await changes.change(change, revision())
  }

  return {
    async switchFlag(
      row: ConfigurationItem,
      flag: keyof PickFlags,
      value: boolean,
    ): Promise<boolean> {
      const { id } = row
      return id === null || !row.unique
        ? await set(row, flagKeys[flag], String(value))
        : await toast.attempt(() => configuration.switchFlag(kind(), [id], flag, value))
    },
    async rename(row: ConfigurationItem, name: string): Promise<boolean> {
      const { id } = row
      if (id === null || !row.unique) return await set(row, nameKeys[kind()], name)
      return await toast.attempt(() => configuration.rename(kind(), id, name))
    },
    async remove(row: ConfigurationItem): Promise<void> {
      const name = row.name ?? row.id ?? `the ${kindWords[kind()].one}`
      const removal = { type: 'remove', section: listKeys[kind()], index: row.index } as const
      await changes.remove(removal, name, revision())
    },
    move: (source: ConfigurationItem, target: ConfigurationItem): Promise<boolean> =>
      changes.move(listKeys[kind()], source.index, target.index, revision()),
  }
}
