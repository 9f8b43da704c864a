/** The page of a workspace folder in Databricks: `{host}/#workspace{path without /Workspace}`. */
export function folderUrl(host: string, path: string): string {
  const encoded = path
    .replace(/^\/Workspace(?=\/)/, '')
    .split('/')
    .map(encodeURIComponent)
    .join('/')
  return `${host.replace(/\/+$/, '')}/#workspace${encoded}`
}
