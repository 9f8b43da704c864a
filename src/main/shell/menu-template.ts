import type { MenuItemConstructorOptions } from 'electron'
import type { PayloadOf } from '../../shared/ipc.ts'

export type Page = PayloadOf<'app.show'>['page']
export type PageCommand = PayloadOf<'app.command'>['command']

export interface MenuActions {
  /** Shows the window on that page. */
  showPage: (page: Page) => void
  /** Has the page carry out a shortcut. */
  command: (command: PageCommand) => void
  openLink: (url: string) => void
  showLogFolder: () => void
}

export interface MenuOptions {
  appName: string
  platform: NodeJS.Platform
  development: boolean
  actions: MenuActions
}

/** The pages in the order of the rail: Ctrl/Cmd+1 is the first. */
const pages: readonly { page: Page; label: string }[] = [
  { page: 'export', label: 'Export' },
  { page: 'workflows', label: 'Workflows' },
  { page: 'pipelines', label: 'Pipelines' },
  { page: 'configuration', label: 'Configuration' },
  { page: 'activity', label: 'Activity' },
  { page: 'settings', label: 'Settings' },
]

const separator: MenuItemConstructorOptions = { type: 'separator' }

/** The application menu. Its shortcuts are commands to the page: Ctrl/Cmd+R refreshes, not reloads. */
export function menuTemplate(options: MenuOptions): MenuItemConstructorOptions[] {
  const isMac = options.platform === 'darwin'
  return [
    ...(isMac ? [appMenu(options)] : []),
    fileMenu(options, isMac),
    editMenu(options),
    viewMenu(options),
    goMenu(options),
    { role: 'windowMenu' },
    helpMenu(options),
  ]
}

function appMenu(options: MenuOptions): MenuItemConstructorOptions {
  return {
    label: options.appName,
    submenu: [
      { role: 'about' },
      separator,
      settingsItem(options),
      separator,
      { role: 'services' },
      separator,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      separator,
      { role: 'quit' },
    ],
  }
}

function fileMenu(options: MenuOptions, isMac: boolean): MenuItemConstructorOptions {
  const items = [
    commandItem(options, 'Save', 'CmdOrCtrl+S', 'save'),
    commandItem(options, 'Refresh', 'CmdOrCtrl+R', 'refresh'),
    separator,
  ]
  return {
    label: '&File',
    submenu: isMac
      ? [...items, { role: 'close' }]
      : [...items, settingsItem(options), separator, { role: 'close' }, { role: 'quit' }],
  }
}

function editMenu(options: MenuOptions): MenuItemConstructorOptions {
  return {
    label: '&Edit',
    submenu: [
      { role: 'undo' },
      { role: 'redo' },
      separator,
      { role: 'cut' },
      { role: 'copy' },
      { role: 'paste' },
      { role: 'selectAll' },
      separator,
      commandItem(options, 'Find', 'CmdOrCtrl+F', 'search'),
    ],
  }
}

function viewMenu(options: MenuOptions): MenuItemConstructorOptions {
  return {
    label: '&View',
    submenu: [
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      // On most keyboards "+" is Shift and "=": zooming in must not need Shift.
      { role: 'zoomIn', accelerator: 'CmdOrCtrl+=', visible: false },
      { role: 'zoomOut' },
      separator,
      { role: 'togglefullscreen' },
      ...(options.development ? developmentItems : []),
    ],
  }
}

const developmentItems: readonly MenuItemConstructorOptions[] = [
  separator,
  { role: 'reload', accelerator: 'CmdOrCtrl+Alt+R' },
  { role: 'toggleDevTools' },
]

function goMenu(options: MenuOptions): MenuItemConstructorOptions {
  return {
    label: '&Go',
    submenu: [
      commandItem(options, 'Command Palette…', 'CmdOrCtrl+K', 'palette'),
      separator,
      ...pages.map(({ page, label }, index): MenuItemConstructorOptions => ({
        id: `page.${page}`,
        label,
        accelerator: `CmdOrCtrl+${index + 1}`,
        click: () => {
          options.actions.showPage(page)
        },
      })),
    ],
  }
}

function helpMenu(options: MenuOptions): MenuItemConstructorOptions {
  const { actions, platform } = options
  const about: MenuItemConstructorOptions[] =
    platform === 'darwin' ? [] : [separator, { role: 'about' }]
  return {
    role: 'help',
    label: '&Help',
    submenu: [
      {
        label: 'Databricks Documentation',
        click: () => {
          actions.openLink('https://docs.databricks.com/')
        },
      },
      {
        label: 'Show Log Files',
        click: () => {
          actions.showLogFolder()
        },
      },
      ...about,
    ],
  }
}

function settingsItem({ actions }: MenuOptions): MenuItemConstructorOptions {
  return {
    id: 'settings',
    label: 'Settings…',
    accelerator: 'CmdOrCtrl+,',
    click: () => {
      actions.showPage('settings')
    },
  }
}

function commandItem(
  { actions }: MenuOptions,
  label: string,
  accelerator: string,
  command: PageCommand,
): MenuItemConstructorOptions {
  return {
    id: `command.${command}`,
    label,
    accelerator,
    click: () => {
      actions.command(command)
    },
  }
}
