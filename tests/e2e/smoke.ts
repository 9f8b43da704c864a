/**
 * The whole main job on the built app, as a user does it, and one JSON line about it.
 * `--screenshots DIR` also writes a picture of every page, light and dark.
 */
import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { expect } from '@playwright/test'
import keytar from 'keytar'
import { electronRuntime } from '../../scripts/lib/electron-runtime.mjs'
import { killApp, launchApp, temporaryUserData } from './support/app.ts'
import type { RunningApp } from './support/app.ts'
import { Journey, pageNames } from './support/journey.ts'
import { NotificationWatch } from './support/notifications.ts'

const { values: options } = parseArgs({ options: { screenshots: { type: 'string' } } })
const startedAt = performance.now()
const userData = await temporaryUserData()
const notifications = await NotificationWatch.start()
let step = 'start the app'
let app: RunningApp | null = null

try {
  app = await launchApp({ userData: userData.path, env: { CHECK_CONTRACT: '1' } })
  const { page } = app
  const journey = new Journey(page)
  if (options.screenshots !== undefined) await picture('welcome')

  step = 'connect to the demo workspace'
  await journey.openDemo()
  await expect(page.getByText('Connected', { exact: true })).toBeVisible()
  const credentials = await keytar.findCredentials('Databricks Workflow Manager')
  if (credentials.length === 0) throw new Error('the keychain holds no token')

  step = 'pick workflows and pipelines'
  await journey.goTo('Workflows')
  await journey.setPicked('legacy_customer_merge', false)
  await journey.setPicked('crm_customer_export', true)
  await journey.goTo('Pipelines')

  step = 'review and save'
  await expect(journey.selection()).toContainText('2 unsaved changes')
  await journey.reviewAndSave()

  step = 'start the export'
  await journey.startExport()
  if (options.screenshots !== undefined) {
    for (const name of pageNames) {
      await journey.goTo(name)
      await picture(name.toLowerCase())
    }
  }

  step = 'close the window'
  await app.electron.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.close()
  })

  step = 'be told of the end'
  const { title, body } = await notifications.waitFor(/^Export (succeeded|failed|lost)/, 50_000)

  step = 'look at the result'
  const [record] = await page.evaluate(async () => {
    const answer = await window.desktop.exports.list()
    if (!answer.ok) throw new Error(answer.error.message)
    return answer.value as { state: string; workflows: number; pipelines: number }[]
  })
  if (record?.state !== 'succeeded')
    throw new Error(`the export ended as ${record?.state}: ${body}`)
  console.log(
    JSON.stringify({
      ok: true,
      electron: electronRuntime().version,
      workflows: record.workflows,
      pipelines: record.pipelines,
      export: record.state,
      notification: `${title}: ${body}`,
      seconds: seconds(),
    }),
  )
} catch (error) {
  const message = error instanceof Error ? error.message : String(error)
  console.error(app?.output() ?? '')
  console.log(JSON.stringify({ ok: false, step, error: message, seconds: seconds() }))
  process.exitCode = 1
} finally {
  if (app) await killApp(app)
  notifications.stop()
  await userData.remove()
}

function seconds(): number {
  return Math.round((performance.now() - startedAt) / 100) / 10
}

async function picture(name: string): Promise<void> {
  if (!app || options.screenshots === undefined) return
  const folder = resolve(options.screenshots)
  await mkdir(folder, { recursive: true })
  for (const theme of ['light', 'dark'] as const) {
    await app.page.evaluate((choice) => window.desktop.settings.change({ theme: choice }), theme)
    await app.page.waitForTimeout(400)
    await app.page.screenshot({ path: join(folder, `${name}-${theme}.png`) })
  }
  await app.page.evaluate(() => window.desktop.settings.change({ theme: 'system' }))
}
