import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseText } from '../../../../src/main/configuration/document.ts'
import { applyEdit } from '../../../../src/main/configuration/edit.ts'
import { applyChanges, patchOfChanges } from '../../../../src/main/configuration/text-patch.ts'
import { UndoSteps } from '../../../../src/main/configuration/undo.ts'

const byHand = { before: false, after: false }

/** A text with its steps, edited as main edits it. */
class Edited {
  text: string
  now = 0
  readonly steps = new UndoSteps()

  constructor(text: string) {
    this.text = text
  }

  edit(after: string, words = ''): void {
    this.steps.add(this.text, after, { words, byHand })
    this.text = after
  }

  type(from: number, to: number, insert: string): void {
    const change = [{ from, to, insert }]
    const patch = patchOfChanges(this.text, change)
    if (patch) this.steps.addTyped(patch, this.now, { words: 'Edit', byHand })
    this.text = applyChanges(this.text, change)
  }

  undo(): string | null {
    const outcome = this.steps.undo(this.text)
    this.text = outcome?.text ?? this.text
    return outcome && outcome.text
  }

  redo(): string | null {
    const outcome = this.steps.redo(this.text)
    this.text = outcome?.text ?? this.text
    return outcome && outcome.text
  }
}

describe('steps that can be taken back', () => {
  it('come back newest first, with what they did, and can be made again', () => {
    const it = new Edited('a')
    it.edit('b', 'one')
    it.edit('c', 'two')
    expect([it.steps.next, it.steps.nextRedo]).toEqual(['two', null])
    expect(it.undo()).toBe('b')
    expect([it.steps.next, it.steps.nextRedo]).toEqual(['one', 'two'])
    expect(it.undo()).toBe('a')
    expect([it.steps.next, it.undo()]).toEqual([null, null])
    expect([it.redo(), it.redo(), it.redo()]).toEqual(['b', 'c', null])
  })

  it('cannot be made again after another edit', () => {
    const it = new Edited('a')
    it.edit('b')
    it.undo()
    it.edit('x')
    expect([it.redo(), it.undo(), it.undo()]).toEqual([null, 'a', null])
  })

  it('are as many as fit: the oldest go first', () => {
    const it = new Edited('0')
    for (let number = 1; number <= 600; number++) it.edit(`${number}`)
    const taken = Array.from({ length: 500 }, () => it.undo())
    expect([taken[0], taken.at(-1), it.undo()]).toEqual(['599', '100', null])
    const large = new Edited('')
    large.edit('x'.repeat(30_000_000))
    large.edit('y'.repeat(15_000_000))
    expect([large.undo()?.length, large.undo()]).toEqual([30_000_000, null])
  })
})

describe('typing', () => {
  it('is one step for a burst in one line', () => {
    const it = new Edited('a: \nb: 2\n')
    for (const [at, letter] of [...'true'].entries()) it.type(3 + at, 3 + at, letter)
    it.type(6, 7, '')
    it.type(6, 6, 'E')
    expect(it.text).toBe('a: truE\nb: 2\n')
    expect([it.undo(), it.undo()]).toEqual(['a: \nb: 2\n', null])
    expect(it.redo()).toBe('a: truE\nb: 2\n')
  })

  it('is another step after a pause, in another place, after a line end and after any other edit', () => {
    const it = new Edited('one\ntwo\n')
    it.type(3, 3, 'a')
    it.now += 1001
    it.type(4, 4, 'b')
    it.type(9, 9, 'c')
    it.type(10, 10, '\n')
    it.type(11, 11, 'd')
    it.edit(`${it.text}# picked\n`)
    it.type(12, 12, 'e')
    const texts = Array.from({ length: 7 }, () => it.undo())
    expect(texts).toEqual([
      'oneab\ntwoc\nd\n# picked\n',
      'oneab\ntwoc\nd\n',
      'oneab\ntwoc\n\n',
      // A line end closes the burst that it ends.
      'oneab\ntwo\n',
      'onea\ntwo\n',
      'one\ntwo\n',
      null,
    ])
  })

  it('does not join what was gone back to', () => {
    const it = new Edited('')
    it.type(0, 0, 'a')
    it.edit('ab')
    it.undo()
    it.type(1, 1, 'c')
    expect([it.undo(), it.undo(), it.undo()]).toEqual(['a', '', null])
  })

  it('is no step at all when it was deleted again', () => {
    const it = new Edited('a')
    it.edit('ab', 'first')
    it.type(2, 2, 'x')
    it.type(2, 3, '')
    expect([it.steps.next, it.undo(), it.undo()]).toEqual(['first', 'a', null])
  })

  it('comes back exactly, whatever was typed where', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', 'b', '\n', '\r', '😀', '\ufeff'),
      maxLength: 12,
    })
    const edit = fc.record({
      from: fc.nat(20),
      length: fc.nat(4),
      insert: text,
      pause: fc.constantFrom(0, 2000),
      typed: fc.boolean(),
    })
    fc.assert(
      fc.property(text, fc.array(edit, { maxLength: 12 }), (start, edits) => {
        const it = new Edited(start)
        for (const { from, length, insert, pause, typed } of edits) {
          it.now += pause
          const at = Math.min(from, it.text.length)
          const end = Math.min(at + length, it.text.length)
          if (typed) it.type(at, end, insert)
          else it.edit(it.text.slice(0, at) + insert + it.text.slice(end))
        }
        const last = it.text
        while (it.undo() !== null);
        expect(it.text).toBe(start)
        while (it.redo() !== null);
        expect(it.text).toBe(last)
      }),
      { numRuns: 500 },
    )
  })
})

describe('changes of a text', () => {
  it.each([
    [
      'overlap',
      [
        { from: 0, to: 3, insert: '' },
        { from: 2, to: 4, insert: '' },
      ],
    ],
    ['run backwards', [{ from: 2, to: 1, insert: '' }]],
    ['lie behind the end', [{ from: 9, to: 10, insert: '' }]],
  ])('are refused when they %s', (_, changes) => {
    expect(() => applyChanges('abcdefgh', changes)).toThrow('does not fit')
  })
})

describe('renaming an item', () => {
  const rename = (text: string, name = 'new: name') =>
    applyEdit(parseText(text), { type: 'rename', kind: 'workflow', ids: ['7'], name }).text

  it.each([
    [
      'workflows:\n  - job_name: old # why\n    job_id: 7\n  - job_id: 8\n',
      'workflows:\n  - job_name: "new: name" # why\n    job_id: 7\n  - job_id: 8\n',
    ],
    [
      "workflows:\n- { job_name: 'old', job_id: 7 }\n",
      "workflows:\n- { job_name: 'new: name', job_id: 7 }\n",
    ],
    [
      'workflows:\r\n  - job_id: 7\r\n    is_active: true\r\n',
      'workflows:\r\n  - job_id: 7\r\n    job_name: "new: name"\r\n    is_active: true\r\n',
    ],
  ])('changes that name and nothing else: %j', (text, expected) => {
    expect(rename(text)).toBe(expected)
  })

  it('leaves a text alone that has the name already', () => {
    const text = 'workflows:\n  - job_name: same\n    job_id: 7\n'
    expect(rename(text, 'same')).toBe(text)
  })

  it('refuses where a shared anchor would rename another item too', () => {
    const text = 'workflows:\n  - &a { job_name: old, job_id: 7 }\n  - *a\n'
    expect(() => rename(text)).toThrow(/left as it is/)
  })
})
