import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fold, words } from '../../../../src/main/catalog/fold.ts'

describe('folding text', () => {
  it.each([
    ['Customer_360-daily', 'customer 360 daily'],
    ['  --a  b__', 'a b'],
    ['Ünïté Crème', 'unite creme'],
    ['u\u0308ber', 'uber'],
    ['Straße Łódź Ørsted', 'strasse lodz orsted'],
    ['ΟΔΟΣ', 'οδοσ'],
    ['İstanbul', 'istanbul'],
    ['🚀launch', '🚀 launch'],
    ['تقرير المبيعات', 'تقرير المبيعات'],
    ['データ', 'テータ'],
    ['', ''],
    ['___', ''],
  ])('reads %j as %j', (original, folded) => {
    expect(fold(original).text).toBe(folded)
  })

  it.each([
    ['salesReportDaily', ['sales', 'report', 'daily']],
    ['ETLJob', ['etl', 'job']],
    ['job42a', ['job', '42', 'a']],
    ['DLT_bronzeV2', ['dlt', 'bronze', 'v', '2']],
    ['a🚀b', ['a', '🚀', 'b']],
  ])('finds the words of %j', (original, expected) => {
    expect(words(fold(original))).toEqual(expected)
  })

  it('knows for every unit which characters of the original it came from', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (original) => {
        const { text, starts, ends } = fold(original)
        expect(starts).toHaveLength(text.length)
        expect(ends).toHaveLength(text.length)
        for (let unit = 0; unit < text.length; unit++) {
          expect(starts[unit]).toBeLessThanOrEqual(ends[unit] ?? -1)
          expect(ends[unit]).toBeLessThanOrEqual(original.length)
          expect(starts[unit]).toBeGreaterThanOrEqual(starts[unit - 1] ?? 0)
        }
      }),
    )
  })

  it('is unchanged by folding again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-composite', maxLength: 40 }), (original) => {
        const once = fold(original).text
        expect(fold(once).text).toBe(once)
      }),
    )
  })
})
