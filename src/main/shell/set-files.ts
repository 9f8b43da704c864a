import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { app, dialog } from 'electron'
import type { BrowserWindow, OpenDialogOptions, SaveDialogOptions } from 'electron'
import { AppError } from '../../shared/errors.ts'
import { writeDurably } from '../durable-files.ts'

const largestFile = 50 * 1024 * 1024
const filters = [{ name: 'Selections (JSON)', extensions: ['json'] }]

/**
 * Asks where, and writes a saved selection; null when the person cancels. Throws what `create`
 * throws, `disk-full`, `disk-failed`.
 */
export async function saveSetFile(
  window: BrowserWindow | null,
  create: () => { name: string; text: string },
): Promise<{ path: string } | null> {
  const { name, text } = create()
  const options: SaveDialogOptions = {
    title: 'Export the selection',
    buttonLabel: 'Export',
    defaultPath: join(app.getPath('home'), name),
    filters,
    properties: ['createDirectory', 'showOverwriteConfirmation'],
  }
  const { canceled, filePath } = window
    ? await dialog.showSaveDialog(window, options)
    : await dialog.showSaveDialog(options)
  if (canceled || filePath === '') return null
  writeDurably(filePath, text)
  return { path: filePath }
}

/** Asks for a file with a saved selection; null when the person cancels. Throws `bad-input`. */
export async function openSetFile(window: BrowserWindow | null): Promise<string | null> {
  const options: OpenDialogOptions = {
    title: 'Import a selection',
    buttonLabel: 'Import',
    filters,
    properties: ['openFile'],
  }
  const { canceled, filePaths } = window
    ? await dialog.showOpenDialog(window, options)
    : await dialog.showOpenDialog(options)
  const file = filePaths[0]
  if (canceled || file === undefined) return null
  try {
    if ((await stat(file)).size > largestFile) throw new Error('it is too large')
    return await readFile(file, 'utf8')
  } catch (cause) {
    throw new AppError('bad-input', 'The file cannot be read.', {
      suggestion: 'Choose a file that was exported from this app.',
      cause,
    })
  }
}
