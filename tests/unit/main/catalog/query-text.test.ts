import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Dataset } from '../../../../src/main/catalog/dataset.ts'
import { parseQueryText } from '../../../../src/main/catalog/query-text.ts'
import { sortByName } from '../../../../src/main/catalog/sort.ts'
import { noFilters } from '../../../../src/shared/no-filters.ts'
import { item } from './items.ts'

const catalog = new Dataset(
  sortByName([
    item('customer_360_daily', {
      id: '810105583362026',
      creator: 'ada.lovelace@example.com',
      tags: ['team:growth', 'cost center:42'],
    }),
    item('customer 360', { id: '7', creator: 'Bob@example.com', tags: ['team:core'] }),
    item('daily customer', { id: '8', creator: 'svc-etl', tags: ['prod'] }),
    item('foo:bar loader', { id: '9', creator: null }),
    item('ingest', {
      id: '10',
      state: 'RUNNING',
      health: 'UNHEALTHY',
      trigger: { kind: 'schedule', text: 'Daily', paused: true },
    }),
  ]),
)

function rows(text: string, filters: Partial<typeof noFilters> = {}) {
  return catalog.page({
    text,
    filters: { ...noFilters, ...filters },
    sort: { by: 'relevance', descending: false },
    picked: [],
    offset: 0,
    limit: 50,
  }).rows
}

const names = (text: string) => rows(text).map((row) => row.item.name)

describe('words and quotes in a search', () => {
  it.each([
    ['creator:ada', ['customer_360_daily']],
    ['creator:BOB customer', ['customer 360']],
    ['creator:"svc-etl"', ['daily customer']],
    ['creator:example.com tag:nowhere', []],
    ['tag:team', ['customer 360', 'customer_360_daily']],
    ['tag:"cost center:42"', ['customer_360_daily']],
    ['tag:team tag:growth', ['customer_360_daily']],
    ['id:8101', ['customer_360_daily']],
    ['state:run', ['ingest']],
    ['state:unhealthy', ['ingest']],
    ['state:paused', ['ingest']],
    ['"customer 360"', ['customer 360']],
    ['"customer_360"', ['customer_360_daily']],
    ['"CUSTOMER 360"', ['customer 360']],
    ['"example.com" 360', ['customer 360', 'customer_360_daily']],
    ['foo:bar', ['foo:bar loader']],
    ['custmer creator:bob', ['customer 360']],
  ])('%s finds %j', (text, expected) => {
    expect(names(text)).toEqual(expected)
  })

  it.each(['creator:', 'tag: ', '"', 'id:"', 'state:""', '""', '  '])(
    'unfinished ones such as %j empty nothing',
    (text) => {
      expect(rows(text)).toHaveLength(5)
    },
  )

  it('stand anywhere in the text, and the rest is searched for', () => {
    expect(parseQueryText('daily creator:ada "x y" 360')).toEqual({
      free: expect.stringMatching(/^daily +360$/),
      phrases: ['x y'],
      conditions: [{ field: 'creator', value: 'ada' }],
    })
  })

  it('survive anything that is typed', () => {
    for (const text of [
      'a:b:c',
      'creator:creator:x',
      '":"',
      'tag:"a"b',
      '\\"',
      'id:🚀',
      'ＩＤ:7',
    ]) {
      expect(() => rows(text)).not.toThrow()
    }
  })
})

describe('the order of what quotes and ids find', () => {
  const ordered = (catalog: Parameters<typeof sortByName>[0], text: string) =>
    new Dataset(sortByName(catalog)).ids({
      text,
      filters: noFilters,
      sort: { by: 'relevance', descending: false },
      picked: [],
    })

  it.each([
    ['"billing eu"', ['billing eu', 'billing eu old', 'a billing eu', 'by tag']],
    ['"Billing EU" "b"', ['billing eu', 'billing eu old', 'a billing eu', 'by tag']],
    ['"billing eu" old', ['billing eu old']],
    ['"billing_eu"', ['billing_eu']],
    ['"_"', ['billing_eu']],
  ])('%s: whole name, beginning, within, elsewhere', (text, expected) => {
    const catalog = [
      item('a billing eu', { id: '1' }),
      item('billing eu', { id: '2' }),
      item('billing eu old', { id: '3' }),
      item('billing_eu', { id: '4' }),
      item('by tag', { id: '5', tags: ['x:billing EU'] }),
    ]
    expect(ordered(catalog, text).map(({ name }) => name)).toEqual(expected)
  })

  it('id: whole id, beginning, within', () => {
    const catalog = [
      item('a', { id: '5101' }),
      item('b', { id: '1015' }),
      item('c', { id: '101' }),
      item('d', { id: '110' }),
    ]
    expect(ordered(catalog, 'id:101').map(({ id }) => id)).toEqual(['101', '1015', '5101'])
    expect(ordered(catalog, '"101"').map(({ id }) => id)).toEqual(['101', '5101', '1015'])
  })

  it('misses nothing that stands in a name, id, creator or tag, whatever it is', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 12 })
    fc.assert(
      fc.property(fc.array(text, { minLength: 4, maxLength: 12 }), fc.nat(), (texts, seed) => {
        const catalog = texts.map((name, index) =>
          item(name, {
            id: `${index}-${name}`.replaceAll('\n', ''),
            creator: texts[(index + 1) % texts.length] ?? null,
            tags: [texts[(index + 2) % texts.length] ?? '', 'x'],
          }),
        )
        const whole = texts[seed % texts.length] ?? ''
        const phrase = Array.from(whole)
          .slice(seed % 3, 6)
          .join('')
          .replaceAll('"', '')
        const wanted = phrase.toLowerCase().trim()
        if (wanted === '') return
        const stands = (value: string | null) => value?.toLowerCase().includes(wanted) ?? false
        const expected = catalog
          .filter(
            (each) =>
              [each.name, each.creator, ...each.tags].some(stands) ||
              (!wanted.includes('\n') && stands(each.id)),
          )
          .map(({ id }) => id)
        const found = ordered(catalog, `"${phrase}"`).map(({ id }) => id)
        expect(found.sort()).toEqual(expected.sort())
      }),
      { numRuns: 500 },
    )
  })
})

describe('what matched', () => {
  const parts = (text: string, ranges: readonly (readonly [number, number])[]) =>
    ranges.map(([from, to]) => text.slice(from, to))

  it('is shown in creator, tags and id as well as in the name', () => {
    const [row] = rows('creator:ada tag:growth id:8101 daily')
    expect(parts(row?.item.creator ?? '', row?.matched.creator ?? [])).toEqual(['ada'])
    expect(
      row?.matched.tags.map((ranges, index) => parts(row.item.tags[index] ?? '', ranges)),
    ).toEqual([['growth'], []])
    expect(parts(row?.item.id ?? '', row?.matched.id ?? [])).toEqual(['8101'])
    expect(parts(row?.item.name ?? '', row?.highlights ?? [])).toEqual(['daily'])
  })

  it('is shown where free text was found in another field', () => {
    const [row] = rows('lovelace')
    expect(parts(row?.item.creator ?? '', row?.matched.creator ?? [])).toEqual(['lovelace'])
    const [byId] = rows('810105')
    expect(byId?.matched.id).toEqual([[0, 6]])
  })

  it('is shown for a phrase as it stands', () => {
    const [row] = rows('"er 3"')
    expect(parts(row?.item.name ?? '', row?.highlights ?? [])).toEqual(['er 3'])
  })

  it('is shown where a creator or tag was meant though typed differently', () => {
    const [row] = rows('lovelcae')
    expect(parts(row?.item.creator ?? '', row?.matched.creator ?? [])).toEqual(['lovelace'])
    const [tagged] = rows('growht')
    expect(parts('team:growth', tagged?.matched.tags[0] ?? [])).toEqual(['growth'])
  })

  it('is not shown inside an id that was not found by it', () => {
    const [row] = rows('360')
    expect(row?.matched.id).toEqual([])
    expect(rows('810')[0]?.matched.id).toEqual([[0, 3]])
  })
})
