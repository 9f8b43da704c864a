import { app } from 'electron'
import type { Session, WebContents } from 'electron'
import type { Logger } from '../logging/logger.ts'

export interface GuardOptions {
  /** Whether a URL is the app's own page. */
  isOwnPage: (url: string) => boolean
  /** Where links go that want a window of their own. Must not throw. */
  openLink: (url: string) => void
  logger: Logger
}

/**
 * What Electron's security guide asks of every app, for every page that will ever exist here.
 * https://www.electronjs.org/docs/latest/tutorial/security
 */
export function guardAllContents(options: GuardOptions): void {
  app.on('web-contents-created', (_event, contents) => {
    guardContents(contents, options)
  })
}

function guardContents(contents: WebContents, options: GuardOptions): void {
  const { isOwnPage, openLink, logger } = options
  const refuseForeign = (event: { preventDefault: () => void; url: string }): void => {
    if (isOwnPage(event.url)) return
    event.preventDefault()
    logger.warn('The page wanted to go elsewhere', { url: event.url })
  }
  contents.on('will-navigate', refuseForeign)
  contents.on('will-frame-navigate', refuseForeign)
  contents.on('will-redirect', refuseForeign)
  contents.on('will-attach-webview', (event) => {
    event.preventDefault()
    logger.warn('The page wanted a webview')
  })
  contents.setWindowOpenHandler(({ url }) => {
    openLink(url)
    return { action: 'deny' }
  })
}

/** Refuses every permission, device, download and screen capture to the pages of a session. */
export function refuseEverything(session: Session, logger: Logger): void {
  session.setPermissionRequestHandler((_contents, permission, answer) => {
    logger.warn('The page wanted a permission', { permission })
    answer(false)
  })
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
  session.setDisplayMediaRequestHandler((_request, answer) => {
    answer({})
  })
  session.on('will-download', (event, item) => {
    event.preventDefault()
    logger.warn('The page wanted to download', { url: item.getURL() })
  })
  session.setSpellCheckerEnabled(false)
}
