import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { app, dialog } from 'electron'
import type {
  BrowserWindow,
  MessageBoxOptions,
  OpenDialogOptions,
  SaveDialogOptions,
} from 'electron'
import type { AppError } from '../../shared/errors.ts'
import type { DownloadForm } from '../../shared/export-download.ts'
import type { ChosenPlace } from '../exports/download/place.ts'
import type { QuitQuestion } from './quit.ts'

/** Asks whether to quit; true = quit. In front of the window when it is visible. */
export async function askToQuit(
  question: QuitQuestion,
  window: BrowserWindow | null,
): Promise<boolean> {
  const options: MessageBoxOptions = {
    type: 'question',
    message: question.message,
    detail: question.detail,
    buttons: [question.quitLabel, question.keepLabel],
    // Enter must not lose anything.
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  }
  const { response } = canHold(window)
    ? await dialog.showMessageBox(window, options)
    : await dialog.showMessageBox(options)
  return response === 0
}

/** Asks whether to cancel the run of an export; true = cancel it. */
export async function askToCancel(jobName: string, window: BrowserWindow | null): Promise<boolean> {
  return await askToQuit(
    {
      message: 'Cancel this export?',
      detail: `Databricks stops the run of ${jobName}. What it has written so far stays where it is.`,
      quitLabel: 'Cancel export',
      keepLabel: 'Keep running',
    },
    window,
  )
}

/** Says what did not work, to somebody who may not have the window open. */
export async function sayError(
  { message, suggestion }: AppError,
  window: BrowserWindow | null,
): Promise<void> {
  const options: MessageBoxOptions = { type: 'error', message, detail: suggestion, noLink: true }
  await (canHold(window) ? dialog.showMessageBox(window, options) : dialog.showMessageBox(options))
}

function canHold(window: BrowserWindow | null): window is BrowserWindow {
  return window !== null && !window.isDestroyed() && window.isVisible()
}

/** Asks for a PEM file with certificates; null when the person cancels. */
export async function chooseCertificatesFile(window: BrowserWindow | null): Promise<string | null> {
  const options: OpenDialogOptions = {
    title: 'Certificate authorities',
    buttonLabel: 'Use',
    properties: ['openFile'],
    filters: [
      { name: 'Certificates (PEM)', extensions: ['pem', 'crt', 'cer'] },
      { name: 'All files', extensions: ['*'] },
    ],
  }
  const { canceled, filePaths } = window
    ? await dialog.showOpenDialog(window, options)
    : await dialog.showOpenDialog(options)
  return canceled ? null : (filePaths[0] ?? null)
}

/** Asks where a download goes; null when the person cancels. `name` is what it would be called. */
export async function chooseDownloadPlace(
  window: BrowserWindow | null,
  form: DownloadForm,
  name: string,
): Promise<ChosenPlace | null> {
  if (form === 'folder') {
    const options: OpenDialogOptions = {
      title: 'Download the output into a folder',
      message: `A new folder “${name}” is made there.`,
      buttonLabel: 'Download here',
      defaultPath: downloadsFolder(),
      properties: ['openDirectory', 'createDirectory'],
    }
    const { canceled, filePaths } = window
      ? await dialog.showOpenDialog(window, options)
      : await dialog.showOpenDialog(options)
    const path = filePaths[0]
    return canceled || path === undefined ? null : { path, replaces: false }
  }
  const options: SaveDialogOptions = {
    title: 'Download the output as a zip file',
    buttonLabel: 'Download',
    defaultPath: join(downloadsFolder(), name),
    filters: [{ name: 'Zip files', extensions: ['zip'] }],
    properties: ['createDirectory', 'showOverwriteConfirmation'],
  }
  const { canceled, filePath } = window
    ? await dialog.showSaveDialog(window, options)
    : await dialog.showSaveDialog(options)
  if (canceled || filePath === '') return null
  // The dialog has asked whether a file that is there may go.
  return { path: filePath, replaces: existsSync(filePath) }
}

/** Not every desktop has a folder for downloads. */
export function downloadsFolder(): string {
  try {
    return app.getPath('downloads')
  } catch {
    return app.getPath('home')
  }
}
