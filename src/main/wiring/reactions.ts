import { rmSync } from 'node:fs'
import type { Kind } from '../../shared/catalog.ts'
import { demoConnectionId } from '../../shared/connection.ts'
import type { CatalogService } from '../catalog/service.ts'
import type { ConfigurationService } from '../configuration/service.ts'
import type { VersionStore } from '../configuration/versions/version-store.ts'
import type { IdleLock } from '../connections/idle-lock.ts'
import type { ConnectionsService } from '../connections/service.ts'
import type { ExportEnds } from '../exports/end/ends.ts'
import type { ExportsService } from '../exports/service.ts'
import type { NetworkService } from '../network/network-service.ts'
import type { SelectionSets } from '../selection-sets/service.ts'
import type { SettingsService } from '../settings/service.ts'
import type { RecentPaths } from '../workspace-files/recent-paths.ts'

export interface ReactionsWiring {
  catalog: CatalogService
  configuration: ConfigurationService
  connections: ConnectionsService
  ends: ExportEnds
  exports: ExportsService
  keptVersions: VersionStore
  lock: IdleLock
  network: NetworkService
  recent: RecentPaths
  sets: SelectionSets
  settings: SettingsService
  /** Where the demo workspace is kept between starts. */
  demoStateFile: string
  /** For work nobody waits for; `failure` is what the log says when it fails. */
  background: (failure: string, work: () => Promise<unknown>) => void
}

/** Says what services do when another one tells of something. */
export function wireReactions(options: ReactionsWiring): void {
  const { background, catalog, configuration, connections, demoStateFile, ends } = options
  const { exports, keptVersions, lock, network, recent, sets, settings } = options
  const readAt = new Map<Kind, number | null>()
  catalog.changed.on(({ kind, updatedAt, refreshing }) => {
    if (refreshing || readAt.get(kind) === updatedAt) return
    readAt.set(kind, updatedAt)
    configuration.listChanged(kind)
  })
  settings.changed.on(() => {
    network.settingsChanged()
    lock.settingsChanged()
  })
  exports.ended.on(() => {
    lock.exportsChanged()
    background('Tokens no longer needed were not dropped', () => connections.releaseUnneeded())
  })
  connections.signedOut.on((connectionId) => {
    background('The drafts could not be deleted', async () => configuration.forget(connectionId))
    background('The cached lists could not be deleted', () => catalog.forget(connectionId))
  })

  connections.activated.on((connectionId) => {
    background('The lists could not be opened', async () => {
      readAt.clear()
      if (connectionId === null) await catalog.close()
      else await catalog.open(connectionId)
    })
    background('The documents could not be opened', () => configuration.open(connectionId))
    sets.announce()
  })
  connections.connected.on((connectionId) => {
    exports.connectionReady(connectionId)
    ends.connectionReady(connectionId)
    if (connectionId !== connections.active()?.id) return
    background('The lists could not be refreshed', () => catalog.revalidate())
    const { main, app } = configuration.state()
    if (main.error !== null || app.error !== null) {
      background('The documents could not be read', () => configuration.open(connectionId))
    }
  })
  configuration.changed.on(() => {
    exports.configurationRead()
  })
  connections.changed.on(({ status }) => {
    if (status.state === 'failed') exports.connectionFailed()
  })
  connections.removed.on((connectionId) => {
    exports.connectionRemoved(connectionId)
    background('The drafts could not be deleted', async () => configuration.forget(connectionId))
    background('The versions could not be deleted', async () => keptVersions.forget(connectionId))
    recent.forget(connectionId)
    sets.forget(connectionId)
    background('The cached lists could not be deleted', () => catalog.forget(connectionId))
    if (connectionId === demoConnectionId) rmSync(demoStateFile, { force: true })
  })
}
