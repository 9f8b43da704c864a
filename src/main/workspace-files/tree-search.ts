import { AppError } from '../../shared/errors.ts'
import type { FileSearch, WorkspaceEntry } from '../../shared/workspace-files.ts'
import { shownPath } from '../../shared/workspace-path.ts'
import { isContainer } from './entries.ts'
import { matchNames } from './match-names.ts'

export const searchLimits = {
  /** Folders that are read at the same time. */
  atOnce: 4,
  /** A search through more than this should begin in a folder further down. */
  folders: 1000,
  entries: 50_000,
  /** Matches that are told. */
  matches: 200,
  /** ms between two reports, because each one ranks all there is. */
  reportMs: 150,
}

export interface TreeSearchOptions {
  under: string
  text: string
  /** What is in a folder. Rejects as the gateway does. */
  read: (folder: string, signal: AbortSignal) => Promise<readonly WorkspaceEntry[]>
  signal: AbortSignal
  onProgress: (search: FileSearch) => void
  now: () => number
}

/** Errors that concern one folder only: the search goes on with the others. */
const closedCodes: readonly string[] = ['forbidden', 'not-found', 'invalid-request']

/**
 * Looks for names below a folder, nearest folders first, a few requests at a time. Resolves with what
 * was found also when it ends early (see `state`); rejects with `canceled` only.
 */
export async function searchTree(options: TreeSearchOptions): Promise<FileSearch> {
  const { signal, now, onProgress, read, text } = options
  const under = shownPath(options.under)
  const queue = [under]
  const entries: WorkspaceEntry[] = []
  let folders = 0
  let closed = 0
  let reading = 0
  let started = 0
  let error: AppError | null = null
  let reportedAt = now()

  const isFull = () => started >= searchLimits.folders || entries.length >= searchLimits.entries
  const report = (state: FileSearch['state']): FileSearch => {
    const matches = matchNames(
      entries.map(({ name }) => name),
      text,
    )
    return {
      under,
      text,
      matches: matches.slice(0, searchLimits.matches).flatMap(({ index, ranges }) => {
        const entry = entries[index]
        return entry ? [{ entry, ranges }] : []
      }),
      found: matches.length,
      folders,
      waiting: queue.length + reading,
      closed,
      state,
      error: error?.toRecord() ?? null,
    }
  }

  async function visit(folder: string): Promise<void> {
    try {
      const found = await read(folder, signal)
      entries.push(...found)
      queue.push(...found.filter(({ kind }) => isContainer(kind)).map(({ path }) => path))
      folders += 1
    } catch (thrown) {
      const failure = AppError.from(thrown)
      if (closedCodes.includes(failure.code) && folder !== under) closed += 1
      else error ??= failure
    }
  }

  const { promise: walked, resolve: finish } = Promise.withResolvers<void>()
  function goOn(): void {
    const isOver = () => error !== null || signal.aborted || isFull()
    while (reading < searchLimits.atOnce && !isOver()) {
      const folder = queue.shift()
      if (folder === undefined) break
      started += 1
      reading += 1
      void visit(folder).then(() => {
        reading -= 1
        if (now() - reportedAt >= searchLimits.reportMs && !signal.aborted) {
          reportedAt = now()
          onProgress(report('running'))
        }
        goOn()
      })
    }
    if (reading === 0) finish()
  }
  goOn()
  await walked

  if (signal.aborted) throw new AppError('canceled', 'The search was stopped.')
  if (error !== null) return report('failed')
  return report(queue.length > 0 ? 'limit' : 'complete')
}
