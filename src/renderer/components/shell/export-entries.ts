import { CirclePlay, Radar, Square } from '@lucide/vue'
import type { Router } from 'vue-router'
import { useExportActions } from '../../composables/useExportActions.ts'
import { useToast } from '../../composables/useToast.ts'
import { formatRelative } from '../../format.ts'
import { useConnections } from '../../stores/connections.ts'
import { useExports } from '../../stores/exports.ts'
import type { PaletteEntry } from './palette-entry.ts'

/** What the palette can do with exports. */
export function exportEntries(router: Router): PaletteEntry[] {
  const connections = useConnections()
  const exports = useExports()
  const toast = useToast()
  const { start, show, openFollow, cancel, canceling } = useExportActions(router)
  const now = Date.now()
  if (connections.activeId === null) return []
  return [
    {
      id: 'export.start',
      group: 'Action',
      label: 'Start export',
      detail: 'The saved config.yml',
      icon: CirclePlay,
      run: () =>
        toast.attempt(async () => {
          const record = await start()
          if (record !== null) show(record.id)
        }),
    },
    {
      id: 'export.follow',
      group: 'Action',
      label: 'Follow a run…',
      detail: 'An export that was started elsewhere',
      icon: Radar,
      run: () => openFollow(),
    },
    ...exports.active
      .filter((record) => !record.cancelRequested && !canceling.value.has(record.id))
      .map((record): PaletteEntry => ({
        id: `export.cancel.${record.id}`,
        group: 'Action',
        label: 'Cancel export…',
        detail: `${record.jobName}, started ${formatRelative(record.createdAt, now)}`,
        icon: Square,
        run: () => cancel(record),
      })),
  ]
}
