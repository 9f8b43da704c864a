import {
  File,
  FileCodeCorner,
  FileQuestionMark,
  Folder,
  FolderGit2,
  LayoutDashboard,
  NotebookText,
  Package,
} from '@lucide/vue'
import type { Component } from 'vue'
import type { EntryKind, WorkspaceEntry } from '../../../shared/workspace-files.ts'
import { formatNumber } from '../../format.ts'

export function isContainer(kind: EntryKind | null): boolean {
  return kind === 'folder' || kind === 'repo'
}

export function isYaml(name: string): boolean {
  return /\.ya?ml$/i.test(name)
}

/** What an entry is, in a word and a picture. */
export function kindOf({ kind, name }: Pick<WorkspaceEntry, 'kind' | 'name'>): {
  icon: Component
  word: string
} {
  if (kind === 'file' && isYaml(name)) return { icon: FileCodeCorner, word: 'YAML file' }
  return kinds[kind]
}

const kinds: Readonly<Record<EntryKind, { icon: Component; word: string }>> = {
  folder: { icon: Folder, word: 'Folder' },
  repo: { icon: FolderGit2, word: 'Git folder' },
  file: { icon: File, word: 'File' },
  notebook: { icon: NotebookText, word: 'Notebook' },
  library: { icon: Package, word: 'Library' },
  dashboard: { icon: LayoutDashboard, word: 'Dashboard' },
  other: { icon: FileQuestionMark, word: 'Other' },
}

/** A size for people: `812 B`, `14 KB`, `2.4 MB`. */
export function formatSize(bytes: number): string {
  if (bytes < 1000) return `${formatNumber(bytes)} B`
  const isLarge = bytes >= 999_500
  const size = bytes / (isLarge ? 1_000_000 : 1000)
  return `${formatNumber(size < 10 ? Math.round(size * 10) / 10 : Math.round(size))} ${isLarge ? 'MB' : 'KB'}`
}

/** Why a name cannot be given to a file or folder; null when it can. */
export function nameProblem(typed: string): string | null {
  const name = typed.trim()
  if (name === '') return 'Enter a name.'
  if (name.includes('/')) return 'A name cannot contain a slash.'
  if (name === '.' || name === '..') return 'This name stands for a folder.'
  if (/\p{Cc}/u.test(name)) return 'A name cannot contain line breaks or other control characters.'
  if (name.length > 255) return 'A name can have 255 characters at most.'
  return null
}
