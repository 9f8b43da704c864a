import { describe, expect, it } from 'vitest'
import { searchLimits, searchTree } from '../../../../src/main/workspace-files/tree-search.ts'
import { AppError } from '../../../../src/shared/errors.ts'
import type {
  EntryKind,
  FileSearch,
  WorkspaceEntry,
} from '../../../../src/shared/workspace-files.ts'
import { joinPath } from '../../../../src/shared/workspace-path.ts'

const entry = (folder: string, name: string, kind: EntryKind): WorkspaceEntry => ({
  path: joinPath(folder, name),
  name,
  kind,
  modifiedAt: null,
  size: null,
})

/** A tree of which every folder has two folders, `depth` levels deep, and one file. */
function tree(depth: number) {
  const log: string[] = []
  let running = 0
  let most = 0
  const read = async (folder: string, signal: AbortSignal): Promise<WorkspaceEntry[]> => {
    log.push(folder)
    running += 1
    most = Math.max(most, running)
    await new Promise((done) => setImmediate(done))
    running -= 1
    if (signal.aborted) throw new AppError('canceled', 'Canceled.')
    const level = folder.split('/').length - 2
    const folders = level < depth ? ['one', 'two'].map((name) => entry(folder, name, 'folder')) : []
    return [...folders, entry(folder, 'config.yml', 'file')]
  }
  return { read, log, most: () => most }
}

function search(
  read: (folder: string, signal: AbortSignal) => Promise<readonly WorkspaceEntry[]>,
  more: {
    signal?: AbortSignal
    onProgress?: (search: FileSearch) => void
    now?: () => number
  } = {},
): Promise<FileSearch> {
  const signal = more.signal ?? new AbortController().signal
  const [onProgress, now] = [more.onProgress ?? (() => undefined), more.now ?? (() => 0)]
  return searchTree({ under: '/Workspace', text: 'config', read, signal, onProgress, now })
}

describe('a search in the tree', () => {
  it('looks through every folder below, the near ones first, a few at a time', async () => {
    const { read, log, most } = tree(4)
    const result = await search(read)
    expect(result).toMatchObject({ state: 'complete', folders: 31, found: 31, waiting: 0 })
    expect(new Set(log).size).toBe(31)
    const depths = log.map((folder) => folder.split('/').length)
    expect(depths).toEqual(depths.toSorted((one, other) => one - other))
    expect(most()).toBe(searchLimits.atOnce)
  })

  it('tells of its progress now and then', async () => {
    const told: FileSearch[] = []
    let time = 0
    const now = () => (time += 40)
    await search(tree(3).read, { now, onProgress: (progress) => told.push(progress) })
    expect(told.length).toBeGreaterThan(1)
    expect(told.length).toBeLessThan(15)
    for (const progress of told) {
      expect(progress.state).toBe('running')
      expect(progress.found).toBe(progress.folders)
    }
  })

  it('goes on where a folder may not be looked into, and says how many', async () => {
    const { read } = tree(2)
    const result = await search((folder, signal) => {
      if (folder.endsWith('/one')) throw new AppError('forbidden', 'No.')
      return read(folder, signal)
    })
    expect(result).toMatchObject({ state: 'complete', closed: 2, folders: 3 })
  })

  it('fails where the first folder cannot be read', async () => {
    const refuse = () => Promise.reject(new AppError('forbidden', 'You may not look here.'))
    expect(await search(refuse)).toMatchObject({
      state: 'failed',
      error: { code: 'forbidden', message: 'You may not look here.' },
    })
  })

  it('keeps what it found when the network is lost', async () => {
    const { read } = tree(3)
    let left = 3
    const result = await search((folder, signal) => {
      left -= 1
      return left < 0
        ? Promise.reject(new AppError('network', 'The network is gone.'))
        : read(folder, signal)
    })
    expect(result).toMatchObject({ state: 'failed', found: 3, error: { code: 'network' } })
  })

  it('ends at the limit of folders and says so', async () => {
    const { read, log } = tree(20)
    const result = await search(read)
    expect(result.state).toBe('limit')
    expect(result.waiting).toBeGreaterThan(0)
    expect(log).toHaveLength(searchLimits.folders)
    expect(result.matches).toHaveLength(searchLimits.matches)
    expect(result.found).toBe(searchLimits.folders)
  })

  it('ends at the limit of entries', async () => {
    const many = Array.from({ length: 20_000 }, (_, index) =>
      entry('/Workspace', `config ${index}`, 'folder'),
    )
    const result = await search(() => Promise.resolve(many))
    expect(result.state).toBe('limit')
    expect(result.found).toBeLessThan(searchLimits.entries + searchLimits.atOnce * many.length)
  })

  it('is stopped, and reads nothing more', async () => {
    const { read, log } = tree(6)
    const stop = new AbortController()
    const result = search(
      (folder, signal) => {
        if (log.length === 5) stop.abort()
        return read(folder, signal)
      },
      { signal: stop.signal },
    )
    await expect(result).rejects.toMatchObject({ code: 'canceled' })
    expect(log.length).toBeLessThan(5 + searchLimits.atOnce)
  })
})
