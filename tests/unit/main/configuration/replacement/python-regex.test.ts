import { describe, expect, test } from 'vitest'
import { prepareRule } from '../../../../../src/main/configuration/replacement/prepare.ts'
import { substitute } from '../../../../../src/main/configuration/replacement/substitute.ts'
import outcomes from './python-outcomes.json' with { type: 'json' }

// What Python 3.11 answers to re.sub(pattern, replacement, text); null where it raises an error.
const cases = outcomes as [
  pattern: string,
  replacement: string,
  text: string,
  outcome: string | null,
][]

function outcomeOf(pattern: string, replacement: string, text: string): string | null {
  const { ready, problem } = prepareRule(pattern, replacement)
  if (ready) return substitute(text, ready)
  if (problem.kind === 'untried') throw new Error(problem.message)
  return null
}

/** Python can do these, and the box says that it cannot try them. */
const untried = ['a++', '(?>a)', '(a|(b))+', '((a))?\\2', '(?x)a b', '(a)?(?(1)b|c)']

describe('a rule of path_replacement means what it means in Python', () => {
  test.each(cases.filter(([pattern]) => !untried.includes(pattern)))(
    're.sub(%j, %j, %j) is %j',
    (pattern, replacement, text, outcome) => {
      expect(outcomeOf(pattern, replacement, text)).toBe(outcome)
    },
  )

  test.each(untried)('%s is said not to be tried here', (pattern) => {
    expect(prepareRule(pattern, '\\2').problem?.message).toMatch(/Cannot be tried here: .+\./)
  })

  test.each([
    ['(', 'a “(” is not closed'],
    ['a**', 'one repetition follows another'],
    ['(?<=a+)b', 'a look-behind must have a fixed width'],
    ['[z-a]', 'the range z-a goes backwards'],
  ])('what is wrong with %s is said in words', (pattern, words) => {
    expect(prepareRule(pattern, '')).toEqual({
      ready: null,
      problem: {
        kind: 'invalid',
        message: `Not a regular expression that Python accepts: ${words}.`,
      },
    })
  })

  test('a replacement that names a group that is not there is not valid', () => {
    expect(prepareRule('(a)', '\\g<b>').problem?.message).toContain('the group “b”')
  })

  test('an outcome without end is cut short', () => {
    expect(outcomeOf('', 'x'.repeat(1000), 'y'.repeat(1000))).toBeNull()
  })

  test('a pattern of any length or depth is answered', () => {
    expect(prepareRule('a'.repeat(3000), '').problem?.kind).toBe('untried')
    expect(prepareRule('('.repeat(900) + ')'.repeat(900), '').problem?.kind).toBe('untried')
  })
})
