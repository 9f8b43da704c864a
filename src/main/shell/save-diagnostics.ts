import { join } from 'node:path'
import { dialog } from 'electron'
import type { BrowserWindow, SaveDialogOptions } from 'electron'
import { diagnosticsFileName, writeDiagnostics } from '../logging/diagnostics-file.ts'
import { downloadsFolder } from './dialogs.ts'

/**
 * Asks where to put the diagnostics, and writes them; null when the person cancels. Throws
 * `disk-full`, `disk-failed`, and what `create` throws.
 */
export async function saveDiagnostics(
  window: BrowserWindow | null,
  create: () => Promise<Uint8Array>,
  now: () => number = Date.now,
): Promise<{ path: string } | null> {
  const options: SaveDialogOptions = {
    title: 'Save diagnostics',
    buttonLabel: 'Save',
    defaultPath: join(downloadsFolder(), diagnosticsFileName(now())),
    filters: [{ name: 'Zip files', extensions: ['zip'] }],
    properties: ['createDirectory', 'showOverwriteConfirmation'],
  }
  const { canceled, filePath } = window
    ? await dialog.showSaveDialog(window, options)
    : await dialog.showSaveDialog(options)
  if (canceled || filePath === '') return null
  writeDiagnostics(filePath, await create())
  return { path: filePath }
}
