import type { ResolveInput, ResolveResult, SaveResult } from '../../shared/configuration.ts'
import type { VersionConflict } from '../../shared/merge.ts'
import type { DatabricksGateway } from '../databricks/gateway.ts'
import type { Logger } from '../logging/logger.ts'
import type { ParsedText } from './document.ts'
import { assertReadable } from './edit.ts'
import { readLater } from './read-text.ts'
import { modifiedAtOf, readRemote } from './remote.ts'
import type { Turns } from './turns.ts'
import { versionConflict } from './version-conflict.ts'
import type { RemoteVersion } from './version-conflict.ts'
import type { KeepReplaced } from './versions/replaced-text.ts'
import type { WorkspaceCopy } from './workspace-copy.ts'
import { lookAgain, writeDraft } from './write-draft.ts'

export interface SaveOptions {
  /** Replaces also what somebody else has written. */
  overwrite: boolean
  /** Also when what is replaced cannot be kept. */
  withoutKeeping?: boolean | undefined
}

export interface DocumentSavingOptions {
  copy: WorkspaceCopy
  /** Reads and writes of the workspace happen one after the other. */
  turns: Turns
  files: () => Promise<DatabricksGateway['files']>
  keepReplaced: KeepReplaced
  /** Puts the unsaved edits on disk now. */
  keepDraft: () => void
  logger: Logger
  /** What is known of the workspace has changed. */
  onChange: () => void
  /** The saved text or the draft has changed. */
  onTextChange: () => void
}

/** Writes the draft of a document to the workspace, and what the user decided where somebody else has. */
export class DocumentSaving {
  readonly #options: DocumentSavingOptions

  constructor(options: DocumentSavingOptions) {
    this.#options = options
  }

  /** Writes the draft unless the file changed meanwhile. A failure leaves draft and saved text alone. */
  save({ overwrite, withoutKeeping = false }: SaveOptions): Promise<SaveResult> {
    const { copy, turns, keepDraft, keepReplaced } = this.#options
    return turns.take(async () => {
      const draft = copy.loaded()
      if (!copy.text.unsaved) return { outcome: 'unchanged' }
      assertReadable(draft)
      // Whatever happens from here on, the edits are on disk; when they cannot be, the state tells.
      keepDraft()
      const { path } = copy
      const files = await this.#options.files()
      const result = await writeDraft(files, {
        path,
        text: draft.text,
        base: copy.text.saved?.text ?? null,
        overwrite,
        keep: withoutKeeping ? null : keepReplaced,
      })
      if (result.outcome === 'conflict')
        return this.#meet(copy.text.saved?.text, draft.text, result.remote)
      if (result.outcome === 'not-kept') return this.#notKept(result)
      await this.#settle(files, path, draft, result.modifiedBefore)
      return { outcome: 'saved' }
    })
  }

  /** Reads the workspace's version: what there is to decide about; null when the edits are based on it. */
  conflict(): Promise<VersionConflict | null> {
    const { copy, turns, onChange } = this.#options
    return turns.take(async () => {
      const draft = copy.loaded()
      const remote = await readRemote(await this.#options.files(), copy.path)
      copy.compare(remote)
      onChange()
      if (!copy.isOutdated) return null
      return versionConflict(copy.text.saved?.text ?? null, draft.text, remote)
    })
  }

  /**
   * Carries out what the user decided about a conflict, if the workspace still has what they saw. What
   * is written is the draft and the saved text then; what is kept is a draft made from what is there.
   * A failure leaves both alone. A merge that meets a third version comes back merged with that.
   */
  resolve({ remoteText, text, then, withoutKeeping = false }: Decision): Promise<ResolveResult> {
    const { copy, turns, keepDraft, keepReplaced, onTextChange } = this.#options
    return turns.take(async () => {
      const mine = copy.loaded()
      const merged = text === mine.text ? mine : readLater(text, mine)
      if (then === 'save') assertReadable(merged)
      keepDraft()
      const { path } = copy
      const files = await this.#options.files()
      const result =
        then === 'keep'
          ? await lookAgain(files, path, remoteText)
          : await writeDraft(files, {
              path,
              text,
              base: remoteText,
              foreign: true,
              overwrite: false,
              keep: withoutKeeping ? null : keepReplaced,
            })
      if (result.outcome === 'conflict') {
        return this.#meet(remoteText ?? copy.text.saved?.text, text, result.remote)
      }
      if (result.outcome === 'not-kept') return this.#notKept(result)
      const outcome = then === 'keep' ? ('kept' as const) : ('saved' as const)
      // Edits made meanwhile are made from the old text: the next save brings them together.
      if (path !== copy.path || copy.text.draft !== mine) return { outcome }
      if (outcome === 'saved') {
        copy.text.settle(copy.text.saved, merged)
        await this.#settle(files, path, merged, result.modifiedBefore)
      } else {
        const theirs = remoteText === null ? null : readLater(remoteText, mine)
        copy.wasSettled(theirs, merged, result.modifiedBefore)
        onTextChange()
      }
      return { outcome }
    })
  }

  async #settle(
    files: DatabricksGateway['files'],
    path: string,
    written: ParsedText,
    modifiedBefore: number | null,
  ): Promise<void> {
    const { copy, logger, onTextChange } = this.#options
    let modifiedAt = modifiedBefore
    try {
      modifiedAt = await modifiedAtOf(files, path)
    } catch (error) {
      logger.warn('Could not see when a document was written', { path, error })
    }
    // Edits were discarded and another path was chosen during the save.
    if (path !== copy.path) return
    copy.wasWritten(written, modifiedAt)
    logger.info('Saved a document', { path, characters: written.text.length })
    onTextChange()
  }

  /** Somebody else's version is there instead of the one that a text was made from. */
  #meet(base: string | null | undefined, mine: string, remote: RemoteVersion | null): Met {
    const { copy, logger, onChange } = this.#options
    logger.info('A document changed in the workspace', { path: copy.path })
    copy.isNewer(remote)
    onChange()
    return { outcome: 'conflict', ...versionConflict(base ?? null, mine, remote) }
  }

  #notKept(result: NotKept): NotKept {
    const { copy, logger } = this.#options
    logger.warn('A document was not saved', { path: copy.path, why: result.error.code })
    return result
  }
}

type Decision = Omit<ResolveInput, 'document'>
type Met = Extract<SaveResult, { outcome: 'conflict' }>
type NotKept = Extract<SaveResult, { outcome: 'not-kept' }>
