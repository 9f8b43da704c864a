import { join } from 'node:path'
import { app, dialog } from 'electron'
import type { BrowserWindow, OpenDialogOptions, SaveDialogOptions } from 'electron'
import type { LocalFiles } from '../configuration/files/local-copy.ts'

const filters = [
  { name: 'YAML files', extensions: ['yml', 'yaml'] },
  { name: 'All files', extensions: ['*'] },
]

/** The system's dialogs for local copies of the configuration files. */
export function localFiles(window: () => BrowserWindow | null): LocalFiles {
  return {
    async chooseToOpen() {
      const options: OpenDialogOptions = {
        title: 'Open a local copy',
        buttonLabel: 'Open',
        properties: ['openFile'],
        filters,
      }
      const owner = window()
      const { canceled, filePaths } = owner
        ? await dialog.showOpenDialog(owner, options)
        : await dialog.showOpenDialog(options)
      return canceled ? null : (filePaths[0] ?? null)
    },

    async chooseToSave(name) {
      const options: SaveDialogOptions = {
        title: 'Save a local copy',
        buttonLabel: 'Save',
        defaultPath: join(app.getPath('home'), fileName(name)),
        filters,
        properties: ['createDirectory', 'showOverwriteConfirmation'],
      }
      const owner = window()
      const { canceled, filePath } = owner
        ? await dialog.showSaveDialog(owner, options)
        : await dialog.showSaveDialog(options)
      return canceled || filePath === '' ? null : filePath
    },
  }
}

/** A name in the workspace may hold what a file on this computer may not be called. */
function fileName(name: string): string {
  return name.replace(/[<>:"/\\|?*\p{Cc}]/gu, '_').slice(0, 120)
}
