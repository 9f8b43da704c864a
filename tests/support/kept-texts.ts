import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DraftFolder } from '../../src/main/configuration/drafts/draft-folder.ts'
import type { KeptTexts } from '../../src/main/configuration/open-document.ts'
import { VersionStore } from '../../src/main/configuration/versions/version-store.ts'
import { silentLogger } from '../../src/main/logging/logger.ts'

/** A folder on the real disk in which drafts and versions are kept, as in the app's data folder. */
export interface KeptTextsFolder {
  path: string
  /** What a start of the app would use: another one knows only what is on disk. */
  open: () => KeptTexts
  remove: () => Promise<void>
}

export async function keptTextsFolder(now: () => number = () => 0): Promise<KeptTextsFolder> {
  const path = await mkdtemp(join(tmpdir(), 'kept-texts-'))
  return {
    path,
    open: () => ({
      drafts: new DraftFolder(join(path, 'drafts')),
      versions: new VersionStore({ folder: join(path, 'versions'), now, logger: silentLogger }),
    }),
    remove: () => rm(path, { recursive: true, force: true, maxRetries: 5 }),
  }
}
