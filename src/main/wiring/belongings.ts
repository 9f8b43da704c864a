import type { RemovalFacts } from '../../shared/connection.ts'
import type { CatalogService } from '../catalog/service.ts'
import type { ConfigurationService } from '../configuration/service.ts'
import type { VersionStore } from '../configuration/versions/version-store.ts'
import type { ExportsService } from '../exports/service.ts'

/** Who keeps something for a connection, apart from its secret. */
export interface Keepers {
  catalog: CatalogService
  configuration: ConfigurationService
  keptVersions: VersionStore
  exports: ExportsService
}

/** What goes when a connection is removed, apart from its secret. */
export async function belongingsOf(
  connectionId: string,
  { catalog, configuration, keptVersions, exports }: Keepers,
): Promise<Omit<RemovalFacts, 'hasSecret'>> {
  const counts = await catalog.cachedCounts(connectionId)
  const ours = exports.list().filter((record) => record.connectionId === connectionId)
  const active = exports.active().filter((record) => record.connectionId === connectionId)
  return {
    cachedWorkflows: counts.workflow,
    cachedPipelines: counts.pipeline,
    hasUnsavedEdits: configuration.hasUnsavedEdits(connectionId),
    keptVersions: await keptVersions.count(connectionId),
    activeExports: active.length,
    finishedExports: ours.length - active.length,
  }
}
