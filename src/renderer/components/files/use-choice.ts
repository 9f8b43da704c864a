import { computed, shallowRef, watch } from 'vue'
import type { Ref } from 'vue'
import { AppError } from '../../../shared/errors.ts'
import type { FileTarget } from '../../../shared/workspace-files.ts'
import { joinPath } from '../../../shared/workspace-path.ts'
import type { Obstacle, PickRequest } from '../../composables/useWorkspacePicker.ts'
import { pathProblem } from '../configuration/document-names.ts'
import { isContainer, nameProblem } from './entry-words.ts'
import type { FileRow } from './use-file-search.ts'
import type { FolderView } from './use-folder.ts'

/** What is chosen in the picker, and what became of the choice so far. */
export function useChoice(
  request: PickRequest,
  view: {
    folder: FolderView
    row: Readonly<Ref<FileRow | null>>
    isDisabled: (row: FileRow) => boolean
  },
  onDone: () => void,
) {
  const { folder, row, isDisabled } = view
  const name = shallowRef(request.name ?? '')
  const busy = shallowRef(false)
  const obstacle = shallowRef<Obstacle | null>(null)
  const error = shallowRef<AppError | null>(null)

  const path = computed((): string => {
    const entry = row.value?.entry
    if (request.mode === 'open') return entry?.path ?? ''
    if (request.mode === 'folder') {
      return entry && isContainer(entry.kind) ? entry.path : folder.path.value
    }
    const typed = name.value.trim()
    // A whole path says where as well.
    return typed.startsWith('/') ? typed : joinPath(folder.path.value, typed)
  })

  const problem = computed((): string => {
    if (request.mode !== 'save' || name.value === '') return ''
    const typed = name.value.trim()
    return (typed.startsWith('/') ? null : nameProblem(typed)) ?? pathProblem(path.value) ?? ''
  })

  const ready = computed((): boolean => {
    if (busy.value) return false
    if (request.mode === 'save') return name.value.trim() !== '' && problem.value === ''
    if (request.mode === 'open') return row.value !== null && !isDisabled(row.value)
    const isInside = row.value !== null && isContainer(row.value.entry.kind)
    return isInside || (folder.error.value === null && folder.entries.value !== null)
  })

  watch([name, path], () => {
    obstacle.value = null
    error.value = null
  })

  /** Goes into a folder that was chosen to be opened; otherwise carries the choice out. */
  async function choose(agreed: Partial<FileTarget> = {}): Promise<void> {
    if (!ready.value) return
    const entry = row.value?.entry
    if (request.mode === 'open' && entry && isContainer(entry.kind)) return folder.go(entry.path)
    busy.value = true
    error.value = null
    try {
      const target = { path: path.value, overwrite: false, makeFolder: false, ...agreed }
      obstacle.value = await request.accept(target)
      if (obstacle.value === null) onDone()
    } catch (thrown) {
      error.value = AppError.from(thrown)
    }
    busy.value = false
  }

  return { name, path, problem, ready, busy, obstacle, error, choose }
}

export type Choice = ReturnType<typeof useChoice>
