import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { createDemoServer } from '../../src/main/demo/server.ts'
import type { DemoServer } from '../../src/main/demo/server.ts'
import { kindSchema } from '../../src/shared/catalog.ts'
import type { Kind } from '../../src/shared/catalog.ts'
import { killApp, launchApp, temporaryUserData } from './support/app.ts'
import type { RunningApp } from './support/app.ts'
import { Journey } from './support/journey.ts'
import { connect, ListPage } from './support/list-page.ts'
import { serveList, servedId } from './support/served-lists.ts'

const size = 3000

let demo: DemoServer
let userData: Awaited<ReturnType<typeof temporaryUserData>>
let app: RunningApp

test.beforeAll(async () => {
  demo = await createDemoServer({ jobs: size, pipelines: size })
  demo.workspace.files.write('/Workspace/Shared/config.yml', 'workflows: []\npipelines: []\n')
})

test.afterAll(() => demo.stop())

test.beforeEach(async () => {
  userData = await temporaryUserData()
  app = await launchApp({ userData: userData.path })
})

test.afterEach(async () => {
  demo.faults.clear()
  await killApp(app)
  await userData.remove()
})

async function openList(kind: Kind): Promise<ListPage> {
  await connect(app.page, demo)
  const list = new ListPage(app.page, kind)
  await list.open()
  return list
}

for (const kind of kindSchema.options) {
  test(`rows of kind ${kind} are picked one by one, in ranges and all at once, and taken back`, async () => {
    const list = await openList(kind)
    const picked = async (count: number) => {
      const words = `${count.toLocaleString()} ${kind}${count === 1 ? '' : 's'} picked`
      await expect(list.selection).toContainText(count === 0 ? 'Nothing picked yet' : words)
    }
    await expect(list.page.getByText(/^Rows 1 to 100 of 3,000$/)).toBeVisible()

    await test.step('by checkbox, Space and Shift, also over the end of a page', async () => {
      await list.boxAt(2).click()
      await picked(1)
      await list.grid.press('ArrowDown')
      await list.grid.press('Space')
      await picked(2)
      await list.grid.press('Shift+ArrowDown')
      await list.grid.press('Shift+ArrowDown')
      await picked(4)
      await list.button('Next page').click()
      await expect(list.boxAt(110)).toBeVisible()
      await list.boxAt(110).click({ modifiers: ['Shift'] })
      await picked(109)
      await expect(list.boxAt(101)).toBeChecked()
      await list.button('Previous page').click()
      await expect(list.boxAt(1)).not.toBeChecked()
      await expect(list.boxAt(2)).toBeChecked()
    })

    await test.step('over rows that are not loaded, in one step', async () => {
      await list.undo.click()
      await picked(4)
      await list.page.evaluate(() => window.desktop.settings.change({ listStyle: 'endless' }))
      await expect(list.button('Endless list')).toBeVisible()
      await list.boxAt(6).click()
      await picked(5)
      await list.grid.press('Shift+End')
      await picked(size - 1)
      await list.scrollTo(0.5)
      await expect(list.boxAt(size / 2)).toBeChecked()
      await list.grid.press('Control+z')
      await picked(5)
      await expect(list.boxAt(size / 2)).not.toBeChecked()
    })

    await test.step('all results, inverted within them, and back', async () => {
      await list.search('customer')
      const results = list.button(/^All [\d,]+$/)
      await expect(list.title).toContainText(/[\d,]+ of 3,000/)
      await expect(results).not.toHaveText('All 3,000')
      const matches = Number((await results.innerText()).replace(/\D/g, ''))
      await list.choose(/^All [\d,]+$/, /Take all results out/)
      await list.choose(/^All [\d,]+$/, /Pick all [\d,]+ results/)
      await expect(list.grid.getByRole('checkbox', { name: /^Pick all/ })).toBeChecked()
      const all = Number((await list.selection.innerText()).replaceAll(',', '').match(/\d+/)?.[0])
      expect(all).toBeGreaterThanOrEqual(matches)
      await list.choose(/^All [\d,]+$/, /Invert/)
      await expect(list.boxAt(1)).not.toBeChecked()
      await list.undo.click()
      await picked(all)
      await expect(list.boxAt(1)).toBeChecked()
    })

    await test.step('switches of all picked results', async () => {
      await list.choose(/^All [\d,]+$/, 'Active: off')
      await expect(list.rowAt(1)).toContainText('Inactive')
      await list.choose(/^All [\d,]+$/, 'Export libraries: on')
      await expect(list.rowAt(1).getByRole('switch')).toBeChecked()
      await list.undo.click()
      await expect(list.rowAt(1).getByRole('switch')).not.toBeChecked()
      await expect(list.rowAt(1)).toContainText('Inactive')
      await list.rowAt(1).getByRole('switch').click()
      await expect(list.rowAt(1).getByRole('switch')).toBeChecked()
      await expect(list.rowAt(2).getByRole('switch')).not.toBeChecked()
      await list
        .rowAt(1)
        .getByRole('button', { name: /^Settings of/ })
        .click()
      const settings = list.page.getByRole('dialog', { name: /^Settings of/ })
      await settings.getByRole('switch', { name: 'Active' }).click()
      await expect(list.rowAt(1)).not.toContainText('Inactive')
    })
  })

  test(`a pasted list of kind ${kind} is found, missing or ambiguous, and picked`, async () => {
    serveList(demo, kind, [
      { name: 'nightly load' },
      { name: 'orders' },
      { name: 'twice', creator: 'ada@example.com' },
      { name: 'twice', creator: 'bob@example.com' },
    ])
    const list = await openList(kind)
    await list.button('Paste a list').click()
    const dialog = list.page.getByRole('dialog', { name: 'Pick from a list' })
    const text = ['- Nightly Load', servedId(kind, 1), '"twice"', 'nowhere 🚀'].join('\n')
    await dialog.getByRole('textbox').fill(text)
    await expect(dialog.getByRole('status')).toHaveText(
      '2 found, 1 with several items, 1 not found',
    )
    await expect(dialog.getByRole('region', { name: /^Lines without/ })).toContainText('nowhere 🚀')
    const pick = dialog.getByRole('button', { name: /^Pick/ })
    await expect(pick).toHaveText(`Pick 2 ${kind}s`)
    await dialog.getByRole('checkbox', { name: new RegExp(servedId(kind, 3)) }).click()
    await pick.click()
    await expect(dialog).toBeHidden()
    await expect(list.selection).toContainText(`3 ${kind}s picked`)
    await expect(list.rowAt(4).getByRole('checkbox')).toBeChecked()
    await expect(list.rowAt(3).getByRole('checkbox')).not.toBeChecked()
    await list.grid.press('Control+z')
    await expect(list.selection).toContainText('Nothing picked yet')
  })
}

test('newly picked items start as the settings say', async () => {
  const list = await openList('workflow')
  await new Journey(list.page).goTo('Settings')
  const picks = list.page.getByRole('region', { name: 'Newly picked items start with' })
  await picks.getByRole('switch', { name: 'Active' }).click()
  await picks.getByRole('switch', { name: 'Export libraries' }).click()
  for (const kind of kindSchema.options) {
    const each = new ListPage(list.page, kind)
    await each.open()
    await each.boxAt(1).click()
    await expect(each.rowAt(1)).toContainText('Inactive')
    await expect(each.rowAt(1).getByRole('switch')).toBeChecked()
  }
})

test('a set is saved, used, exported, and imported where it was deleted', async () => {
  const list = await openList('workflow')
  await list.boxAt(1).click()
  await list.boxAt(3).click()
  const pipelines = new ListPage(list.page, 'pipeline')
  await pipelines.open()
  await pipelines.boxAt(2).click()
  await expect(list.selection).toContainText('2 workflows, 1 pipeline picked')

  const sets = list.page.getByRole('dialog', { name: 'Saved selections' })
  const openSets = () => list.button('Sets').click()
  const file = join(userData.path, 'nightly.json')
  await openSets()
  await sets.getByRole('textbox', { name: 'Name of the set' }).fill('Nightly 🌙')
  await sets.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(sets.getByRole('listitem')).toContainText('2 workflows, 1 pipeline')

  await app.electron.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [filePath] })
  }, file)
  await sets.getByRole('button', { name: 'Export Nightly 🌙 as a file' }).click()
  await expect(list.page.getByText(`Exported to ${file}`)).toBeVisible()
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ name: 'Nightly 🌙' })

  await sets.getByRole('button', { name: 'Delete Nightly 🌙' }).click()
  await list.page.getByRole('button', { name: 'Delete set' }).click()
  await pipelines.boxAt(2).click()
  await pipelines.boxAt(4).click()
  await expect(list.selection).toContainText('2 workflows, 1 pipeline picked')
  await expect(pipelines.boxAt(4)).toBeChecked()

  await openSets()
  await expect(sets.getByText('No set is kept for this connection yet.')).toBeVisible()
  await sets.getByRole('button', { name: 'Import a set from a file…' }).click()
  await sets.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(list.selection).toContainText('2 workflows, 2 pipelines picked')
  await openSets()
  await sets.getByRole('button', { name: 'Use only this' }).click()
  await expect(list.selection).toContainText('2 workflows, 1 pipeline picked')
  await expect(pipelines.boxAt(4)).not.toBeChecked()
  await expect(pipelines.boxAt(2)).toBeChecked()
})
