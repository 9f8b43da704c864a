import type { ConfigurationState } from '../../shared/configuration.ts'
import type { Connection } from '../../shared/connection.ts'
import type { DatabricksGateway } from '../databricks/gateway.ts'

/** What the saved config.yml asks for: a run exports the file in the workspace, not the draft. */
export interface SavedSelection {
  activeWorkflows: number
  activePipelines: number
  /** `v_start_path`; null when unset. */
  outputPath: string | null
}

/** What exports need to know of the two documents of the active connection. */
export interface ExportConfiguration {
  state(): ConfigurationState
  /** Null while config.yml is not read. */
  savedSelection(): SavedSelection | null
  /** `export-job` of the saved app_config.yml; null while there is none. */
  exportJob(): { jobId: string; jobName: string } | null
}

/** What exports need to know of connections. */
export interface ExportConnections {
  active(): Connection | null
  /** All connections, active or not. */
  list(): readonly Connection[]
  /** The signed-in side of a connection, active or not. Throws what signing in throws. */
  gateway(connectionId: string): Promise<DatabricksGateway>
}
