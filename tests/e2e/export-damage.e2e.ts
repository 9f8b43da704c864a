import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { killApp, launchApp, temporaryUserData } from './support/app.ts'
import type { RunningApp } from './support/app.ts'
import { Journey } from './support/journey.ts'

let userData: Awaited<ReturnType<typeof temporaryUserData>>
let app: RunningApp

const launch = () => launchApp({ userData: userData.path, env: { DEMO_TIME_SCALE: '0.6' } })

test.beforeEach(async () => {
  userData = await temporaryUserData()
  app = await launch()
})

test.afterEach(async () => {
  await killApp(app)
  await userData.remove()
})

test('after damage to all stored exports the run is found again, and the user is told', async () => {
  const journey = new Journey(app.page)
  await journey.openDemo()
  await journey.startExport()
  const run = () =>
    app.page.evaluate(async () => {
      const answer = (await window.desktop.exports.list()) as unknown as {
        value: { runId: string | null; origin: string }[]
      }
      return answer.value.map(({ runId, origin }) => ({ runId, origin }))
    })
  await expect.poll(async () => (await run())[0]?.runId).toBeTruthy()
  const [started] = await run()
  await killApp(app)
  const damage = 'half a fi'
  for (const name of await readdir(userData.path)) {
    if (name.startsWith('export-state')) await writeFile(join(userData.path, name), damage)
  }

  app = await launch()
  await app.page.getByRole('navigation', { name: 'Pages' }).getByText('Export').click()
  const banner = app.page.getByRole('status', { name: 'The list of exports was damaged' })
  await expect(banner).toContainText('One export is found again by its run in Databricks.')
  expect(await run()).toEqual([{ runId: started?.runId, origin: 'recovered' }])
  const file = await banner.locator('.mono').innerText()
  expect(await readFile(file, 'utf8')).toBe(damage)
  await banner.getByRole('button', { name: 'Dismiss' }).click()
  await expect(banner).toBeHidden()
})
