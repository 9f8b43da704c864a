import { describe, expect, it } from 'vitest'
import { newLineIndent } from '../../../../src/renderer/components/configuration/editor/enter.ts'

describe('a new line begins', () => {
  it.each([
    ['where the one above does', '  a: 1', '  '],
    ['deeper below a key without a value', 'workflows:', '  '],
    ['deeper below a key with a comment', 'workflows:  # all', '  '],
    ['deeper below a block text', '  text: |', '    '],
    ['deeper below an anchor', 'base: &base', '  '],
    ['below the first key of an entry', '  - job_name: "a"', '    '],
    ['below the first key of an entry of an entry', '- - a: 1', '    '],
    ['deeper below a key of an entry', '  - tasks:', '      '],
    ['with the tabs of the one above', '\ta: 1', '\t'],
    ['at the start after an empty line', '', ''],
    ['where a comment does', '  # why', '  '],
    ['where a text with a colon does', 'a: "x: y"', ''],
  ])('%s', (_, before, indent) => {
    expect(newLineIndent(before, '  ')).toBe(indent)
  })
})
