import { dialog } from 'electron'
import type { BrowserWindow, MessageBoxOptions, OpenDialogOptions } from 'electron'
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
  const isVisible = window !== null && !window.isDestroyed() && window.isVisible()
  const { response } = isVisible
    ? await dialog.showMessageBox(window, options)
    : await dialog.showMessageBox(options)
  return response === 0
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
