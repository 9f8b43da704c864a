import { ChangeSet, Text } from '@codemirror/state'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  exactChanges,
  exactText,
  shownChanges,
  shownText,
  wholeText,
} from '../../../../src/renderer/components/configuration/editor/exact-text.ts'
import { changesBetween } from '../../../../src/renderer/components/configuration/editor/text-changes.ts'

/** Types into a file as the editor shows it; returns the file after it. */
function typeInto(file: string, from: number, to: number, insert: string): string {
  const exact = exactText(file)
  const shown = shownText(exact.text)
  const change = ChangeSet.of({ from, to, insert: Text.of(insert.split('\n')) }, shown.length)
  const text = exactChanges(change, shown, exact.text).apply(exact.text)
  return wholeText({ ...exact, text })
}

describe('typing one character changes exactly that one', () => {
  it.each([
    ['with Windows line ends', 'a: 1\r\nb: 2\r\n', 5, 'a: 1\r\nxb: 2\r\n'],
    ['at the end of a Windows line', 'a: 1\r\nb: 2\r\n', 4, 'a: 1x\r\nb: 2\r\n'],
    ['behind a byte order mark', '\uFEFFa: 1\nb: 2\n', 0, '\uFEFFxa: 1\nb: 2\n'],
    ['in a file that mixes line ends', 'a\r\nb\nc\r\nd', 4, 'a\r\nb\nxc\r\nd'],
    ['beside tabs and trailing spaces', '\ta:\t1 \t \n', 5, '\ta:\t1x \t \n'],
    ['where no line end is the last', 'a: 1\nb: 2', 9, 'a: 1\nb: 2x'],
    ['beside a lone carriage return', 'a\rb\nc\n', 2, 'a\rxb\nc\n'],
    ['beside a pair of surrogates', '😀\r\n', 2, '😀x\r\n'],
  ])('%s', (_, file, at, outcome) => {
    expect(typeInto(file, at, at, 'x')).toBe(outcome)
  })
})

describe('a new line', () => {
  it.each([
    ['ends like its neighbours', 'a\r\nb\r\n', 1, 'a\r\nx\r\nb\r\n'],
    ['ends like the one above at the end of the file', 'a\r\nb', 3, 'a\r\nb\r\nx'],
    ['ends as usual in a file of one line', 'a', 1, 'a\nx'],
    ['takes the style of its place in a mixed file', 'a\nb\r\nc\n', 3, 'a\nb\r\nx\r\nc\n'],
    ['makes no line end of a lone carriage return', 'a\r', 2, 'a\r\r\nx'],
  ])('%s', (_, file, at, outcome) => {
    expect(typeInto(file, at, at, '\nx')).toBe(outcome)
  })

  it('goes as a whole when it is deleted', () => {
    expect(typeInto('a\r\nb\r\nc', 1, 2, '')).toBe('ab\r\nc')
  })
})

const file = fc.string({
  unit: fc.constantFrom('a', ' ', '\t', '\n', '\r\n', '\r', '\uFEFF', '😀'),
  maxLength: 30,
})

describe('the shown text', () => {
  it('follows any typing in any file, and the file has nothing else changed', () => {
    const edit = fc.record({
      at: fc.nat(40),
      length: fc.nat(3),
      insert: fc.string({ unit: fc.constantFrom('x', 'y', '\n'), maxLength: 4 }),
    })
    fc.assert(
      fc.property(file, fc.array(edit, { maxLength: 6 }), (start, edits) => {
        const opened = exactText(start)
        let exact = opened.text
        let shown = shownText(exact)
        expect(wholeText(opened)).toBe(start)
        for (const { at, length, insert } of edits) {
          const from = Math.min(at, shown.length)
          const to = Math.min(from + length, shown.length)
          const spec = { from, to, insert: Text.of(insert.split('\n')) }
          const change = ChangeSet.of(spec, shown.length)
          const inFile = exactChanges(change, shown, exact)
          exact = inFile.apply(exact)
          shown = change.apply(shown)
          expect(sameLines(exact, shown)).toBe(true)
        }
      }),
      { numRuns: 2000 },
    )
  })

  it('follows what somebody else changed in the file', () => {
    fc.assert(
      fc.property(file, file, (before, after) => {
        const [was, is] = [exactText(before).text, exactText(after).text]
        const shown = shownText(was)
        const changes = changesBetween(was, is)
        expect(changes.apply(was).toString()).toBe(is.toString())
        const specs = shownChanges(changes, was, is, shown)
        const now = ChangeSet.of(specs, shown.length).apply(shown)
        expect(now.toString()).toBe(shownText(is).toString())
      }),
      { numRuns: 2000 },
    )
  })
})

/** Every line is shown as it is in the file, or without the carriage return at its end. */
function sameLines(exact: Text, shown: Text): boolean {
  const [a, b] = [[...exact.iterLines()], [...shown.iterLines()]]
  return (
    a.length === b.length && a.every((line, index) => [b[index], `${b[index]}\r`].includes(line))
  )
}

describe('what somebody else changed', () => {
  const item = (id: number, active: boolean) => `  - job_id: ${id}\n    is_active: ${active}\n`
  const list = (active: (id: number) => boolean) =>
    Array.from({ length: 300 }, (_, id) => item(id, active(id))).join('')
  const pieces = (before: string, after: string) => {
    const found: [number, number, string][] = []
    changesBetween(exactText(before).text, exactText(after).text).iterChanges(
      (from, to, _from, _to, insert) => found.push([from, to, insert.toString()]),
    )
    return found
  }

  it('arrives as the few characters that differ, far from each other', () => {
    const found = pieces(
      list(() => true),
      list((id) => id !== 3 && id !== 250),
    )
    expect(found.map(([, , insert]) => insert)).toEqual(['fals', 'fals'])
  })

  it('arrives line by line when every item was switched', () => {
    const found = pieces(
      list(() => true),
      list(() => false),
    )
    expect(found).toHaveLength(300)
  })

  it('arrives as the new lines when items were added and taken out', () => {
    const before = list(() => true)
    const after = before.replace(item(7, true), '') + item(900, true)
    const found = pieces(before, after)
    expect(found.reduce((sum, [from, to, insert]) => sum + (to - from) + insert.length, 0)).toBe(
      item(7, true).length + item(900, true).length,
    )
  })
})
