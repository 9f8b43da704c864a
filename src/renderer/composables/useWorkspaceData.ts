import { watch } from 'vue'
import { useRouter } from 'vue-router'
import { useCatalog } from '../stores/catalog.ts'
import { useConfiguration } from '../stores/configuration.ts'
import { useConnections } from '../stores/connections.ts'
import { useDownloads } from '../stores/downloads.ts'
import { useExports } from '../stores/exports.ts'
import { usePalette } from './usePalette.ts'
import { useCommand } from './useShortcuts.ts'

/** Loads what every page needs when a connection becomes active, and forgets the former one's. */
export function useWorkspaceData(): void {
  const connections = useConnections()
  const configuration = useConfiguration()
  const exports = useExports()
  const downloads = useDownloads()
  const catalogs = [useCatalog('workflow'), useCatalog('pipeline')]
  const router = useRouter()
  const { open: paletteOpen } = usePalette()

  useCommand('palette', () => {
    if (connections.activeId !== null) paletteOpen.value = true
  })

  watch(
    () => connections.activeId,
    (id, former) => {
      // Of all connections: the list of them tells where exports are under way.
      void exports.load()
      void downloads.load()
      if (former !== undefined) for (const catalog of catalogs) catalog.reset(former, id)
      if (id === null) {
        if (former !== undefined) void router.push({ name: 'welcome' })
        return
      }
      // The first rows of a new connection travel while the page that shows them is made.
      if (former === null) void useCatalog('workflow').load()
      void configuration.load()
      for (const catalog of catalogs) void catalog.loadStatus()
    },
    { immediate: true },
  )
}
