import { expect, test } from '@playwright/test'
import { killApp, launchApp, temporaryUserData } from './support/app.ts'
import type { RunningApp } from './support/app.ts'
import { Journey } from './support/journey.ts'
import { NotificationWatch } from './support/notifications.ts'
import { onLinuxOnly } from './support/skip.ts'
import { DesktopTray } from './support/tray.ts'
import {
  answerQuestions,
  closeWindow,
  ended,
  lookAway,
  questions,
  windowIsVisible,
} from './support/window.ts'

onLinuxOnly('The tray')

let tray: DesktopTray
let notifications: NotificationWatch
let userData: Awaited<ReturnType<typeof temporaryUserData>>
let app: RunningApp

test.beforeEach(async () => {
  tray = await DesktopTray.open()
  notifications = await NotificationWatch.start()
  userData = await temporaryUserData()
  app = await launchApp({ userData: userData.path, env: { DEMO_TIME_SCALE: '0.6' } })
})

test.afterEach(async () => {
  await killApp(app)
  notifications.stop()
  await tray.close()
  await userData.remove()
})

const show = 'Show Databricks Workflow Manager'

test('the tray tells how the export stands, brings the window back and quits', async () => {
  await expect.poll(() => tray.hasItem).toBe(true)
  const idle = await tray.shown()
  expect(idle).toMatchObject({ tooltip: 'Databricks Workflow Manager', menu: [show, 'Quit'] })

  await new Journey(app.page).openDemo()
  await startExport()
  await closeWindow(app)
  await expect.poll(() => windowIsVisible(app)).toBe(false)
  expect((await notifications.waitFor(/still running/, 10_000)).body).toContain('system tray')

  const standing = /^Export_Workflow_Job: [1-9]\d* %, (less than a minute|about \d+ min) left$/
  await expect.poll(async () => (await tray.shown()).tooltip).toMatch(standing)
  const running = await tray.shown()
  expect(running.icon).not.toBe(idle.icon)
  expect(running.menu).toEqual([expect.stringMatching(standing), '-', show, 'Quit'])
  expect(running.submenu).toEqual(['Show', 'Open run', 'Cancel…'])

  await tray.choose(show)
  await expect.poll(() => windowIsVisible(app)).toBe(true)
  // The menu is made anew with every percent; a click on the one before goes nowhere.
  await expect(async () => {
    await tray.choose(standing, 'Show')
    const exports = app.page.getByRole('heading', { level: 1, name: 'Export' })
    await expect(exports).toBeVisible({ timeout: 2_000 })
  }).toPass({ timeout: 15_000 })

  await answerQuestions(app, 1)
  await tray.choose('Quit')
  await expect.poll(() => questions(app)).toHaveLength(1)
  const [question] = await questions(app)
  expect(question?.detail).toMatch(/Export_Workflow_Job goes on in Databricks.*next start/)
  expect(await windowIsVisible(app)).toBe(true)

  await lookAway(app)
  const succeeded = 'Export_Workflow_Job succeeded'
  await expect.poll(async () => (await tray.shown()).tooltip, { timeout: 60_000 }).toBe(succeeded)
  const done = await tray.shown()
  expect(done.menu).toEqual([`Last export: ${succeeded}`, 'Start export…', '-', show, 'Quit'])
  expect([idle.icon, running.icon]).not.toContain(done.icon)

  // The export is on the page already: looking at the window is enough to have seen its end.
  await tray.choose(show)
  await expect.poll(async () => (await tray.shown()).icon).toBe(idle.icon)

  await tray.choose('Quit')
  await ended(app)
  expect(app.process.exitCode).toBe(0)
})

/** As soon as the documents are read, an export can start. */
async function startExport(): Promise<void> {
  await expect
    .poll(() =>
      app.page.evaluate(async () => {
        const answer = await window.desktop.exports.start({ anyway: true })
        return answer.ok ? 'started' : answer.error.message
      }),
    )
    .toBe('started')
}
