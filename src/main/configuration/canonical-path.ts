/** `/Workspace/Shared/x` and `/Shared/x` are one object. */
export function canonicalPath(path: string): string {
  return path.replace(/^\/Workspace(?=\/)/, '')
}
