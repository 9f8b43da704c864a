// Paths in the workspace, for main and page. `/Workspace/Shared/x` and `/Shared/x` are one object.

/** The top of the tree. */
export const rootPath = '/Workspace'

/** The one name that all ways of writing a path have in common, without `/Workspace`. */
export function canonicalPath(path: string): string {
  const parts = path.split('/').filter((part) => part !== '')
  if (parts[0] === 'Workspace') parts.shift()
  return `/${parts.join('/')}`
}

/** A path as the app shows it: with `/Workspace`, without a slash at the end. */
export function shownPath(path: string): string {
  const canonical = canonicalPath(path)
  return canonical === '/' ? rootPath : `${rootPath}${canonical}`
}

export function isSamePath(one: string, other: string): boolean {
  return canonicalPath(one) === canonicalPath(other)
}

/** The folder that a path is in, as shown; the top is in itself. */
export function parentPath(path: string): string {
  const canonical = canonicalPath(path)
  return shownPath(canonical.slice(0, canonical.lastIndexOf('/')))
}

/** The last part of a path; of the top, “Workspace”. */
export function baseName(path: string): string {
  const shown = shownPath(path)
  return shown.slice(shown.lastIndexOf('/') + 1)
}

export function joinPath(folder: string, name: string): string {
  return shownPath(`${folder}/${name}`)
}

/** The folders from the top down to a path, itself included. */
export function pathSteps(path: string): { path: string; name: string }[] {
  const steps = [{ path: rootPath, name: baseName(rootPath) }]
  for (const name of canonicalPath(path).split('/')) {
    if (name === '') continue
    steps.push({ path: joinPath(steps.at(-1)?.path ?? rootPath, name), name })
  }
  return steps
}
