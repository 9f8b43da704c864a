import type { Component } from 'vue'
import type { Connection } from '../../../shared/connection.ts'

export interface PaletteEntry {
  id: string
  group: 'Go to' | 'Find' | 'Connection' | 'Action' | 'File'
  label: string
  detail: string
  icon: Component
  /** Its badge takes the place of the icon. */
  connection?: Connection
  run: () => unknown
}
