import { AppError } from '../../shared/errors.ts'
import { canonicalPath, shownPath } from '../../shared/workspace-path.ts'
import type { WorkspaceFileStatus } from '../databricks/gateway.ts'
import { isContainer } from './entries.ts'

export const walkLimits = {
  /** Folders that are read at the same time. */
  atOnce: 6,
  /** What is below a folder with more than this is not told whole. */
  objects: 100_000,
}

export interface WalkOptions {
  root: string
  /** What is in a folder. Rejects as the gateway does. */
  list: (folder: string, signal: AbortSignal) => Promise<WorkspaceFileStatus[]>
  signal: AbortSignal
  onProgress?: (objects: number) => void
}

export interface Tree {
  /** Everything that is no folder, paths as shown, sorted by path. */
  objects: WorkspaceFileStatus[]
  folders: number
  /** Folders below the root that could not be looked into, and why. */
  closed: { path: string; error: AppError }[]
  /** Whether the walk ended before it was through. */
  isCut: boolean
}

/** Errors that concern one folder only: the walk goes on with the others. */
const closedCodes: readonly string[] = ['forbidden', 'not-found', 'invalid-request']

/**
 * Everything below a folder of the workspace, a few requests at a time. Rejects with what the root
 * answers, with `invalid-request` when it is no folder, with whatever ends all requests (network,
 * sign-in), and with `canceled`.
 */
export async function walkTree(options: WalkOptions): Promise<Tree> {
  const { list, signal, onProgress } = options
  const root = shownPath(options.root)
  const stop = new AbortController()
  const cancel = () => stop.abort()
  signal.addEventListener('abort', cancel, { once: true })
  const queue = [root]
  const tree: Tree = { objects: [], folders: 0, closed: [], isCut: false }

  async function visit(folder: string): Promise<void> {
    let found: WorkspaceFileStatus[]
    try {
      found = await list(folder, stop.signal)
    } catch (thrown) {
      const error = AppError.from(thrown)
      if (folder === root || !closedCodes.includes(error.code)) throw error
      tree.closed.push({ path: folder, error })
      return
    }
    tree.folders += 1
    for (const each of found) {
      const path = shownPath(each.path)
      if (path === folder) throw noFolder(path)
      // Whatever a server answers, what is not below the folder does not belong to it.
      if (!canonicalPath(path).startsWith(`${canonicalPath(folder)}/`)) continue
      if (isContainer(each.type)) queue.push(path)
      else tree.objects.push({ ...each, path })
    }
    tree.isCut ||= tree.objects.length >= walkLimits.objects
    onProgress?.(tree.objects.length)
  }

  async function worker(underWay: { count: number; wake: (() => void)[] }): Promise<void> {
    for (;;) {
      if (signal.aborted) throw new AppError('canceled', 'The list was canceled.')
      if (tree.isCut) return
      const folder = queue.shift()
      if (folder === undefined) {
        if (underWay.count === 0) return
        await new Promise<void>((resolve) => underWay.wake.push(resolve))
        continue
      }
      underWay.count += 1
      try {
        await visit(folder)
      } finally {
        underWay.count -= 1
        for (const wake of underWay.wake.splice(0)) wake()
      }
    }
  }

  const underWay = { count: 0, wake: [] }
  try {
    await Promise.all(Array.from({ length: walkLimits.atOnce }, () => worker(underWay)))
  } finally {
    cancel()
    signal.removeEventListener('abort', cancel)
  }
  tree.objects.sort((one, other) => (one.path < other.path ? -1 : 1))
  return tree
}

function noFolder(path: string): AppError {
  return new AppError('invalid-request', `${path} is not a folder.`, {
    suggestion: 'Check v_start_path in the configuration.',
  })
}
