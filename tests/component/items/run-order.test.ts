import { flushPromises } from '@vue/test-utils'
import type { VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { columns, nextSort } from '../../../src/renderer/components/items/columns.ts'
import ItemsPage from '../../../src/renderer/pages/ItemsPage.vue'
import { useCatalog } from '../../../src/renderer/stores/catalog.ts'
import { kindSchema } from '../../../src/shared/catalog.ts'
import type {
  CatalogQuery,
  CatalogSort,
  CatalogStatus,
  NewestRunsState,
} from '../../../src/shared/catalog.ts'
import type { FakeDesktop } from '../support/fake-desktop.ts'
import { freshDesktop, mountHere } from '../support/mount.ts'

const byRelevance: CatalogSort = { by: 'relevance', descending: false }

it.each(kindSchema.options)(
  'every column of kind %s sorts one way, the other way, and not',
  (kind) => {
    const ways = columns[kind].map((column) => {
      const first = nextSort(column, byRelevance)
      const second = nextSort(column, first)
      expect(nextSort(column, second)).toEqual(byRelevance)
      expect(first).toMatchObject({ by: column.sort, descending: !second.descending })
      return [column.label, first.descending ? 'down' : 'up']
    })
    // Who sorts by runs looks for the newest.
    expect(ways.filter(([, way]) => way === 'down').map(([label]) => label)).toEqual([
      kind === 'workflow' ? 'Last runs' : 'Last updates',
    ])
  },
)

describe('a list of jobs sorted by their last run', () => {
  let wrapper: VueWrapper
  let fake: FakeDesktop
  afterEach(() => {
    wrapper.unmount()
  })

  const runs: NewestRunsState = {
    read: 1000,
    since: Date.now() - 2 * 3_600_000,
    complete: false,
    reading: false,
    error: null,
  }
  const status = (newestRuns: NewestRunsState | null): CatalogStatus => ({
    kind: 'workflow',
    total: 240,
    updatedAt: 1,
    refreshing: false,
    refreshed: 240,
    error: null,
    news: { new: 0, changed: 0, vanished: 0 },
    newestRuns,
  })
  const queries = () => fake.calls.filter(({ name }) => name === 'catalog.query')
  const text = () => wrapper.text().replaceAll(/\s+/g, ' ')

  async function show(newestRuns: NewestRunsState | null): Promise<void> {
    fake = freshDesktop()
    fake.handle('catalog.status', () => status(newestRuns))
    wrapper = (await mountHere(ItemsPage, { kind: 'workflow' })).wrapper
    await useCatalog('workflow').loadStatus()
    await flushPromises()
  }

  async function sortByRuns(): Promise<void> {
    await wrapper.get('th.runs button').trigger('click')
    // The first screen is asked for at once, and the whole page a moment later.
    await vi.waitFor(() => {
      const { sort, limit } = queries().at(-1)?.input as CatalogQuery
      expect([sort.by, limit]).toEqual(['runs', 100])
    })
    await flushPromises()
  }

  it('is asked for, newest first, and again whenever more is known of the runs', async () => {
    await show(null)
    await sortByRuns()
    expect(queries().at(-1)?.input).toMatchObject({ sort: { by: 'runs', descending: true } })
    expect(wrapper.get('th.runs').attributes('aria-sort')).toBe('descending')
    const before = queries().length
    fake.emit('catalog.changed', status({ ...runs, read: 250, reading: true }))
    await flushPromises()
    expect(queries()).toHaveLength(before + 1)
    fake.emit('catalog.changed', status({ ...runs, read: 250, reading: true }))
    await flushPromises()
    expect(queries()).toHaveLength(before + 1)
    fake.emit('catalog.changed', status(runs))
    await flushPromises()
    expect(queries()).toHaveLength(before + 2)
  })

  it('says what the order rests on, unless all runs were read or it is sorted otherwise', async () => {
    await show(runs)
    expect(text()).not.toContain('newest')
    await sortByRuns()
    expect(text()).toContain(
      'By the newest 1,000 runs, the earliest 2 h ago; jobs that have not run since follow by name.',
    )
    fake.emit('catalog.changed', status({ ...runs, read: 0, since: null, reading: true }))
    await flushPromises()
    expect(text()).toContain('Reading the newest runs of the workspace…')
    fake.emit('catalog.changed', status({ ...runs, complete: true }))
    await flushPromises()
    expect(text()).not.toContain('newest')
  })

  it('says why the runs could not be read, and reads them again on a click', async () => {
    const error = { code: 'network', message: 'There is no network.', suggestion: '' } as const
    await show({ ...runs, error: { ...error, details: {} } })
    await sortByRuns()
    const notice = wrapper.get('[role=alert]')
    expect(notice.text()).toContain('The newest runs of the workspace could not be read')
    expect(notice.text()).toContain('There is no network.')
    await notice.get('button').trigger('click')
    expect(fake.calls.map(({ name }) => name)).toContain('catalog.readNewestRuns')
  })
})
