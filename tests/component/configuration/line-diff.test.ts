import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  lineAlignedDiff,
  lineChanges,
  summarizeLines,
} from '../../../src/renderer/components/configuration/line-diff.ts'

const item = (name: string) => `  - job_name: "${name}"\n    is_active: true\n`

describe('comparing two texts line by line', () => {
  it('shows a block added among similar ones as exactly that block', () => {
    const before = `workflows:\n${item('a')}${item('c')}`
    const after = `workflows:\n${item('a')}${item('b')}${item('c')}`
    expect(summarizeLines(before, after)).toEqual({ added: [4, 5], changed: 2 })
  })

  it('counts a removed line, and a replaced one once', () => {
    expect(summarizeLines('a\nb\nc\n', 'a\nc\n')).toEqual({ added: [], changed: 1 })
    expect(summarizeLines('a\nb\nc\n', 'a\nx\nc\n')).toEqual({ added: [2], changed: 1 })
  })

  it('finds nothing in equal texts', () => {
    expect(summarizeLines('a\n', 'a\n')).toEqual({ added: [], changed: 0 })
  })

  it('knows every line of a new file', () => {
    expect(summarizeLines('', 'a\nb')).toEqual({ added: [1, 2], changed: 2 })
  })

  it('points at the changed words within a replaced line', () => {
    const [change] = lineAlignedDiff('id: 12\n', 'id: 345\n')
    expect(change).toMatchObject({ fromA: 4, toA: 6, fromB: 4, toB: 7 })
  })

  it('copes with more different lines than it can compare one by one', () => {
    const many = (offset: number) =>
      Array.from({ length: 40_000 }, (_, index) => `${index + offset}x\n`).join('')
    expect(lineChanges(many(0), many(100_000))).toEqual([
      { fromA: 0, toA: 40_000, fromB: 0, toB: 40_000 },
    ])
  })

  it('always turns the one text into the other', () => {
    const text = fc.array(fc.constantFrom('a', 'b', ' c', ''), { maxLength: 12 })
    fc.assert(
      fc.property(text, text, fc.boolean(), (one, other, ended) => {
        const before = one.join('\n') + (ended ? '\n' : '')
        const after = other.join('\n')
        let built = ''
        let at = 0
        for (const change of lineAlignedDiff(before, after)) {
          built += before.slice(at, change.fromA) + after.slice(change.fromB, change.toB)
          at = change.toA
        }
        expect(built + before.slice(at)).toBe(after)
      }),
    )
  })
})
