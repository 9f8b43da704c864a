import { AppError } from '../../../shared/errors.ts'
import type { WorkspaceFilesApi, WorkspaceFileStatus } from '../../databricks/gateway.ts'
import type { Fetched } from './sink.ts'

export const fetchLimits = {
  /** Requests at a time. */
  atOnce: 8,
  /** Bytes on their way at a time: a file is held in memory, and as base64 before. */
  bytesAtOnce: 24 * 1024 * 1024,
  /** Attempts at a file whose content does not arrive as it should. */
  attempts: 3,
}

/** Of a file whose size is not told, for the budget. */
const usualSize = 256 * 1024

/** Errors that concern one file: the download goes on with the others. */
const fileCodes: readonly string[] = [
  'already-exists',
  'bad-input',
  'bad-response',
  'conflict',
  'forbidden',
  'invalid-request',
  'not-found',
  'too-large',
]

export interface FetchOptions {
  items: readonly WorkspaceFileStatus[]
  files: Pick<WorkspaceFilesApi, 'export' | 'getStatus'>
  /** Takes a file that has arrived, with the status it then had. */
  onFile: (
    status: WorkspaceFileStatus,
    file: Fetched & { fileType: string | null },
  ) => Promise<void>
  onStart: (item: WorkspaceFileStatus) => void
  onProblem: (item: WorkspaceFileStatus, error: AppError) => void
  signal: AbortSignal
}

/**
 * Fetches files, some at a time. Rejects with what ends all of it (sign-in, network, disk, `canceled`);
 * what concerns one file only is told to `onProblem`.
 */
export async function fetchFiles(options: FetchOptions): Promise<void> {
  const stop = new AbortController()
  const cancel = () => stop.abort()
  options.signal.addEventListener('abort', cancel, { once: true })
  if (options.signal.aborted) cancel()
  const budget = new Budget(fetchLimits.bytesAtOnce)
  const queue = options.items[Symbol.iterator]()

  async function worker(): Promise<void> {
    for (const item of { [Symbol.iterator]: () => queue }) {
      const size = item.size ?? usualSize
      await budget.take(size)
      try {
        if (stop.signal.aborted) throw new AppError('canceled', 'The download was stopped.')
        await fetchOne(item, options, stop.signal)
      } catch (thrown) {
        const error = AppError.from(thrown)
        if (!fileCodes.includes(error.code)) {
          cancel()
          throw error
        }
        options.onProblem(item, error)
      } finally {
        budget.giveBack(size)
      }
    }
  }

  const workers = Array.from({ length: fetchLimits.atOnce }, worker)
  // All have come to rest before anybody closes what they write to.
  const ends = await Promise.allSettled(workers)
  options.signal.removeEventListener('abort', cancel)
  const failures = ends.flatMap((end) =>
    end.status === 'rejected' ? [AppError.from(end.reason)] : [],
  )
  // The others only followed the first one.
  const failure = failures.find(({ code }) => code !== 'canceled') ?? failures[0]
  if (failure) throw failure
}

async function fetchOne(
  item: WorkspaceFileStatus,
  options: FetchOptions,
  signal: AbortSignal,
): Promise<void> {
  options.onStart(item)
  if (item.type === 'library') throw noLibraries()
  let status = item
  for (let attempt = 1; ; attempt += 1) {
    try {
      const { content, fileType } = await options.files.export(item.path, { signal })
      if (status.size !== null && content.length !== status.size) {
        // Somebody wrote it since it was listed, or it did not arrive whole.
        status = { ...(await options.files.getStatus(item.path, { signal })), path: item.path }
        if (content.length !== status.size) throw wrongSize(content.length, status)
      }
      await options.onFile(status, { content, fileType, modifiedAt: status.modifiedAt })
      return
    } catch (thrown) {
      const error = AppError.from(thrown)
      if (error.code === 'too-large') throw tooLarge(error)
      if (error.code !== 'bad-response' || attempt >= fetchLimits.attempts) throw error
    }
  }
}

function wrongSize(bytes: number, { size }: WorkspaceFileStatus): AppError {
  return new AppError(
    'bad-response',
    `It arrived with ${bytes} bytes, but Databricks says that it has ${size ?? 'no'}.`,
    { suggestion: 'Somebody may be writing it. Resume the download later.' },
  )
}

function tooLarge(cause: AppError): AppError {
  return new AppError(
    'too-large',
    'It is larger than the 10 MB that Databricks hands out through its API.',
    { suggestion: 'Download it in the workspace browser.', details: cause.details, cause },
  )
}

function noLibraries(): AppError {
  return new AppError('invalid-request', 'It is a library, which Databricks does not hand out.', {
    suggestion: 'Get it from where it was uploaded from.',
  })
}

/** So many bytes at a time; one that is larger than all goes alone. */
class Budget {
  #left: number
  readonly #all: number
  readonly #waiting: { size: number; go: () => void }[] = []

  constructor(all: number) {
    this.#left = all
    this.#all = all
  }

  async take(size: number): Promise<void> {
    const wanted = Math.min(size, this.#all)
    if (this.#waiting.length === 0 && wanted <= this.#left) {
      this.#left -= wanted
      return
    }
    await new Promise<void>((go) => this.#waiting.push({ size: wanted, go }))
  }

  giveBack(size: number): void {
    this.#left += Math.min(size, this.#all)
    for (;;) {
      const [next] = this.#waiting
      if (!next || next.size > this.#left) return
      this.#waiting.shift()
      this.#left -= next.size
      next.go()
    }
  }
}
