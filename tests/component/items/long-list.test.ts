import { flushPromises } from '@vue/test-utils'
import type { DOMWrapper, VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import ItemsPage from '../../../src/renderer/pages/ItemsPage.vue'
import { useCatalog } from '../../../src/renderer/stores/catalog.ts'
import { useConfiguration } from '../../../src/renderer/stores/configuration.ts'
import { useToasts } from '../../../src/renderer/stores/toasts.ts'
import { kindSchema } from '../../../src/shared/catalog.ts'
import type { CatalogIdsQuery, CatalogQuery, Kind } from '../../../src/shared/catalog.ts'
import type { Settings } from '../../../src/shared/settings.ts'
import type { FakeDesktop } from '../support/fake-desktop.ts'
import { fakePipelines, fakeWorkflows } from '../support/fake-items.ts'
import { freshDesktop, later, mountHere } from '../support/mount.ts'

const count = 5000
const rowHeight = 38
const mounted: VueWrapper[] = []

function leave(): void {
  for (const wrapper of mounted.splice(0)) wrapper.unmount()
}

afterEach(() => {
  leave()
  document.body.replaceChildren()
})

function desktop(listStyle: Settings['listStyle']): FakeDesktop {
  return freshDesktop((world) => {
    world.items = { workflow: fakeWorkflows(count), pipeline: fakePipelines(count) }
    world.settings.listStyle = listStyle
  })
}

async function come(kind: Kind): Promise<VueWrapper> {
  const { wrapper } = await mountHere(ItemsPage, { kind })
  mounted.push(wrapper)
  await useCatalog(kind).loadStatus()
  await flushPromises()
  return wrapper
}

const grid = (page: VueWrapper) => page.get<HTMLElement>('[role=grid]')
const rowOf = (page: VueWrapper, index: number) =>
  page.find<HTMLElement>(`tbody [aria-rowindex="${index + 2}"]`)
const box = (row: DOMWrapper<HTMLElement>) => row.get('input')

async function frame(): Promise<void> {
  await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn, 5)))
  await flushPromises()
}

async function scrollTo(page: VueWrapper, index: number): Promise<void> {
  grid(page).element.scrollTop = index * rowHeight
  await grid(page).trigger('scroll')
  await flushPromises()
}

const asked = <Input>(fake: FakeDesktop, name: string) =>
  fake.calls.filter((call) => call.name === name).map(({ input }) => input as Input)

/** What main says when a refresh has ended. */
function refreshed(fake: FakeDesktop, kind: Kind): void {
  const status = {
    kind,
    total: fake.world.items[kind].length,
    updatedAt: 1,
    refreshed: 0,
    error: null,
    news: { new: 0, changed: 0, vanished: 0 },
    newestRuns: null,
  }
  fake.emit('catalog.changed', { ...status, refreshing: true })
  fake.emit('catalog.changed', { ...status, refreshing: false })
}

describe.each(kindSchema.options)('an endless list of kind %s', (kind) => {
  it('is as long as there are results, with no pages to turn', async () => {
    desktop('endless')
    const page = await come(kind)
    expect(grid(page).attributes('aria-rowcount')).toBe('5001')
    expect(page.text()).toMatch(/Rows 1 to \d+ of 5,000/)
    expect(page.find('[aria-label="Next page"]').exists()).toBe(false)
  })

  it('loads the rows that are scrolled to, and keeps a few hundred at most', async () => {
    const fake = desktop('endless')
    const page = await come(kind)
    for (const index of [40, 900, 3000, 4999, 3000]) await scrollTo(page, index)
    expect(rowOf(page, 3000).text()).toContain(fake.world.items[kind][3000]?.name)
    expect(useCatalog(kind).page?.rows.length).toBeLessThanOrEqual(200)
    for (const { limit } of asked<CatalogQuery>(fake, 'catalog.query')) {
      expect(limit).toBeLessThanOrEqual(200)
    }
  })

  it('draws a placeholder where an answer is under way, and rows once it is there', async () => {
    const fake = desktop('endless')
    const page = await come(kind)
    const slow = later()
    fake.handle('catalog.query', () => slow.promise)
    await scrollTo(page, 3000)
    expect(rowOf(page, 3000).attributes('aria-busy')).toBe('true')
  })

  it('asks for the newest place only, when it is scrolled faster than main answers', async () => {
    const fake = desktop('endless')
    const page = await come(kind)
    const slow = later()
    const before = asked(fake, 'catalog.query').length
    fake.handle('catalog.query', () => slow.promise)
    for (const index of [1000, 2000, 3000, 4000]) await scrollTo(page, index)
    expect(asked(fake, 'catalog.query')).toHaveLength(before + 1)
    slow.resolve({ total: count, matches: count, rows: [] })
    await flushPromises()
    const [last] = asked<CatalogQuery>(fake, 'catalog.query').slice(-1)
    expect(last?.offset).toBeGreaterThan(3800)
  })

  it('picks over rows that are not loaded, in one step that Undo takes back', async () => {
    const fake = desktop('endless')
    const page = await come(kind)
    await box(rowOf(page, 0)).trigger('click')
    await flushPromises()
    await grid(page).trigger('keydown', { key: 'End', shiftKey: true })
    await flushPromises()
    expect(fake.world.picks[kind].size).toBe(count)
    expect(asked<CatalogIdsQuery>(fake, 'catalog.ids')[0]?.range).toEqual({ from: 0, to: count })
    useToasts().list.at(-1)?.action?.run()
    await flushPromises()
    expect(fake.world.picks[kind].size).toBe(1)
  })

  it('goes to the end and back by keyboard', async () => {
    const fake = desktop('endless')
    const page = await come(kind)
    await grid(page).trigger('focus')
    await grid(page).trigger('keydown', { key: 'End' })
    await flushPromises()
    expect(rowOf(page, count - 1).text()).toContain(fake.world.items[kind].at(-1)?.name)
    expect(grid(page).attributes('aria-activedescendant')).toMatch(/-4999$/)
    await grid(page).trigger('keydown', { key: 'Home' })
    await flushPromises()
    expect(grid(page).element.scrollTop).toBe(0)
  })

  it('draws the rows that can be seen first for another search, and those below a frame later', async () => {
    desktop('endless')
    const page = await come(kind)
    // Around the rows that can be seen some more are drawn once the first frame is.
    await frame()
    const below = Math.ceil(window.innerHeight / rowHeight) + 5
    const before = rowOf(page, below).text()
    await page.get('[role=search] input').setValue('gold')
    await flushPromises()
    expect(rowOf(page, 0).text()).toContain('gold')
    expect(rowOf(page, below).text()).toBe(before)
    await frame()
    expect(rowOf(page, below).text()).toContain('gold')
  })

  it('begins at the top again for another search', async () => {
    desktop('endless')
    const page = await come(kind)
    await scrollTo(page, 3000)
    await page.get('[role=search] input').setValue('gold')
    await flushPromises()
    expect(grid(page).element.scrollTop).toBe(0)
    expect(rowOf(page, 0).text()).toContain('gold')
  })
})

describe.each(['pages', 'endless'] as const)('coming back to a list in the style %s', (style) => {
  it('finds search, filters, order and place as they were', async () => {
    const fake = desktop(style)
    const first = await come('workflow')
    await first.get('[role=search] input').setValue('_')
    await first.get('th.name button').trigger('click')
    await flushPromises()
    await scrollTo(first, 60)
    const seen = rowOf(first, 60).text()
    leave()
    const again = await come('workflow')
    expect(asked<CatalogQuery>(fake, 'catalog.query').at(-1)).toMatchObject({
      text: '_',
      sort: { by: 'name', descending: false },
    })
    expect(grid(again).element.scrollTop).toBe(60 * rowHeight)
    expect(rowOf(again, 60).text()).toBe(seen)
  })

  it('does not jump when a refresh brings rows above those under the eyes', async () => {
    const fake = desktop(style)
    const page = await come('workflow')
    await scrollTo(page, 50)
    const seen = rowOf(page, 50).text()
    const more = fakeWorkflows(3).map((item, at) => ({
      ...item,
      id: `new${at}`,
      name: `new ${at}`,
    }))
    fake.world.items.workflow = [...more, ...fake.world.items.workflow]
    refreshed(fake, 'workflow')
    await flushPromises()
    expect(grid(page).element.scrollTop).toBe(53 * rowHeight)
    expect(rowOf(page, 53).text()).toBe(seen)
  })

  it('stays at the top, where a refresh brings new rows', async () => {
    const fake = desktop(style)
    const page = await come('workflow')
    const [first] = fakeWorkflows(1)
    if (first === undefined) throw new Error('no item')
    const added = { ...first, id: 'new', name: 'new' }
    fake.world.items.workflow = [added, ...fake.world.items.workflow]
    refreshed(fake, 'workflow')
    await flushPromises()
    expect(grid(page).element.scrollTop).toBe(0)
    expect(rowOf(page, 0).text()).toContain('new')
  })
})

describe.each(kindSchema.options)('a list of kind %s page by page', (kind) => {
  it('picks with Shift from a row of another page', async () => {
    const fake = desktop('pages')
    const page = await come(kind)
    await scrollTo(page, 98)
    await box(rowOf(page, 98)).trigger('click')
    await page.get('[aria-label="Next page"]').trigger('click')
    await flushPromises()
    await box(rowOf(page, 101)).trigger('click', { shiftKey: true })
    await flushPromises()
    const expected = fake.world.items[kind].slice(98, 102).map(({ id }) => id)
    expect([...fake.world.picks[kind].keys()]).toEqual(expected)
  })

  it('walks over the end of a page by keyboard', async () => {
    desktop('pages')
    const page = await come(kind)
    await grid(page).trigger('focus')
    await grid(page).trigger('keydown', { key: 'End' })
    await grid(page).trigger('keydown', { key: 'ArrowDown' })
    await flushPromises()
    expect(page.text()).toContain('Rows 101 to 200 of 5,000')
    expect(grid(page).attributes('aria-activedescendant')).toMatch(/-100$/)
    await grid(page).trigger('keydown', { key: 'ArrowUp' })
    await flushPromises()
    expect(page.text()).toContain('Rows 1 to 100 of 5,000')
  })

  it('shows its end when it became shorter than the page', async () => {
    const fake = desktop('pages')
    const page = await come(kind)
    await page.get('[aria-label="Next page"]').trigger('click')
    await flushPromises()
    fake.world.items[kind] = fake.world.items[kind].slice(0, 40)
    refreshed(fake, kind)
    await flushPromises()
    expect(page.text()).toContain('Rows 1 to 40')
  })

  it('becomes one long list at its foot, and pages again, at the same rows', async () => {
    const fake = desktop('pages')
    const page = await come(kind)
    await page.get('[aria-label="Next page"]').trigger('click')
    await flushPromises()
    const choose = async (words: string) => {
      await page.get('.size').trigger('click')
      await flushPromises()
      const item = page
        .findAll('[role=menuitemradio]')
        .find((each) => each.text().startsWith(words))
      await item?.trigger('click')
      await flushPromises()
    }
    await choose('Endless')
    expect(fake.world.settings.listStyle).toBe('endless')
    expect(grid(page).element.scrollTop).toBe(100 * rowHeight)
    expect(rowOf(page, 100).text()).toContain(fake.world.items[kind][100]?.name)
    await choose('50')
    expect(fake.world.settings).toMatchObject({ listStyle: 'pages', pageSize: 50 })
    expect(page.text()).toContain('Rows 101 to 150 of 5,000')
  })
})

describe('a list of pipelines', () => {
  it('is sorted by health', async () => {
    const fake = desktop('pages')
    const page = await come('pipeline')
    await page.get('th.health button').trigger('click')
    await flushPromises()
    expect(asked<CatalogQuery>(fake, 'catalog.query').at(-1)?.sort).toEqual({
      by: 'health',
      descending: false,
    })
  })
})

describe('the list of another connection', () => {
  it('has its own search and place, which come back with the connection', async () => {
    desktop('pages')
    const catalog = useCatalog('workflow')
    await catalog.show({ text: 'gold', offset: 100 })
    catalog.moveTo({ top: 380, cursor: 110, endless: false })
    catalog.reset('a', 'b')
    expect(catalog.view).toMatchObject({ text: '', offset: 0 })
    expect(catalog.place().top).toBe(0)
    catalog.reset('b', 'a')
    expect(catalog.view).toMatchObject({ text: 'gold', offset: 100 })
    expect(catalog.place().top).toBe(380)
  })
})

describe('Undo in the message about a large change', () => {
  it('takes nothing else back when that change was taken back already', async () => {
    const fake = desktop('endless')
    const page = await come('workflow')
    await box(rowOf(page, 0)).trigger('click')
    await flushPromises()
    await grid(page).trigger('keydown', { key: 'End', shiftKey: true })
    await flushPromises()
    const undo = useToasts().list.at(-1)?.action
    await useConfiguration().undo()
    undo?.run()
    await flushPromises()
    expect(fake.world.picks.workflow.size).toBe(1)
    expect(asked(fake, 'configuration.undo')).toHaveLength(1)
  })
})
