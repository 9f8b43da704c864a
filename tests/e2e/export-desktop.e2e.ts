import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { createDemoServer } from '../../src/main/demo/server.ts'
import type { DemoServer } from '../../src/main/demo/server.ts'
import type { Answer } from '../../src/shared/ipc.ts'
import { killApp, launchApp, launchHidden, startAgain, temporaryUserData } from './support/app.ts'
import type { RunningApp } from './support/app.ts'
import { Journey } from './support/journey.ts'
import { NotificationWatch } from './support/notifications.ts'
import { pressButton, shownOutside, watchOutside } from './support/outside.ts'
import { onLinuxOnly } from './support/skip.ts'
import { DesktopTray } from './support/tray.ts'
import {
  answerQuestions,
  closeWindow,
  lookAway,
  questions,
  windowIsVisible,
} from './support/window.ts'

onLinuxOnly('Notifications and the tray')

let workspace: DemoServer
let tray: DesktopTray
let notifications: NotificationWatch
let userData: Awaited<ReturnType<typeof temporaryUserData>>
let app: RunningApp

// Long ones that need nothing of each other.
test.describe.configure({ mode: 'parallel' })

test.beforeEach(async () => {
  workspace = await createDemoServer({ timeScale: 0.2 })
  tray = await DesktopTray.open()
  notifications = await NotificationWatch.start()
  userData = await temporaryUserData()
  app = await launchApp({ userData: userData.path })
  await watchOutside(app)
})

test.afterEach(async () => {
  await killApp(app)
  notifications.stop()
  await tray.close()
  await workspace.stop()
  await userData.remove()
})

/** Calls main as the page does. */
async function ask(group: string, name: string, input?: unknown): Promise<Answer> {
  return await app.page.evaluate(
    async ([groupName, callName, value]) => {
      type Calls = Record<string, Record<string, (value?: unknown) => Promise<Answer>>>
      const calls = window.desktop as unknown as Calls
      const call = calls[String(groupName)]?.[String(callName)]
      if (!call) throw new Error(`no call ${String(groupName)}.${String(callName)}`)
      return await call(value)
    },
    [group, name, input] as const,
  )
}

async function connect(): Promise<void> {
  const answer = await ask('connections', 'add', {
    name: 'Tom & <b>Jerry</b>',
    color: 'none',
    host: workspace.url,
    signIn: { method: 'token' },
    secret: workspace.token,
    keepSecret: 'keychain',
  })
  expect(answer.ok).toBe(true)
  await app.page.evaluate(() => (window.location.hash = '#/workflows'))
  await expect(app.page.getByRole('navigation', { name: 'Pages' })).toBeVisible()
}

/** As soon as the documents are read, an export can start. */
async function startExport(): Promise<void> {
  await expect
    .poll(async () => {
      const answer = await ask('exports', 'start', { anyway: true })
      return answer.ok ? 'started' : answer.error.message
    })
    .toBe('started')
}

const runsGet = /^GET \/api\/2\.\d\/jobs\/runs\/get$/

test('what becomes of exports is told outside of the window', async () => {
  await expect.poll(() => tray.hasItem).toBe(true)
  const idle = await tray.shown()
  await connect()
  await ask('settings', 'change', { keepInBackground: true })

  // A failure, with everything that shows it.
  await lookAway(app)
  workspace.workspace.failNextRun('No room for <b>a & b</b>')
  await startExport()
  const failed = await notifications.waitFor(/^Export failed/, 20_000)
  expect(failed.body).toMatch(/^Export_Workflow_Job: .*No room for (&lt;b&gt;a &amp;|<b>a &) b/)
  await expect.poll(async () => (await tray.shown()).tooltip).toBe('Export_Workflow_Job failed')
  const bad = await tray.shown()
  expect(bad.icon).not.toBe(idle.icon)
  const outside = await shownOutside(app)
  expect(outside.badge).toBe(1)
  expect(outside.progress.some((value) => value > 0 && value < 1)).toBe(true)
  const rising = outside.progress.filter((value) => value >= 0)
  expect(rising).toEqual(rising.toSorted((left, right) => left - right))
  expect(outside.progress.at(-1)).toBeLessThan(0)

  // Run again from the notification, and then nobody is signed in any more.
  const heal = workspace.faults.add({ route: runsGet, kind: 'status', status: 401 })
  await pressButton(app, 'Export failed', 2)
  await expect.poll(() => workspace.workspace.runsStarted).toBe(2)
  const waits = await notifications.waitFor(/^Sign in again/, 20_000)
  expect(waits.body).toMatch(/^“Tom (&amp; &lt;b&gt;|& <b>)Jerry/)
  const signIn = 'Sign in again: Tom & <b>Jerry</b>'
  await expect.poll(async () => (await tray.shown()).menu[0]).toBe(signIn)
  const attention = await tray.shown()
  expect([idle.icon, bad.icon]).not.toContain(attention.icon)
  await closeWindow(app)
  await expect.poll(() => windowIsVisible(app)).toBe(false)
  await tray.choose(signIn)
  await expect.poll(() => windowIsVisible(app)).toBe(true)
  await expect(app.page.getByRole('heading', { level: 1 })).not.toHaveText('Export')

  // The window is in front now: its page tells, and leads there.
  heal()
  const state = await ask('connections', 'state')
  const [connection] = (state as { value: { connections: { id: string }[] } }).value.connections
  expect((await ask('connections', 'signIn', { id: connection?.id })).ok).toBe(true)
  const toast = app.page.getByRole('status').filter({ hasText: /^\s*Export succeeded/ })
  await expect(toast).toBeVisible({ timeout: 20_000 })
  expect(notifications.seen.filter(({ title }) => title === 'Export succeeded')).toEqual([])
  await expect.poll(async () => (await shownOutside(app)).badge).toBe(2)
  await toast.getByRole('button', { name: 'Show' }).click()
  await expect(app.page.getByRole('heading', { level: 1, name: 'Export' })).toBeVisible()
  await expect.poll(async () => (await shownOutside(app)).badge).toBe(0)
  await expect.poll(async () => (await tray.shown()).icon).toBe(idle.icon)

  // One that takes long, canceled from the tray.
  await lookAway(app)
  await answerQuestions(app, 0)
  await startExport()
  await app.electron.evaluate(() => Object.assign(globalThis, { clockAheadMs: 3_600_000 }))
  await notifications.waitFor(/^Export takes longer than usual/, 20_000)
  await tray.choose(/^Export_Workflow_Job: /, 'Cancel…')
  await notifications.waitFor(/^Export canceled/, 20_000)
  expect((await questions(app)).map(({ message }) => message)).toEqual(['Cancel this export?'])
})

test('a start at login stays in the tray and tells together what ended meanwhile', async () => {
  await connect()
  const entry = join(
    process.env.XDG_CONFIG_HOME ?? '',
    'autostart/io.github.databricks-workflow-manager.desktop',
  )
  await new Journey(app.page).goTo('Settings')
  const atLogin = app.page.getByRole('switch', { name: 'Start when you log in' })
  await expect(atLogin).not.toBeChecked()
  await atLogin.click()
  await expect(atLogin).toBeChecked()
  expect(await readFile(entry, 'utf8')).toMatch(
    /^Exec="[^"]+" .*"--user-data-dir=.*" .*"--hidden"$/m,
  )
  await app.page.getByRole('button', { name: 'Send a test notification' }).click()
  await expect(app.page.getByText(/^\s*The system took it/)).toBeVisible()
  await notifications.waitFor(/^Notifications work/, 5_000)
  await notifications.closeAll()

  await startExport()
  await startExport()
  await expect.poll(() => workspace.workspace.runsStarted).toBe(2)
  await killApp(app)
  await expect.poll(() => workspace.workspace.runs().some(({ active }) => active)).toBe(false)

  const hidden = await launchHidden({ userData: userData.path })
  app = { ...app, ...hidden }
  await notifications.waitFor(/^2 exports ended/, 25_000)
  expect(notifications.seen.filter(({ title }) => /^Export/.test(title))).toEqual([])
  await expect.poll(async () => (await tray.shown()).tooltip).toBe('2 exports ended')
  const windows = () =>
    app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)
  expect(await windows()).toBe(0)

  expect(await startAgain(userData.path, '--hidden')).toBe(0)
  expect(await windows()).toBe(0)
  await notifications.clickNewest()
  const page = await app.electron.firstWindow()
  await expect(page.getByRole('heading', { level: 1, name: 'Export' })).toBeVisible()

  app = { ...app, page }
  await new Journey(page).goTo('Settings')
  await page.getByRole('switch', { name: 'Start when you log in' }).click()
  await expect.poll(() => readFile(entry, 'utf8').catch(() => 'none')).toBe('none')
})
