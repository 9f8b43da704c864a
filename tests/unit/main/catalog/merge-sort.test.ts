import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mergeSorting, settling } from '../../../../src/main/catalog/merge-sort.ts'
import { finish, finishInTurns } from '../../../../src/main/catalog/steps.ts'

interface Entry {
  key: number
  position: number
}
const byKey = (a: Entry, b: Entry): number => a.key - b.key
const list = fc
  .array(fc.nat(50), { maxLength: 5000, size: 'max' })
  .map((keys) => keys.map((key, position): Entry => ({ key, position })))

describe.each([
  ['sorting', mergeSorting],
  ['settling', settling],
])('%s in steps', (_, sorting) => {
  it('gives what a stable sort gives, for any list', () => {
    fc.assert(
      fc.property(list, (entries) => {
        expect(finish(sorting(entries, byKey))).toEqual([...entries].sort(byKey))
      }),
      { numRuns: 30 },
    )
  })

  it('gives what a stable sort gives for a list that is nearly sorted', () => {
    fc.assert(
      fc.property(list, fc.nat(5000), (entries, misplaced) => {
        const nearly = [...entries].sort(byKey)
        nearly.push(...nearly.splice(misplaced, 3))
        expect(finish(sorting(nearly, byKey))).toEqual([...nearly].sort(byKey))
      }),
      { numRuns: 30 },
    )
  })

  it('lets others have a turn', async () => {
    const entries = Array.from({ length: 20_000 }, (_, position) => ({ key: -position, position }))
    let turns = 0
    let isOver = false
    const count = (): void => {
      turns++
      if (!isOver) setImmediate(count)
    }
    setImmediate(count)
    await finishInTurns(sorting(entries, byKey))
    isOver = true
    expect(turns).toBeGreaterThan(10)
  })
})
