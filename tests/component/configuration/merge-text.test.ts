import { describe, expect, it } from 'vitest'
import {
  chosenLines,
  composeText,
  layOut,
  shownLines,
  withLineEnds,
} from '../../../src/renderer/components/configuration/merge/merge-text.ts'
import type { Choice } from '../../../src/renderer/components/configuration/merge/merge-text.ts'
import {
  conflictWords,
  sideLines,
} from '../../../src/renderer/components/configuration/merge/conflict-words.ts'
import type { MergeRegion } from '../../../src/shared/merge.ts'

const regions: MergeRegion[] = [
  { type: 'agreed', from: 'base', text: 'a\r\nb\n' },
  { type: 'conflict', base: 'c\r\n', mine: 'M\r\n', theirs: 'T\n' },
  { type: 'agreed', from: 'theirs', text: 'd\r\n' },
  { type: 'conflict', base: '', mine: 'x', theirs: 'y\r\n' },
]
const choices = (...all: Choice[]) =>
  new Map(all.map((choice, index) => [index + 1, choice] as const))

describe('a merge laid out for the editor', () => {
  it('has what is agreed, with places for the rest', () => {
    expect(layOut(regions)).toMatchObject({
      text: 'a\nb\nd\n',
      conflicts: [
        { number: 1, at: 4, base: 'c\n', mine: 'M\n', theirs: 'T\n' },
        { number: 2, at: 6, base: '', mine: 'x', theirs: 'y\n' },
      ],
      changed: [{ from: 4, to: 6, by: 'theirs' }],
      unchanged: [{ from: 0, to: 4 }],
    })
  })

  it('is put together byte for byte as it was decided', () => {
    expect(composeText(regions, choices())).toBe('a\r\nb\nd\r\n')
    expect(composeText(regions, choices('mine', 'theirs'))).toBe('a\r\nb\nM\r\nd\r\ny\r\n')
    expect(composeText(regions, choices('theirs-mine', 'theirs-mine'))).toBe(
      'a\r\nb\nT\nM\r\nd\r\ny\r\nx',
    )
  })

  it('gives a first version without a line end one before the second', () => {
    expect(chosenLines({ mine: 'x', theirs: 'y\r\n' }, 'mine-theirs')).toBe('x\r\ny\r\n')
    expect(chosenLines({ mine: 'x', theirs: 'y' }, 'mine-theirs')).toBe('x\ny')
    expect(chosenLines({ mine: '', theirs: 'y' }, 'mine-theirs')).toBe('y')
  })
})

describe('line ends of an edited result', () => {
  it('are those of before without an edit', () => {
    const text = '\uFEFFa\r\nb\n\rc\rd'
    expect(withLineEnds(text, shownLines(text))).toBe(text)
  })

  it('are the one in use where there is one', () => {
    expect(withLineEnds('a\r\nb\r\n', 'a\nnew\nb\nend')).toBe('a\r\nnew\r\nb\r\nend')
    expect(withLineEnds('a', 'a\nb')).toBe('a\nb')
  })

  it('stay with their lines where there are several', () => {
    const mixed = 'a\r\nb\nc\r\nd\n'
    expect(withLineEnds(mixed, 'a\nb\nnew\nc\nd\n')).toBe('a\r\nb\nnew\nc\r\nd\n')
    expect(withLineEnds(mixed, 'a\nB\nc\nD\n')).toBe('a\r\nB\nc\r\nD\n')
    expect(withLineEnds(mixed, 'b\nd\n')).toBe('b\nd\n')
    expect(withLineEnds(mixed, 'c\nnew\nnewer\nd\n')).toBe('c\r\nnew\r\nnewer\r\nd\n')
  })
})

describe('a conflict in words', () => {
  it('says what each did', () => {
    const sides = { base: 'a\n', mine: 'b\n', theirs: 'c\n' }
    expect(conflictWords(sides)).toBe('Both of you changed these lines')
    expect(conflictWords({ ...sides, base: '' })).toBe('Both of you added lines here')
    expect(conflictWords({ ...sides, mine: '' })).toBe(
      'You took these lines out, somebody else changed them',
    )
    expect(conflictWords({ ...sides, theirs: '' })).toBe(
      'You changed these lines, somebody else took them out',
    )
  })

  it('shows the lines of a side as gone, come and kept, and counts those that are too many', () => {
    expect(sideLines('a\nb\nc\n', 'a\nB\nc\n', 10)).toEqual({
      lines: [
        { sign: '', text: 'a' },
        { sign: '−', text: 'b' },
        { sign: '+', text: 'B' },
        { sign: '', text: 'c' },
      ],
      hidden: 0,
    })
    expect(sideLines('', 'a\nb\nc', 2)).toMatchObject({ hidden: 1 })
  })
})
