import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { JoinedText } from '../../../../src/main/catalog/joined-text.ts'

const letters = fc.string({ unit: fc.constantFrom('a', 'b', ' '), maxLength: 6 })
const part = fc.string({ unit: fc.constantFrom('a', 'b', ' '), minLength: 1, maxLength: 3 })

/** The numbers that `each` calls with. */
function called(each: (found: (index: number) => void) => void): number[] {
  const found: number[] = []
  each((index) => found.push(index))
  return found
}

describe('many texts in one', () => {
  it('find what each alone would find', () => {
    fc.assert(
      fc.property(fc.array(letters, { maxLength: 12 }), part, (texts, looked) => {
        const joined = new JoinedText(texts)
        const where = (test: (text: string) => boolean): number[] =>
          texts.flatMap((text, index) => (test(text) ? [index] : []))
        expect(called((found) => joined.eachWith(looked, found))).toEqual(
          where((text) => text.includes(looked)),
        )
        expect(called((found) => joined.eachStarting(looked, found))).toEqual(
          where((text) => text.startsWith(looked)),
        )
        expect(called((found) => joined.eachWithWords(looked, found))).toEqual(
          where((text) => ` ${text}`.includes(` ${looked}`)),
        )
        expect(texts.map((_, index) => joined.length(index))).toEqual(
          texts.map(({ length }) => length),
        )
      }),
      { numRuns: 1000 },
    )
  })

  it('know which one begins with a text', () => {
    const joined = new JoinedText(['daily', '', 'day'])
    expect([0, 1, 2].filter((index) => joined.startsWith(index, 'dai'))).toEqual([0])
  })
})
