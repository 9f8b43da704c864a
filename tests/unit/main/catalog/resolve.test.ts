import { describe, expect, it } from 'vitest'
import { resolveLines } from '../../../../src/main/catalog/resolve.ts'
import { item } from './items.ts'

const guid = 'd4623163-fa76-4fb3-a117-663851c9f32f'
const items = [
  item('daily_load', { id: '11' }),
  item('Twice', { id: '12', creator: 'ada' }),
  item('Twice', { id: '13', creator: 'bob' }),
  item('CASE', { id: '14' }),
  item('case', { id: '15' }),
  item('- odd, name;', { id: '16' }),
  item('🚀 launch', { id: '17' }),
  item('تصدير', { id: '18' }),
  item('77', { id: '19' }),
  item('pipeline', { id: guid, kind: 'pipeline' }),
  item('x'.repeat(500), { id: '20' }),
]

const one = (line: string) => resolveLines(items, [line])[0]

describe('a pasted line', () => {
  it.each([
    ['daily_load', '11'],
    ['11', '11'],
    ['  daily_load  ', '11'],
    ['- daily_load', '11'],
    ['* "daily_load",', '11'],
    ['3. daily_load', '11'],
    ["'daily_load'", '11'],
    ['DAILY_LOAD', '11'],
    ['case', '15'],
    ['CASE', '14'],
    ['- odd, name;', '16'],
    ['🚀 launch', '17'],
    ['تصدير', '18'],
    ['daily_load\t11\tada', '11'],
    [guid.toUpperCase(), guid],
    ['x'.repeat(500), '20'],
  ])('%j stands for one item', (line, id) => {
    expect(one(line)).toMatchObject({ text: line, outcome: 'found', candidates: [{ id }] })
  })

  it('that names several asks which, by id', () => {
    expect(one('Twice')).toEqual({
      text: 'Twice',
      outcome: 'ambiguous',
      candidates: [
        { id: '12', name: 'Twice', creator: 'ada' },
        { id: '13', name: 'Twice', creator: 'bob' },
      ],
    })
    expect(one('Case')?.candidates.map(({ id }) => id)).toEqual(['14', '15'])
  })

  it('is an id before it is a name', () => {
    const both = [item('11', { id: '99' }), item('other', { id: '11' })]
    expect(resolveLines(both, ['11'])[0]).toMatchObject({ candidates: [{ id: '11' }] })
    expect(one('77')).toMatchObject({ candidates: [{ id: '19' }] })
  })

  it.each(['nowhere', '-', '404'])('%j may stand for nothing', (line) => {
    expect(one(line)).toEqual({ text: line, outcome: 'missing', candidates: [] })
  })

  it('is left out when it is empty', () => {
    expect(resolveLines(items, ['', '  ', '\t', '11']).map(({ text }) => text)).toEqual(['11'])
  })

  it('comes back in its order, as often as it was pasted', () => {
    const lines = ['Twice', 'daily_load', 'nowhere', 'daily_load']
    expect(resolveLines(items, lines).map(({ text }) => text)).toEqual(lines)
  })
})
