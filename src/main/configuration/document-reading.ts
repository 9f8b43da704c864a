import type { DocumentKind } from '../../shared/configuration.ts'
import { AppError } from '../../shared/errors.ts'
import type { DatabricksGateway } from '../databricks/gateway.ts'
import type { Logger } from '../logging/logger.ts'
import { defaultTexts } from './defaults.ts'
import { readRemote, writeRemote } from './remote.ts'
import type { RemoteText } from './remote.ts'
import type { Turns } from './turns.ts'
import type { KeepReplaced } from './versions/replaced-text.ts'
import type { WorkspaceCopy } from './workspace-copy.ts'

export interface DocumentReadingOptions {
  document: DocumentKind
  copy: WorkspaceCopy
  /** Reads and writes of the workspace happen one after the other. */
  turns: Turns
  files: () => Promise<DatabricksGateway['files']>
  keepReplaced: KeepReplaced
  logger: Logger
  now: () => number
  onChange: () => void
}

/**
 * Reads the file of a document from the workspace. A read that is no longer wanted is cancelled and its
 * answer dropped.
 */
export class DocumentReading {
  readonly #options: DocumentReadingOptions
  #reading: AbortController | null = null

  constructor(options: DocumentReadingOptions) {
    this.#options = options
  }

  /**
   * Reads the document from the workspace; the outcome is in the state. Edits that are there or are
   * made meanwhile stay, unless they are to be discarded.
   *
   * @returns what went wrong, or null
   */
  load(discardDraft: boolean): Promise<AppError | null> {
    const { copy, turns, files, logger, now, onChange } = this.#options
    this.#reading?.abort()
    const reading = new AbortController()
    this.#reading = reading
    copy.isBeingRead()
    onChange()
    const unedited = copy.text.draft
    const outcome = turns.take(async () => {
      if (this.#reading !== reading) return null
      const started = now()
      try {
        const remote = await readRemote(await files(), copy.path, reading.signal)
        if (this.#reading !== reading) return null
        if (discardDraft) await this.#keepGivenUp(remote)
        if (this.#reading !== reading) return null
        const { draft, unsaved } = copy.text
        // An edit made while the answer was under way must not be lost to it.
        copy.wasRead(remote, { giveUpEdits: discardDraft ? draft === unedited : !unsaved })
        logger.debug('Read a document', { path: copy.path, found: !!remote, took: now() - started })
        return null
      } catch (thrown) {
        if (this.#reading !== reading) return null
        const error = AppError.from(thrown)
        copy.couldNotBeRead(error.toRecord())
        logger.warn('Could not read a document', { path: copy.path, error })
        return error
      } finally {
        if (this.#reading === reading) {
          this.#reading = null
          onChange()
        }
      }
    })
    return outcome.catch((error: unknown) => AppError.from(error))
  }

  /** Writes the default text where nothing is, and reads it. Throws `already-exists` where something is. */
  async createDefault(): Promise<void> {
    const { document, copy, turns, files, logger } = this.#options
    await turns
      .take(async () => {
        const { path } = copy
        if (copy.status !== 'missing' || copy.text.draft) {
          throw new AppError('already-exists', `${path} is not known to be missing.`, {
            suggestion: 'Reload it first.',
          })
        }
        await writeRemote(await files(), path, defaultTexts[document], false)
        logger.info('Created a document', { path })
      })
      .catch(async (error: unknown) => {
        // Somebody was faster: show what is there now.
        if (error instanceof AppError && error.code === 'already-exists') await this.load(false)
        throw error
      })
    await this.load(false)
  }

  /** Stops what is under way; its answer is dropped, and nothing is announced. */
  stop(): void {
    this.#reading?.abort()
    this.#reading = null
  }

  /** Edits that are given up for what is in the workspace stay in the history. */
  async #keepGivenUp(remote: RemoteText | null): Promise<void> {
    const { copy, keepReplaced } = this.#options
    const { draft, unsaved } = copy.text
    if (!draft || !unsaved || draft.text === remote?.text) return
    await keepReplaced({
      path: copy.path,
      text: draft.text,
      modifiedAt: null,
      reason: 'draft',
      replacedBy: remote?.text ?? null,
    })
  }
}
