/** The scheme and the host of the app's own page. */
export const pageScheme = 'app'
export const pageHost = 'bundle'
export const pageUrl = `${pageScheme}://${pageHost}/`

/**
 * Whether a URL is the app's own page: `app://bundle/…`, or the origin of the development server
 * when there is one.
 */
export function isOwnPage(url: string, developmentServer: string | null): boolean {
  const parsed = parse(url)
  if (!parsed) return false
  // Node gives a scheme it does not know the origin "null", so scheme and host are compared.
  if (parsed.protocol === `${pageScheme}:`) {
    return parsed.host === pageHost && parsed.username === '' && parsed.password === ''
  }
  if (developmentServer === null) return false
  return parsed.origin !== 'null' && parsed.origin === parse(developmentServer)?.origin
}

/** What an IPC message says about where it comes from. */
export interface Sender {
  contentsId: number
  /** Null when the frame went away meanwhile. */
  frame: { url: string; isMain: boolean } | null
}

/** Only the main frame of our window, and only while it shows our page, may call. */
export function isOwnSender(
  sender: Sender,
  own: { contentsId: number | null; developmentServer: string | null },
): boolean {
  return (
    own.contentsId !== null &&
    sender.contentsId === own.contentsId &&
    sender.frame !== null &&
    sender.frame.isMain &&
    isOwnPage(sender.frame.url, own.developmentServer)
  )
}

function parse(url: string): URL | null {
  try {
    return new URL(url)
  } catch {
    return null
  }
}
