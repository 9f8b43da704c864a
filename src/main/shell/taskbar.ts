import { join } from 'node:path'
import { app, nativeImage } from 'electron'
import type { BrowserWindow } from 'electron'
import type { DesktopProgress } from '../exports/combined-progress.ts'
import type { Logger } from '../logging/logger.ts'
import { badgeImage, badgeWords, progressBar } from './taskbar-progress.ts'

export interface TaskbarOptions {
  window: () => BrowserWindow | null
  /** Folder of the images of the badge. */
  images: string
  logger: Logger
}

/** Progress and badge of the app in the taskbar or the dock. */
export class Taskbar {
  readonly #options: TaskbarOptions
  #progress: DesktopProgress = { mode: 'none', value: 0 }
  #unseen = 0
  #drawn = ''

  constructor(options: TaskbarOptions) {
    this.#options = options
  }

  /** @param unseen how many exports ended that nobody has looked at */
  update(progress: DesktopProgress, unseen: number): void {
    this.#progress = progress
    this.#unseen = unseen
    const next = JSON.stringify([progress, unseen])
    if (next !== this.#drawn) this.redraw()
  }

  /** Shows it again: a window that comes back has a new button in the taskbar, without any of it. */
  redraw(): void {
    this.#drawn = JSON.stringify([this.#progress, this.#unseen])
    const { logger, window } = this.#options
    const { platform } = process
    const current = window()
    try {
      if (platform !== 'win32') app.setBadgeCount(this.#unseen)
      if (!current || current.isDestroyed()) return
      const { value, mode } = progressBar(this.#progress, platform)
      current.setProgressBar(value, { mode })
      if (platform === 'win32') {
        current.setOverlayIcon(this.#badge(), this.#unseen > 0 ? badgeWords(this.#unseen) : '')
      }
    } catch (error) {
      logger.warn('The taskbar could not be updated', { error })
    }
  }

  #badge(): Electron.NativeImage | null {
    if (this.#unseen === 0) return null
    return nativeImage.createFromPath(join(this.#options.images, badgeImage(this.#unseen)))
  }
}
