import { mkdir } from 'node:fs/promises'
import { clipboard, shell } from 'electron'
import { AppError } from '../../shared/errors.ts'
import { checkLink } from './links.ts'

export function copyText(text: string): void {
  clipboard.writeText(text)
}

/** Opens a link in the browser. Throws `bad-input` for a link that is not allowed. */
export async function openLink(link: string, workspaceHosts: readonly string[]): Promise<void> {
  const allowed = checkLink(link, workspaceHosts)
  try {
    await shell.openExternal(allowed)
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
