import { describe, expect, it } from 'vitest'
import { Dataset } from '../../../../src/main/catalog/dataset.ts'
import { comparing, News } from '../../../../src/main/catalog/news.ts'
import { finish } from '../../../../src/main/catalog/steps.ts'
import { noFilters } from '../../../../src/shared/no-filters.ts'
import type { CatalogItem } from '../../../../src/shared/catalog.ts'
import { item } from './items.ts'

const of = (...ids: string[]): CatalogItem[] => ids.map((id) => item(`job ${id}`, { id }))

function compare(news: News, before: readonly CatalogItem[], after: readonly CatalogItem[]): void {
  news.add(finish(comparing(before, after)))
}

describe('what became of items since the last visit', () => {
  it('is that they are new, changed or gone', () => {
    const news = new News()
    compare(news, of('1', '2', '3'), [
      item('job 1', { id: '1' }),
      item('renamed', { id: '2' }),
      item('job 4', { id: '4' }),
    ])
    expect([...news.marks]).toEqual([
      ['4', 'new'],
      ['2', 'changed'],
    ])
    expect(news.vanished).toEqual([{ id: '3', name: 'job 3' }])
    expect(news.counts).toEqual({ new: 1, changed: 1, vanished: 1 })
  })

  it.each<[string, Partial<CatalogItem>]>([
    ['its creator', { creator: 'bob' }],
    ['its tags', { tags: ['prod'] }],
    ['its compute', { compute: 'serverless' }],
    ['its trigger', { trigger: { kind: 'schedule', text: 'Daily', paused: false } }],
  ])('is a change when %s is another one', (_what, change) => {
    const news = new News()
    compare(news, of('1'), [item('job 1', { id: '1', ...change })])
    expect(news.counts.changed).toBe(1)
  })

  it('is no change when a pipeline only runs or rests', () => {
    const news = new News()
    const pipeline = { id: '1', kind: 'pipeline' } as const
    compare(
      news,
      [item('p', { ...pipeline, state: 'IDLE', health: 'HEALTHY' })],
      [item('p', { ...pipeline, state: 'RUNNING', health: 'UNHEALTHY' })],
    )
    expect(news.counts).toEqual({ new: 0, changed: 0, vanished: 0 })
  })

  it('adds up over several refreshes of one visit', () => {
    const news = new News()
    compare(news, of('1'), of('1', '2'))
    compare(news, of('1', '2'), [item('x', { id: '2' }), item('job 1', { id: '1' })])
    // New and then changed is still new to the user.
    expect([...news.marks]).toEqual([['2', 'new']])
    compare(news, of('1', '2'), of('1'))
    // It came and went unseen.
    expect(news.counts).toEqual({ new: 0, changed: 0, vanished: 0 })
    compare(news, of('1'), of())
    expect(news.counts.vanished).toBe(1)
    compare(news, of(), of('1'))
    expect(news.counts).toEqual({ new: 0, changed: 0, vanished: 0 })
  })

  it('names at most 1,000 that are gone and counts the rest', () => {
    const news = new News()
    compare(news, of(...Array.from({ length: 1500 }, (_, index) => `${index}`)), [])
    expect(news.vanished).toHaveLength(1000)
    expect(news.counts.vanished).toBe(1500)
  })

  it('shows in rows, filters and counts, until it was seen', () => {
    const dataset = new Dataset(of('1', '2', '3'))
    const query = (marks: ('new' | 'changed')[]) => ({
      text: '',
      filters: { ...noFilters, marks },
      sort: { by: 'name', descending: false } as const,
      picked: [],
      offset: 0,
      limit: 10,
    })
    expect(dataset.page(query([])).rows.map(({ mark }) => mark)).toEqual([null, null, null])
    dataset.mark(
      new Map([
        ['1', 'new'],
        ['3', 'changed'],
      ]),
    )
    expect(dataset.page(query([])).rows.map(({ mark }) => mark)).toEqual(['new', null, 'changed'])
    expect(dataset.ids(query(['new'])).map(({ id }) => id)).toEqual(['1'])
    expect(dataset.ids(query(['new', 'changed']))).toHaveLength(2)
    expect(dataset.facets(query([])).marks).toEqual({ new: 1, changed: 1 })
    dataset.mark(new Map())
    expect(dataset.ids(query(['new']))).toEqual([])
  })
})
