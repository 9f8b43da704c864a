import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromNumber, toNumber } from '../../../../src/main/databricks/ids.ts'

describe('an id', () => {
  it('goes to Databricks and comes back the same', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (id) => {
        expect(fromNumber(toNumber(String(id), 'job'), 'job')).toBe(String(id))
      }),
    )
  })

  it('beyond what a number holds exactly is refused both ways', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 2n ** 53n, max: 2n ** 63n - 1n }), (id) => {
        expect(() => toNumber(String(id), 'job')).toThrow(/too large to handle exactly/)
        const parsed: unknown = JSON.parse(String(id))
        expect(() => fromNumber(parsed, 'job')).toThrow(/too large to handle exactly/)
      }),
    )
  })

  it.each(['', ' 1', '1e3', '-1', '1.5', '0x10', 'abc', '01', '٣'])('%j is none', (id) => {
    expect(() => toNumber(id, 'job')).toThrow(
      expect.objectContaining({ code: 'bad-input', suggestion: expect.stringContaining('job id') }),
    )
  })

  it.each([undefined, null, -1, 1.5, Number.NaN, '', 'x', {}])(
    '%j in an answer is none',
    (value) => {
      expect(() => fromNumber(value, 'job')).toThrow(
        expect.objectContaining({ code: 'bad-response' }),
      )
    },
  )

  it('written as text by Databricks is taken as it is', () => {
    expect(fromNumber('810105583362026', 'job')).toBe('810105583362026')
  })
})
