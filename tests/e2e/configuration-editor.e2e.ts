import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import type { Locator } from '@playwright/test'
import { createDemoServer } from '../../src/main/demo/server.ts'
import type { DemoServer } from '../../src/main/demo/server.ts'
import type { DocumentText } from '../../src/shared/configuration.ts'
import { killApp, launchApp, quitApp, temporaryUserData } from './support/app.ts'
import type { RunningApp } from './support/app.ts'
import { Journey } from './support/journey.ts'
import { connect } from './support/list-page.ts'

const path = '/Workspace/Shared/config.yml'

/** Windows line ends and others, a byte order mark, tabs, trailing blanks, no line end at the end. */
const oddFile = [
  '\uFEFF# Owner: data-platform \t\r\n',
  'initial_variables:\r\n',
  '  v_start_path:\t"exports"  # relative\n',
  'workflows:\r\n',
  '  - job_name: "gone"\r\n',
  '    job_id: 12x\n',
  '    is_active: true\r\n',
  'pipelines: []\r\n',
  '# the end',
].join('')

// One story: each test goes on where the one before ended.
test.describe.configure({ mode: 'serial' })

let demo: DemoServer
let userData: Awaited<ReturnType<typeof temporaryUserData>>
let app: RunningApp
let journey: Journey
let editor: Locator

test.beforeAll(async () => {
  demo = await createDemoServer({ jobs: 30, pipelines: 5 })
  demo.workspace.files.write(path, oddFile)
  userData = await temporaryUserData()
  app = await launchApp({ userData: userData.path })
  journey = new Journey(app.page)
  editor = app.page.getByRole('textbox', { name: 'config.yml' })
  await connect(app.page, demo)
  await journey.goTo('Configuration')
  await expect(editor).toBeVisible()
})

test.afterAll(async () => {
  await killApp(app)
  await demo.stop()
  await userData.remove()
})

const remote = (): string => demo.workspace.files.read(path) ?? ''
const key = (name: string) => app.page.keyboard.press(name)
const type = (text: string) => app.page.keyboard.type(text)
const draft = () =>
  app.page.evaluate(async () => {
    const answer = await window.desktop.configuration.text({ document: 'main' })
    return answer.ok ? (answer.value as DocumentText).draft : null
  })

/** Puts the cursor into a line, at its end. */
async function goToLine(number: number): Promise<void> {
  await editor.focus()
  await key('Control+g')
  const field = app.page.getByRole('textbox', { name: 'Go to line' })
  await field.fill(String(number))
  await key('Enter')
  await expect(editor).toBeFocused()
  await key('End')
}

test('one typed letter changes one byte of an odd file, also when it is saved', async () => {
  await goToLine(5)
  await key('ArrowLeft')
  await type('X')
  const expected = oddFile.replace('"gone"', '"goneX"')
  await expect.poll(draft).toBe(expected)
  // What is not YAML for lack of a value is put right by the fix that the problem offers.
  await app.page.getByRole('button', { name: 'Write “/exports”' }).click()
  const fixed = expected.replace('"exports"', '"/exports"')
  await expect.poll(draft).toBe(fixed)
  await expect(editor).toContainText('"/exports"')
  await key('Control+s')
  const dialog = app.page.getByRole('dialog')
  await dialog.getByRole('button', { name: /^Save/ }).click()
  await expect(dialog).toBeHidden()
  expect(remote()).toBe(fixed)
})

test('undo takes back what was typed and what the fix did, and redo makes it again', async () => {
  const saved = remote()
  await goToLine(1)
  await type('!')
  await expect.poll(draft).not.toBe(saved)
  await key('Control+z')
  await expect.poll(draft).toBe(saved)
  await key('Control+z')
  await expect.poll(draft).toContain('"exports"')
  await key('Control+z')
  await expect.poll(draft).toBe(oddFile)
  for (let step = 0; step < 2; step += 1) await key('Control+Shift+KeyZ')
  await expect.poll(draft).toBe(saved)
  await expect(editor).toContainText('"/exports"')
})

test('completes keys, values and a job of the catalog, which brings its id along', async () => {
  const options = app.page.getByRole('listbox').getByRole('option')
  await goToLine(7)
  await key('Enter')
  await type('export')
  await options.getByText('export_libraries', { exact: true }).click()
  await options.getByText('false', { exact: true }).click()
  await expect.poll(draft).toContain('    is_active: true\r\n    export_libraries: false\r\n')

  await goToLine(5)
  await key('Shift+Home')
  await type('- job_name: crm_customer')
  // A list that is just being asked for again takes no click.
  await expect(async () => {
    await options.getByText('crm_customer_export').click({ timeout: 1000 })
    await expect(options).toHaveCount(0, { timeout: 1000 })
  }).toPass()
  await expect.poll(draft).toMatch(/- job_name: "crm_customer_export"\r\n {4}job_id: \d+\n/)
})

test('folds, finds and replaces, and comments', async () => {
  await goToLine(4)
  await key('Control+Shift+BracketLeft')
  await expect(editor).not.toContainText('crm_customer_export')
  await key('Control+Shift+BracketRight')
  await expect(editor).toContainText('crm_customer_export')

  await key('Control+f')
  const find = app.page.getByRole('search', { name: 'Find and replace in the file' })
  await find.getByRole('textbox', { name: 'Find', exact: true }).fill('true')
  await expect(find.getByRole('status')).toHaveText('1 match')
  await find.getByRole('textbox', { name: 'Replace with' }).fill('false')
  await find.getByRole('button', { name: 'Replace all matches' }).click()
  await expect.poll(draft).toContain('is_active: false\r\n')
  await key('Escape')
  await expect(find).toBeHidden()

  await goToLine(9)
  await key('Control+/')
  await expect.poll(draft).toMatch(/# pipelines: \[\]\r\n/)
  await key('Control+/')
  await expect.poll(draft).toMatch(/\npipelines: \[\]\r\n/)
})

test('shows a problem while it is typed, leads to it with F8, and Tab leaves after Escape', async () => {
  await goToLine(8)
  await type('x')
  await expect(app.page.locator('.cm-line.cm-ground-error')).toHaveCount(1)
  await goToLine(1)
  await key('F8')
  await expect(app.page.locator('.cm-tooltip')).toContainText('export_libraries')
  await expect(app.page.locator('.cm-activeLine')).toContainText('falsex')
  await key('End')
  await key('Backspace')
  await expect(app.page.locator('.cm-line.cm-ground-error')).toHaveCount(0)
  await key('Escape')
  await key('Tab')
  await expect(editor).not.toBeFocused()
})

test('is in step with the lists, in both directions, and keeps its place', async () => {
  await goToLine(1)
  await type(' # mine')
  // Straight to the list: what was typed a moment ago is part of the draft that is changed there.
  await journey.goTo('Workflows')
  await journey.setPicked('legacy_customer_merge', true)
  await journey.setPicked('crm_customer_export', false)
  await journey.goTo('Configuration')
  await expect(editor).toContainText('legacy_customer_merge')
  await expect(editor).not.toContainText('crm_customer_export')
  await expect(editor).toContainText('# mine')
  await editor.focus()
  await type('!')
  await expect.poll(draft).toContain('# mine!\r\n')
  await key('Control+z')
  await key('Control+z')
  await expect(editor).toContainText('crm_customer_export')
  await expect.poll(draft).toContain('\uFEFF# Owner: data-platform \t # mine\r\n')
})

test('loses no key that was typed in the moment before the app quits', async () => {
  await goToLine(1)
  await type(' last words')
  await quitApp(app)
  const folder = join(userData.path, 'drafts')
  const kept = readdirSync(folder).flatMap((connection) =>
    readdirSync(join(folder, connection)).map((name) =>
      readFileSync(join(folder, connection, name), 'utf8'),
    ),
  )
  expect(kept.join()).toContain('# mine last words')
})
