import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { createDemoServer } from '../../src/main/demo/server.ts'
import type { DemoServer } from '../../src/main/demo/server.ts'
import { killApp, launchApp, temporaryUserData } from './support/app.ts'
import type { RunningApp } from './support/app.ts'
import { FilePicker } from './support/file-picker.ts'
import { Journey } from './support/journey.ts'
import { connect } from './support/list-page.ts'

let demo: DemoServer
let userData: Awaited<ReturnType<typeof temporaryUserData>>
let app: RunningApp

test.beforeEach(async () => {
  demo = await createDemoServer({ jobs: 20, pipelines: 5 })
  userData = await temporaryUserData()
  app = await launchApp({ userData: userData.path, env: { CHECK_CONTRACT: '1' } })
})

test.afterEach(async () => {
  await killApp(app)
  await demo.stop()
  await userData.remove()
})

const read = (path: string) => demo.workspace.files.read(path)

test('a file is browsed for, saved as another, renamed, deleted and brought back', async () => {
  const { page } = app
  await connect(page, demo)
  await new Journey(page).goTo('Configuration')
  const picker = new FilePicker(page)
  const editor = page.locator('.cm-content').first()
  const shownPath = page.getByText(/^\/Workspace\/.*yml$/)
  await expect(editor).toContainText('Exported every Friday')

  await test.step('another file is opened, with the keyboard, past 3,000 others', async () => {
    await picker.chooseInMenu('Open…')
    await expect(picker.entry('config.yml').last()).toHaveAttribute('aria-selected', 'true')
    await expect(picker.list).toBeFocused()
    await picker.list.press('Home')
    await picker.list.press('Enter')
    await expect(picker.list).toHaveAccessibleName('Contents of archive')
    await picker.list.press('End')
    const last = picker.list.getByRole('option').last()
    await expect(last).toHaveAttribute('aria-posinset', '3000')
    await picker.list.press('Backspace')
    for (const [folder, letters] of [
      ['Shared', 'te'],
      ['teams', 'cr'],
      ['crm', 'config.prod'],
    ] as const) {
      await expect(picker.list).toHaveAccessibleName(`Contents of ${folder}`)
      await expect(picker.list).toBeFocused()
      await page.keyboard.type(letters)
      await page.keyboard.press('Enter')
    }
    await picker.expectClosed()
    await expect(shownPath).toHaveText('/Workspace/Shared/teams/crm/config.prod.yml')
    await expect(editor).toContainText('# /Shared/teams/crm/config.prod.yml')
  })

  await test.step('a search finds a file further down, and recent paths lead back', async () => {
    await picker.chooseInMenu('Open…')
    await picker.dialog.getByRole('button', { name: 'Workspace', exact: true }).first().click()
    await picker.dialog.getByRole('textbox', { name: /^Search below/ }).fill('databricks yml')
    await expect(picker.entry('databricks.yml').first()).toContainText('in Repos/')
    await expect(picker.dialog.getByRole('status')).toContainText(/matches in \d+ folders/)
    await page.keyboard.press('Escape')
    await picker.dialog.getByRole('button', { name: /^config\.yml\s*\/Workspace\/Shared$/ }).click()
    await expect(picker.entry('config.yml').last()).toHaveAttribute('aria-selected', 'true')
    await picker.press('Open')
    await picker.expectClosed()
    await expect(shownPath).toHaveText('/Workspace/Shared/config.yml')
  })

  await test.step('a closed folder says so', async () => {
    await picker.chooseInMenu('Open…')
    await picker.entry('restricted').dblclick()
    await expect(picker.dialog).toContainText('You may not look into restricted')
    await picker.press('Go up')
    await expect(picker.entry('restricted')).toHaveAttribute('aria-selected', 'true')
    await page.keyboard.press('Escape')
    await picker.expectClosed()
  })

  const text = read('/Workspace/Shared/config.yml')
  const saved = '/Workspace/Shared/team configs 🚀/mine.yml'
  await test.step('it is saved as another one, in a folder that is made', async () => {
    await picker.chooseInMenu('Save as…')
    await picker.name.fill(saved)
    await picker.press('Save')
    await expect(picker.dialog).toContainText('There is no folder team configs 🚀')
    expect(read(saved)).toBeNull()
    await picker.press('Make it and go on')
    await picker.expectClosed()
    await expect(shownPath).toHaveText(saved)
    expect(read(saved)).toBe(text)
    expect(read('/Workspace/Shared/config.yml')).toBe(text)
  })

  const renamed = '/Workspace/Shared/team configs 🚀/renamed.yml'
  await test.step('it is renamed, after a question where something is there', async () => {
    demo.workspace.files.write(renamed, 'theirs: 1\n')
    await picker.chooseInMenu('Rename…')
    await picker.name.fill('renamed.yml')
    await picker.press('Rename')
    await expect(picker.dialog).toContainText('renamed.yml is already in')
    expect(read(renamed)).toBe('theirs: 1\n')
    await picker.press('Replace')
    await picker.expectClosed()
    await expect(shownPath).toHaveText(renamed)
    expect([read(saved), read(renamed)]).toEqual([null, text])
  })

  await test.step('it is deleted and brought back, from the message and from the page', async () => {
    const messages = page.getByRole('region', { name: 'Messages' })
    await picker.chooseInMenu('Delete…')
    await expect(picker.dialog).toContainText(renamed)
    await picker.press('Delete')
    await messages.getByRole('button', { name: 'Undo' }).click()
    await expect(editor).toContainText('Exported every Friday')
    expect(read(renamed)).toBe(text)

    await picker.chooseInMenu('Delete…')
    await picker.press('Delete')
    await expect(page.getByRole('heading', { name: 'config.yml was deleted' })).toBeVisible()
    expect(read(renamed)).toBeNull()
    await page.getByRole('button', { name: 'Undo delete' }).click()
    await expect(editor).toContainText('Exported every Friday')
    expect(read(renamed)).toBe(text)
  })
})

test('local copies are opened and saved, and the output folder is browsed for', async () => {
  const { page } = app
  await connect(page, demo)
  await new Journey(page).goTo('Configuration')
  const picker = new FilePicker(page)
  const editor = page.locator('.cm-content').first()
  await expect(editor).toContainText('Exported every Friday')
  const before = read('/Workspace/Shared/config.yml') ?? ''

  const [mine, copy] = [join(userData.path, 'mine.yml'), join(userData.path, 'copy.yml')]
  await writeFile(mine, 'workflows: [] # from this computer 🌙\r\n')
  await app.electron.evaluate(
    ({ dialog }, [opened, written]) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [opened] })
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: written })
    },
    [mine, copy] as const,
  )
  await picker.chooseInMenu('Open a local copy…')
  await expect(editor).toContainText('from this computer 🌙')
  await picker.chooseInMenu('Save a local copy…')
  await expect(page.getByText(`Saved a copy as ${copy}`)).toBeVisible()
  expect(await readFile(copy, 'utf8')).toBe('workflows: [] # from this computer 🌙\r\n')
  expect(read('/Workspace/Shared/config.yml')).toBe(before)
  await page.getByRole('button', { name: 'Discard', exact: true }).click()
  await picker.press('Discard edits')
  await expect(editor).toContainText('Exported every Friday')

  await page.getByRole('button', { name: /^Browse the workspace for the output folder/ }).click()
  await picker.dialog.getByRole('button', { name: 'Shared', exact: true }).first().click()
  await picker.press('New folder')
  await picker.dialog.getByRole('textbox', { name: 'New folder' }).fill('nightly')
  await picker.press('Make')
  await expect(picker.dialog).toContainText('This folder is empty')
  await picker.press('Use this folder')
  await picker.expectClosed()
  await expect(page.getByRole('textbox', { name: 'Output folder' })).toHaveValue(
    '/Workspace/Shared/nightly',
  )
})
