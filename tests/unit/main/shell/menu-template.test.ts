import type { MenuItemConstructorOptions } from 'electron'
import { describe, expect, it } from 'vitest'
import { menuTemplate } from '../../../../src/main/shell/menu-template.ts'

interface Setup {
  items: MenuItemConstructorOptions[]
  done: string[]
}

function menuOf(platform: NodeJS.Platform, development = false): Setup {
  const done: string[] = []
  const template = menuTemplate({
    appName: 'Databricks Workflow Manager',
    platform,
    development,
    actions: {
      showPage: (page) => done.push(`page ${page}`),
      command: (command) => done.push(`command ${command}`),
      openLink: (url) => done.push(`link ${url}`),
      showLogFolder: () => done.push('log folder'),
    },
  })
  return { items: template.flatMap(flat), done }
}

function flat(item: MenuItemConstructorOptions): MenuItemConstructorOptions[] {
  return [item, ...(Array.isArray(item.submenu) ? item.submenu.flatMap(flat) : [])]
}

function press({ items }: Setup, accelerator: string): void {
  const item = items.find((candidate) => candidate.accelerator === accelerator)
  const click = item?.click as (() => void) | undefined
  if (!click) throw new Error(`Nothing has the shortcut ${accelerator}`)
  click()
}

describe('the application menu', () => {
  it.each([
    ['CmdOrCtrl+F', 'command search'],
    ['CmdOrCtrl+R', 'command refresh'],
    ['CmdOrCtrl+S', 'command save'],
    ['CmdOrCtrl+K', 'command palette'],
    ['CmdOrCtrl+1', 'page export'],
    ['CmdOrCtrl+2', 'page workflows'],
    ['CmdOrCtrl+3', 'page pipelines'],
    ['CmdOrCtrl+4', 'page configuration'],
    ['CmdOrCtrl+5', 'page activity'],
    ['CmdOrCtrl+6', 'page settings'],
    ['CmdOrCtrl+,', 'page settings'],
  ])('%s does “%s” on every system', (accelerator, expected) => {
    for (const platform of ['linux', 'win32', 'darwin'] as const) {
      const menu = menuOf(platform)
      press(menu, accelerator)
      expect(menu.done).toEqual([expected])
    }
  })

  it('gives no shortcut to two items', () => {
    for (const platform of ['linux', 'win32', 'darwin'] as const) {
      const accelerators = menuOf(platform, true).items.flatMap((item) => item.accelerator ?? [])
      expect(new Set(accelerators).size).toBe(accelerators.length)
    }
  })

  it('offers reload and developer tools in development only', () => {
    const roles = (development: boolean) =>
      menuOf('linux', development).items.map(({ role }) => role)
    expect(roles(false)).not.toContain('toggleDevTools')
    expect(roles(false)).not.toContain('reload')
    expect(roles(false)).not.toContain('forceReload')
    expect(roles(true)).toEqual(expect.arrayContaining(['toggleDevTools', 'reload']))
  })

  it('has the usual roles', () => {
    const usual = [
      'undo',
      'redo',
      'cut',
      'copy',
      'paste',
      'selectAll',
      'resetZoom',
      'quit',
      'about',
    ]
    for (const platform of ['linux', 'darwin'] as const) {
      expect(menuOf(platform).items.map(({ role }) => role)).toEqual(expect.arrayContaining(usual))
    }
  })
})
