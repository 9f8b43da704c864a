import { describe, expect, it } from 'vitest'
import { parseText } from '../../../../src/main/configuration/document.ts'
import { applyEdit } from '../../../../src/main/configuration/edit.ts'
import { UndoSteps } from '../../../../src/main/configuration/undo.ts'

describe('steps that can be taken back', () => {
  it('come back newest first, with what they did', () => {
    const steps = new UndoSteps()
    steps.add({ text: 'a', words: 'one' })
    steps.add({ text: 'b', words: 'two' })
    expect(steps.next).toBe('two')
    expect(steps.take()).toBe('b')
    expect(steps.next).toBe('one')
    expect(steps.take()).toBe('a')
    expect([steps.next, steps.take()]).toEqual([null, null])
  })

  it('are as many as fit: the oldest go first', () => {
    const steps = new UndoSteps()
    for (let number = 0; number < 150; number++) steps.add({ text: `${number}`, words: '' })
    const taken = Array.from({ length: 100 }, () => steps.take())
    expect([taken[0], taken.at(-1), steps.take()]).toEqual(['149', '50', null])
    const large = 'x'.repeat(30_000_000)
    steps.add({ text: large, words: 'one' })
    steps.add({ text: large, words: 'two' })
    expect([steps.take(), steps.take()]).toEqual([large, null])
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
