import { execFileSync } from 'node:child_process'
import { readdir, readFile, rm, statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import type { Page } from '@playwright/test'
import type { Settings } from '../../src/shared/settings.ts'
import { killApp, launchApp, quitApp, temporaryUserData } from './support/app.ts'
import type { RunningApp } from './support/app.ts'
import { Journey } from './support/journey.ts'
import { logLines } from './support/log.ts'
import { NotificationWatch } from './support/notifications.ts'
import { skipFor } from './support/skip.ts'
import { closeWindow, ended, windowBounds, windowIsVisible } from './support/window.ts'

let userData: Awaited<ReturnType<typeof temporaryUserData>>
let app: RunningApp

test.beforeEach(async () => {
  userData = await temporaryUserData()
  app = await launchApp({ userData: userData.path })
})

test.afterEach(async () => {
  await killApp(app)
  await userData.remove()
})

test('the window remembers its place, hides when asked to and tells so once', async () => {
  const notifications = await NotificationWatch.start()
  const place = { x: 120, y: 90, width: 1010, height: 700 }
  await app.electron.evaluate(({ BrowserWindow }, bounds) => {
    BrowserWindow.getAllWindows()[0]?.setBounds(bounds)
  }, place)
  await changeSettings({ theme: 'dark', keepInBackground: true, pageSize: 50 })
  await closeWindow(app)
  await expect.poll(() => windowIsVisible(app)).toBe(false)
  const told = await notifications.waitFor(/still running/, 10_000)
  expect(told.body).toBe(
    'The app keeps running in the background. Start it again to bring the window back.',
  )
  await quitApp(app)

  await test.step('size, place and settings are as they were at the next start', async () => {
    app = await launchApp({ userData: userData.path })
    expect(await windowBounds(app)).toEqual(place)
    await expect.poll(() => windowIsVisible(app)).toBe(true)
    expect(await settings()).toMatchObject({ theme: 'dark', keepInBackground: true, pageSize: 50 })
    await expect(app.page.locator('html')).toHaveAttribute('data-appearance', 'dark')
  })

  await test.step('the second time it hides without a word', async () => {
    await closeWindow(app)
    await expect.poll(() => windowIsVisible(app)).toBe(false)
    await app.electron.evaluate(({ app: electronApp }) => electronApp.emit('activate'))
    await expect.poll(() => windowIsVisible(app)).toBe(true)
    expect(notifications.seen.filter(({ title }) => title.includes('still running'))).toHaveLength(
      1,
    )
  })

  await test.step('without that setting and without an export, closing quits', async () => {
    await changeSettings({ keepInBackground: false })
    await closeWindow(app)
    await ended(app)
    expect(app.process.exitCode).toBe(0)
  })

  await test.step('on a screen that went away it comes back to one that is there', async () => {
    const file = join(userData.path, 'window-state.json')
    const state = JSON.parse(await readFile(file, 'utf8')) as { bounds: typeof place }
    expect(state.bounds).toEqual(place)
    await writeFile(file, JSON.stringify({ ...state, bounds: { ...place, x: 9000, y: -4000 } }))
    app = await launchApp({ userData: userData.path })
    const area = await app.electron.evaluate(({ screen }) => screen.getPrimaryDisplay().workArea)
    const bounds = await windowBounds(app)
    expect(bounds).toMatchObject({ width: place.width, height: place.height })
    expect(bounds?.x).toBeGreaterThanOrEqual(area.x)
    expect(bounds?.y).toBeGreaterThanOrEqual(area.y)
    expect((bounds?.x ?? 0) + place.width).toBeLessThanOrEqual(area.x + area.width)
    expect((bounds?.y ?? 0) + place.height).toBeLessThanOrEqual(area.y + area.height)
  })
  notifications.stop()
})

test('menu and keys do the same; the theme applies at once; a page that crashes comes back', async () => {
  const { page } = app
  const journey = new Journey(page)
  await journey.openDemo()
  await expect(page.getByText('Connected', { exact: true })).toBeVisible()

  await test.step('every shortcut is in the menu', async () => {
    const items = await menuItems()
    expect(items).toMatchObject({
      'command.save': 'CmdOrCtrl+S',
      'command.refresh': 'CmdOrCtrl+R',
      'command.search': 'CmdOrCtrl+F',
      'command.palette': 'CmdOrCtrl+K',
      'page.export': 'CmdOrCtrl+1',
      'page.workflows': 'CmdOrCtrl+2',
      'page.pipelines': 'CmdOrCtrl+3',
      'page.configuration': 'CmdOrCtrl+4',
      'page.activity': 'CmdOrCtrl+5',
      'page.settings': 'CmdOrCtrl+6',
      settings: 'CmdOrCtrl+,',
    })
  })

  for (const way of ['key', 'menu'] as const) {
    await test.step(`by ${way}`, async () => {
      const act = (key: string, id: string) =>
        way === 'key' ? page.keyboard.press(`ControlOrMeta+${key}`) : clickMenu(id)
      const pages = ['Export', 'Workflows', 'Pipelines', 'Configuration', 'Activity', 'Settings']
      for (const [index, name] of [...pages.entries(), [1, 'Workflows'] as const]) {
        await act(String(index + 1), `page.${name.toLowerCase()}`)
        await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
      }

      await act('F', 'command.search')
      await expect(page.getByRole('textbox', { name: /^Search/ })).toBeFocused()

      await expect.poll(async () => (await workflowList()).refreshing).toBe(false)
      const before = (await workflowList()).updatedAt ?? 0
      await act('R', 'command.refresh')
      await expect.poll(async () => (await workflowList()).updatedAt).toBeGreaterThan(before)
      await expect(page.getByRole('textbox', { name: /^Search/ })).toBeFocused()

      await act('K', 'command.palette')
      await expect(page.getByRole('dialog')).toBeVisible()
      await page.keyboard.press('Escape')
      await expect(page.getByRole('dialog')).toBeHidden()

      await act('S', 'command.save')
      await expect(page.getByRole('dialog')).toBeHidden()
      await journey.setPicked('crm_customer_export', true)
      await act('S', 'command.save')
      await expect(page.getByRole('dialog', { name: /Review/ })).toBeVisible()
      await page.keyboard.press('Escape')
      await expect(page.getByRole('dialog')).toBeHidden()
      await journey.setPicked('crm_customer_export', false)
      await expect(journey.selection()).toContainText('All saved')
    })
  }

  await test.step('light, dark and as the system has it', async () => {
    const look = async () => ({
      appearance: await page.locator('html').getAttribute('data-appearance'),
      native: await app.electron.evaluate(({ nativeTheme }) => nativeTheme.themeSource),
    })
    await changeSettings({ theme: 'light' })
    await expect.poll(look).toEqual({ appearance: 'light', native: 'light' })
    const light = await brightness(page)
    await changeSettings({ theme: 'dark' })
    await expect.poll(look).toEqual({ appearance: 'dark', native: 'dark' })
    expect(await brightness(page)).toBeLessThan(light / 3)
    await changeSettings({ theme: 'system' })
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await expect.poll(look).toEqual({ appearance: colorScheme, native: 'system' })
    }
  })

  await test.step('a crash of the page', async () => {
    const crash = () =>
      app.electron.evaluate(({ BrowserWindow }) => {
        BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer()
      })
    const isCrashed = () =>
      app.electron.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()[0]?.webContents.isCrashed(),
      )
    // The driver gives a crashed page up, so the one after it is asked through main.
    const activeConnection = () =>
      app.electron.evaluate(async ({ BrowserWindow }) => {
        const contents = BrowserWindow.getAllWindows()[0]?.webContents
        const question = `document.querySelector('[data-ready]') && window.desktop.connections.state()`
        // A page that is just being loaded may never answer.
        const timeout = new Promise((done) => setTimeout(done, 1000))
        const answer: unknown = await Promise.race([
          contents?.executeJavaScript(question).catch(() => null),
          timeout,
        ])
        return (answer as { value?: { activeId?: string } } | null)?.value?.activeId
      })
    await crash()
    await expect.poll(activeConnection).toBe('demo')
    expect(await logLines(userData.path, 'The process of the page ended')).toHaveLength(1)

    await crash()
    await expect.poll(isCrashed).toBe(true)
    await app.electron.evaluate(({ app: electronApp }) => electronApp.emit('activate'))
    await expect.poll(activeConnection).toBe('demo')
  })
})

test('files that are damaged cost their content and nothing else', async () => {
  const journey = new Journey(app.page)
  await changeSettings({ theme: 'dark' })
  await journey.openDemo()
  await expect(app.page.getByText('All saved')).toBeVisible()
  await expect.poll(async () => (await workflowList()).updatedAt).not.toBeNull()
  await quitApp(app)

  const garbage = '{"theme":"dark","connections":[{]\u0000'
  await test.step('settings, window, exports and cached lists', async () => {
    const caches = (await readdir(join(userData.path, 'catalog'), { recursive: true })).filter(
      (name) => name.includes('.'),
    )
    expect(caches.length).toBeGreaterThan(0)
    for (const name of [
      'settings.json',
      'window-state.json',
      'export-state.json',
      'export-state.backup.json',
      ...caches.map((cache) => join('catalog', cache)),
    ]) {
      await writeFile(join(userData.path, name), garbage)
    }
    app = await launchApp({ userData: userData.path })
    await new Journey(app.page).goTo('Workflows')
    await expect(app.page.getByRole('row').nth(20)).toBeVisible()
    await expect.poll(async () => (await workflowList()).total).toBe(240)
    await expect.poll(() => windowIsVisible(app)).toBe(true)
    expect(await settings()).toMatchObject({ theme: 'system', pageSize: 100 })
    expect(await app.page.evaluate(() => window.desktop.exports.list())).toEqual({
      ok: true,
      value: [],
    })
    await changeSettings({ theme: 'light' })
    await quitApp(app)
    const told = await logLines(userData.path, 'A file could not be read and is done without')
    expect(told.map(({ file }) => file)).toEqual(
      expect.arrayContaining(['settings.json', 'window-state.json']),
    )
    const aside = (await readdir(userData.path)).filter((name) => name.includes('.bad-'))
    for (const name of ['settings', 'export-state', 'window-state']) {
      expect(aside.join(), name).toContain(`${name}.json.bad-`)
    }
    for (const name of aside) {
      expect(await readFile(join(userData.path, name), 'utf8'), name).toBe(garbage)
    }
  })

  await test.step('connections and the demo workspace', async () => {
    await writeFile(join(userData.path, 'connections.json'), garbage)
    await writeFile(join(userData.path, 'demo-workspace.json'), garbage)
    app = await launchApp({ userData: userData.path })
    expect(await settings()).toMatchObject({ theme: 'light' })
    await new Journey(app.page).openDemo()
    await expect(app.page.getByText('Connected', { exact: true })).toBeVisible()
    const aside = (await readdir(userData.path)).find((name) =>
      name.startsWith('connections.json.bad-'),
    )
    expect(aside).toBeDefined()
  })
})

test('on a full disk the app says so, keeps what was there, and goes on when there is room', async () => {
  skipFor(smallDisk(userData.path))
  await quitApp(app)
  const folder = join(userData.path, 'disk')
  app = await launchApp({ userData: folder })
  try {
    await new Journey(app.page).openDemo()
    await changeSettings({ theme: 'dark' })
    const filler = join(folder, 'filler')
    const { bavail, bsize } = await statfs(folder)
    await writeFile(filler, Buffer.alloc(bavail * bsize)).catch(() => undefined)

    await new Journey(app.page).goTo('Settings')
    await app.page.getByText('Light', { exact: true }).click()
    await expect(app.page.getByRole('alert').first()).toContainText('disk of this computer is full')
    expect(await settings()).toMatchObject({ theme: 'dark' })
    expect(JSON.parse(await readFile(join(folder, 'settings.json'), 'utf8'))).toMatchObject({
      theme: 'dark',
    })
    await new Journey(app.page).goTo('Workflows')
    await expect(app.page.getByRole('row').nth(5)).toBeVisible()

    await rm(filler)
    await changeSettings({ theme: 'light' })
    expect(await settings()).toMatchObject({ theme: 'light' })
  } finally {
    await killApp(app)
    execFileSync('umount', ['--lazy', folder])
  }
})

/** Puts a disk of 64 MB below a folder; why not, or null. */
function smallDisk(parent: string): string | null {
  if (process.platform !== 'linux') return 'only on Linux a small disk can be had for a test'
  if (process.getuid?.() !== 0) return 'mounting a small disk needs root'
  try {
    execFileSync('mkdir', [join(parent, 'disk')])
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', join(parent, 'disk')], {
      stdio: 'ignore',
    })
    return null
  } catch {
    return 'this system refuses to mount a small disk'
  }
}

async function settings(): Promise<Settings> {
  const answer = await app.page.evaluate(() => window.desktop.settings.get())
  if (!answer.ok) throw new Error(answer.error.message)
  return answer.value as Settings
}

async function changeSettings(change: Partial<Settings>): Promise<void> {
  const answer = await app.page.evaluate((wanted) => window.desktop.settings.change(wanted), change)
  if (!answer.ok) throw new Error(answer.error.message)
}

async function workflowList(): Promise<{
  total: number
  updatedAt: number | null
  refreshing: boolean
}> {
  const answer = await app.page.evaluate(() => window.desktop.catalog.status({ kind: 'workflow' }))
  if (!answer.ok) throw new Error(answer.error.message)
  return answer.value as { total: number; updatedAt: number | null; refreshing: boolean }
}

/** Accelerators of the application menu by id. */
function menuItems(): Promise<Record<string, string>> {
  return app.electron.evaluate(({ Menu }) => {
    const items = Menu.getApplicationMenu()?.items.flatMap(({ submenu }) => submenu?.items ?? [])
    return Object.fromEntries((items ?? []).map(({ id, accelerator }) => [id, String(accelerator)]))
  })
}

function clickMenu(id: string): Promise<void> {
  return app.electron.evaluate(({ Menu }, wanted) => {
    const item = Menu.getApplicationMenu()?.getMenuItemById(wanted)
    if (!item) throw new Error(`the menu has no ${wanted}`)
    item.click()
  }, id)
}

/** Sum of red, green and blue of the page's ground. */
function brightness(page: Page): Promise<number> {
  return page.evaluate(() => {
    const [red = 0, green = 0, blue = 0] = (
      getComputedStyle(document.body).backgroundColor.match(/\d+/g) ?? []
    ).map(Number)
    return red + green + blue
  })
}
