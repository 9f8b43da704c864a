import { flushPromises } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { useCatalog } from '../../../src/renderer/stores/catalog.ts'
import type { CatalogPage, CatalogQuery } from '../../../src/shared/catalog.ts'
import { AppError } from '../../../src/shared/errors.ts'
import { freshDesktop, later } from '../support/mount.ts'

const pageOf = (total: number): CatalogPage => ({ total, matches: total, rows: [] })

describe('the catalog store', () => {
  it('drops the answer to an older question', async () => {
    const fake = freshDesktop()
    const answers = [later<CatalogPage>(), later<CatalogPage>()]
    let asked = 0
    fake.handle('catalog.query', () => answers[asked++]?.promise)
    const catalog = useCatalog('workflow')
    void catalog.show({ text: 'a' })
    void catalog.show({ text: 'ab' })
    answers[1]?.resolve(pageOf(2))
    await flushPromises()
    answers[0]?.resolve(pageOf(1))
    await flushPromises()
    expect(catalog.page?.total).toBe(2)
  })

  it('asks once for rows that are on their way already', async () => {
    const fake = freshDesktop()
    const asked = () => fake.calls.filter(({ name }) => name === 'catalog.query').length
    const catalog = useCatalog('workflow')
    const first = catalog.load()
    await Promise.all([first, catalog.show({ limit: 100 })])
    expect(asked()).toBe(1)
    expect(catalog.page?.total).toBe(240)
    await catalog.load()
    expect(asked()).toBe(2)
  })

  it('drops the failure of an older question', async () => {
    const fake = freshDesktop()
    const first = later<CatalogPage>()
    fake.handle('catalog.query', (query: CatalogQuery) =>
      query.text === 'a' ? first.promise : pageOf(2),
    )
    const catalog = useCatalog('workflow')
    void catalog.show({ text: 'a' })
    await catalog.show({ text: 'ab' })
    first.reject(new AppError('timeout', 'Too slow.'))
    await flushPromises()
    expect(catalog.error).toBeNull()
    expect(catalog.page?.total).toBe(2)
  })

  it('keeps the old list when a later question fails', async () => {
    const fake = freshDesktop()
    const catalog = useCatalog('pipeline')
    await catalog.load()
    fake.handle('catalog.query', () => {
      throw new AppError('internal', 'The worker stopped.')
    })
    await catalog.load()
    expect(catalog.page?.total).toBe(60)
    expect(catalog.error?.message).toBe('The worker stopped.')
  })

  it('holds one page, never the whole catalog', async () => {
    freshDesktop()
    const catalog = useCatalog('workflow')
    await catalog.show({ limit: 50 })
    expect(catalog.page?.rows).toHaveLength(50)
    expect(catalog.page?.total).toBe(240)
  })

  it('asks once more, not once per event, while an answer is under way', async () => {
    const fake = freshDesktop()
    const catalog = useCatalog('workflow')
    await catalog.load()
    const slow = later<CatalogPage>()
    let asked = 0
    fake.handle('catalog.query', () => {
      asked += 1
      return asked === 1 ? slow.promise : pageOf(9)
    })
    const { configuration } = fake.world
    for (let revision = 2; revision < 7; revision += 1) {
      fake.emit('configuration.changed', {
        ...configuration,
        main: { ...configuration.main, revision },
      })
    }
    slow.resolve(pageOf(8))
    await flushPromises()
    expect(asked).toBe(2)
    expect(catalog.page?.total).toBe(9)
  })

  it('asks again for an edit of the draft, and not for what the checks find out about it', async () => {
    const fake = freshDesktop()
    const catalog = useCatalog('workflow')
    await catalog.load()
    let asked = 0
    fake.handle('catalog.query', () => {
      asked += 1
      return pageOf(9)
    })
    const { configuration } = fake.world
    const edited = { ...configuration, main: { ...configuration.main, revision: 2 } }
    fake.emit('configuration.changed', edited)
    await flushPromises()
    expect(asked).toBe(1)
    fake.emit('configuration.changed', { ...edited, outputPath: '/Shared/elsewhere' })
    await flushPromises()
    expect(asked).toBe(1)
  })

  it('ignores events about the other kind', () => {
    const fake = freshDesktop()
    const catalog = useCatalog('workflow')
    fake.emit('catalog.changed', {
      kind: 'pipeline',
      total: 7,
      updatedAt: null,
      refreshing: true,
      refreshed: 7,
      error: null,
      news: { new: 0, changed: 0, vanished: 0 },
      newestRuns: null,
    })
    expect(catalog.status).toBeNull()
  })

  it('forgets everything of the former connection, late answers included', async () => {
    const fake = freshDesktop()
    const late = later<CatalogPage>()
    const catalog = useCatalog('workflow')
    await catalog.load()
    fake.handle('catalog.query', () => late.promise)
    void catalog.show({ text: 'a' })
    catalog.reset()
    late.resolve(pageOf(5))
    await flushPromises()
    expect(catalog.page).toBeNull()
    expect(catalog.view.text).toBe('')
  })
})
