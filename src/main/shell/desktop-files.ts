import { lstat, mkdir } from 'node:fs/promises'
import { clipboard, shell } from 'electron'
import { AppError } from '../../shared/errors.ts'
import { checkLink, loopbackHosts } from './links.ts'

export function copyText(text: string): void {
  clipboard.writeText(text)
}

/** Opens a link in the browser. Throws `bad-input` for a link that is not allowed. */
export async function openLink(link: string, workspaceHosts: readonly string[]): Promise<void> {
  await openInBrowser(checkLink(link, workspaceHosts))
}

/**
 * Opens the sign-in page that a workspace named. Throws `bad-input` for an address that is neither
 * https nor on this computer: a workspace must not start other programs.
 */
export async function openSignInPage(link: string): Promise<void> {
  const url = URL.canParse(link) ? new URL(link) : null
  const isSafe =
    url?.protocol === 'https:' || (url?.protocol === 'http:' && loopbackHosts.has(url.hostname))
  if (url === null || !isSafe) {
    throw new AppError(
      'bad-input',
      'The workspace names a sign-in page that is not safe to open.',
      {
        suggestion: 'Check the workspace address.',
        details: { scheme: url?.protocol ?? '' },
      },
    )
  }
  await openInBrowser(url.href)
}

async function openInBrowser(link: string): Promise<void> {
  try {
    await shell.openExternal(link)
  } catch (cause) {
    throw new AppError('internal', 'The browser could not be opened.', {
      suggestion: 'Set a default browser in the settings of your system.',
      cause,
    })
  }
}

/** Shows a folder of ours in the file manager. Throws `disk-failed`. */
export async function openFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  const problem = await shell.openPath(folder)
  if (problem === '') return
  throw new AppError('disk-failed', 'The folder could not be opened.', {
    suggestion: `Open ${folder} yourself.`,
    details: { reason: problem },
  })
}

/** Shows a file or folder in the file manager, marked. Throws `not-found`. */
export async function showInFolder(path: string): Promise<void> {
  try {
    await lstat(path)
  } catch (cause) {
    throw new AppError('not-found', `${path} is no longer there.`, {
      suggestion: 'Download it again.',
      cause,
    })
  }
  shell.showItemInFolder(path)
}
