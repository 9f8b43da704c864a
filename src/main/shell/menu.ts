import { Menu } from 'electron'
import { menuTemplate } from './menu-template.ts'
import type { MenuOptions } from './menu-template.ts'

/** Puts the application menu up. */
export function setApplicationMenu(options: MenuOptions): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(options)))
}
