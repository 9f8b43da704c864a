import { expect, test } from '@playwright/test'
import { killApp, launchApp, temporaryUserData } from './support/app.ts'
import type { RunningApp } from './support/app.ts'
import { Journey } from './support/journey.ts'

let userData: Awaited<ReturnType<typeof temporaryUserData>>
let app: RunningApp

test.beforeEach(async () => {
  userData = await temporaryUserData()
  app = await launchApp({ userData: userData.path, env: { CHECK_CONTRACT: '1' } })
})

test.afterEach(async () => {
  await killApp(app)
  await userData.remove()
})

/** The page of a run that nobody follows yet. */
async function unfollowedRun(): Promise<string> {
  return await app.page.evaluate(async () => {
    const recent = await window.desktop.exports.recentRuns()
    if (!recent.ok) throw new Error(recent.error.message)
    const { runs } = recent.value as { runs: { runUrl: string; exportId: string | null }[] }
    const other = runs.find(({ exportId }) => exportId === null)
    if (other === undefined) throw new Error('all runs are followed')
    return other.runUrl
  })
}

test('start two after a question, cancel one, follow a run by its URL, run one again', async () => {
  const { page } = app
  const journey = new Journey(page)
  const dialog = page.getByRole('dialog')
  const bars = page.getByRole('progressbar', { name: /^Progress of Export/ })
  await journey.openDemo()
  await journey.startExport()

  await page.getByRole('button', { name: 'Start export' }).click()
  await expect(dialog).toContainText('An export of this configuration is already running')
  await dialog.getByRole('button', { name: 'Cancel', exact: true }).click()
  await expect(bars).toHaveCount(1)
  await page.getByRole('button', { name: 'Start export' }).click()
  await dialog.getByRole('button', { name: 'Start another' }).click()
  await expect(bars).toHaveCount(2)

  await page.getByRole('button', { name: 'Cancel', exact: true }).first().click()
  await dialog.getByRole('button', { name: 'Cancel export' }).click()
  await expect(page.getByRole('button', { name: 'Canceling…' })).toBeDisabled()
  const earlier = page.getByRole('region', { name: 'Earlier' })
  await expect(earlier).toContainText('Canceled')
  await expect(bars).toHaveCount(1)

  await page.getByRole('button', { name: 'Follow a run…' }).click()
  await expect(dialog.getByRole('button', { name: /^Show the run/ }).first()).toBeVisible()
  await dialog.getByRole('textbox', { name: 'Run id or URL' }).fill(`${await unfollowedRun()}?o=1`)
  await expect(dialog).toContainText('It has ended: it is added with its result.')
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden()
  const adopted = earlier.getByRole('listitem').filter({ hasText: 'Adopted' })
  await expect(adopted).toContainText('Started by')
  await expect(adopted.getByRole('button', { expanded: true })).toBeFocused()

  await page.keyboard.press('Shift+F10')
  await page.getByRole('menuitem', { name: 'Run again…' }).click()
  await expect(dialog).toContainText('2 workflows, 2 pipelines')
  await dialog.getByRole('button', { name: 'Run again' }).click()
  await expect(dialog).toContainText('already running')
  await dialog.getByRole('button', { name: 'Start another' }).click()
  await expect(bars).toHaveCount(2)
  await expect(page.getByRole('navigation', { name: 'Pages' })).toContainText('2')
})
