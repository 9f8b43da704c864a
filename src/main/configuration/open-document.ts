import type { DocumentKind } from '../../shared/configuration.ts'
import type { DatabricksGateway } from '../databricks/gateway.ts'
import type { Logger } from '../logging/logger.ts'
import { DocumentDraft } from './document-draft.ts'
import type { DraftFolder } from './drafts/draft-folder.ts'
import { DraftKeeper } from './drafts/draft-keeper.ts'
import { Deletion } from './files/deletion.ts'
import type { Surroundings } from './problems.ts'
import type { VersionStore } from './versions/version-store.ts'

/** Where unsaved edits and replaced texts are kept on this computer. */
export interface KeptTexts {
  drafts: DraftFolder
  versions: VersionStore
}

export interface OpenDocumentOptions {
  document: DocumentKind
  connectionId: string
  path: string
  files: () => Promise<DatabricksGateway['files']>
  kept: KeptTexts
  logger: Logger
  now: () => number
  nextRevision: () => number
  surroundings: () => Surroundings
  onChange: () => void
  onTyped: () => void
}

/** A document of a connection with the edits that were left of it; from now on they are kept on disk. */
export function openDocument(options: OpenDocumentOptions): DocumentDraft {
  const { connectionId, document, kept, logger, now, onChange, onTyped } = options
  const keeper = new DraftKeeper({
    document,
    file: kept.drafts.file(connectionId, document),
    now,
    logger,
    onChange,
    onOtherPath: ({ path, draft }) =>
      kept.versions.keep(connectionId, {
        path,
        text: draft,
        modifiedAt: null,
        reason: 'draft',
        replacedBy: null,
      }),
  })
  const deletion = new Deletion({ connectionId, versions: kept.versions, logger, onChange })
  const opened = new DocumentDraft({
    ...options,
    keeper,
    deletion,
    keepReplaced: (replaced) => kept.versions.keep(connectionId, replaced),
    onChange: () => {
      keeper.note(opened.unsavedContent)
      deletion.note(opened)
      onChange()
    },
    onTyped: () => {
      keeper.note(opened.unsavedContent)
      onTyped()
    },
  })
  return opened
}
