import type { Faults } from './faults.ts'
import type { WorkspaceFiles } from './files.ts'
import type { JobCatalog } from './jobs.ts'
import type { PipelineCatalog } from './pipelines.ts'
import type { Runs } from './runs.ts'

/** Everything that answering a request needs. */
export interface World {
  jobs: JobCatalog
  pipelines: PipelineCatalog
  files: WorkspaceFiles
  runs: Runs
  faults: Faults
  now: () => number
  /** Origin of the server, for links in answers. */
  origin: () => string
  /** Puts changes on disk; what is answered afterwards outlives a crash. */
  save: () => Promise<void>
}
