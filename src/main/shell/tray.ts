import { join } from 'node:path'
import { Menu, nativeImage, Tray } from 'electron'
import type { TraySummary } from '../exports/tray-summary.ts'
import type { Logger } from '../logging/logger.ts'
import { nodeTimers } from '../timers.ts'
import { trayImage, trayMenu } from './tray-menu.ts'
import type { TrayActions, TrayIcon } from './tray-menu.ts'

export interface AppTrayOptions {
  appName: string
  /** Folder of the tray images. */
  images: string
  actions: TrayActions
  logger: Logger
}

/** An open menu is not replaced under the mouse; but not every desktop tells when it closes. */
const longestOpenMs = 20_000

/** The icon in the tray (menu bar, notification area). Where there is no tray, it does nothing. */
export class AppTray {
  readonly #options: AppTrayOptions
  #tray: Tray | null = null
  #wanted: TraySummary | null = null
  #shown: TraySummary | null = null
  /** The menu in the tray is a new one for every change; this says which one is open. */
  #openMenu: Menu | null = null
  #openTimer: unknown = null

  constructor(options: AppTrayOptions) {
    this.#options = options
  }

  /** Puts the icon into the tray. */
  open(): void {
    const { actions, logger } = this.#options
    try {
      this.#tray = new Tray(this.#image(this.#wanted?.icon ?? 'idle'))
      // macOS opens the menu on a click; elsewhere a click asks for the window.
      if (process.platform !== 'darwin') this.#tray.on('click', actions.showWindow)
    } catch (error) {
      logger.warn('There is no tray', { error })
    }
    this.#draw()
  }

  /** Shows the state. What did not change is left alone. */
  update(summary: TraySummary): void {
    this.#wanted = summary
    this.#draw()
  }

  destroy(): void {
    nodeTimers.clear(this.#openTimer)
    this.#tray?.destroy()
    this.#tray = null
  }

  #draw(): void {
    const tray = this.#tray
    const next = this.#wanted
    if (!tray || tray.isDestroyed() || next === null) return
    const before = this.#shown
    try {
      if (before?.icon !== next.icon) tray.setImage(this.#image(next.icon))
      if (before?.tooltip !== next.tooltip) tray.setToolTip(next.tooltip)
      if (before?.title !== next.title && process.platform === 'darwin') {
        tray.setTitle(next.title, { fontType: 'monospacedDigit' })
      }
      const drawsMenu =
        this.#openMenu === null && (before === null || menuOf(before) !== menuOf(next))
      if (drawsMenu) tray.setContextMenu(this.#menu(next))
      // What an open menu holds back stays to be drawn.
      this.#shown =
        this.#openMenu === null || before === null ? next : { ...next, ...menuPart(before) }
    } catch (error) {
      this.#options.logger.warn('The tray could not be updated', { error })
    }
  }

  #menu(summary: TraySummary): Menu {
    const { appName, actions } = this.#options
    const menu = Menu.buildFromTemplate(trayMenu(summary, appName, actions))
    const closed = (): void => {
      if (this.#openMenu !== menu) return
      nodeTimers.clear(this.#openTimer)
      this.#openMenu = null
      this.#draw()
    }
    menu.on('menu-will-show', () => {
      nodeTimers.clear(this.#openTimer)
      this.#openMenu = menu
      this.#openTimer = nodeTimers.set(closed, longestOpenMs)
    })
    menu.on('menu-will-close', () => {
      // The click on an item comes after the closing, and must find its menu.
      setImmediate(closed)
    })
    return menu
  }

  #image(icon: TrayIcon): Electron.NativeImage {
    return nativeImage.createFromPath(join(this.#options.images, trayImage(icon, process.platform)))
  }
}

function menuPart({ signIns, items, more, last, canStart }: TraySummary) {
  return { signIns, items, more, last, canStart }
}

function menuOf(summary: TraySummary): string {
  return JSON.stringify(menuPart(summary))
}
