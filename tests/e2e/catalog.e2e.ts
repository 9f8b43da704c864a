import { expect, test } from '@playwright/test'
import { createDemoServer } from '../../src/main/demo/server.ts'
import type { DemoServer } from '../../src/main/demo/server.ts'
import { kindSchema } from '../../src/shared/catalog.ts'
import { killApp, launchApp, temporaryUserData } from './support/app.ts'
import type { RunningApp } from './support/app.ts'
import { Journey } from './support/journey.ts'
import { connect, ListPage } from './support/list-page.ts'
import { serveList, servedId } from './support/served-lists.ts'
import type { ServedItem } from './support/served-lists.ts'

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

const items: readonly ServedItem[] = [
  { name: 'biling_archive', state: 'RUNNING', tags: { team: 'core' } },
  { name: 'other', creator: 'billing@example.com', health: 'UNHEALTHY' },
  { name: 'prebilling', lastRunAt: Date.parse('2026-03-02T08:00:00Z') },
  { name: 'daily_billing', tags: { prod: '' } },
  { name: 'billing_sync', creator: 'Bob@example.com', tags: { prod: '', team: 'growth' } },
  { name: 'billing', state: 'FAILED' },
  { name: '🚀 launch', lastRunAt: Date.parse('2026-03-04T08:00:00Z') },
  { name: 'launch day' },
]

for (const kind of kindSchema.options) {
  test(`a list of kind ${kind} is searched as it is typed, filtered and sorted`, async () => {
    serveList(demo, kind, items)
    await connect(app.page, demo)
    const list = new ListPage(app.page, kind)
    await list.open()
    const { length } = items

    await test.step('best match first: exact, prefix, word, inner, elsewhere, typo', async () => {
      await expect(list.title).toContainText(`${length}`)
      await list.search('billing')
      await list.expectNames([
        'billing',
        'billing_sync',
        'daily_billing',
        'prebilling',
        'other',
        'biling_archive',
      ])
      await expect(list.title).toContainText(`6 of ${length}`)
      await expect(list.row('daily_billing').locator('mark')).toHaveText('billing')
      await expect(list.row('other').locator('mark')).toHaveText('billing')
      await list.search('lanuch')
      await list.expectNames(['🚀 launch', 'launch day'])
    })

    await test.step('quotes and words for fields', async () => {
      const own: Readonly<Record<typeof kind, [string, string[]][]>> = {
        workflow: [
          ['tag:prod', ['billing_sync', 'daily_billing']],
          ['tag:"team:growth" billing', ['billing_sync']],
        ],
        pipeline: [
          ['state:failed', ['billing']],
          ['state:unhealthy', ['other']],
        ],
      }
      for (const [text, names] of [
        ['"launch d"', ['launch day']],
        ['creator:bob', ['billing_sync']],
        [`id:${servedId(kind, 2)}`, ['prebilling']],
        ...own[kind],
      ] as const) {
        await list.search(text)
        await list.expectNames(names)
      }
      await list.search('nothing is called so')
      await list.button('Clear search and filters').click()
      await expect.poll(async () => (await list.names()).length).toBe(length)
    })

    await test.step('filters with counts, chips to take them away', async () => {
      const creators = await list.openFilter('Creator')
      await expect(creators).toContainText('ada@example.com6')
      await creators.getByText('ada@example.com').click()
      await expect.poll(async () => (await list.names()).length).toBe(6)
      await list.page.keyboard.press('Escape')
      const [menu, value, names] =
        kind === 'workflow'
          ? (['Tag', 'prod', ['daily_billing']] as const)
          : (['State', 'Failed', ['billing']] as const)
      await (await list.openFilter(menu)).getByText(value, { exact: true }).click()
      await list.expectNames(names)
      await list.page.keyboard.press('Escape')
      await list.button('Remove filter Creator: ada@example.com').click()
      await expect(list.button(`Remove filter ${menu}: ${value}`)).toBeFocused()
      await list.button('Clear all').click()
      await expect.poll(async () => (await list.names()).length).toBe(length)
      await list.button(/^Picked/).click()
      await expect(list.grid.getByText('Nothing picked yet')).toBeVisible()
      await list.button('Remove filter Only: picked').click()
      await list.box('other').click()
      await list.button(/^Picked/).click()
      await list.expectNames(['other'])
      await list.button('Clear all').click()
    })

    await test.step('sorted by the last run and by libraries, which the list does not hold itself', async () => {
      await list
        .head(kind === 'workflow' ? 'Last runs' : 'Last updates')
        .getByRole('button')
        .click()
      await expect
        .poll(async () => (await list.names()).slice(0, 2))
        .toEqual(['🚀 launch', 'prebilling'])
      await list.head('Libraries').getByRole('button').click()
      await expect.poll(async () => (await list.names())[0]).toBe('other')
    })

    await test.step('sorted by each column, up and down', async () => {
      const columns = {
        workflow: ['Last runs', 'Libraries', 'Name', 'Trigger', 'Compute', 'Creator'],
        pipeline: ['Last updates', 'Libraries', 'Name', 'State', 'Health', 'Creator'],
      }[kind]
      for (const column of columns) {
        const directions = ['ascending', 'descending']
        for (const direction of column.startsWith('Last') ? directions.reverse() : directions) {
          await list.head(column).getByRole('button').click()
          await expect(list.head(column)).toHaveAttribute('aria-sort', direction)
        }
      }
      await list.expectNames([
        'billing_sync',
        'other',
        ...(await list.names()).filter((name) => name !== 'billing_sync' && name !== 'other'),
      ])
      await list.head('Creator').getByRole('button').click()
      await expect(list.head('Creator')).not.toHaveAttribute('aria-sort')
      await list.head('Name').getByRole('button').click()
      await list.head('Name').getByRole('button').click()
      await expect.poll(async () => (await list.names())[0]).toBe('prebilling')
    })
  })

  test(`a long list of kind ${kind} is one list, and is found as it was left`, async () => {
    await connect(app.page, demo)
    const list = new ListPage(app.page, kind)
    await list.open()
    await list.setEndless()
    await expect(list.page.getByText(/^Rows 1 to \d+ of 3,000$/)).toBeVisible()

    await test.step('the middle and the end are there when they are scrolled to', async () => {
      await list.scrollTo(0.5)
      await expect(list.boxAt(size / 2)).toBeVisible()
      await list.scrollTo(1)
      await expect(list.boxAt(size)).toBeVisible()
      await expect(list.page.getByText(/^Rows [\d,]+ to 3,000 of 3,000$/)).toBeVisible()
      await list.grid.press('Home')
      await expect(list.boxAt(1)).toBeVisible()
      await list.grid.press('End')
      await expect(list.boxAt(size)).toBeVisible()
    })

    await test.step('place, search, filters and order are there after another page', async () => {
      await list.search('customer')
      await (await list.openFilter('Creator')).getByText('svc-etl@example.com').click()
      await list.page.keyboard.press('Escape')
      await list.head('Name').getByRole('button').click()
      await expect(list.head('Name')).toHaveAttribute('aria-sort', 'ascending')
      await expect.poll(() => list.grid.getAttribute('data-shown-text')).toBe('customer')
      await list.grid.press('PageDown')
      await list.grid.press('PageDown')
      await list.grid.press('PageDown')
      const names = await list.names()
      const top = await list.grid.evaluate((grid) => grid.scrollTop)
      await new Journey(list.page).goTo('Settings')
      await list.open()
      await list.expectNames(names)
      expect(await list.grid.evaluate((grid) => grid.scrollTop)).toBe(top)
      await expect(list.searchField).toHaveValue('customer')
      await expect(list.button('Remove filter Creator: svc-etl@example.com')).toBeVisible()
      await expect(list.head('Name')).toHaveAttribute('aria-sort', 'ascending')
    })
  })
}
