import { ApiError, doesNotExist, invalidParameter } from './api-errors.ts'

/** One file, folder or notebook of the demo workspace. `path` is without the `/Workspace` in front. */
export interface FileNode {
  path: string
  type: 'FILE' | 'NOTEBOOK' | 'DIRECTORY'
  objectId: number
  createdAt: number
  modifiedAt: number
  /** Empty for a folder. */
  content: Buffer
  /** Notebooks only. */
  language: 'PYTHON' | 'SQL' | 'SCALA' | 'R' | null
}

/** The Workspace API's limit for import and export. */
export const mostBytes = 10 * 1024 * 1024

const protectedFolders = new Set(['/', '/Shared', '/Users', '/Repos'])

/** `/Workspace/Shared/x/` and `/Shared/x` are the same object: this is its one name. */
export function canonicalPath(path: string): string {
  if (!path.startsWith('/'))
    throw invalidParameter(`Path (${path}) must be absolute: start with '/'.`)
  const parts = path.split('/').filter((part) => part !== '')
  if (parts.some((part) => part === '.' || part === '..')) {
    throw invalidParameter(`Path (${path}) must not contain '.' or '..'.`)
  }
  if (parts[0] === 'Workspace') parts.shift()
  return `/${parts.join('/')}`
}

/** The workspace's tree of files. Paths may be written with or without `/Workspace`. */
export class WorkspaceFiles {
  readonly #nodes = new Map<string, FileNode>()
  #lastObjectId = 2_204_117_330_955_000

  /** Every object, folders before what is in them. */
  all(): FileNode[] {
    return [...this.#nodes.values()]
  }

  /** Puts objects back that were saved before. */
  restore(nodes: readonly FileNode[]): void {
    for (const node of nodes) {
      this.#nodes.set(node.path, node)
      this.#lastObjectId = Math.max(this.#lastObjectId, node.objectId)
    }
  }

  find(path: string): FileNode | null {
    return this.#nodes.get(canonicalPath(path)) ?? null
  }

  /** The object, or the 404 that Databricks answers. */
  get(path: string): FileNode {
    const node = this.find(path)
    if (node === null) throw doesNotExist(`Path (${path}) doesn't exist.`)
    return node
  }

  /** What is directly in a folder, by name; a file lists itself. */
  list(path: string): FileNode[] {
    const node = this.get(path)
    if (node.type !== 'DIRECTORY') return [node]
    const prefix = node.path === '/' ? '/' : `${node.path}/`
    return this.all()
      .filter((each) => each.path.startsWith(prefix) && each.path !== '/')
      .filter((each) => !each.path.slice(prefix.length).includes('/'))
      .sort((left, right) => (left.path < right.path ? -1 : 1))
  }

  write(
    path: string,
    content: Buffer,
    input: {
      overwrite: boolean
      now: number
      type?: 'FILE' | 'NOTEBOOK'
      language?: FileNode['language']
    },
  ): FileNode {
    const at = canonicalPath(path)
    const type = input.type ?? 'FILE'
    if (content.length > mostBytes) throw tooLarge()
    const folder = this.#nodes.get(parentOf(at))
    if (folder?.type !== 'DIRECTORY') {
      throw doesNotExist(`The parent folder (${parentOf(at)}) does not exist.`)
    }
    const before = this.#nodes.get(at)
    if (before !== undefined && (!input.overwrite || before.type === 'DIRECTORY')) {
      throw new ApiError(400, 'RESOURCE_ALREADY_EXISTS', `Path (${path}) already exists.`)
    }
    if (before !== undefined && before.type !== type) {
      throw invalidParameter(
        `Requested node type [${type}] is different from the existing node type [${before.type}].`,
      )
    }
    const node: FileNode = {
      path: at,
      type,
      objectId: before?.objectId ?? this.#nextObjectId(),
      createdAt: before?.createdAt ?? input.now,
      // Two writes within a millisecond must still look like two.
      modifiedAt: Math.max(input.now, (before?.modifiedAt ?? 0) + 1),
      content,
      language: type === 'NOTEBOOK' ? (input.language ?? 'PYTHON') : null,
    }
    this.#nodes.set(at, node)
    return node
  }

  /** Makes a folder and those above it; an existing folder stays as it is. */
  makeFolder(path: string, now: number): void {
    const at = canonicalPath(path)
    const node = this.#nodes.get(at)
    if (node?.type === 'DIRECTORY') return
    if (node !== undefined) {
      throw new ApiError(400, 'RESOURCE_ALREADY_EXISTS', `Path (${path}) is not a folder.`)
    }
    if (at !== '/') this.makeFolder(parentOf(at), now)
    this.#nodes.set(at, {
      path: at,
      type: 'DIRECTORY',
      objectId: this.#nextObjectId(),
      createdAt: now,
      modifiedAt: now,
      content: Buffer.alloc(0),
      language: null,
    })
  }

  delete(path: string, recursive: boolean): void {
    const node = this.get(path)
    if (protectedFolders.has(node.path)) {
      throw new ApiError(400, 'DIRECTORY_PROTECTED', `Folder ${node.path} is protected.`)
    }
    const inside = this.all().filter((each) => each.path.startsWith(`${node.path}/`))
    if (inside.length > 0 && !recursive) {
      throw new ApiError(
        400,
        'DIRECTORY_NOT_EMPTY',
        `Folder (${path}) is not empty. Please use recursive=true.`,
      )
    }
    for (const each of [node, ...inside]) this.#nodes.delete(each.path)
  }

  #nextObjectId(): number {
    this.#lastObjectId += 1
    return this.#lastObjectId
  }
}

export function tooLarge(): ApiError {
  const message = 'The size of the content exceeds the limit of 10485760 bytes.'
  return new ApiError(400, 'MAX_NOTEBOOK_SIZE_EXCEEDED', message)
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(1, path.lastIndexOf('/')))
}
