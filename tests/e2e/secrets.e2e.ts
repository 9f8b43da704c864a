import { randomBytes } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import keytar from 'keytar'
import { createDemoServer } from '../../src/main/demo/server.ts'
import type { DemoServer } from '../../src/main/demo/server.ts'
import { killApp, launchApp, quitApp, temporaryUserData } from './support/app.ts'
import type { RunningApp } from './support/app.ts'
import { Journey } from './support/journey.ts'

const keychainService = 'Databricks Workflow Manager'
const token = `dapi${randomBytes(16).toString('hex')}`

let workspace: DemoServer
let userData: Awaited<ReturnType<typeof temporaryUserData>>
let app: RunningApp

test.beforeEach(async () => {
  workspace = await createDemoServer({ token, timeScale: 0.1 })
  userData = await temporaryUserData()
  app = await launchApp({ userData: userData.path })
})

test.afterEach(async () => {
  await killApp(app)
  await workspace.stop()
  await userData.remove()
})

async function connectWithToken(secret: string): Promise<void> {
  const { page } = app
  await page.getByRole('button', { name: /Access token/ }).click()
  await page.getByLabel('Workspace address').fill(`${workspace.url}/?o=123`)
  await page.getByLabel('Token', { exact: true }).fill(secret)
  await page.getByRole('button', { name: 'Connect', exact: true }).click()
}

/** Every file below a folder whose bytes hold the text. */
async function filesWith(folder: string, text: string): Promise<string[]> {
  const found: string[] = []
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const file = join(entry.parentPath, entry.name)
    if ((await readFile(file)).includes(text)) found.push(file)
  }
  return found
}

test('a token is in the keychain and nowhere else', async () => {
  await connectWithToken(token)
  const journey = new Journey(app.page)
  await expect(app.page.getByText('Connected', { exact: true })).toBeVisible()
  await journey.goTo('Workflows')
  await journey.setPicked('customer_360_daily', false)
  await journey.setPicked('customer_360_daily', true)
  await journey.startExport()
  // Failures are where secrets like to leak.
  workspace.faults.add({ route: '*', kind: 'status', status: 500, count: 3 })
  await journey.goTo('Activity')

  const inPage = await app.page.evaluate(async (secret) => {
    const databases = await indexedDB.databases()
    const stored = JSON.stringify({ ...localStorage }) + JSON.stringify({ ...sessionStorage })
    return {
      inStorage: stored.includes(secret),
      inDocument: document.documentElement.outerHTML.includes(secret),
      databases: databases.length,
    }
  }, token)
  expect(inPage).toEqual({ inStorage: false, inDocument: false, databases: 0 })

  const processes = await app.electron.evaluate(({ app: electronApp }) =>
    electronApp.getAppMetrics().map(({ pid }) => pid),
  )
  for (const pid of processes) {
    await expectNoSecret(`/proc/${pid}/cmdline`)
    await expectNoSecret(`/proc/${pid}/environ`)
  }

  const credentials = await keytar.findCredentials(keychainService)
  expect(credentials.map(({ password }) => password)).toContain(token)

  await quitApp(app)
  expect(app.output()).not.toContain(token)
  expect(await filesWith(userData.path, token)).toEqual([])
  // The search itself works: it finds what is known to be there.
  expect(await filesWith(userData.path, 'customer_360_daily')).not.toEqual([])
})

async function expectNoSecret(file: string): Promise<void> {
  if (process.platform !== 'linux') return
  // A helper process may have ended between the listing and the look.
  const content = await readFile(file, 'utf8').catch(() => '')
  expect(content, file).not.toContain(token)
}

test('a wrong token says so, says what to do, and is kept nowhere', async () => {
  const wrong = `dapi${randomBytes(16).toString('hex')}`
  await connectWithToken(wrong)
  await expect(
    app.page
      .getByText(/token/i)
      .filter({ hasText: /expired|not valid|refused|wrong/i })
      .first(),
  ).toBeVisible()
  const credentials = await keytar.findCredentials(keychainService)
  expect(credentials.map(({ password }) => password)).not.toContain(wrong)
  await quitApp(app)
  expect(await filesWith(userData.path, wrong)).toEqual([])
})

test('removing a connection removes its token from the keychain', async () => {
  await connectWithToken(token)
  await expect(app.page.getByText('Connected', { exact: true })).toBeVisible()
  const count = async () =>
    (await keytar.findCredentials(keychainService)).filter(({ password }) => password === token)
      .length
  expect(await count()).toBeGreaterThan(0)
  const id = await app.page.evaluate(async () => {
    const answer = await window.desktop.connections.state()
    return answer.ok ? (answer.value as { activeId: string }).activeId : ''
  })
  const before = await count()
  await app.page.evaluate((connection) => window.desktop.connections.remove({ id: connection }), id)
  expect(await count()).toBe(before - 1)
})
