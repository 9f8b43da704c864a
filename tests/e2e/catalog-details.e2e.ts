import { expect, test } from '@playwright/test'
import type { Locator } from '@playwright/test'
import { createDemoServer } from '../../src/main/demo/server.ts'
import type { DemoServer } from '../../src/main/demo/server.ts'
import type { Kind } from '../../src/shared/catalog.ts'
import { killApp, launchApp, temporaryUserData } from './support/app.ts'
import type { RunningApp } from './support/app.ts'
import { connect, ListPage } from './support/list-page.ts'

let demo: DemoServer
let userData: Awaited<ReturnType<typeof temporaryUserData>>
let app: RunningApp

test.beforeAll(async () => {
  demo = await createDemoServer({ jobs: 240, pipelines: 60 })
})

test.afterAll(() => demo.stop())

test.beforeEach(async () => {
  userData = await temporaryUserData()
  app = await launchApp({ userData: userData.path })
  await connect(app.page, demo)
})

test.afterEach(async () => {
  demo.faults.clear()
  await killApp(app)
  await userData.remove()
})

const drawer = (): Locator => app.page.getByRole('dialog')

async function openItem(kind: Kind, name: string): Promise<void> {
  const list = new ListPage(app.page, kind)
  await list.open()
  await look(name)
}

/** Shows the details of another item of the list. */
async function look(name: string): Promise<void> {
  await app.page.getByRole('textbox', { name: /^Search/ }).fill(name)
  await app.page.getByRole('grid').getByText(name, { exact: true }).first().click()
  await expect(drawer().getByRole('heading', { name })).toBeVisible()
}

async function tab(name: string): Promise<void> {
  await drawer().getByRole('tab', { name }).click()
}

test('a job is shown closely: settings, tasks as a graph and list, runs, permissions, JSON', async () => {
  await openItem('workflow', 'customer_360_daily')

  await test.step('settings in plain words, with the next run', async () => {
    await expect(drawer().getByText('Daily 02:00, Europe/Berlin')).toBeVisible()
    await expect(drawer().getByText('Next run')).toBeVisible()
    await expect(drawer().getByText(/2 to 8 × Standard_E8ds_v5/)).toBeVisible()
    await expect(drawer().getByRole('list', { name: 'Runs, oldest first' })).toBeVisible()
  })

  await test.step('a task of the small graph opens the large one', async () => {
    await drawer().getByText('ingest_regions').click()
    const card = drawer().getByRole('region', { name: 'Task ingest_regions' })
    await expect(card.getByText('["emea", "amer", "apac"]')).toBeVisible()
    await card.getByRole('button', { name: 'resolve_identities' }).click()
    await expect(drawer().getByRole('region', { name: 'Task resolve_identities' })).toBeVisible()
  })

  await test.step('arrow keys go along the lines', async () => {
    const graph = drawer().getByRole('application', { name: 'Task graph' })
    await graph.focus()
    await graph.press('ArrowRight')
    await expect(drawer().getByRole('region', { name: 'Task build_models' })).toBeVisible()
    await graph.press('ArrowLeft')
    await expect(drawer().getByRole('region', { name: 'Task resolve_identities' })).toBeVisible()
    const box = graph.getByTitle(/^resolve_identities/)
    await expect(box).toBeInViewport()
  })

  await test.step('a list says the same', async () => {
    await drawer().getByText('List', { exact: true }).click()
    await expect(
      drawer().getByRole('list', { name: 'Tasks', exact: true }).getByRole('listitem'),
    ).toHaveCount(6)
    await drawer().getByText('Graph', { exact: true }).click()
  })

  await test.step('runs, permissions and JSON', async () => {
    await tab('Runs')
    await expect(
      drawer()
        .getByRole('button', { name: /^Open the run/ })
        .first(),
    ).toBeVisible()
    await tab('Permissions')
    await expect(drawer().getByRole('listitem').filter({ hasText: 'admins' })).toContainText(
      'Can manage inherited',
    )
    await tab('JSON')
    await drawer().getByRole('button', { name: 'Copy', exact: true }).click()
    await expect(app.page.getByText('Copied as JSON')).toBeVisible()
    const copied = await app.electron.evaluate(({ clipboard }) => clipboard.readText())
    expect(JSON.parse(copied)).toMatchObject({ settings: { name: 'customer_360_daily' } })
  })

  await test.step('the tab stays for the next item, which says what may not be seen', async () => {
    await tab('Permissions')
    await look('gdpr_customer_erasure')
    await expect(drawer().getByText('You are not allowed to see them.')).toBeVisible()
  })
})

test('a pipeline is shown closely, with what it is made of', async () => {
  await openItem('pipeline', 'orders_gold')
  await expect(drawer().getByText('/Workspace/Shared/pipelines/orders_gold/bronze')).toBeVisible()
  await expect(drawer().getByText('Continuously')).toBeVisible()
  await expect(drawer().getByRole('tab', { name: 'Tasks' })).toHaveCount(0)
  await tab('Updates')
  await expect(
    drawer()
      .getByRole('button', { name: /^Open the update/ })
      .first(),
  ).toBeVisible()
})

test('500 tasks are drawn, found and walked through', async () => {
  await openItem('workflow', 'lakehouse_nightly_build')
  await drawer().getByRole('button', { name: 'Show the 500 tasks' }).click()
  const graph = drawer().getByRole('application', { name: 'Task graph' })
  await expect(graph.getByTitle(/^ingest_/).first()).toBeVisible()

  await drawer().getByRole('button', { name: 'Widen the details' }).click()
  const find = drawer().getByRole('textbox', { name: 'Find a task' })
  await find.fill('notify')
  await expect(drawer().getByText('1 of 500 tasks match')).toBeVisible()
  await find.press('Enter')
  await expect(drawer().getByRole('region', { name: 'Task notify' })).toBeVisible()
  await expect(graph.getByTitle(/^notify/)).toBeInViewport()
  // Only what is near the eyes is drawn.
  expect(await graph.locator('.box').count()).toBeLessThan(300)

  await graph.focus()
  await graph.press('0')
  await expect(graph.getByTitle(/^ingest_001/)).toBeInViewport()
  await expect(graph.getByTitle(/^publish_019/)).toBeInViewport()
})

test('details that cannot be read say why, and come when asked for again', async () => {
  demo.faults.add({ route: 'GET /api/2.2/jobs/get', kind: 'status', status: 403 })
  await openItem('workflow', 'customer_360_daily')
  await expect(drawer().getByRole('alert')).toBeVisible()
  await expect(drawer().getByText('Daily 02:00')).toBeVisible()
  demo.faults.clear()
  await drawer().getByRole('button', { name: 'Try again' }).click()
  await expect(drawer().getByText('Daily 02:00, Europe/Berlin')).toBeVisible()
})

test('reading that hangs is stopped, and closing the details ends its request', async () => {
  demo.faults.add({ route: 'GET /api/2.2/jobs/get', kind: 'hang' })
  await openItem('workflow', 'customer_360_daily')
  await drawer().getByRole('button', { name: 'Stop reading the details' }).click()
  await expect(drawer().getByText('Reading the details was stopped.')).toBeVisible()
  demo.faults.clear()
  await drawer().getByRole('button', { name: 'Try again' }).click()
  await expect(drawer().getByText('Daily 02:00, Europe/Berlin')).toBeVisible()
})
