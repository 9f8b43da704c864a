import type { MenuItemConstructorOptions } from 'electron'
import type { TrayItem, TraySummary } from '../exports/tray-summary.ts'
import { shortened } from '../shown-name.ts'

export type TrayIcon = TraySummary['icon']

export interface TrayActions {
  showWindow: () => void
  /** Shows the window on the exports; on that one, if it is named. */
  showExport: (exportId: string | null) => void
  /** Opens the run in Databricks. */
  openRun: (exportId: string) => void
  /** Asks whether to cancel it. */
  cancel: (exportId: string) => void
  /** Shows the window on the sign-in of that connection. */
  signIn: (connectionId: string) => void
  quit: () => void
}

const longestLabel = 80

export function trayMenu(
  model: TraySummary,
  appName: string,
  actions: TrayActions,
): MenuItemConstructorOptions[] {
  const what = [
    ...model.signIns.map(({ connectionId, label }) =>
      item(label, () => {
        actions.signIn(connectionId)
      }),
    ),
    ...model.items.map((each) => exportItem(each, actions)),
    ...(model.more > 0
      ? [
          item(`${model.more} more…`, () => {
            actions.showExport(null)
          }),
        ]
      : []),
    ...lastItem(model, actions),
    ...(model.canStart
      ? [
          item('Start export…', () => {
            actions.showExport(null)
          }),
        ]
      : []),
  ]
  return [
    ...what,
    ...(what.length > 0 ? [{ type: 'separator' } as const] : []),
    item(`Show ${appName}`, () => {
      actions.showWindow()
    }),
    item('Quit', () => {
      actions.quit()
    }),
  ]
}

function exportItem(
  { id, label, hasRun, canCancel }: TrayItem,
  actions: TrayActions,
): MenuItemConstructorOptions {
  return {
    label: menuLabel(label),
    submenu: [
      item('Show', () => {
        actions.showExport(id)
      }),
      {
        ...item('Open run', () => {
          actions.openRun(id)
        }),
        enabled: hasRun,
      },
      {
        ...item('Cancel…', () => {
          actions.cancel(id)
        }),
        enabled: canCancel,
      },
    ],
  }
}

function lastItem({ last }: TraySummary, actions: TrayActions): MenuItemConstructorOptions[] {
  if (last === null) return []
  const { id, label } = last
  return [
    item(label, () => {
      actions.showExport(id)
    }),
  ]
}

function item(label: string, click: () => void): MenuItemConstructorOptions {
  return { label: menuLabel(label), click }
}

/** The image of a state. macOS colours template images itself; Windows wants the small size. */
export function trayImage(icon: TrayIcon, platform: NodeJS.Platform): string {
  if (platform === 'darwin') return `tray-${icon}Template.png`
  return `tray-${icon}-${platform === 'win32' ? 16 : 22}.png`
}

/** Names of jobs come from users: an ampersand would become a mnemonic, a long name a wide menu. */
function menuLabel(text: string): string {
  return shortened(text, longestLabel).replaceAll('&', '&&')
}
