import { join } from 'node:path'
import type { PickFlags } from '../../shared/catalog.ts'
import { DraftFolder } from '../configuration/drafts/draft-folder.ts'
import type { LocalFiles } from '../configuration/files/local-copy.ts'
import { ConfigurationService } from '../configuration/service.ts'
import { VersionHistory } from '../configuration/versions/history.ts'
import { VersionStore } from '../configuration/versions/version-store.ts'
import type { WorkspaceLookup } from '../configuration/workspace-facts.ts'
import type { ConnectionsService } from '../connections/service.ts'
import type { Logger } from '../logging/logger.ts'
import type { StateFile } from '../state-file.ts'
import { RecentPaths } from '../workspace-files/recent-paths.ts'
import { WorkspaceFilesService } from '../workspace-files/service.ts'

export interface DocumentsWiring {
  /** Folder of everything the app keeps. */
  userData: string
  openStateFile: (name: string) => StateFile
  connections: ConnectionsService
  /** How a newly picked item starts. */
  pickDefaults: () => PickFlags
  /** Dialogs that ask for a file on this computer. */
  localFiles: LocalFiles
  /** What the checks of the documents may ask of the workspace. */
  workspace: WorkspaceLookup
  logger: Logger
  now: () => number
}

/** The documents with what is kept of them on this computer, and the files they lie among. */
export interface Documents {
  configuration: ConfigurationService
  drafts: DraftFolder
  keptVersions: VersionStore
  versions: VersionHistory
  files: WorkspaceFilesService
  recent: RecentPaths
}

/**
 * Builds the YAML documents of the connection in use and the files of its workspace: paths that
 * documents had are offered again, and what they write shows in the lists of files.
 */
export function wireDocuments(options: DocumentsWiring): Documents {
  const { connections, localFiles, logger, now, openStateFile, userData, workspace } = options
  const gatewayFor = (connectionId: string) => connections.gatewayFor(connectionId)
  const drafts = new DraftFolder(join(userData, 'drafts'))
  const keptVersions = new VersionStore({
    folder: join(userData, 'versions'),
    logger: logger.scope('versions'),
    now,
  })
  const recent = new RecentPaths({
    file: openStateFile('recent-paths'),
    logger: logger.scope('files'),
    now,
  })
  const files = new WorkspaceFilesService({
    connectionId: () => connections.active()?.id ?? null,
    gatewayFor,
    recent,
    now,
  })
  const configuration = new ConfigurationService({
    gatewayFor,
    paths: {
      get: (connectionId) => connections.paths(connectionId),
      set: (connectionId, document, path) => {
        const before = connections.paths(connectionId)[document]
        connections.setPath(connectionId, document, path)
        recent.note(connectionId, document, before)
        recent.note(connectionId, document, path)
      },
      noteOutput: (connectionId, path) => {
        recent.note(connectionId, 'output', path)
      },
    },
    pickDefaults: options.pickDefaults,
    kept: { drafts, versions: keptVersions },
    local: localFiles,
    onFilesChanged: () => {
      files.changed()
    },
    workspace,
    logger: logger.scope('configuration'),
    now,
  })
  const versions = new VersionHistory({
    store: keptVersions,
    place: (document) => {
      const { connectionId, [document]: at } = configuration.state()
      return connectionId === null ? null : { connectionId, path: at.path }
    },
    replaceDraft: (document, words, text) => {
      configuration.replaceDraft(document, words, text)
    },
  })
  return { configuration, drafts, keptVersions, versions, files, recent }
}
