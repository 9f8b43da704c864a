import { expect, test } from '@playwright/test'
import { killApp, launchApp, quitApp, startAgain, temporaryUserData } from './support/app.ts'
import type { RunningApp } from './support/app.ts'
import { Journey } from './support/journey.ts'
import { NotificationWatch } from './support/notifications.ts'

let notifications: NotificationWatch
let userData: Awaited<ReturnType<typeof temporaryUserData>>
let app: RunningApp

// Long ones that need nothing of each other.
test.describe.configure({ mode: 'parallel' })

test.beforeEach(async () => {
  notifications = await NotificationWatch.start()
  userData = await temporaryUserData()
  app = await launchApp({ userData: userData.path })
})

test.afterEach(async () => {
  await killApp(app)
  notifications.stop()
  await userData.remove()
})

/** What the page tells of an end. */
function toast() {
  return app.page.getByRole('status').filter({ hasText: /^\s*Export succeeded/ })
}

function windowIsVisible(): Promise<boolean> {
  return app.electron.evaluate(
    ({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible() ?? false,
  )
}

test('connect, pick, save, export, close the window, be told', async () => {
  const journey = new Journey(app.page)
  await journey.openDemo()

  await journey.goTo('Workflows')
  await expect(app.page.getByRole('heading', { level: 1 })).toContainText('Workflows')
  await journey.setPicked('legacy_customer_merge', false)
  await journey.setPicked('crm_customer_export', true)
  await journey.goTo('Pipelines')
  await expect(journey.selection()).toContainText('unsaved change')
  await journey.reviewAndSave()

  await journey.startExport()
  await journey.goTo('Activity')
  await app.electron.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.close()
  })
  await expect.poll(windowIsVisible).toBe(false)
  await notifications.waitFor(/still running/, 10_000)
  const told = await notifications.waitFor(/^Export succeeded/, 60_000)
  expect(told.body).toMatch(/^3 workflows and 2 pipelines from Export_Workflow_Job/)
  expect(await windowIsVisible()).toBe(false)

  await notifications.clickNewest()
  await expect.poll(windowIsVisible).toBe(true)
  await expect(app.page.getByRole('heading', { level: 1, name: 'Export' })).toBeVisible()
  await expect(app.page.getByText('Succeeded').first()).toBeVisible()
})

test('quit in the middle of an export: the next start follows it to its end', async () => {
  const journey = new Journey(app.page)
  await journey.openDemo()
  await journey.startExport()
  await quitApp(app)

  app = await launchApp({ userData: userData.path })
  await expect(toast()).toBeVisible({ timeout: 60_000 })
  await toast().getByRole('button', { name: 'Show' }).click()
  await expect(app.page.getByRole('heading', { level: 1, name: 'Export' })).toBeVisible()
  await expect(app.page.getByText('Succeeded').first()).toBeVisible()
})

test('a kill in the middle of an export loses nothing and starts nothing twice', async () => {
  const journey = new Journey(app.page)
  await journey.openDemo()
  await journey.startExport()
  await killApp(app)

  app = await launchApp({ userData: userData.path })
  await expect(toast()).toBeVisible({ timeout: 60_000 })
  // The window is in front, so the page tells and the system is quiet.
  expect(notifications.seen.filter(({ title }) => /^Export/.test(title))).toEqual([])
  const { list } = await app.page.evaluate(async () => {
    const answer = await window.desktop.exports.list()
    return { list: answer.ok ? (answer.value as { state: string }[]) : [] }
  })
  expect(list.map(({ state }) => state)).toEqual(['succeeded'])
})

test('a second start brings the first window to the front and ends', async () => {
  await app.electron.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.hide()
  })
  expect(await windowIsVisible()).toBe(false)
  expect(await startAgain(userData.path)).toBe(0)
  await expect.poll(windowIsVisible).toBe(true)
})
