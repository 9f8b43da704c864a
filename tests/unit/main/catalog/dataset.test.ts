import { describe, expect, it } from 'vitest'
import { Dataset } from '../../../../src/main/catalog/dataset.ts'
import type { DatasetQuery } from '../../../../src/main/catalog/dataset.ts'
import { sortByName } from '../../../../src/main/catalog/sort.ts'
import { noFilters } from '../../../../src/shared/no-filters.ts'
import type { CatalogFilters } from '../../../../src/shared/catalog.ts'
import { item } from './items.ts'

const dataset = new Dataset(
  sortByName([
    item('a', { id: '1', creator: 'anna', tags: ['env:prod', 'team:x'], compute: 'serverless' }),
    item('b', { id: '2', creator: 'bob', tags: ['env:prod'], compute: 'job-cluster' }),
    item('c', {
      id: '3',
      creator: 'anna',
      trigger: { kind: 'schedule', text: 'Daily 02:00', paused: true },
      state: 'RUNNING',
      health: 'UNHEALTHY',
    }),
    item('d', { id: '4', tags: ['env:prod', 'env:prod'] }),
  ]),
)

function query(changes: Partial<DatasetQuery> = {}): DatasetQuery {
  return {
    text: '',
    filters: noFilters,
    sort: { by: 'relevance', descending: false },
    picked: [],
    ...changes,
  }
}

function ids(filters: Partial<CatalogFilters>, more: Partial<DatasetQuery> = {}): string {
  const found = dataset.ids(query({ filters: { ...noFilters, ...filters }, ...more }))
  return found.map(({ id }) => id).join('')
}

describe('filters', () => {
  it.each<[Partial<CatalogFilters>, string]>([
    [{}, '1234'],
    [{ creators: ['anna'] }, '13'],
    [{ creators: ['anna', 'bob'] }, '123'],
    [{ tags: ['team:x', 'nowhere'] }, '1'],
    [{ tags: ['env:prod'], creators: ['anna'] }, '1'],
    [{ triggers: ['schedule'] }, '3'],
    [{ computes: ['serverless', 'job-cluster'] }, '12'],
    [{ states: ['RUNNING'] }, '3'],
    [{ healths: ['UNHEALTHY'] }, '3'],
    [{ healths: ['HEALTHY'] }, ''],
    [{ healths: ['HEALTHY', 'UNHEALTHY'], creators: ['bob'] }, ''],
    [{ creators: ['nobody'] }, ''],
  ])('%j let through %j', (filters, expected) => {
    expect(ids(filters)).toBe(expected)
  })

  it('"picked" lets through the picked items and follows the picks', () => {
    expect(ids({ picked: true }, { picked: ['4', '2', '99'] })).toBe('24')
    expect(ids({ picked: true }, { picked: ['1'] })).toBe('1')
    expect(ids({ picked: true })).toBe('')
  })

  it('narrow a search', () => {
    expect(ids({ creators: ['anna'] }, { text: 'anna' })).toBe('13')
    expect(ids({ states: ['RUNNING'] }, { text: 'anna' })).toBe('3')
  })
})

describe('pages', () => {
  it('tell how many match and how many there are', () => {
    const page = dataset.page({
      ...query({ filters: { ...noFilters, creators: ['anna', 'bob'] } }),
      offset: 1,
      limit: 1,
    })
    expect(page).toMatchObject({
      total: 4,
      matches: 3,
      rows: [{ item: { id: '2' }, highlights: [] }],
    })
  })

  it('past the end are empty', () => {
    expect(dataset.page({ ...query(), offset: 100, limit: 10 }).rows).toEqual([])
  })

  it('of an empty search for the most relevant are sorted by name, whichever the direction', () => {
    expect(ids({}, { sort: { by: 'relevance', descending: true } })).toBe('1234')
  })

  it('of a search sorted by a column hold only what matches, in that order', () => {
    expect(ids({}, { text: 'anna', sort: { by: 'name', descending: true } })).toBe('31')
  })
})

describe('a range of the results', () => {
  const range = (from: number, to: number, more: Partial<DatasetQuery> = {}) =>
    dataset
      .ids({ ...query(more), range: { from, to } })
      .map(({ id }) => id)
      .join('')

  it('holds the ids of those rows, in the order of the list', () => {
    expect(range(1, 3)).toBe('23')
    expect(range(0, 1, { text: 'anna', sort: { by: 'name', descending: true } })).toBe('3')
  })

  it('ends with the list', () => {
    expect(range(3, 99)).toBe('4')
    expect(range(7, 9)).toBe('')
  })
})

describe('facets', () => {
  it('count the items with each value, most frequent first', () => {
    expect(dataset.facets()).toEqual({
      creators: [
        { value: 'anna', count: 2 },
        { value: 'bob', count: 1 },
      ],
      tags: [
        { value: 'env:prod', count: 3 },
        { value: 'team:x', count: 1 },
      ],
      triggers: [{ value: 'schedule', count: 1 }],
      computes: [
        { value: 'job-cluster', count: 1 },
        { value: 'serverless', count: 1 },
      ],
      states: [{ value: 'RUNNING', count: 1 }],
      healths: [{ value: 'UNHEALTHY', count: 1 }],
      marks: { new: 0, changed: 0 },
    })
  })

  it('count as many as the filter lets through', () => {
    const { creators, tags, computes, states, healths } = dataset.facets()
    for (const { value, count } of creators) expect(ids({ creators: [value] })).toHaveLength(count)
    for (const { value, count } of tags) expect(ids({ tags: [value] })).toHaveLength(count)
    for (const { value, count } of states) expect(ids({ states: [value] })).toHaveLength(count)
    for (const { value, count } of healths) expect(ids({ healths: [value] })).toHaveLength(count)
    expect(computes).toHaveLength(2)
  })

  it('have at most 200 values each', () => {
    const many = Array.from({ length: 300 }, (_, index) =>
      item('x', { id: String(index), creator: `user ${index}` }),
    )
    expect(new Dataset(many).facets().creators).toHaveLength(200)
  })
})

describe('finding by id', () => {
  it('answers in the order of the ids and leaves out unknown ones', () => {
    expect(dataset.find(['3', 'nowhere', '1']).map(({ id }) => id)).toEqual(['3', '1'])
  })
})
