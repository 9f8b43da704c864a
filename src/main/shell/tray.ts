import { join } from 'node:path'
import { Menu, nativeImage, Tray } from 'electron'
import type { Logger } from '../logging/logger.ts'
import { trayImage, trayMenu } from './tray-menu.ts'
import type { TrayActions, TrayIcon, TrayModel } from './tray-menu.ts'

export interface AppTrayOptions {
  appName: string
  /** Folder of the tray images. */
  images: string
  actions: TrayActions
  logger: Logger
}

/** The icon in the tray (menu bar, notification area). Where there is no tray, it does nothing. */
export class AppTray {
  readonly #options: AppTrayOptions
  readonly #tray: Tray | null
  #shown = ''

  constructor(options: AppTrayOptions) {
    this.#options = options
    this.#tray = this.#create()
    this.update({ icon: 'idle', tooltip: options.appName, signIns: [], items: [] })
  }

  /** Shows the state. A menu that did not change stays: replacing one closes it under the mouse. */
  update(model: TrayModel): void {
    const tray = this.#tray
    if (!tray || tray.isDestroyed()) return
    const next = JSON.stringify(model)
    if (next === this.#shown) return
    const before = this.#shown === '' ? null : (JSON.parse(this.#shown) as TrayModel)
    this.#shown = next
    try {
      if (before?.icon !== model.icon) tray.setImage(this.#image(model.icon))
      tray.setToolTip(model.tooltip)
      if (!before || menuOf(before) !== menuOf(model)) {
        const { appName, actions } = this.#options
        tray.setContextMenu(Menu.buildFromTemplate(trayMenu(model, appName, actions)))
      }
    } catch (error) {
      this.#options.logger.warn('The tray could not be updated', { error })
    }
  }

  destroy(): void {
    this.#tray?.destroy()
  }

  #create(): Tray | null {
    const { actions, logger } = this.#options
    try {
      const tray = new Tray(this.#image('idle'))
      // macOS opens the menu on a click; elsewhere a click asks for the window.
      if (process.platform !== 'darwin') tray.on('click', actions.showWindow)
      return tray
    } catch (error) {
      logger.warn('There is no tray', { error })
      return null
    }
  }

  #image(icon: TrayIcon): Electron.NativeImage {
    return nativeImage.createFromPath(join(this.#options.images, trayImage(icon, process.platform)))
  }
}

function menuOf({ signIns, items }: TrayModel): string {
  return JSON.stringify([signIns, items])
}
