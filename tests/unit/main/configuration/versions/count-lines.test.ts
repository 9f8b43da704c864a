import fc from 'fast-check'
import { expect, it } from 'vitest'
import { countChangedLines } from '../../../../../src/main/configuration/versions/count-lines.ts'

it.each([
  ['', '', 0, 0],
  ['a\n', 'a\n', 0, 0],
  ['', 'a\nb\n', 2, 0],
  ['a\nb\nc\n', '', 0, 3],
  ['a\nb\nc\n', 'a\nx\nc\n', 1, 1],
  ['a\nb\nc\nd\n', 'b\nc\nd\na\n', 1, 1],
  ['a', 'a\nb', 1, 0],
])('counts from %j to %j: %i come, %i go', (before, after, added, removed) => {
  expect(countChangedLines(before, after)).toEqual({ added, removed })
})

/** Lines that both have in the same order at most, the slow and simple way. */
function longestCommon(a: readonly string[], b: readonly string[]): number {
  let row = new Array<number>(b.length + 1).fill(0)
  for (const line of a) {
    const next = [0]
    b.forEach((other, index) => {
      const kept = Math.max(row[index + 1] ?? 0, next[index] ?? 0)
      next.push(line === other ? (row[index] ?? 0) + 1 : kept)
    })
    row = next
  }
  return row[b.length] ?? 0
}

it('counts as few lines as possible', () => {
  const lines = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 30 })
  fc.assert(
    fc.property(lines, lines, (a, b) => {
      const text = (of: readonly string[]) => of.map((line) => `${line}\n`).join('')
      const same = longestCommon(a, b)
      const expected = { added: b.length - same, removed: a.length - same }
      expect(countChangedLines(text(a), text(b))).toEqual(expected)
    }),
    { numRuns: 500 },
  )
})

it('counts two long texts that have nothing in common, and one that was only sorted', () => {
  const numbers = Array.from({ length: 20_000 }, (_, index) => `${index}`)
  const others = numbers.map((line) => `x${line}`)
  expect(countChangedLines(numbers.join('\n'), others.join('\n'))).toEqual({
    added: 20_000,
    removed: 20_000,
  })
  // So many moved lines are not told from those that stayed.
  const reversed = [...numbers].reverse()
  expect(countChangedLines(numbers.join('\n'), reversed.join('\n'))).toEqual({
    added: 0,
    removed: 0,
  })
})
