import type { MenuItemConstructorOptions } from 'electron'

export type TrayIcon = 'idle' | 'running' | 'succeeded' | 'failed' | 'attention'

/** What the tray shows: its icon, its tooltip, and menu items for what goes on. */
export interface TrayModel {
  icon: TrayIcon
  tooltip: string
  /** Connections to sign in to again, above all else. */
  signIns: readonly { connectionId: string; label: string }[]
  /** The active exports. */
  items: readonly { id: string; label: string }[]
}

export interface TrayActions {
  showWindow: () => void
  /** Shows the window on that export. */
  showExport: (exportId: string) => void
  /** Shows the window on the sign-in of that connection. */
  signIn: (connectionId: string) => void
  quit: () => void
}

const longestLabel = 80

export function trayMenu(
  model: TrayModel,
  appName: string,
  actions: TrayActions,
): MenuItemConstructorOptions[] {
  const exports = model.items.map(({ id, label }): MenuItemConstructorOptions => ({
    label: menuLabel(label),
    click: () => {
      actions.showExport(id)
    },
  }))
  const signIns = model.signIns.map(({ connectionId, label }): MenuItemConstructorOptions => ({
    label: menuLabel(label),
    click: () => {
      actions.signIn(connectionId)
    },
  }))
  return [
    ...signIns,
    ...exports,
    ...(signIns.length + exports.length > 0 ? [{ type: 'separator' } as const] : []),
    {
      label: `Show ${appName}`,
      click: () => {
        actions.showWindow()
      },
    },
    {
      label: 'Quit',
      click: () => {
        actions.quit()
      },
    },
  ]
}

/** The image of a state. macOS colours template images itself; Windows wants the small size. */
export function trayImage(icon: TrayIcon, platform: NodeJS.Platform): string {
  if (platform === 'darwin') return `tray-${icon}Template.png`
  return `tray-${icon}-${platform === 'win32' ? 16 : 22}.png`
}

/** Names of jobs come from users: an ampersand would become a mnemonic, a long name a wide menu. */
function menuLabel(text: string): string {
  const characters = [...text]
  const short =
    characters.length > longestLabel ? `${characters.slice(0, longestLabel - 1).join('')}…` : text
  return short.replaceAll('&', '&&')
}
