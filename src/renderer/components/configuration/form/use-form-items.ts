import { computed, shallowRef, watch } from 'vue'
import type { Kind, PickFlags } from '../../../../shared/catalog.ts'
import type { ConfigurationItem } from '../../../../shared/configuration-preview.ts'
import { AppError } from '../../../../shared/errors.ts'
import type { RowRange } from '../../../composables/useRowKeys.ts'
import { desktop } from '../../../desktop.ts'
import { useConfiguration } from '../../../stores/configuration.ts'

/** Rows are asked for by this many at once, at places that are multiples of it. */
const chunk = 100

interface Loaded {
  question: string
  revision: number
  total: number
  matches: number
  rows: ReadonlyMap<number, ConfigurationItem>
}

/**
 * Items in the draft of config.yml, of which only the rows near the visible ones are on this side.
 * Older rows stay until newer ones are there, so that an edit does not let the list blink.
 */
export function useFormItems(kind: () => Kind, text: () => string) {
  const configuration = useConfiguration()
  const loaded = shallowRef<Loaded | null>(null)
  const error = shallowRef<AppError | null>(null)
  let wanted: RowRange = { from: 0, to: chunk }
  let asked = 0

  const question = () =>
    [configuration.state?.connectionId, configuration.document('main')?.path, kind(), text()].join(
      '\n',
    )

  async function load(): Promise<void> {
    asked += 1
    const ask = { number: asked, question: question() }
    const offset = Math.floor(wanted.from / chunk) * chunk
    const limit = Math.min(500, Math.ceil((wanted.to - offset) / chunk) * chunk || chunk)
    try {
      const query = { kind: kind(), text: text(), offset, limit }
      const { rows, ...page } = await desktop.form.items(query)
      if (ask.number !== asked) return
      const before = loaded.value
      const same = before?.question === ask.question && before.revision === page.revision
      const known = new Map(same ? before.rows : [])
      rows.forEach((row, at) => known.set(offset + at, row))
      loaded.value = { ...page, question: ask.question, rows: known }
      error.value = null
    } catch (thrown) {
      if (ask.number === asked) error.value = AppError.from(thrown)
    }
  }

  /** The rows on screen, by their place in what was found. */
  function see(range: RowRange): void {
    wanted = range
    const rows = loaded.value?.rows
    const last = Math.min(range.to, loaded.value?.matches ?? range.to) - 1
    if (rows === undefined || (last >= range.from && !(rows.has(range.from) && rows.has(last)))) {
      void load()
    }
  }

  watch(
    () => [question(), configuration.document('main')?.revision].join('\n'),
    () => void load(),
    { immediate: true },
  )

  return {
    loaded: computed(() => (loaded.value?.question === question() ? loaded.value : null)),
    error,
    load,
    see,
    /** Shows a switch at once; main’s answer follows with the next revision. */
    patch(place: number, flag: keyof PickFlags, value: boolean): void {
      const now = loaded.value
      const row = now?.rows.get(place)
      if (!now || !row) return
      const rows = new Map(now.rows).set(place, { ...row, flags: { ...row.flags, [flag]: value } })
      loaded.value = { ...now, rows }
    },
  }
}
