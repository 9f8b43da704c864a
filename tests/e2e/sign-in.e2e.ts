import { expect, test } from '@playwright/test'
import { createDemoServer } from '../../src/main/demo/server.ts'
import type { DemoServer } from '../../src/main/demo/server.ts'
import { killApp, launchApp, quitApp, temporaryUserData } from './support/app.ts'
import type { RunningApp } from './support/app.ts'
import { Journey } from './support/journey.ts'
import { logLines } from './support/log.ts'
import { NotificationWatch } from './support/notifications.ts'
import { lookAway } from './support/window.ts'
import { StubBrowser } from './support/stub-browser.ts'

let workspace: DemoServer
let userData: Awaited<ReturnType<typeof temporaryUserData>>
let browser: StubBrowser
let app: RunningApp

// Long ones that need nothing of each other.
test.describe.configure({ mode: 'parallel' })

test.beforeEach(async () => {
  workspace = await createDemoServer({ timeScale: 2 })
  userData = await temporaryUserData()
  browser = await StubBrowser.create()
  app = await launchApp({ userData: userData.path, env: { PATH: browser.path } })
})

test.afterEach(async () => {
  await killApp(app)
  await workspace.stop()
  await userData.remove()
  await browser.remove()
})

async function chooseBrowser(): Promise<void> {
  const { page } = app
  await page.getByRole('button', { name: /Sign in with the browser/ }).click()
  await page.getByLabel('Workspace address').fill(`${workspace.url}/?o=123`)
  await page.getByRole('button', { name: 'Connect', exact: true }).click()
}

const refreshes = () =>
  workspace.workspace.oidc.grants.filter(({ grantType }) => grantType === 'refresh_token').length

test('an export outlives an expired access token and a revoked sign-in', async () => {
  const notifications = await NotificationWatch.start()
  const { page } = app
  const journey = new Journey(page)
  workspace.workspace.oidc.setAccessTokenLifetime(4)
  await chooseBrowser()
  await expect(page.getByRole('navigation', { name: 'Pages' })).toBeVisible()
  expect(await browser.opened()).toHaveLength(1)
  await expect.poll(() => browser.lastPage()).toContain('You can close this tab')

  await journey.startExport()
  const before = refreshes()
  await expect.poll(refreshes, { timeout: 30_000 }).toBeGreaterThan(before)
  await expect(page.getByText(/Sign in again/)).toHaveCount(0)

  await lookAway(app)
  workspace.workspace.oidc.revokeRefreshTokens()
  await expect(page.getByText('Sign in again to follow this export')).toBeVisible({
    timeout: 30_000,
  })
  await notifications.waitFor(/Sign in again/, 10_000)
  expect(workspace.workspace.runsStarted).toBe(1)

  workspace.workspace.oidc.setAccessTokenLifetime(3600)
  await page.getByRole('button', { name: 'Sign in again' }).first().click()
  await expect.poll(() => browser.opened()).toHaveLength(2)
  await expect(page.getByText('Sign in again to follow this export')).toBeHidden()
  await lookAway(app)
  await notifications.waitFor(/finished|succeeded|done/i, 90_000)
  expect(workspace.workspace.runsStarted).toBe(1)
  notifications.stop()
})

test('a sign-in that is denied, left alone or canceled says so and keeps nothing', async () => {
  const { page } = app
  await browser.willAnswer('deny')
  await chooseBrowser()
  await expect(page.getByText(/denied/i).first()).toBeVisible()

  await browser.willAnswer('nothing')
  await page.getByRole('button', { name: 'Connect', exact: true }).click()
  await expect(page.getByText('Continue in your browser')).toBeVisible()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByText('Continue in your browser')).toBeHidden()
  await expect(page.getByLabel('Workspace address')).toHaveValue(/127\.0\.0\.1/)
  expect(workspace.workspace.oidc.grants).toEqual([])
})

test('the sign-in survives a restart of the app with the refresh token of the keychain', async () => {
  await chooseBrowser()
  await expect(app.page.getByRole('navigation', { name: 'Pages' })).toBeVisible()
  await expect(app.page.getByText('Connected', { exact: true })).toBeVisible()
  await quitApp(app)
  app = await launchApp({ userData: userData.path, env: { PATH: browser.path } })
  await expect(app.page.getByText('Connected', { exact: true })).toBeVisible()
  expect(await browser.opened()).toHaveLength(1)
  expect(refreshes()).toBe(1)
  expect(await logLines(userData.path, 'Could not connect')).toEqual([])
})
