import type { EntryKind, WorkspaceEntry } from '../../shared/workspace-files.ts'
import { baseName, shownPath } from '../../shared/workspace-path.ts'
import type { WorkspaceFileStatus } from '../databricks/gateway.ts'

/** An object of the workspace as the app shows it. */
export function toEntry(status: WorkspaceFileStatus): WorkspaceEntry {
  const path = shownPath(status.path)
  const { type: kind, modifiedAt, size } = status
  return { path, name: baseName(path), kind, modifiedAt, size }
}

/** What an object is, in words. */
export const kindWords: Readonly<Record<EntryKind, string>> = {
  folder: 'a folder',
  repo: 'a Git folder',
  file: 'a file',
  notebook: 'a notebook',
  library: 'a library',
  dashboard: 'a dashboard',
  other: 'something else',
}

/** Whether there can be something in it. */
export function isContainer(kind: EntryKind): boolean {
  return kind === 'folder' || kind === 'repo'
}

/** Folders first, then by name as people count: `part 2` before `part 10`. */
export function inOrder(entries: readonly WorkspaceEntry[]): WorkspaceEntry[] {
  return entries.toSorted(
    (one, other) =>
      Number(isContainer(other.kind)) - Number(isContainer(one.kind)) ||
      collator.compare(one.name, other.name),
  )
}

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })
