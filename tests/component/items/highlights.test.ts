import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { segments } from '../../../src/renderer/components/items/highlights.ts'

describe('highlighted names', () => {
  it('are cut at the matches', () => {
    expect(segments('billing_customer_sync', [[8, 16]])).toEqual([
      { text: 'billing_', hit: false },
      { text: 'customer', hit: true },
      { text: '_sync', hit: false },
    ])
  })

  it('never lose or repeat a character, whatever the ranges', () => {
    const range = fc.tuple(fc.integer({ min: -5, max: 40 }), fc.integer({ min: -5, max: 40 }))
    fc.assert(
      fc.property(
        fc.string({ maxLength: 30 }),
        fc.array(range, { maxLength: 6 }),
        (name, ranges) => {
          const text = segments(name, ranges)
            .map((segment) => segment.text)
            .join('')
          expect(text).toBe(name)
        },
      ),
    )
  })
})
