import { Copy, FileDown, FilePen, FileUp, FolderOpen, SaveAll, Trash2 } from '@lucide/vue'
import type { Component } from 'vue'
import type { DocumentKind, DocumentState } from '../../../shared/configuration.ts'
import { useFileActions } from './use-file-actions.ts'

export interface FileMenuItem {
  id: string
  label: string
  icon: Component
  enabled: boolean
  danger?: boolean
  /** A line above it. */
  begins?: boolean
  run: () => unknown
}

/** The entries of the File menu and of the command palette, for a document as it is now. */
export function fileMenuItems(document: DocumentKind, state: DocumentState | null): FileMenuItem[] {
  const actions = useFileActions(document)
  const isConnected = state !== null && state.path !== ''
  const hasText = isConnected && ['loaded', 'loading'].includes(state.status)
  const isMissing = state?.status === 'missing'
  return [
    { id: 'open', label: 'Open…', icon: FolderOpen, enabled: isConnected, run: actions.open },
    { id: 'save-as', label: 'Save as…', icon: SaveAll, enabled: hasText, run: actions.saveAs },
    { id: 'rename', label: 'Rename…', icon: FilePen, enabled: hasText, run: actions.rename },
    { id: 'duplicate', label: 'Duplicate…', icon: Copy, enabled: hasText, run: actions.duplicate },
    {
      id: 'delete',
      label: 'Delete…',
      icon: Trash2,
      enabled: hasText,
      danger: true,
      run: actions.remove,
    },
    {
      id: 'open-local',
      label: 'Open a local copy…',
      icon: FileUp,
      enabled: hasText || isMissing,
      begins: true,
      run: actions.openLocal,
    },
    {
      id: 'save-local',
      label: 'Save a local copy…',
      icon: FileDown,
      enabled: hasText,
      run: actions.saveLocal,
    },
  ]
}
