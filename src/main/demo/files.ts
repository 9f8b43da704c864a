import { ApiError, doesNotExist, invalidParameter } from './api-errors.ts'
import { demoUser } from './names.ts'
import { closedFolder, readOnlyFolder } from './shared-tree.ts'
import type { SharedTree } from './shared-tree.ts'

/** One object of the demo workspace's tree. `path` is without the `/Workspace` in front. */
export interface FileNode {
  path: string
  type: 'FILE' | 'NOTEBOOK' | 'DIRECTORY' | 'LIBRARY' | 'REPO' | 'DASHBOARD'
  objectId: number
  createdAt: number
  modifiedAt: number
  /** Empty for what is neither file nor notebook. */
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

/**
 * The workspace's tree of files: what was written, over what was there before. Paths may be written
 * with or without `/Workspace`.
 */
export class WorkspaceFiles {
  readonly #before: SharedTree
  readonly #nodes = new Map<string, FileNode>()
  readonly #removed = new Set<string>()
  #lastObjectId = 2_204_117_330_955_000

  constructor(before: SharedTree) {
    this.#before = before
  }

  /** Every object that was written, folders before what is in them. */
  all(): FileNode[] {
    return [...this.#nodes.values()]
  }

  /** Paths of what was there before and is not any more. */
  removed(): string[] {
    return [...this.#removed]
  }

  /** Puts back what was saved before. */
  restore(nodes: readonly FileNode[], removed: readonly string[]): void {
    for (const path of removed) this.#removed.add(path)
    for (const node of nodes) {
      this.#nodes.set(node.path, node)
      this.#lastObjectId = Math.max(this.#lastObjectId, node.objectId)
    }
  }

  find(path: string): FileNode | null {
    const at = canonicalPath(path)
    const written = this.#nodes.get(at)
    if (written !== undefined || this.#removed.has(at)) return written ?? null
    return this.#before.find(at)
  }

  /** The object, or the 404 (or, inside the closed folder, the 403) that Databricks answers. */
  get(path: string): FileNode {
    const at = canonicalPath(path)
    if (at.startsWith(`${closedFolder}/`)) throw forbidden('View', path)
    const node = this.find(at)
    if (node === null) throw doesNotExist(`Path (${path}) doesn't exist.`)
    return node
  }

  /** What is directly in a folder, by name; a file lists itself. */
  list(path: string): FileNode[] {
    const node = this.get(path)
    if (!isContainer(node)) return [node]
    if (node.path === closedFolder) throw forbidden('View', path)
    return this.#children(node.path).sort((left, right) => (left.path < right.path ? -1 : 1))
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
    assertMayChange(at)
    const folder = this.find(parentOf(at))
    if (folder === null || !isContainer(folder)) {
      throw doesNotExist(`The parent folder (${parentOf(at)}) does not exist.`)
    }
    const before = this.find(at)
    if (before !== null && (!input.overwrite || isContainer(before))) {
      throw new ApiError(400, 'RESOURCE_ALREADY_EXISTS', `Path (${path}) already exists.`)
    }
    if (before !== null && before.type !== type) {
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
    const node = this.find(at)
    if (node !== null && isContainer(node)) return
    if (node !== null) {
      throw new ApiError(400, 'RESOURCE_ALREADY_EXISTS', `Path (${path}) is not a folder.`)
    }
    assertMayChange(at)
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
    assertMayChange(node.path)
    const inside = this.#below(node.path)
    if (inside.length > 0 && !recursive) {
      throw new ApiError(
        400,
        'DIRECTORY_NOT_EMPTY',
        `Folder (${path}) is not empty. Please use recursive=true.`,
      )
    }
    for (const each of [node, ...inside]) {
      this.#nodes.delete(each.path)
      if (this.#before.find(each.path) !== null) this.#removed.add(each.path)
    }
  }

  #children(folder: string): FileNode[] {
    const prefix = folder === '/' ? '/' : `${folder}/`
    const written = this.all().filter(
      ({ path }) => path.startsWith(prefix) && path !== '/' && !path.includes('/', prefix.length),
    )
    const before = this.#before
      .children(folder)
      .filter(({ path }) => !this.#nodes.has(path) && !this.#removed.has(path))
    return [...written, ...before]
  }

  #below(folder: string): FileNode[] {
    return this.#children(folder).flatMap((node) => [node, ...this.#below(node.path)])
  }

  #nextObjectId(): number {
    this.#lastObjectId += 1
    return this.#lastObjectId
  }
}

/** Folders, and Git folders. */
function isContainer({ type }: FileNode): boolean {
  return type === 'DIRECTORY' || type === 'REPO'
}

function assertMayChange(path: string): void {
  for (const folder of [closedFolder, readOnlyFolder]) {
    if (path === folder || path.startsWith(`${folder}/`)) throw forbidden('Manage', path)
  }
}

function forbidden(permission: 'View' | 'Manage', path: string): ApiError {
  return new ApiError(
    403,
    'PERMISSION_DENIED',
    `${demoUser.userName} does not have ${permission} permissions on ${path}. ` +
      'Please contact the owner or an administrator for access.',
  )
}

export function tooLarge(): ApiError {
  const message = 'The size of the content exceeds the limit of 10485760 bytes.'
  return new ApiError(400, 'MAX_NOTEBOOK_SIZE_EXCEEDED', message)
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(1, path.lastIndexOf('/')))
}
