import fs from 'node:fs'
import { dirname } from 'node:path'
import type { DocumentKind } from '../../../shared/configuration.ts'
import { AppError } from '../../../shared/errors.ts'
import type { ErrorRecord } from '../../../shared/errors.ts'
import { diskError, stageDurably, syncFolder, writeDurably } from '../../durable-files.ts'
import type { Logger } from '../../logging/logger.ts'
import { readDraftFile, removeLeftovers, setAside, writeDraftText } from './draft-file.ts'
import type { StoredDraft } from './draft-file.ts'

export interface DraftKeeperOptions {
  document: DocumentKind
  file: string
  now: () => number
  logger: Logger
  /** `state` says something else than before. */
  onChange: () => void
  /** Takes over a draft of another path than the document has now, which has no place here any more. */
  onOtherPath: (draft: StoredDraft) => Promise<void>
  /** From an edit to the start of writing it, in ms. */
  delayMs?: number
  /** From a failed write to the next try, in ms. */
  retryMs?: number
}

/** What a draft is now, apart from when it was edited. */
export type DraftContent = Omit<StoredDraft, 'document' | 'editedAt'>

export interface DraftKeeperState {
  /** When the edits were made that were brought back at the start; null once they were seen. */
  restoredAt: number | null
  /** Why the draft is not on disk, or why one could not be read. */
  draftError: ErrorRecord | null
}

const defaultDelayMs = 250
const defaultRetryMs = 5000
/** A long text that takes a while to be written is written less often. */
const restFactor = 4

/**
 * Keeps the draft of one document on disk, so that unsaved edits survive whatever ends the app. What
 * is to be on disk is set with `note` and is there a moment later, or at once after `flush`. A write
 * that fails is told and tried again; the draft itself stays in memory with its owner.
 */
export class DraftKeeper {
  readonly #options: DraftKeeperOptions
  /** What is to be on disk; null: no file. */
  #wanted: StoredDraft | null = null
  /** Counts what was wanted; `#kept` is the newest of them that is on disk. */
  #sequence = 0
  #kept = 0
  #timer: NodeJS.Timeout | undefined
  #writing = false
  #lastTookMs = 0
  #restoredAt: number | null = null
  #unreadable: ErrorRecord | null = null
  #failure: ErrorRecord | null = null
  #closed = false

  constructor(options: DraftKeeperOptions) {
    this.#options = options
  }

  state(): DraftKeeperState {
    return { restoredAt: this.#restoredAt, draftError: this.#failure ?? this.#unreadable }
  }

  /**
   * The draft that an earlier run of the app left for a path; null without one. One that cannot be
   * read is put aside and told. Never throws.
   */
  restore(path: string): StoredDraft | null {
    const { document, file, logger, now } = this.#options
    try {
      removeLeftovers(file)
      const draft = readDraftFile(file, document)
      if (!draft) return null
      if (draft.draft === draft.base) {
        this.#removeFile()
        return null
      }
      if (draft.path !== path) {
        this.#handOver(draft)
        return null
      }
      this.#wanted = draft
      this.#restoredAt = draft.editedAt
      logger.info('Unsaved edits were brought back', { path, characters: draft.draft.length })
      return draft
    } catch (error) {
      let where = 'It could not be put aside either'
      try {
        const name = setAside(file, 'unreadable', now())
        where = `The file is kept as ${name} in the app’s data folder`
      } catch (cause) {
        logger.error('A draft that cannot be read could not be put aside', { cause })
      }
      // What a parser says quotes the text.
      const reason = error instanceof AppError ? error.message : 'it is not as expected'
      logger.error('Unsaved edits could not be read', { document, reason, where })
      this.#unreadable = new AppError(
        'disk-failed',
        'The file that they were kept in cannot be read.',
        {
          suggestion: `${where}. What is in the workspace is untouched.`,
          details: { document, unreadable: true },
        },
      ).toRecord()
      return null
    }
  }

  /** Says what is to be on disk; null when there is nothing unsaved. */
  note(content: DraftContent | null): void {
    if (this.#closed || isSame(content, this.#wanted)) return
    const { document, now } = this.#options
    const isEdit = content?.draft !== this.#wanted?.draft
    const editedAt = isEdit ? now() : (this.#wanted?.editedAt ?? now())
    this.#wanted = content && { document, ...content, editedAt }
    this.#sequence += 1
    if (this.#wanted) this.#writeIn(this.#delay())
    else {
      // Removed at once: a draft that is saved or given up must not come back.
      this.#restoredAt = null
      this.flush()
    }
  }

  /** The user has seen what `state` says. */
  dismiss(): void {
    this.#restoredAt = null
    this.#unreadable = null
    this.#options.onChange()
  }

  /** Writes now what is not on disk yet. Whether all is there then. */
  flush(): boolean {
    if (this.#closed) return true
    clearTimeout(this.#timer)
    this.#timer = undefined
    const sequence = this.#sequence
    if (this.#kept === sequence) return true
    try {
      if (this.#wanted) writeDurably(this.#options.file, writeDraftText(this.#wanted))
      else this.#removeFile()
      this.#isKept(sequence)
      return true
    } catch (error) {
      this.#failed(error)
      return false
    }
  }

  /** Writes nothing any more, also not what is under way. */
  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
  }

  #delay(): number {
    const { delayMs = defaultDelayMs } = this.#options
    return Math.max(delayMs, restFactor * this.#lastTookMs)
  }

  #writeIn(ms: number): void {
    if (this.#timer !== undefined || this.#writing || this.#closed) return
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      void this.#write()
    }, ms)
  }

  async #write(): Promise<void> {
    const [draft, sequence] = [this.#wanted, this.#sequence]
    if (!draft || this.#kept === sequence) return
    const started = performance.now()
    this.#writing = true
    let failed = false
    try {
      const staged = await stageDurably(this.#options.file, writeDraftText(draft))
      // Meanwhile a newer text may be on disk, or none is to be there.
      const isWanted = !this.#closed && this.#wanted !== null && this.#kept < sequence
      if (isWanted) staged.commit()
      else await staged.drop()
      if (isWanted) this.#isKept(sequence)
    } catch (error) {
      failed = !this.#closed
      if (failed) this.#failed(error)
    }
    this.#lastTookMs = performance.now() - started
    this.#writing = false
    if (!failed && this.#wanted && this.#kept < this.#sequence) this.#writeIn(this.#delay())
    else if (failed) this.#retry()
  }

  #isKept(sequence: number): void {
    this.#kept = sequence
    if (!this.#failure) return
    this.#options.logger.info('Unsaved edits are kept on disk again')
    this.#failure = null
    this.#options.onChange()
  }

  #failed(thrown: unknown): void {
    const error = asDiskError(thrown, this.#options.file).toRecord()
    const isNews = this.#failure?.code !== error.code
    this.#failure = error
    this.#retry()
    if (!isNews) return
    this.#options.logger.error('Unsaved edits are not kept on disk', { error })
    this.#options.onChange()
  }

  #retry(): void {
    if (this.#timer !== undefined || this.#writing || this.#closed) return
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      if (this.#wanted) void this.#write()
      else this.flush()
    }, this.#options.retryMs ?? defaultRetryMs)
  }

  #removeFile(): void {
    const { file } = this.#options
    if (!fs.existsSync(file)) return
    fs.rmSync(file)
    syncFolder(dirname(file))
  }

  /** The path was changed and the app ended before the draft was gone: neither may be lost. */
  #handOver(draft: StoredDraft): void {
    const { document, file, logger, now, onOtherPath } = this.#options
    const aside = `${dirname(file)}/${setAside(file, 'other-path', now())}`
    onOtherPath(draft)
      .then(() => {
        fs.rmSync(aside, { force: true })
      })
      .catch((error: unknown) => {
        logger.error('Edits of another path stay in a file put aside', { document, error })
      })
  }
}

function isSame(content: DraftContent | null, stored: StoredDraft | null): boolean {
  if (!content || !stored) return content === stored
  return (
    content.draft === stored.draft &&
    content.base === stored.base &&
    content.path === stored.path &&
    content.modifiedAt === stored.modifiedAt
  )
}

function asDiskError(thrown: unknown, file: string): AppError {
  return thrown instanceof AppError ? thrown : diskError(thrown, file)
}
