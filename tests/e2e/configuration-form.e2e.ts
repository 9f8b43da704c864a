import { expect, test } from '@playwright/test'
import { killApp, launchApp, temporaryUserData } from './support/app.ts'
import type { RunningApp } from './support/app.ts'
import { Journey } from './support/journey.ts'

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

/** The text of a document in the workspace, as the page last saw it. */
function savedText(document: 'main' | 'app'): Promise<string> {
  return app.page.evaluate(async (of) => {
    const answer = await window.desktop.configuration.text({ document: of })
    if (!answer.ok) throw new Error(answer.error.message)
    return (answer.value as { saved: string }).saved
  }, document)
}

/** Writes a line below the one with a text, in the middle of the file, as the editor does. */
async function typeBelow(text: string, line: string): Promise<void> {
  await app.page.evaluate(
    async ([wanted = '', added = '']) => {
      const { configuration } = window.desktop
      const answer = await configuration.text({ document: 'main' })
      if (!answer.ok) throw new Error(answer.error.message)
      const { draft, revision } = answer.value as { draft: string; revision: number }
      const at = draft.indexOf('\n', draft.indexOf(wanted))
      const changes = [{ from: at, to: at, insert: `\n  ${added}` }]
      const typed = await configuration.editText({ document: 'main', revision, changes })
      if (!typed.ok) throw new Error(typed.error.message)
    },
    [text, line],
  )
}

async function showView(name: 'YAML' | 'Form'): Promise<void> {
  const views = app.page.getByRole('radiogroup', { name: 'View' })
  await views.getByText(name, { exact: true }).click()
}

test('form and text are one draft: what either changes shows in the other, and only that is saved', async () => {
  const { page } = app
  const journey = new Journey(page)
  await journey.openDemo()
  await journey.goTo('Configuration')
  await expect(page.locator('.cm-content')).toContainText('v_log_level')
  const before = { main: await savedText('main'), app: await savedText('app') }

  await showView('Form')
  await page.getByLabel('Value of v_log_level').fill('DEBUG')
  await page.getByLabel('Value of v_log_level').press('Enter')
  await page.getByRole('button', { name: 'Add a variable' }).click()
  await page.getByLabel('Name of the new row').fill('v_logs')
  await page.getByLabel('Value of the new row').fill('{v_start_path}/logs')
  await page.keyboard.press('Enter')
  await expect(page.getByLabel('Value of v_logs')).toHaveValue('{v_start_path}/logs')
  const aside = page.getByRole('complementary', { name: 'About this file' })
  await expect(aside).toContainText('/Workspace/Shared/exports/logs')

  await page.getByRole('tab', { name: /^Workflows/ }).click()
  await page.getByRole('switch', { name: 'Active: legacy_customer_merge' }).click()
  await page.getByRole('textbox', { name: 'Name of billing_customer_sync' }).focus()
  await page.keyboard.press('Alt+ArrowUp')
  await expect
    .poll(() => page.getByRole('grid').getByRole('textbox').first().inputValue())
    .toBe('billing_customer_sync')

  await page
    .getByRole('textbox', { name: 'Try the replacements' })
    .fill('/Workspace/Shared/{v_logs}')
  await expect(aside).toContainText('../Shared//Workspace/Shared/exports/logs')

  await showView('YAML')
  await expect(page.locator('.cm-content')).toContainText('v_log_level: DEBUG')
  await expect(page.locator('.cm-content')).toContainText('v_logs: "{v_start_path}/logs"')

  await typeBelow('v_log_level', 'v_typed: by hand')
  await showView('Form')
  await page.getByRole('tab', { name: /^General/ }).click()
  await expect(page.getByLabel('Value of v_typed')).toHaveValue('by hand')

  await page.getByRole('tab', { name: /^app_config/ }).click()
  await expect(page.getByText('It takes config_path')).toBeVisible()
  await page.getByRole('combobox', { name: 'Export job' }).click()
  await page.getByRole('combobox', { name: 'Export job' }).fill('crm_customer_export')
  await page.getByRole('option', { name: /^crm_customer_export/ }).click()
  await expect(page.getByText('It has no parameter config_path')).toBeVisible()

  await journey.goTo('Workflows')
  await journey.reviewAndSave()
  const blocks = before.main.match(/ {2}- job_name(?:.*\n)+?(?= {2}- job_name|\n)/g) ?? []
  const [first = '', second = ''] = blocks
  expect(await savedText('main')).toBe(
    before.main
      .replace(
        /( {2}v_log_level: )INFO( .*)\n/,
        '$1DEBUG$2\n  v_typed: by hand\n  v_logs: "{v_start_path}/logs"\n',
      )
      .replace(first + second, second + first)
      .replace('is_active: false', 'is_active: true'),
  )
  const chosen = before.app
    .replace('"Export_Workflow_Job"', '"crm_customer_export"')
    .replace(/(job_id: )\d+/, '$1')
  expect((await savedText('app')).replace(/(job_id: )\d+/, '$1')).toBe(chosen)
})
