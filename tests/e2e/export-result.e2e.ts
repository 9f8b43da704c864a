import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { unzipSync } from 'fflate'
import { createDemoServer } from '../../src/main/demo/server.ts'
import type { DemoServer } from '../../src/main/demo/server.ts'
import { killApp, launchApp, temporaryUserData } from './support/app.ts'
import type { RunningApp } from './support/app.ts'
import { Journey } from './support/journey.ts'
import { connect } from './support/list-page.ts'

let demo: DemoServer
let userData: Awaited<ReturnType<typeof temporaryUserData>>
let app: RunningApp

test.beforeEach(async () => {
  demo = await createDemoServer({ jobs: 40, pipelines: 8, timeScale: 0.02 })
  userData = await temporaryUserData()
  app = await launchApp({ userData: userData.path, env: { CHECK_CONTRACT: '1' } })
})

test.afterEach(async () => {
  await killApp(app)
  await demo.stop()
  await userData.remove()
})

/** What the workspace has below the output folder, by path. */
function exported(): Record<string, string> {
  const folder = '/Workspace/Shared/exports'
  return Object.fromEntries(
    demo.workspace.files
      .below(folder)
      .map((path) => [path.slice(folder.length + 1), demo.workspace.files.read(path)] as const)
      .filter((entry): entry is readonly [string, string] => entry[1] !== null),
  )
}

test('a failed run shows its cause and trace; a good one its files, which come here as files and as zip', async () => {
  const { page } = app
  await connect(page, demo)
  const journey = new Journey(page)

  await test.step('why a run failed, with its trace', async () => {
    demo.workspace.failNextRun(
      'PermissionDenied: maria.silva@example.com does not have Manage permissions on /Shared/exports',
    )
    await journey.startExport()
    await page.getByRole('button', { name: '2 workflows, 2 pipelines' }).click()
    const failure = page.getByRole('region', { name: 'What went wrong' })
    await expect(failure).toContainText('The identity that runs the export job lacks a permission.')
    await expect(failure).toContainText('export_workflows')
    await expect(failure).toContainText('does not have Manage permissions on /Shared/exports')
    await expect(failure).toContainText('What to try: Ask for “Can view”')
    await failure.getByRole('button', { name: 'Trace of the run' }).click()
    await expect(failure.getByLabel('Trace', { exact: true })).toContainText(
      'Traceback (most recent call last)',
    )
    await expect(failure).not.toContainText('[0;31m')
    await expect(page.getByRole('region', { name: 'Result' })).toContainText('No files')
  })

  await test.step('what a run left behind, searchable', async () => {
    await page.getByRole('button', { name: 'Start export' }).click()
    const row = page.locator('li').filter({ has: page.getByText('Succeeded', { exact: true }) })
    await row.getByRole('button', { name: '2 workflows, 2 pipelines' }).click()
    const result = page.getByRole('region', { name: 'Result' })
    await expect(result).toContainText('2 of 2 workflows, 2 of 2 pipelines found in 5 files')
    await result.getByRole('button', { name: 'Show the files' }).click()
    const list = result.getByRole('list', { name: 'Files in the output folder' })
    await expect(list.getByRole('listitem')).toHaveCount(5)
    await result.getByRole('textbox', { name: 'Search files' }).fill('manifest')
    await expect(list.getByRole('listitem')).toHaveCount(1)
    await expect(list).toContainText('manifest.yml')
  })

  const here = join(userData.path, 'here')
  await app.electron.evaluate(async ({ dialog }, folder) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [folder] })
    dialog.showSaveDialog = () =>
      Promise.resolve({ canceled: false, filePath: `${folder}/output.zip` })
  }, here)
  await mkdir(here)
  const download = page.getByRole('region', { name: 'Download of the output' })

  await test.step('the output as files', async () => {
    await download.getByRole('button', { name: 'Download output' }).click()
    await page.getByRole('menuitem', { name: 'As files in a folder' }).click()
    await expect(download).toContainText('Downloaded 5 files')
    const [folder = ''] = await readdir(here)
    expect(folder).toMatch(/^exports \d{4}-\d\d-\d\d \d\d-\d\d$/)
    const files: Record<string, string> = {}
    for (const path of Object.keys(exported())) {
      files[path] = await readFile(join(here, folder, path), 'utf8')
    }
    expect(files).toEqual(exported())
    expect(Object.keys(files)).toHaveLength(5)
  })

  await test.step('the output as one zip file', async () => {
    await download.getByRole('button', { name: 'Forget this download' }).click()
    await download.getByRole('button', { name: 'Download output' }).click()
    await page.getByRole('menuitem', { name: 'As one zip file' }).click()
    await expect(download).toContainText('Downloaded 5 files')
    await expect(download.getByRole('button', { name: 'Show in folder' })).toBeVisible()
    const zip = unzipSync(await readFile(join(here, 'output.zip')))
    const texts = Object.entries(zip).map(([path, bytes]) => [path, Buffer.from(bytes).toString()])
    expect(Object.fromEntries(texts)).toEqual(exported())
  })
})
