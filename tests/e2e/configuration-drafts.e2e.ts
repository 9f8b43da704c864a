import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { createDemoServer } from '../../src/main/demo/server.ts'
import type { DemoServer } from '../../src/main/demo/server.ts'
import { killApp, launchApp, temporaryUserData } from './support/app.ts'
import type { RunningApp } from './support/app.ts'
import { Journey } from './support/journey.ts'
import { connect } from './support/list-page.ts'
import { answerQuestions, closeWindow, ended, questions } from './support/window.ts'

const path = '/Workspace/Shared/config.yml'
const importRoute = 'POST /api/2.0/workspace/import'

let demo: DemoServer
let other: DemoServer
let userData: Awaited<ReturnType<typeof temporaryUserData>>
let app: RunningApp
let journey: Journey

test.beforeEach(async () => {
  demo = await createDemoServer({ jobs: 30, pipelines: 5 })
  other = await createDemoServer({ jobs: 10, pipelines: 5 })
  userData = await temporaryUserData()
  await start()
  await connect(app.page, demo)
})

test.afterEach(async () => {
  await killApp(app)
  await demo.stop()
  await other.stop()
  await userData.remove()
})

async function start(): Promise<void> {
  app = await launchApp({ userData: userData.path })
  journey = new Journey(app.page)
}

/** Kills the app as a crash would, and starts it again. */
async function crash(): Promise<void> {
  await killApp(app)
  await start()
}

const remote = (): string => demo.workspace.files.read(path) ?? ''

/** The drafts on disk, whosever they are. */
function drafts(): string[] {
  const folder = join(userData.path, 'drafts')
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .flatMap((connection) =>
      readdirSync(join(folder, connection)).map((name) => join(folder, connection, name)),
    )
    .filter((file) => file.endsWith('.json'))
    .map((file) => String(JSON.parse(readFileSync(file, 'utf8')).draft))
}

async function pick(name: string): Promise<void> {
  await journey.goTo('Workflows')
  await journey.setPicked(name, true)
}

const back = () => app.page.getByText(/Your unsaved edits of config\.yml are back/)
const dialog = () => app.page.getByRole('dialog')

test('edits and saves survive a kill at any point, and leave draft and workspace as one of the two', async () => {
  const before = remote()

  await test.step('killed with an unsaved edit: it is back, with a notice', async () => {
    await pick('crm_customer_export')
    await expect.poll(() => drafts().join()).toContain('crm_customer_export')
    await crash()
    await expect(back()).toBeVisible()
    expect(remote()).toBe(before)
    await app.page.getByRole('button', { name: 'Review', exact: true }).click()
    await expect(dialog()).toContainText('1 workflow added')
    await expect(back()).toBeHidden()
  })

  await test.step('killed during a save that never arrived: the edit is still unsaved', async () => {
    const heal = demo.faults.add({ route: importRoute, kind: 'hang' })
    await dialog().getByRole('button', { name: /^Save/ }).click()
    await expect.poll(() => demo.workspace.requests.count(importRoute)).toBe(1)
    await crash()
    heal()
    await expect(back()).toBeVisible()
    expect(remote()).toBe(before)
    expect(drafts().join()).toContain('crm_customer_export')
  })

  await test.step('killed during a save that arrives: nothing is unsaved any more', async () => {
    demo.faults.add({ route: importRoute, kind: 'latency', ms: 1000, count: 1 })
    await journey.goTo('Workflows')
    await journey.selection().getByRole('button', { name: 'Review and save' }).click()
    await dialog().getByRole('button', { name: /^Save/ }).click()
    await expect.poll(() => demo.workspace.requests.count(importRoute)).toBe(2)
    const [mine] = drafts()
    await killApp(app)
    await expect.poll(remote).not.toBe(before)
    expect(remote()).toBe(mine)
    await start()
    await journey.goTo('Workflows')
    await expect(journey.selection()).toContainText('All saved')
    await expect(back()).toBeHidden()
    await expect.poll(drafts).toEqual([])
  })

  await test.step('closed with an unsaved edit: says that it is kept, and it is', async () => {
    await pick('legacy_customer_merge')
    await journey.setPicked('crm_customer_export', false)
    await answerQuestions(app, 1)
    await closeWindow(app)
    await expect.poll(async () => (await questions(app))[0]?.detail).toMatch(/are kept/)
    await answerQuestions(app, 0)
    await closeWindow(app)
    await ended(app)
    await start()
    await expect(back()).toBeVisible()
    const notice = app.page.getByRole('status').filter({ has: back() })
    await notice.getByRole('button', { name: 'Discard' }).click()
    await app.page.getByRole('button', { name: 'Discard edits' }).click()
    await expect(back()).toBeHidden()
    await expect.poll(drafts).toEqual([])
  })
})

test('a draft waits while another connection is used; what was replaced is in the history and comes back', async () => {
  await test.step('another connection and back', async () => {
    await pick('crm_customer_export')
    await connect(app.page, other, 'Other')
    await journey.goTo('Workflows')
    await expect(journey.selection()).toContainText('All saved')
    await crash()
    await app.page.getByRole('button', { name: /Switch connection$/ }).click()
    await app.page.getByRole('menuitemradio', { name: /Analytics/ }).click()
    await expect(back()).toBeVisible()
    await app.page.getByRole('button', { name: 'Dismiss' }).click()
    await expect(back()).toBeHidden()
  })

  const theirs = `${remote()}# by a colleague\n`
  await test.step('overwrite what a colleague has written meanwhile', async () => {
    demo.workspace.files.write(path, theirs)
    await journey.goTo('Workflows')
    await journey.selection().getByRole('button', { name: 'Review and save' }).click()
    await dialog().getByRole('button', { name: /^Save/ }).click()
    await dialog().getByRole('button', { name: 'Keep mine' }).click()
    await app.page.getByRole('button', { name: 'Overwrite with mine' }).click()
    await expect(journey.selection()).toContainText('All saved')
    expect(remote()).not.toContain('# by a colleague')
  })

  await test.step('restore theirs from the history, and save it', async () => {
    await journey.goTo('Configuration')
    await app.page.getByRole('button', { name: 'History' }).click()
    const [version] = await dialog().getByRole('option').all()
    await expect(version ?? dialog()).toContainText('Somebody else’s, replaced by yours')
    await expect(dialog().getByText('# by a colleague')).toBeVisible()
    await dialog().getByRole('button', { name: 'Restore this version' }).click()
    await expect(dialog()).toBeHidden()
    expect(remote()).not.toContain('# by a colleague')
    await app.page.getByRole('button', { name: 'Save', exact: true }).click()
    await dialog().getByRole('button', { name: /^Save/ }).click()
    await expect(dialog()).toBeHidden()
    await expect.poll(remote).toBe(theirs)
  })

  await test.step('without the workspace: the draft is there, and can be edited', async () => {
    await pick('crm_customer_export')
    await expect.poll(() => drafts().join()).toContain('crm_customer_export')
    await killApp(app)
    await demo.stop()
    await start()
    await expect(back()).toBeVisible()
    await journey.goTo('Configuration')
    await app.page.locator('label', { hasText: 'Changes' }).click()
    const changes = app.page.getByRole('textbox', { name: 'Changes of config.yml' })
    await expect(changes.getByText('crm_customer_export')).toBeVisible()
    await journey.goTo('Workflows')
    await journey.setPicked('legacy_customer_merge', false)
    await expect(journey.selection()).toContainText('2 unsaved changes')
  })
})
