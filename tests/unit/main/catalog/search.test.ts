import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Dataset } from '../../../../src/main/catalog/dataset.ts'
import { sortByName } from '../../../../src/main/catalog/sort.ts'
import { noFilters } from '../../../../src/shared/no-filters.ts'
import type { CatalogItem } from '../../../../src/shared/catalog.ts'
import { item, items } from './items.ts'

function search(catalog: readonly CatalogItem[], text: string) {
  return new Dataset(sortByName(catalog)).page({
    text,
    filters: noFilters,
    sort: { by: 'relevance', descending: false },
    picked: [],
    offset: 0,
    limit: 500,
  }).rows
}

function namesFound(catalog: readonly CatalogItem[], text: string): string[] {
  return search(catalog, text).map((row) => row.item.name)
}

/** The name with the highlighted parts in brackets. */
function marked(name: string, text: string): string {
  const row = search([item(name)], text)[0]
  if (!row) return 'not found'
  let result = ''
  let at = 0
  for (const [from, to] of row.highlights) {
    result += `${name.slice(at, from)}[${name.slice(from, to)}]`
    at = to
  }
  return result + name.slice(at)
}

/** As long as a search may be. */
const long = 'quarterly_consolidation_of_all_legal_entities_'.repeat(11).slice(0, 500)

describe('ranking', () => {
  it.each<[string, string[]]>([
    [
      'billing',
      ['billing', 'billing_sync', 'billings_old', 'daily_billing', 'prebilling', 'biling_x'],
    ],
    [
      'orders daily',
      ['orders_daily', 'orders_daily_eu', 'eu_orders_daily', 'daily_orders', 'orders_x_daily'],
    ],
    ['sales rep', ['sales_report', 'eu_sales_report', 'report_of_sales', 'wholesales_report']],
    ['salesreport', ['SalesReport', 'salesreport_2', 'eu_SalesReport']],
    ['360', ['360_view', 'customer_360', 'customer360b', 'x13605']],
    ['🚀', ['🚀', '🚀 launch', 'to the 🚀']],
    ['🚀 launch', ['🚀 launch', '🚀 launch day', 'the 🚀 launch', 'launch 🚀']],
    ['تقرير', ['تقرير', 'تقرير المبيعات', 'eu تقرير']],
    ['דוח יומי', ['דוח יומי', 'דוח יומי 2', 'eu דוח יומי', 'יומי דוח']],
    ['顧客', ['顧客', '顧客_更新', '更新_顧客']],
    ['creme', ['Crème', 'crème brûlée', 'la crème', 'scremer', 'cremr']],
    [long, [long, `${long}_2`, `eu_${long}`]],
    [long.slice(0, 80), [long, `${long}_2`, `eu_${long}`]],
    ['"sales report"', ['Sales Report', 'sales report 2', 'eu sales report']],
  ])(
    'of %j puts exact before prefix, phrase, words, word starts, inner and typos',
    (text, ranked) => {
      for (const catalog of [items(ranked), items([...ranked].reverse())]) {
        expect(namesFound(catalog, text)).toEqual(ranked)
      }
    },
  )

  it('puts what is found by id, creator or tags after what is found by name', () => {
    const catalog = [
      item('anna_loader', { id: '1' }),
      item('b', { id: '2', creator: 'anna@example.com' }),
      item('c', { id: '3', tags: ['owner:anna'] }),
      item('d', { id: '4', creator: 'joanna@example.com' }),
      item('anan_x', { id: '5' }),
    ]
    expect(namesFound(catalog, 'anna')).toEqual(['anna_loader', 'b', 'c', 'd', 'anan_x'])
  })

  it('finds words partly in the name and partly elsewhere', () => {
    const catalog = [
      item('billing', { id: '1', creator: 'anna@example.com' }),
      item('billing', { id: '2', creator: 'bob@example.com' }),
      item('orders', { id: '3', creator: 'anna@example.com' }),
    ]
    expect(search(catalog, 'anna billing').map((row) => row.item.id)).toEqual(['1'])
  })

  it('puts an exact id first and finds the beginning or a good part of an id', () => {
    const catalog = [
      item('x 810105583362026', { id: '7' }),
      item('wanted', { id: '810105583362026' }),
      item('near', { id: '810105583362027' }),
      item('gold', { id: 'd4623163-fa76-4fb3-a117-663851c9f32f', kind: 'pipeline' }),
    ]
    expect(namesFound(catalog, '810105583362026')).toEqual(['wanted', 'x 810105583362026'])
    expect(namesFound(catalog, '8101')).toEqual(['x 810105583362026', 'near', 'wanted'])
    expect(namesFound(catalog, '5583362027')).toEqual(['near'])
    expect(namesFound(catalog, 'D4623163-FA76')).toEqual(['gold'])
    expect(namesFound(catalog, 'd4623163-fa76-4fb3-a117-663851c9f32f')).toEqual(['gold'])
  })

  it('sorts by name within a rank and shows duplicates apart', () => {
    const catalog = items(['b_job 10', 'b_job 9', 'a_job', 'b_job 9'])
    expect(search(catalog, 'job').map((row) => row.item.id)).toEqual([
      '1003',
      '1002',
      '1004',
      '1001',
    ])
  })
})

describe('typos', () => {
  it.each([
    ['custmer', 'customer_360'],
    ['customre', 'customer_360'],
    ['custoomer', 'customer_360'],
    ['cuxtomer', 'customer_360'],
    ['custm', 'customer_360'],
    ['reconciliatoin', 'ledger_reconciliation'],
    ['cusotmer ledegr', 'customer_ledger'],
    ['saels', 'eu_salesReport'],
    ['клинет', 'отчет_клиент'],
  ])('%j finds %j', (text, name) => {
    expect(namesFound(items([name, 'unrelated']), text)).toEqual([name])
  })

  it('are not tolerated in numbers and short words', () => {
    expect(namesFound(items(['job_123456', 'eu_x']), '123457')).toEqual([])
    expect(namesFound(items(['job_123456', 'eu_x']), 'ez')).toEqual([])
  })

  it('are not looked for when plenty matches as typed', () => {
    const catalog = items([
      ...Array.from({ length: 150 }, (_, index) => `billing ${index}`),
      'biling',
    ])
    expect(namesFound(catalog, 'billing')).not.toContain('biling')
  })
})

describe('highlights', () => {
  it.each([
    ['customer_360_daily', '360', 'customer_[360]_daily'],
    ['Customer_360', 'cust 36', '[Cust]omer_[36]0'],
    ['orders_for_oregon', 'or', '[or]ders_for_[or]egon'],
    ['customer_ledger', 'custmer', '[customer]_ledger'],
    ['Crème brûlée', 'creme', '[Crème] brûlée'],
    ['u\u0308ber_job', 'u', '[u\u0308]ber_job'],
    ['Straße', 'strass', '[Straß]e'],
    ['Straße', 'stras', '[Straß]e'],
    ['🚀 launch 🚀', '🚀', '[🚀] launch [🚀]'],
    ['🧪🚀 launch', 'launch', '🧪🚀 [launch]'],
    ['تقرير المبيعات اليومي', 'المبيعات', 'تقرير [المبيعات] اليومي'],
    ['a_b__c', '__', 'a_b[__]c'],
    ['salesReport', 'sales report', '[salesReport]'],
    [`${'very_long_'.repeat(45)}end`, 'end', `${'very_long_'.repeat(45)}[end]`],
  ])('in %j for %j', (name, text, expected) => {
    expect(marked(name, text)).toBe(expected)
  })

  it('are none for what was found elsewhere', () => {
    const row = search([item('x', { creator: 'anna@example.com' })], 'anna')[0]
    expect(row?.highlights).toEqual([])
  })

  it('are ascending, apart and within the name for any name and text', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 30 })
    fc.assert(
      fc.property(text, text, (name, typed) => {
        for (const row of search([item(name), item(`${name}${typed}`, { id: '2' })], typed)) {
          let last = -1
          for (const [from, to] of row.highlights) {
            expect(from).toBeGreaterThan(last)
            expect(to).toBeGreaterThan(from)
            expect(to).toBeLessThanOrEqual(row.item.name.length)
            expect(row.item.name.slice(from, to).isWellFormed()).toBe(true)
            last = to
          }
        }
      }),
    )
  })
})

describe('any text', () => {
  it('finds a name by the whole of it, first', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }), (name) => {
        if (name.trim() === '') return
        const found = search([item('other', { id: '2' }), item(name)], name)
        expect(found[0]?.item.name).toBe(name)
      }),
    )
  })

  it('of blanks is no search', () => {
    expect(namesFound(items(['b', 'a']), '  ')).toEqual(['a', 'b'])
  })

  it('of 500 characters is searched for', () => {
    const name = 'unit_of_work_'.repeat(38)
    expect(namesFound(items([name, 'other']), name.slice(0, 500))).toEqual([name])
  })
})
