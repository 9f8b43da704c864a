import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { orderBy, sortByName } from '../../../../src/main/catalog/sort.ts'
import type { CatalogItem, CatalogSort } from '../../../../src/shared/catalog.ts'
import { item, items } from './items.ts'

function sorted(catalog: CatalogItem[], by: CatalogSort['by'], descending = false): string[] {
  const inNameOrder = sortByName(catalog)
  return Array.from(orderBy(inNameOrder, { by, descending }), (at) => inNameOrder[at]?.id ?? '')
}

describe('sorting by what the items do not hold', () => {
  it('takes the given values, and puts items without one last in both directions', () => {
    const catalog = sortByName(items(['a', 'b', 'c', 'd']))
    const values = new Map([
      ['1001', 5],
      ['1003', 9],
      ['1004', 5],
    ])
    const names = (descending: boolean) =>
      Array.from(orderBy(catalog, { by: 'runs', descending }, values), (at) => catalog[at]?.name)
    expect(names(false)).toEqual(['a', 'd', 'c', 'b'])
    expect(names(true)).toEqual(['c', 'a', 'd', 'b'])
  })
})

describe('sorting by name', () => {
  it('takes numbers by value and letters without regard to case', () => {
    const names = [
      'job 10',
      'Job 9',
      'job 1',
      'alpha',
      'Beta',
      'émile',
      'zeta',
      '2 x',
      '10 x',
      '_x',
    ]
    expect(sortByName(items(names)).map(({ name }) => name)).toEqual([
      '_x',
      '2 x',
      '10 x',
      'alpha',
      'Beta',
      'émile',
      'job 1',
      'Job 9',
      'job 10',
      'zeta',
    ])
  })

  it('puts equal names in the order of their ids, digits by value', () => {
    const ids = ['100', '20', '3']
    const catalog = ids.map((id) => item('same', { id }))
    expect(sortByName(catalog).map(({ id }) => id)).toEqual(['3', '20', '100'])
  })

  it('is what the collator alone would give, for any names', () => {
    const collator = new Intl.Collator(undefined, { numeric: true })
    const name = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 20 }),
      fc.stringMatching(/^[a-cA-C0-2_ -]{0,8}$/),
    )
    fc.assert(
      fc.property(fc.array(name, { maxLength: 30 }), (names) => {
        const result = sortByName(items(names)).map((entry) => entry.name)
        const expected = [...names].sort(collator.compare)
        expect(result.every((entry, at) => collator.compare(entry, expected[at] ?? '') === 0)).toBe(
          true,
        )
      }),
    )
  })
})

describe('sorting by another column', () => {
  const catalog = [
    item('c', { id: 'c', creator: 'bob', createdAt: 30, compute: 'serverless', state: 'IDLE' }),
    item('a', { id: 'a', creator: 'bob', createdAt: 10, compute: 'job-cluster', state: 'RUNNING' }),
    item('d', { id: 'd', creator: 'Anna', createdAt: 200, state: 'IDLE' }),
    item('b', { id: 'b' }),
  ]

  it.each<[CatalogSort['by'], boolean, string]>([
    ['name', false, 'abcd'],
    ['name', true, 'dcba'],
    ['creator', false, 'dacb'],
    ['creator', true, 'acdb'],
    ['created', false, 'acdb'],
    ['created', true, 'dcab'],
    ['state', false, 'cdab'],
    ['state', true, 'acdb'],
    ['compute', false, 'acbd'],
    ['relevance', true, 'abcd'],
  ])('%s, descending %s: equal values by name, no value last', (by, descending, expected) => {
    expect(sorted(catalog, by, descending).join('')).toBe(expected)
  })

  it('sorts triggers by their words, numbers by value', () => {
    const trigger = (text: string) => ({ kind: 'periodic', text, paused: false }) as const
    const every = [15, 5, 100].map((minutes) =>
      item('x', { id: String(minutes), trigger: trigger(`Every ${minutes} min`) }),
    )
    expect(sorted(every, 'trigger')).toEqual(['5', '15', '100'])
  })

  it('sorts by health, items without one last', () => {
    const healths = ['UNHEALTHY', null, 'HEALTHY']
    const catalog = healths.map((health, at) => item(`${at}`, { id: `${at}`, health }))
    expect(sorted(catalog, 'health')).toEqual(['2', '0', '1'])
    expect(sorted(catalog, 'health', true)).toEqual(['0', '2', '1'])
  })
})
