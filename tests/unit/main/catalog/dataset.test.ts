import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Dataset } from '../../../../src/main/catalog/dataset.ts'
import type { DatasetQuery } from '../../../../src/main/catalog/dataset.ts'
import { sortByName } from '../../../../src/main/catalog/sort.ts'
import { noFilters } from '../../../../src/shared/no-filters.ts'
import type { CatalogFilters, CatalogMark } from '../../../../src/shared/catalog.ts'
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
    expect(dataset.facets(query())).toEqual({
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
    const { creators, tags, computes, states, healths } = dataset.facets(query())
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
    expect(new Dataset(many).facets(query()).creators).toHaveLength(200)
  })
})

describe('facets of what is searched and filtered', () => {
  it('count what matches the text and the other filters', () => {
    const filters = { ...noFilters, creators: ['anna'] }
    const facets = dataset.facets(query({ filters }))
    // One's own filter does not count: another value beside it is what one looks for.
    expect(facets.creators).toEqual([
      { value: 'anna', count: 2 },
      { value: 'bob', count: 1 },
    ])
    expect(facets.tags).toEqual([
      { value: 'env:prod', count: 1 },
      { value: 'team:x', count: 1 },
    ])
    expect(facets.states).toEqual([{ value: 'RUNNING', count: 1 }])
    expect(dataset.facets(query({ text: 'tag:team' })).creators).toEqual([
      { value: 'anna', count: 1 },
    ])
    expect(dataset.facets(query({ text: 'nothing like it' })).tags).toEqual([])
  })

  it('say of each value how many rows there are with it', () => {
    const some = <Value>(values: readonly Value[]) => fc.subarray([...values], { minLength: 0 })
    const values = {
      creators: ['anna', 'bob', 'carl'],
      tags: ['prod', 'dev', 'team:x'],
      triggers: ['schedule', 'manual', 'continuous'],
      computes: ['serverless', 'job-cluster'],
      states: ['RUNNING', 'IDLE'],
      healths: ['HEALTHY', 'UNHEALTHY'],
      marks: ['new', 'changed'],
    } as const
    const made = fc.record({
      name: fc.constantFrom('orders daily', 'orders hourly', 'billing daily', 'x'),
      creator: fc.option(fc.constantFrom(...values.creators)),
      tags: some(values.tags),
      trigger: fc.option(fc.constantFrom(...values.triggers)),
      compute: fc.option(fc.constantFrom(...values.computes)),
      state: fc.option(fc.constantFrom(...values.states)),
      health: fc.option(fc.constantFrom(...values.healths)),
      mark: fc.option(fc.constantFrom(...values.marks)),
      picked: fc.boolean(),
    })
    const asked = fc.record({
      text: fc.constantFrom('', '', 'daily', 'ordres', '"orders"', 'creator:anna daily'),
      filters: fc.record({
        creators: some(values.creators),
        tags: some(values.tags),
        triggers: some(values.triggers),
        computes: some(values.computes),
        states: some(values.states),
        healths: some(values.healths),
        marks: some(values.marks),
        picked: fc.boolean(),
      }),
    })
    fc.assert(
      fc.property(fc.array(made, { maxLength: 12 }), asked, (all, { text, filters }) => {
        const items = all.map(({ name, trigger, mark: _mark, picked: _picked, ...rest }, index) =>
          item(name, {
            ...rest,
            id: String(index),
            trigger: trigger === null ? null : { kind: trigger, text: trigger, paused: false },
          }),
        )
        const list = new Dataset(sortByName(items))
        const marks = all.flatMap(({ mark }, index): [string, CatalogMark][] =>
          mark === null ? [] : [[String(index), mark]],
        )
        list.mark(new Map(marks))
        const picked = all.flatMap((one, index) => (one.picked ? [String(index)] : []))
        const facets = list.facets({ text, filters, picked })
        const counted = { ...facets, marks: Object.entries(facets.marks) }
        for (const [filter, known] of Object.entries(values)) {
          for (const value of known) {
            const narrowed = { ...filters, [filter]: [value] }
            const rows = list.ids(query({ text, filters: narrowed, picked })).length
            const found = counted[filter as keyof typeof values].map((one) =>
              Array.isArray(one) ? one : [one.value, one.count],
            )
            const count = found.find(([name]) => name === value)?.[1] ?? 0
            expect([filter, value, count]).toEqual([filter, value, rows])
          }
        }
      }),
    )
  })
})

describe('finding by id', () => {
  it('answers in the order of the ids and leaves out unknown ones', () => {
    expect(dataset.find(['3', 'nowhere', '1']).map(({ id }) => id)).toEqual(['3', '1'])
  })
})
