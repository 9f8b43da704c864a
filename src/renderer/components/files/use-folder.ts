import { computed, onScopeDispose, shallowRef } from 'vue'
import { AppError } from '../../../shared/errors.ts'
import type { FolderListing } from '../../../shared/workspace-files.ts'
import {
  baseName,
  isSamePath,
  parentPath,
  rootPath,
  shownPath,
} from '../../../shared/workspace-path.ts'
import { desktop } from '../../desktop.ts'

/** The folder on screen. Only the newest way to go counts; a slower answer of an older one is dropped. */
export function useFolder() {
  const path = shallowRef(rootPath)
  const listing = shallowRef<FolderListing | null>(null)
  const error = shallowRef<AppError | null>(null)
  const loading = shallowRef(false)
  /** The path of the entry that is to be current when it is there. */
  const wanted = shallowRef<string | null>(null)
  let asked = 0
  onScopeDispose(() => (asked += 1))

  async function read(folder: string): Promise<void> {
    asked += 1
    const question = asked
    path.value = shownPath(folder)
    loading.value = true
    error.value = null
    if (listing.value?.path !== path.value) listing.value = null
    try {
      const answer = await desktop.files.list({ path: path.value })
      if (question === asked) listing.value = answer
    } catch (thrown) {
      if (question === asked) error.value = AppError.from(thrown)
    }
    if (question === asked) loading.value = false
  }

  /** Goes to a folder, or to the folder of a file with the file current. */
  async function go(target: string, current: string | null = null): Promise<void> {
    wanted.value = current === null ? null : shownPath(current)
    await read(target)
    const failure = error.value
    const isFile = failure?.code === 'invalid-request' && 'kind' in failure.details
    if (isFile && isSamePath(path.value, target)) await go(parentPath(target), target)
  }

  return {
    path,
    entries: computed(() => listing.value?.entries ?? null),
    error,
    loading,
    wanted,
    isTop: computed(() => path.value === rootPath),
    name: computed(() => baseName(path.value)),
    go,
    reload: () => read(path.value),
    up: () => (path.value === rootPath ? undefined : go(parentPath(path.value), path.value)),
  }
}

export type FolderView = ReturnType<typeof useFolder>
