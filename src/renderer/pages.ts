import { FileCodeCorner, GitBranch, History, Rocket, Settings, Workflow } from '@lucide/vue'
import type { Component } from 'vue'
import type { PayloadOf } from '../shared/ipc.ts'

export type PageName = PayloadOf<'app.show'>['page']

export interface PageLink {
  name: PageName
  label: string
  icon: Component
}

/** The pages in the order of the rail; Ctrl or Cmd with 1 to 6 opens them. */
export const pages: readonly PageLink[] = [
  { name: 'export', label: 'Export', icon: Rocket },
  { name: 'workflows', label: 'Workflows', icon: Workflow },
  { name: 'pipelines', label: 'Pipelines', icon: GitBranch },
  { name: 'configuration', label: 'Configuration', icon: FileCodeCorner },
  { name: 'activity', label: 'Activity', icon: History },
  { name: 'settings', label: 'Settings', icon: Settings },
]
