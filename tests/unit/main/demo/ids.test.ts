import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  guidNumberOf,
  guidOf,
  jobIdOf,
  jobIndexOf,
  runIdOf,
  runKeyOf,
} from '../../../../src/main/demo/ids.ts'
import type { RunKey } from '../../../../src/main/demo/ids.ts'

describe('ids of the demo workspace', () => {
  it('gives every job a 15-digit id that leads back to it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99_999 }), (index) => {
        expect(String(jobIdOf(index))).toMatch(/^\d{15}$/)
        expect(jobIndexOf(jobIdOf(index))).toBe(index)
      }),
    )
  })

  it('gives every run and task run an exact id that leads back to it', () => {
    const past: fc.Arbitrary<RunKey> = fc.record({
      kind: fc.constant('past'),
      jobIndex: fc.integer({ min: 0, max: 99_999 }),
      slot: fc.integer({ min: 0, max: 4_000_000 }),
      task: fc.integer({ min: 0, max: 255 }),
    })
    const live: fc.Arbitrary<RunKey> = fc.record({
      kind: fc.constant('live'),
      sequence: fc.integer({ min: 0, max: 1_000_000 }),
      task: fc.integer({ min: 0, max: 255 }),
    })
    fc.assert(
      fc.property(fc.oneof(past, live), (key) => {
        expect(Number.isSafeInteger(runIdOf(key))).toBe(true)
        expect(runKeyOf(runIdOf(key))).toEqual(key)
      }),
    )
  })

  it('refuses ids that no job has', () => {
    expect(jobIndexOf(5)).toBeNull()
    expect(jobIndexOf(-1)).toBeNull()
    expect(jobIndexOf(Number.MAX_SAFE_INTEGER)).toBeNull()
    expect(jobIndexOf(1.5)).toBeNull()
  })

  it('gives GUIDs that lead back to their number, and takes no others', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20_000 }), (number) => {
        const guid = guidOf('pipeline', number)
        expect(guid).toMatch(
          /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
        )
        expect(guidNumberOf('pipeline', guid.toUpperCase())).toBe(number)
        expect(guidNumberOf('other', guid)).toBeNull()
      }),
    )
    expect(guidNumberOf('pipeline', 'not a guid')).toBeNull()
  })
})
