import { expect, test } from '@playwright/test'
import { createDemoServer } from '../../src/main/demo/server.ts'
import type { DemoServer } from '../../src/main/demo/server.ts'
import { callApi } from '../support/demo-workspace.ts'
import { killApp, launchApp, temporaryUserData } from './support/app.ts'
import type { RunningApp } from './support/app.ts'
import { Journey } from './support/journey.ts'
import { connect } from './support/list-page.ts'

const path = '/Workspace/Shared/config.yml'

let demo: DemoServer
let userData: Awaited<ReturnType<typeof temporaryUserData>>
let app: RunningApp

test.beforeAll(async () => {
  demo = await createDemoServer({ jobs: 40, pipelines: 10 })
  userData = await temporaryUserData()
  app = await launchApp({ userData: userData.path })
  await connect(app.page, demo)
  await new Journey(app.page).goTo('Configuration')
})

test.afterAll(async () => {
  await killApp(app)
  await userData.remove()
  await demo.stop()
})

const item = (id: number, active = 'true'): string =>
  `  - job_name: "🚀 job ${id}"\r\n    job_id: ${id}\r\n    is_active: ${active}\r\n`
const variables = 'initial_variables:\r\n  v_start_path: "/Shared/exports" # ours\r\n'
const file = (...items: string[]): string =>
  `\uFEFF${variables}workflows:\r\n${items.join('')}pipelines: []\r\n# end`
const base = file(item(1), item(2), item(3))

/** The second writer. */
async function theyWrite(text: string): Promise<void> {
  const content = Buffer.from(text).toString('base64')
  const body = { path, content, format: 'AUTO', overwrite: true }
  expect(await callApi(demo, '/api/2.0/workspace/import', body)).toMatchObject({ status: 200 })
}

async function expectThere(text: string): Promise<void> {
  const query = `path=${encodeURIComponent(path)}&format=AUTO`
  const { body } = await callApi(demo, `/api/2.0/workspace/export?${query}`)
  const bytes = Buffer.from(String(body['content']), 'base64')
  expect(bytes.toString()).toBe(text)
  expect(bytes.equals(Buffer.from(text))).toBe(true)
}

/** Both have the same text; then the user switches a job off, and somebody else saves `theirs`. */
async function begin(theirs: string, offId = '1'): Promise<void> {
  await theyWrite(base)
  const answer = await app.page.evaluate(async (id) => {
    await window.desktop.configuration.reload({ document: 'main', discardDraft: true })
    const input = { kind: 'workflow' as const, ids: [id], flag: 'isActive' as const, value: false }
    return await window.desktop.configuration.switch(input)
  }, offId)
  expect(answer).toMatchObject({ ok: true, value: { unsavedChanges: 1 } })
  await theyWrite(theirs)
}

const dialog = () => app.page.getByRole('dialog', { name: /config\.yml|Review/ })
const button = (name: string) => dialog().getByRole('button', { name, exact: true })

/** Tries to save, which meets the other version. */
async function meet(): Promise<void> {
  await app.page.getByRole('button', { name: 'Save', exact: true }).click()
  await dialog().getByRole('button', { name: 'Save config.yml' }).click()
  await expect(dialog()).toContainText(`Somebody saved ${path} at`)
}

async function expectSaved(text: string): Promise<void> {
  await expect(dialog()).toBeHidden()
  await expectThere(text)
  await expectDraft(text, text)
}

async function expectDraft(saved: string, draft: string): Promise<void> {
  const answer = await app.page.evaluate(() =>
    window.desktop.configuration.text({ document: 'main' }),
  )
  expect(answer).toMatchObject({ ok: true, value: { saved, draft } })
}

test('two edits that fit together are merged and saved with one click', async () => {
  const theirs = file(item(1), item(2), item(3), item(4))
  await begin(theirs)
  await meet()
  await expect(dialog()).toContainText('Both edits fit together')
  await expect(dialog()).toContainText('The result is valid YAML, and no change')
  await expectThere(theirs)
  await test.step('also after a first try that the workspace refused', async () => {
    const route = 'POST /api/2.0/workspace/import'
    demo.faults.add({ route, kind: 'status', status: 403, count: 1 })
    await button('Save merged').click()
    await expect(dialog()).toContainText('It could not be saved')
    await expect(dialog()).toContainText('Ask an administrator of the workspace')
    await expectThere(theirs)
  })
  await button('Save merged').click()
  await expectSaved(file(item(1, 'false'), item(2), item(3), item(4)))
})

test('a conflict is decided by hand, place by place, with the keyboard', async () => {
  const theirs = file(item(1, 'true # keep'), item(2), item(3, 'false'))
  await begin(theirs)
  await app.page.evaluate(() =>
    window.desktop.configuration.setPicks({
      kind: 'workflow',
      pick: [],
      unpick: ['3'],
    }),
  )
  await meet()
  await expect(dialog()).toContainText('change the same lines in 2 places')
  await expect(button('Save merged')).toBeDisabled()
  const conflict = (number: number) =>
    dialog().getByRole('region', { name: `Conflict ${number} of 2` })
  await expect(conflict(1)).toContainText('Both of you changed these lines')
  await expect(conflict(2)).toContainText('You took these lines out, somebody else changed them')

  await expect(conflict(1).getByRole('button', { name: 'Use mine' })).toBeFocused()
  await app.page.keyboard.press('Tab')
  await app.page.keyboard.press('Enter')
  await expect(conflict(1)).toContainText('theirs used')
  await expect(conflict(1).getByRole('button', { name: 'Use theirs' })).toBeFocused()
  await expect(dialog()).toContainText('1 of 2 conflicts left')
  await app.page.keyboard.press('F8')
  await expect(conflict(2).getByRole('button', { name: 'Use mine: no lines' })).toBeFocused()
  await app.page.keyboard.press('Enter')
  await expect(dialog()).toContainText('All 2 conflicts decided')

  const editor = dialog().getByRole('textbox', { name: 'Merged config.yml' })
  await editor.getByText('pipelines: []').click()
  await app.page.keyboard.press('End')
  await app.page.keyboard.type(' # none')
  await button('Save merged').click()
  const result = file(item(1, 'true # keep'), item(2)).replace('[]', '[] # none')
  await expectSaved(result)
})

test('an item that both picked is found, and dropped once', async () => {
  await begin(file(item(4, 'false'), item(1), item(2), item(3)))
  await app.page.evaluate(() =>
    window.desktop.configuration.setPicks({
      kind: 'workflow',
      pick: [{ id: '4', name: '🚀 job 4' }],
      unpick: [],
    }),
  )
  await meet()
  await expect(dialog()).toContainText('is in the result twice')
  await button('Drop the second one').click()
  await expect(dialog()).not.toContainText('is in the result twice')
  await button('Save merged').click()
  await expectSaved(file(item(4, 'false'), item(1, 'false'), item(2), item(3)))
})

test('mine is kept, theirs is taken, and cancel leaves both, each only after it was chosen', async () => {
  const theirs = file(item(1, 'no'), item(2))
  const mine = file(item(1, 'false'), item(2), item(3))

  await test.step('cancel', async () => {
    await begin(theirs)
    await meet()
    await button('Cancel').click()
    await expect(dialog()).toBeHidden()
    await expectThere(theirs)
    await expectDraft(base, mine)
    await expect(app.page.getByText(/^Somebody saved config\.yml at/)).toBeVisible()
  })

  await test.step('keep mine', async () => {
    await app.page.getByRole('button', { name: 'Review and merge' }).click()
    await expect(dialog()).toContainText('change the same lines in 1 place')
    await button('Keep mine').click()
    await expectThere(theirs)
    await app.page.getByRole('button', { name: 'Overwrite with mine' }).click()
    await expectSaved(mine)
  })

  await test.step('take theirs', async () => {
    await begin(theirs)
    await meet()
    await button('Take theirs').click()
    await expectDraft(base, mine)
    await app.page.getByRole('button', { name: 'Discard mine' }).click()
    await expectSaved(theirs)
  })
})

test('a third version that comes while the dialog is open is not overwritten', async () => {
  await begin(file(item(1, 'no'), item(2), item(3)))
  await meet()
  const conflict = dialog().getByRole('region', { name: 'Conflict 1 of 1' })
  await conflict.getByRole('button', { name: 'Use mine' }).click()
  const third = file(item(1, 'no'), item(2), item(3), item(5))
  await theyWrite(third)
  await button('Save merged').click()
  await expect(dialog()).toContainText('while you decided')
  await expectThere(third)
  await expect(dialog()).toContainText('fit together')
  await button('Save merged').click()
  await expectSaved(file(item(1, 'false'), item(2), item(3), item(5)))

  await begin(third)
  await meet()
  await theyWrite(base)
  await button('Keep mine').click()
  const overwrite = app.page.getByRole('button', { name: 'Overwrite with mine' })
  await overwrite.click()
  await expect(dialog()).toContainText('while you decided')
  await expectThere(base)
  await button('Keep mine').click()
  await overwrite.click()
  await expectSaved(file(item(1, 'false'), item(2), item(3)))
})
