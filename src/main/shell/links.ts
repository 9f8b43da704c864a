import { AppError } from '../../shared/errors.ts'

/** Hosts of the Databricks documentation on AWS, Azure and Google Cloud. */
const documentationHosts: ReadonlySet<string> = new Set([
  'docs.databricks.com',
  'learn.microsoft.com',
  'docs.gcp.databricks.com',
])

/** Names of this computer as they stand in a URL. */
export const loopbackHosts: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]'])

const longestLink = 4096

/**
 * The link as it may be given to the browser: of the connected workspace or of the documentation,
 * https only (http for a workspace on this computer).
 * @param workspaceHosts origins of the active connection and of the exports that are listed
 * @throws AppError `bad-input` for every other link
 */
export function checkLink(link: string, workspaceHosts: readonly string[]): string {
  const url = parse(link)
  if (!url || url.username !== '' || url.password !== '') throw refusal(url)
  const isWorkspace = workspaceHosts.some((host) => parse(host)?.origin === url.origin)
  if (url.protocol === 'https:') {
    const isDocumentation = url.port === '' && documentationHosts.has(url.hostname)
    if (isWorkspace || isDocumentation) return url.href
  }
  if (url.protocol === 'http:' && isWorkspace && loopbackHosts.has(url.hostname)) return url.href
  throw refusal(url)
}

function parse(link: string): URL | null {
  if (link.length > longestLink) return null
  try {
    return new URL(link)
  } catch {
    return null
  }
}

function refusal(url: URL | null): AppError {
  return new AppError('bad-input', 'This link is not opened from the app.', {
    suggestion:
      'Only links to the connected workspace and to the documentation open in the browser.',
    details: url ? { scheme: url.protocol, host: url.host } : {},
  })
}
