import { watchDebounced } from '@vueuse/core'
import { computed, onScopeDispose, shallowRef, watch } from 'vue'
import type { Ref } from 'vue'
import { AppError } from '../../../shared/errors.ts'
import type { FileSearch, WorkspaceEntry } from '../../../shared/workspace-files.ts'
import { desktop, onEvent } from '../../desktop.ts'
import { formatCount } from '../../format.ts'

/** A row of a list of files: an entry, with what of its name matches a search. */
export interface FileRow {
  entry: WorkspaceEntry
  ranges: FileSearch['matches'][number]['ranges']
}

/**
 * A search below the folder on screen. What is loaded answers at once; the rest is looked for by main
 * and comes as it is found.
 */
export function useFileSearch(
  under: Readonly<Ref<string>>,
  loaded: Readonly<Ref<readonly WorkspaceEntry[] | null>>,
) {
  const text = shallowRef('')
  const result = shallowRef<FileSearch | null>(null)
  const error = shallowRef<AppError | null>(null)
  /** The person has seen enough. */
  const stopped = shallowRef(false)
  const wanted = computed(() => text.value.trim())
  const fits = (search: FileSearch) => search.text === wanted.value && search.under === under.value

  onEvent('files.searching', (search) => {
    if (fits(search) && !stopped.value) result.value = search
  })

  async function start(): Promise<void> {
    const [asked, folder] = [wanted.value, under.value]
    if (asked === '') return
    try {
      const answer = await desktop.files.search({ under: folder, text: asked })
      if (fits(answer) && !stopped.value) result.value = answer
    } catch (thrown) {
      const failure = AppError.from(thrown)
      const isOurs = asked === wanted.value && folder === under.value
      // A search that gave way to the next one is no failure.
      if (isOurs && failure.code !== 'canceled') error.value = failure
    }
  }

  function stop(): void {
    if (wanted.value === '' || result.value?.state !== 'running') return
    stopped.value = true
    void desktop.files.cancelSearch()
  }

  watch([wanted, under], ([now], [before]) => {
    result.value = null
    error.value = null
    stopped.value = false
    if (now === '' && before !== '') void desktop.files.cancelSearch()
  })
  watch(under, () => (text.value = ''))
  watchDebounced([wanted], start, { debounce: 150 })
  onScopeDispose(() => {
    if (wanted.value !== '') void desktop.files.cancelSearch()
  })

  const rows = computed((): FileRow[] => {
    if (result.value !== null) return result.value.matches
    const typed = wanted.value.toLowerCase()
    return (loaded.value ?? []).flatMap((entry) => {
      const from = entry.name.toLowerCase().indexOf(typed)
      return from === -1 ? [] : [{ entry, ranges: [[from, from + typed.length]] }]
    })
  })

  const running = computed(
    () =>
      wanted.value !== '' &&
      !stopped.value &&
      error.value === null &&
      (result.value === null || result.value.state === 'running'),
  )

  return {
    text,
    wanted,
    rows,
    result,
    error,
    running,
    stopped,
    start,
    stop,
    words: computed(words),
  }

  /** How far the search got, in a sentence. */
  function words(): string {
    if (wanted.value === '' || error.value !== null) return ''
    const search = result.value
    if (search === null) return 'Searching…'
    const found = formatCount(search.found, 'match', 'matches')
    const folders = formatCount(search.folders, 'folder')
    const shown =
      search.found > search.matches.length ? `, the best ${search.matches.length} shown` : ''
    const closed =
      search.closed > 0 ? `, ${formatCount(search.closed, 'folder')} closed to you` : ''
    if (stopped.value) return `Stopped: ${found} in ${folders}${shown}.`
    switch (search.state) {
      case 'running':
        return `Searching… ${found} in ${folders} so far, ${formatCount(search.waiting, 'folder')} to go.`
      case 'limit':
        return `${found} in the first ${folders}${shown}. Search in a folder further down to see more.`
      case 'failed':
        return `${found} in ${folders}, then it ended: ${search.error?.message ?? ''}`
      case 'complete':
        return `${found} in ${folders}${closed}${shown}.`
    }
  }
}

export type FileSearchView = ReturnType<typeof useFileSearch>
