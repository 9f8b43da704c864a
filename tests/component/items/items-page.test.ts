import { flushPromises } from '@vue/test-utils'
import type { VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import ItemsPage from '../../../src/renderer/pages/ItemsPage.vue'
import { useCatalog } from '../../../src/renderer/stores/catalog.ts'
import { useToasts } from '../../../src/renderer/stores/toasts.ts'
import type { CatalogQuery, CatalogStatus } from '../../../src/shared/catalog.ts'
import { AppError } from '../../../src/shared/errors.ts'
import { freshDesktop, later, mountHere } from '../support/mount.ts'

let wrapper: VueWrapper | undefined

async function show(kind: 'workflow' | 'pipeline' = 'workflow'): Promise<VueWrapper> {
  wrapper = (await mountHere(ItemsPage, { kind })).wrapper
  await useCatalog(kind).loadStatus()
  await flushPromises()
  return wrapper
}

afterEach(() => wrapper?.unmount())

const status = (change: Partial<CatalogStatus>): CatalogStatus => ({
  kind: 'workflow',
  total: 0,
  updatedAt: null,
  refreshing: false,
  refreshed: 0,
  error: null,
  news: { new: 0, changed: 0, vanished: 0 },
  ...change,
})

describe('the list of workflows or pipelines', () => {
  it('shows one page of rows and where it stands in the whole', async () => {
    freshDesktop()
    const page = await show()
    expect(page.text()).toContain('Rows 1 to 100 of 240')
    expect(page.get('[role=grid]').attributes('aria-rowcount')).toBe('241')
  })

  it('draws the rows near the visible ones only', async () => {
    freshDesktop()
    const page = await show()
    const drawn = page.findAll('tbody [role=row]')
    expect(drawn.length).toBeGreaterThan(15)
    expect(drawn.length).toBeLessThan(60)
    expect(drawn.at(-1)?.attributes('aria-rowindex')).toBe(String(drawn.length + 1))
  })

  it('is the same page for pipelines, with state and health', async () => {
    freshDesktop()
    const page = await show('pipeline')
    expect(page.text()).toContain('Pipelines')
    expect(page.text()).toContain('Health')
    expect(page.text()).not.toContain('Trigger')
  })

  it('shows a skeleton until the first answer', async () => {
    const fake = freshDesktop()
    fake.handle('catalog.query', () => later().promise)
    const page = await show()
    expect(page.find('[aria-label=Loading]').exists()).toBe(true)
  })

  it('says that the first rows are on their way', async () => {
    const fake = freshDesktop((world) => (world.items.workflow = []))
    fake.handle('catalog.status', () => status({ refreshing: true, refreshed: 100 }))
    const page = await show()
    expect(page.text()).toContain('Reading the jobs from Databricks…')
    expect(page.text()).toContain('100 read')
  })

  it('says so when the workspace has none', async () => {
    freshDesktop((world) => (world.items.workflow = []))
    const page = await show()
    expect(page.text()).toContain('No jobs in this workspace')
  })

  it('offers to clear the search when nothing matches', async () => {
    freshDesktop()
    const page = await show()
    await page.get('[role=search] input').setValue('no such name')
    await flushPromises()
    expect(page.text()).toContain('No workflows match')
    const clear = page.findAll('button').find((button) => button.text().startsWith('Clear search'))
    await clear?.trigger('click')
    await flushPromises()
    expect(page.text()).toContain('Rows 1 to 100 of 240')
  })

  it('says what went wrong and asks again on a click', async () => {
    const fake = freshDesktop()
    fake.handle('catalog.query', () => {
      throw new AppError('internal', 'The worker stopped.', { suggestion: 'Try again.' })
    })
    const page = await show()
    expect(page.get('[role=alert]').text()).toContain('The worker stopped.')
    fake.handle('catalog.query', () => ({ total: 0, matches: 0, rows: [] }))
    await page.get('[role=alert] button').trigger('click')
    await flushPromises()
    expect(page.find('[role=alert]').exists()).toBe(false)
  })

  it('keeps the older list when a refresh failed, and says so', async () => {
    const fake = freshDesktop()
    const error = new AppError('timeout', 'Databricks did not answer.').toRecord()
    fake.handle('catalog.status', () => status({ total: 240, updatedAt: 1, error }))
    const page = await show()
    expect(page.get('[role=alert]').text()).toContain('this is the older list')
    expect(page.text()).toContain('Rows 1 to 100 of 240')
  })

  it('does not call a workspace empty that was never read', async () => {
    const fake = freshDesktop((world) => (world.items.workflow = []))
    const error = new AppError('unauthorized', 'The token has expired.').toRecord()
    fake.handle('catalog.status', () => status({ error }))
    const page = await show()
    expect(page.text()).toContain('The jobs could not be read')
    expect(page.text()).not.toContain('No jobs in this workspace')
  })

  it('marks what matched in the names', async () => {
    freshDesktop()
    const page = await show()
    await page.get('[role=search] input').setValue('churn')
    await flushPromises()
    expect(page.get('tbody mark').text()).toBe('churn')
  })

  it('shows a pick at once, before main has answered', async () => {
    const fake = freshDesktop()
    const slow = later()
    fake.handle('configuration.pick', () => slow.promise)
    const page = await show()
    await page.get('tbody [role=row] input').trigger('click')
    expect(page.get('tbody [role=row]').attributes('aria-selected')).toBe('true')
  })

  it('takes a refused pick back and says why', async () => {
    const fake = freshDesktop()
    fake.handle('configuration.pick', () => {
      throw new AppError('not-ready', 'config.yml is not loaded.', { suggestion: 'Load it.' })
    })
    const page = await show()
    await page.get('tbody [role=row] input').trigger('click')
    await flushPromises()
    expect(page.get('tbody [role=row]').attributes('aria-selected')).toBe('false')
    expect(useToasts().list).toMatchObject([{ tone: 'error', suggestion: 'Load it.' }])
  })

  it('cannot be picked from while the configuration is not loaded', async () => {
    freshDesktop((world) => (world.configuration.selection.ready = false))
    const page = await show()
    expect(page.get('tbody [role=row] input').attributes('disabled')).toBeDefined()
  })

  it('picks every result on every page with Ctrl+A', async () => {
    const fake = freshDesktop()
    const page = await show()
    await page.get('[role=search] input').setValue('customer')
    await flushPromises()
    await page.get('[role=grid]').trigger('keydown', { key: 'a', ctrlKey: true })
    await flushPromises()
    const matching = fake.world.items.workflow.filter((item) => item.name.includes('customer'))
    expect(fake.world.picks.workflow.size).toBe(matching.length)
  })

  it('takes back with Undo exactly what Ctrl+A has added', async () => {
    const fake = freshDesktop()
    const own = fake.world.items.workflow[0]?.id ?? ''
    const flags = { isActive: true, isExisting: false, exportLibraries: true }
    fake.world.picks.workflow.set(own, flags)
    const page = await show()
    await page.get('[role=grid]').trigger('keydown', { key: 'a', ctrlKey: true })
    await flushPromises()
    expect(fake.world.picks.workflow.size).toBe(240)
    useToasts().list.at(-1)?.action?.run()
    await flushPromises()
    expect([...fake.world.picks.workflow]).toEqual([[own, flags]])
  })

  it('sorts by a column, then the other way, then by relevance again', async () => {
    const fake = freshDesktop()
    const page = await show()
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
    const fake = freshDesktop()
    const id = fake.world.items.workflow[0]?.id ?? ''
    fake.world.picks.workflow.set(id, { isActive: true, isExisting: true, exportLibraries: false })
    const page = await show()
    await page.get('tbody [role=switch]').trigger('click')
    await flushPromises()
    expect(fake.world.picks.workflow.get(id)?.exportLibraries).toBe(true)
  })
})
