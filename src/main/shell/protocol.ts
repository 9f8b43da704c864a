import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { protocol } from 'electron'
import type { Session } from 'electron'
import type { Logger } from '../logging/logger.ts'
import { bundleFile, bundleHeaders, developmentPolicy, noncePlaceholder } from './bundle-files.ts'
import { pageScheme } from './origins.ts'

/** Makes `app://` an origin of its own, like https. To be called before the app is ready. */
export function registerPageScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: pageScheme,
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    },
  ])
}

/** After this long without a request (ms), the page has what it starts with. */
const quietMs = 15

/**
 * Answers `app://bundle/…` from the folder of the built page. Resolves when the page has been given
 * what it starts with: work that can wait until then does not get into its way.
 */
export function servePage(session: Session, folder: string, logger: Logger): Promise<void> {
  const { promise: served, resolve: settled } = Promise.withResolvers<void>()
  let quiet: ReturnType<typeof setTimeout> | undefined
  session.protocol.handle(pageScheme, async (request) => {
    const response = await answer(request)
    clearTimeout(quiet)
    quiet = setTimeout(settled, quietMs)
    return response
  })
  return served

  async function answer(request: Request): Promise<Response> {
    const file = request.method === 'GET' ? bundleFile(folder, request.url) : null
    if (!file) {
      logger.warn('The page asked for something outside of the app', { url: request.url })
      return refusal()
    }
    try {
      const nonce = randomBytes(16).toString('base64')
      const headers = bundleHeaders(file, nonce)
      if (!file.isPage) {
        return new Response(new Uint8Array(await readFile(file.path)), { headers })
      }
      const text = await readFile(file.path, 'utf8')
      return new Response(text.replaceAll(noncePlaceholder, nonce), { headers })
    } catch (error) {
      logger.warn('A file of the page could not be read', { url: request.url, error })
      return refusal()
    }
  }
}

/** Puts a policy on the pages of the development server too, so that it fails early. */
export function guardDevelopmentPage(session: Session, developmentServer: string): void {
  const { origin } = new URL(developmentServer)
  const policy = developmentPolicy(origin)
  session.webRequest.onHeadersReceived({ urls: [`${origin}/*`] }, (details, answer) => {
    answer({
      responseHeaders: { ...details.responseHeaders, 'Content-Security-Policy': [policy] },
    })
  })
}

function refusal(): Response {
  return new Response('Not found', { status: 404, headers: { 'Content-Type': 'text/plain' } })
}
