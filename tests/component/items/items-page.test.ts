import { flushPromises } from '@vue/test-utils'
import type { VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import { kindWords } from '../../../src/renderer/components/items/words.ts'
import ItemsPage from '../../../src/renderer/pages/ItemsPage.vue'
import { useCatalog } from '../../../src/renderer/stores/catalog.ts'
import { useToasts } from '../../../src/renderer/stores/toasts.ts'
import { kindSchema } from '../../../src/shared/catalog.ts'
import type { CatalogQuery, CatalogStatus, Kind } from '../../../src/shared/catalog.ts'
import { AppError } from '../../../src/shared/errors.ts'
import type { FakeWorld } from '../support/fake-desktop.ts'
import { fakePipelines, fakeWorkflows } from '../support/fake-items.ts'
import { freshDesktop, later, mountHere } from '../support/mount.ts'

let wrapper: VueWrapper | undefined

const desktop = (change: (world: FakeWorld) => void = () => undefined) =>
  freshDesktop((world) => {
    world.items = { workflow: fakeWorkflows(240), pipeline: fakePipelines(240) }
    change(world)
  })

async function show(kind: Kind): Promise<VueWrapper> {
  wrapper = (await mountHere(ItemsPage, { kind })).wrapper
  await useCatalog(kind).loadStatus()
  await flushPromises()
  return wrapper
}

afterEach(() => wrapper?.unmount())

const status = (kind: Kind, change: Partial<CatalogStatus>): CatalogStatus => ({
  kind,
  total: 0,
  updatedAt: null,
  refreshing: false,
  refreshed: 0,
  error: null,
  news: { new: 0, changed: 0, vanished: 0 },
  newestRuns: null,
  ...change,
})

describe.each(kindSchema.options)('the list of kind %s', (kind) => {
  const { databricks } = kindWords[kind]
  const word = { workflow: 'customer', pipeline: 'gold' }[kind]

  it('shows one page of rows and where it stands in the whole', async () => {
    desktop()
    const page = await show(kind)
    expect(page.text()).toContain('Rows 1 to 100 of 240')
    expect(page.get('[role=grid]').attributes('aria-rowcount')).toBe('241')
  })

  it('draws the rows near the visible ones only', async () => {
    desktop()
    const page = await show(kind)
    const drawn = page.findAll('tbody [role=row]')
    expect(drawn.length).toBeGreaterThan(15)
    expect(drawn.length).toBeLessThan(60)
    expect(drawn.at(-1)?.attributes('aria-rowindex')).toBe(String(drawn.length + 1))
  })

  it('has the columns of its kind', async () => {
    desktop()
    const page = await show(kind)
    const [has, hasNot] = kind === 'workflow' ? ['Trigger', 'Health'] : ['Health', 'Trigger']
    expect(page.get('thead').text()).toContain(has)
    expect(page.get('thead').text()).not.toContain(hasNot)
  })

  it('shows a skeleton until the first answer', async () => {
    const fake = desktop()
    fake.handle('catalog.query', () => later().promise)
    const page = await show(kind)
    expect(page.find('[aria-label=Loading]').exists()).toBe(true)
  })

  it('says that the first rows are on their way', async () => {
    const fake = desktop((world) => (world.items[kind] = []))
    fake.handle('catalog.status', () => status(kind, { refreshing: true, refreshed: 100 }))
    const page = await show(kind)
    expect(page.text()).toContain(`Reading the ${databricks} from Databricks…`)
    expect(page.text()).toContain('100 read')
  })

  it('says so when the workspace has none', async () => {
    desktop((world) => (world.items[kind] = []))
    const page = await show(kind)
    expect(page.text()).toContain(`No ${databricks} in this workspace`)
  })

  it('offers to clear the search when nothing matches', async () => {
    desktop()
    const page = await show(kind)
    await page.get('[role=search] input').setValue('no such name')
    await flushPromises()
    expect(page.text()).toContain(`No ${kind}s match`)
    const clear = page.findAll('button').find((button) => button.text().startsWith('Clear search'))
    await clear?.trigger('click')
    await flushPromises()
    expect(page.text()).toContain('Rows 1 to 100 of 240')
  })

  it('says what went wrong and asks again on a click', async () => {
    const fake = desktop()
    fake.handle('catalog.query', () => {
      throw new AppError('internal', 'The worker stopped.', { suggestion: 'Try again.' })
    })
    const page = await show(kind)
    expect(page.get('[role=alert]').text()).toContain('The worker stopped.')
    fake.handle('catalog.query', () => ({ total: 0, matches: 0, rows: [] }))
    await page.get('[role=alert] button').trigger('click')
    await flushPromises()
    expect(page.find('[role=alert]').exists()).toBe(false)
  })

  it('keeps the older list when a refresh failed, and says so', async () => {
    const fake = desktop()
    const error = new AppError('timeout', 'Databricks did not answer.').toRecord()
    fake.handle('catalog.status', () => status(kind, { total: 240, updatedAt: 1, error }))
    const page = await show(kind)
    expect(page.get('[role=alert]').text()).toContain('this is the older list')
    expect(page.text()).toContain('Rows 1 to 100 of 240')
  })

  it('does not call a workspace empty that was never read', async () => {
    const fake = desktop((world) => (world.items[kind] = []))
    const error = new AppError('unauthorized', 'The token has expired.').toRecord()
    fake.handle('catalog.status', () => status(kind, { error }))
    const page = await show(kind)
    expect(page.text()).toContain(`The ${databricks} could not be read`)
    expect(page.text()).not.toContain(`No ${databricks} in this workspace`)
  })

  it('marks what matched in the names', async () => {
    desktop()
    const page = await show(kind)
    await page.get('[role=search] input').setValue(word)
    await flushPromises()
    expect(page.get('tbody mark').text()).toBe(word)
  })

  it('shows a pick at once, before main has answered', async () => {
    const fake = desktop()
    const slow = later()
    fake.handle('configuration.pick', () => slow.promise)
    const page = await show(kind)
    await page.get('tbody [role=row] input').trigger('click')
    expect(page.get('tbody [role=row]').attributes('aria-selected')).toBe('true')
  })

  it('takes a refused pick back and says why', async () => {
    const fake = desktop()
    fake.handle('configuration.pick', () => {
      throw new AppError('not-ready', 'config.yml is not loaded.', { suggestion: 'Load it.' })
    })
    const page = await show(kind)
    await page.get('tbody [role=row] input').trigger('click')
    await flushPromises()
    expect(page.get('tbody [role=row]').attributes('aria-selected')).toBe('false')
    expect(useToasts().list).toMatchObject([{ tone: 'error', suggestion: 'Load it.' }])
  })

  it('cannot be picked from while the configuration is not loaded', async () => {
    desktop((world) => (world.configuration.selection.ready = false))
    const page = await show(kind)
    expect(page.get('tbody [role=row] input').attributes('disabled')).toBeDefined()
  })

  it('picks every result on every page with Ctrl+A', async () => {
    const fake = desktop()
    const page = await show(kind)
    await page.get('[role=search] input').setValue(word)
    await flushPromises()
    await page.get('[role=grid]').trigger('keydown', { key: 'a', ctrlKey: true })
    await flushPromises()
    const matching = fake.world.items[kind].filter((item) => item.name.includes(word))
    expect(fake.world.picks[kind].size).toBe(matching.length)
  })

  it('takes back with Undo exactly what Ctrl+A has added', async () => {
    const fake = desktop()
    const own = fake.world.items[kind][0]?.id ?? ''
    const flags = { isActive: true, isExisting: false, exportLibraries: true }
    fake.world.picks[kind].set(own, flags)
    const page = await show(kind)
    await page.get('[role=grid]').trigger('keydown', { key: 'a', ctrlKey: true })
    await flushPromises()
    expect(fake.world.picks[kind].size).toBe(240)
    useToasts().list.at(-1)?.action?.run()
    await flushPromises()
    expect([...fake.world.picks[kind]]).toEqual([[own, flags]])
  })

  it('sorts by a column, then the other way, then by relevance again', async () => {
    const fake = desktop()
    const page = await show(kind)
    const sorts: unknown[] = []
    const button = page.get('th.name button')
    for (let click = 0; click < 3; click += 1) {
      await button.trigger('click')
      await flushPromises()
      const asked = fake.calls.filter((call) => call.name === 'catalog.query').at(-1)
      sorts.push((asked?.input as CatalogQuery).sort)
    }
    expect(sorts).toEqual([
      { by: 'name', descending: false },
      { by: 'name', descending: true },
      { by: 'relevance', descending: false },
    ])
  })

  it('switches a picked item off', async () => {
    const fake = desktop()
    const id = fake.world.items[kind][0]?.id ?? ''
    fake.world.picks[kind].set(id, { isActive: true, isExisting: true, exportLibraries: false })
    const page = await show(kind)
    await page.get('tbody [role=switch]').trigger('click')
    await flushPromises()
    expect(fake.world.picks[kind].get(id)?.exportLibraries).toBe(true)
  })
})
