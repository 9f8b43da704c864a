import { describe, expect, test } from 'vitest'
import { mergeTexts } from '../../../../src/main/configuration/merge.ts'

const base = 'a\nb\nc\nd\ne\n'
const merged = (mine: string, theirs: string, from = base) =>
  mergeTexts({ base: from, mine, theirs })

/** An item of a list as the app writes it. */
const item = (id: number, active = true): string =>
  `  - job_name: job ${id}\n    job_id: ${id}\n    is_existing: true\n    is_active: ${active}\n`
const list = (items: readonly string[]): string => `workflows:\n${items.join('')}`

describe('a three-way merge', () => {
  test('takes the changes of both, and says whose each is', () => {
    expect(merged('a\nB\nc\nd\ne\n', 'a\nb\nc\ne\nf\n')).toEqual({
      regions: [
        { type: 'agreed', from: 'base', text: 'a\n' },
        { type: 'agreed', from: 'mine', text: 'B\n' },
        { type: 'agreed', from: 'base', text: 'c\ne\n' },
        { type: 'agreed', from: 'theirs', text: 'f\n' },
      ],
      conflicts: 0,
      text: 'a\nB\nc\ne\nf\n',
    })
  })

  test('leaves it to the user where both changed the same lines', () => {
    expect(merged('a\nB\nc\nd\ne\n', 'a\nx\ny\nc\nd\nE\n')).toEqual({
      regions: [
        { type: 'agreed', from: 'base', text: 'a\n' },
        { type: 'conflict', base: 'b\n', mine: 'B\n', theirs: 'x\ny\n' },
        { type: 'agreed', from: 'base', text: 'c\nd\n' },
        { type: 'agreed', from: 'theirs', text: 'E\n' },
      ],
      conflicts: 1,
      text: null,
    })
  })

  test('is no conflict where both made the same change', () => {
    expect(merged('a\nX\nc\nd\n', 'a\nX\nc\nd\ne\n')).toMatchObject({
      regions: [{}, { type: 'agreed', from: 'both', text: 'X\n' }, {}],
      text: 'a\nX\nc\nd\n',
    })
  })

  test('is no conflict where both took the same out, and one side more', () => {
    expect(merged('a\nd\ne\n', 'a\nc\nd\nE\n').text).toBe('a\nd\nE\n')
    expect(merged('a\nb\ne\n', 'a\ne\n').text).toBe('a\ne\n')
  })

  test('is a conflict where one side changed what the other took out', () => {
    expect(merged('a\nc\nd\ne\n', 'a\nB\nc\nd\ne\n').regions[1]).toEqual({
      type: 'conflict',
      base: 'b\n',
      mine: '',
      theirs: 'B\n',
    })
  })

  test('is no conflict where edits only touch', () => {
    expect(merged('a\nB\nc\nd\ne\n', 'a\nb\nC\nd\ne\n').text).toBe('a\nB\nC\nd\ne\n')
    expect(merged('a\nd\ne\n', 'a\nb\nc\nnew\nd\ne\n').text).toBe('a\nnew\nd\ne\n')
    const from = `${list([item(1)])}pipelines: []\n`
    const mine = `${list([item(1), item(2)])}pipelines: []\n`
    const theirs = `${list([item(1)])}pipelines:\n  - pipeline_id: x\n`
    const both = `${list([item(1), item(2)])}pipelines:\n  - pipeline_id: x\n`
    expect(merged(mine, theirs, from).text).toBe(both)
  })

  test('is a conflict where both added something at one place', () => {
    const from = list([item(1)])
    const conflict = { type: 'conflict', base: '', mine: item(2), theirs: item(3) }
    const result = merged(list([item(1), item(2)]), list([item(1), item(3)]), from)
    expect(result.regions).toEqual([{ type: 'agreed', from: 'base', text: from }, conflict])
  })

  test('keeps items whole, although their lines are alike', () => {
    const from = list([item(1), item(2), item(3)])
    const mine = list([item(1), item(9), item(2), item(3, false)])
    const theirs = list([item(1, false), item(2), item(8), item(3)])
    const whole = list([item(1, false), item(9), item(2), item(8), item(3, false)])
    expect(merged(mine, theirs, from)).toMatchObject({ text: whole })
  })
})

describe('items in a merge', () => {
  test('are not taken for each other where their lines are alike', () => {
    const from = list([item(1), item(2), item(3)])
    const without3 = list([item(1, false), item(2)])
    const with3off = list([item(1), item(2), item(3, false)])
    expect(merged(without3, with3off, from).regions.at(-1)).toEqual({
      type: 'conflict',
      base: item(3),
      mine: '',
      theirs: item(3, false),
    })
    const off2without3 = list([item(1), item(2, false)])
    expect(merged(off2without3, with3off, from).conflicts).toBe(1)
  })

  test('keep their identity when they are renamed, and lose it with their id', () => {
    const from = list([item(1), item(2)])
    const renamed = from.replace('job 2', 'new name')
    const off = list([item(1), item(2, false)])
    expect(merged(renamed, off, from).text).toBe(off.replace('job 2', 'new name'))
    expect(merged(from.replace('job_id: 2', 'job_id: 7'), off, from).conflicts).toBe(1)
  })

  test('may change places while the other side switches them', () => {
    const from = list([item(1), item(2), item(3)])
    const moved = list([item(3), item(1), item(2)])
    const off = list([item(1, false), item(2), item(3)])
    expect(merged(moved, off, from).text).toBe(list([item(3), item(1, false), item(2)]))
  })
})

describe('line ends in a merge', () => {
  test('stay as they are, mixed ones too, with the byte order mark', () => {
    const from = '\uFEFFa\r\nb\nc\r\nd\n'
    expect(merged('\uFEFFa\r\nb\nC\r\nd\n', '\uFEFFA\r\nb\nc\r\nd\n', from).text).toBe(
      '\uFEFFA\r\nb\nC\r\nd\n',
    )
  })

  test('that one side converted are no conflict with edits of the other', () => {
    expect(merged('a\r\nB\r\nc\r\n', 'a\nb\nc\n', 'a\r\nb\r\nc\r\n')).toMatchObject({
      conflicts: 0,
      text: 'a\nB\r\nc\n',
    })
  })

  test('that are missing at the end are no conflict with lines added after it', () => {
    expect(merged('a\nb\nc', 'A\nb', 'a\nb').text).toBe('A\nb\nc')
    expect(merged('a\nb', 'a\nb\nc\n', 'a\nb\n').text).toBe('a\nb\nc\n')
    expect(merged('a\r\nb', 'a\r\nb\r\n', 'a\r\nb').text).toBe('a\r\nb\r\n')
  })

  test('are added where a conflict goes on after a last line without one', () => {
    expect(merged('a\nX', 'a\nY\nb\n', 'a\n').regions).toEqual([
      { type: 'agreed', from: 'base', text: 'a\n' },
      { type: 'conflict', base: '', mine: 'X', theirs: 'Y\nb\n' },
    ])
    expect(merged('a', 'a\nB\nY\n', 'a\nb\n').regions).toEqual([
      { type: 'agreed', from: 'base', text: 'a\n' },
      { type: 'conflict', base: 'b\n', mine: '', theirs: 'B\nY\n' },
    ])
  })
})

describe('a merge of 5,000 items', () => {
  const count = 5000
  const items = (change: (index: number) => string): string =>
    list(Array.from({ length: count }, (_, index) => change(index)))
  const from = items((index) => item(index))

  test('finds the changes at both ends and everywhere', () => {
    const mine = items((index) => item(index, index % 2 === 0))
    const theirs = items((index) => item(index, index % 2 === 1))
    const both = items((index) => item(index, false))
    expect(merged(mine, theirs, from)).toMatchObject({ conflicts: 0, text: both })
  })

  test('finds its conflicts', () => {
    const mine = items((index) => item(index, index % 100 !== 0))
    const theirs = items((index) => item(index).replace(/true\n$/, `true # ${index}\n`))
    expect(merged(mine, theirs, from).conflicts).toBe(50)
  })

  test('comes to an end where no line helps', () => {
    const alike = 'x: 1\n'.repeat(20_000)
    const mine = `y: 2\n${'x: 1\n'.repeat(10_000)}z: 3\n`
    expect(merged(mine, `w: 4\n${'x: 1\n'.repeat(9000)}v: 5\n`, alike).conflicts).toBe(1)
  })
})
