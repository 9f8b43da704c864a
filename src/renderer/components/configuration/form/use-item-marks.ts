import { shallowRef, watch } from 'vue'
import type { Kind, PickedChange } from '../../../../shared/catalog.ts'
import { AppError } from '../../../../shared/errors.ts'
import { desktop } from '../../../desktop.ts'
import { useCatalog } from '../../../stores/catalog.ts'
import { useConfiguration } from '../../../stores/configuration.ts'

/** Items that the workspace no longer has, or has under another name, by their id in lower case. */
export function useItemMarks(kind: () => Kind) {
  const configuration = useConfiguration()
  const marks = shallowRef<ReadonlyMap<string, PickedChange>>(new Map())
  const error = shallowRef<AppError | null>(null)
  let asked = 0

  async function load(): Promise<void> {
    asked += 1
    const question = asked
    try {
      const changes = await desktop.catalog.pickedChanges({ kind: kind() })
      if (question !== asked) return
      marks.value = new Map(changes.map((change) => [change.id.toLowerCase(), change]))
      error.value = null
    } catch (thrown) {
      if (question === asked) error.value = AppError.from(thrown)
    }
  }

  watch(() => [kind(), configuration.selection, useCatalog(kind()).status?.updatedAt], load, {
    immediate: true,
  })
  return { marks, error, load }
}
