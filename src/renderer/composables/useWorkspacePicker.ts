import { shallowRef } from 'vue'
import type { FileOutcome, FileTarget, RecentUse } from '../../shared/workspace-files.ts'

/** What stands in the way of a choice, for the user to decide. */
export type Obstacle = Exclude<FileOutcome, { outcome: 'done' }>

export interface PickRequest {
  /** A file that is there; a folder; or a folder and a name. */
  mode: 'open' | 'folder' | 'save'
  title: string
  /** What the button that chooses says. */
  action: string
  /** Whose recent paths are offered. */
  use: RecentUse
  /** Where it begins: at this file, or in this folder in the mode `folder`. */
  at: string
  /** The name proposed to `save`. */
  name?: string
  /** Said above the button, for what cannot be seen. */
  note?: string
  /**
   * Carries the choice out. The picker closes when it answers null, and stays with the obstacle or
   * with the error that it throws.
   */
  accept: (target: FileTarget) => Promise<Obstacle | null>
}

const request = shallowRef<PickRequest | null>(null)

/** Asks for a file or folder of the workspace in the app's one picker. */
export function useWorkspacePicker() {
  return {
    request,
    pick(wanted: PickRequest): void {
      request.value = wanted
    },
    close(): void {
      request.value = null
    },
  }
}
