import { Text } from '@codemirror/state'
import { describe, expect, it } from 'vitest'
import {
  keyAt,
  valueRange,
  yamlPlace,
} from '../../../../src/renderer/components/configuration/editor/yaml-place.ts'

/** The place of “▮” in a text. */
function placeIn(marked: string) {
  const at = marked.indexOf('▮')
  return yamlPlace(Text.of(marked.replace('▮', '').split('\n')), at)
}

describe('a place in YAML', () => {
  it.each([
    ['the top', '▮', [], 'key', ''],
    ['the top between sections', 'workflows: []\npi▮\n', [], 'key', 'pi'],
    ['a section', 'global_settings:\n  ▮', ['global_settings'], 'key', ''],
    [
      'a section with keys',
      'initial_variables:\n  v_a: 1\n  v▮',
      ['initial_variables'],
      'key',
      'v',
    ],
    ['an empty list', 'workflows:\n  ▮', ['workflows'], 'key', ''],
    ['behind a dash', 'workflows:\n  - job▮', ['workflows'], 'key', 'job'],
    ['behind a dash at the column of its list', 'workflows:\n- ▮', ['workflows'], 'key', ''],
    ['an item', 'workflows:\n  - job_id: 1\n    is▮', ['workflows'], 'key', 'is'],
    ['an item below others', 'workflows:\n- job_id: 1\n- job_id: 2\n  ▮', ['workflows'], 'key', ''],
    ['between items', 'workflows:\n  - job_id: 1\n  ▮\n  - job_id: 2', ['workflows'], 'entry', ''],
    ['behind comments and blank lines', 'a:\n  # why\n\n  ▮', ['a'], 'key', ''],
    ['deep inside', 'a:\n  b:\n    - c:\n        d▮', ['a', 'b', 'c'], 'key', 'd'],
    ['after a broken line', 'a:\n  b: [1,\n  "x\n  c▮', ['a'], 'key', 'c'],
    [
      'after a long list',
      `workflows:\n${'  - job_id: 1\n'.repeat(50)}pipelines:\n  ▮`,
      ['pipelines'],
      'key',
      '',
    ],
  ])('is at a key in %s', (_, text, path, at, typed) => {
    expect(placeIn(text)).toMatchObject({ path, at, typed, key: null })
  })

  it.each([
    [
      'a flag',
      'global_settings:\n  export_libraries: tr▮',
      ['global_settings'],
      'export_libraries',
      'tr',
    ],
    ['nothing yet', 'workflows:\n  - job_name: ▮', ['workflows'], 'job_name', ''],
    [
      'a quoted text',
      'workflows:\n  - job_id: 1\n    job_name: "Sa▮',
      ['workflows'],
      'job_name',
      '"Sa',
    ],
    ['a quoted key', "path_replacement:\n  '^/a: b': x▮", ['path_replacement'], '^/a: b', 'x'],
    ['a value with a #', 'a:\n  b: x#y▮', ['a'], 'b', 'x#y'],
  ])('is at a value: %s', (_, text, path, key, typed) => {
    expect(placeIn(text)).toMatchObject({ path, at: 'value', key, typed })
  })

  it.each([
    ['in a comment', 'a: 1 # wh▮'],
    ['in a comment of its own', '  # wh▮'],
    ['on the colon', 'a:▮'],
  ])('is none %s', (_, text) => {
    expect(placeIn(text)).toBeNull()
  })

  it('knows the other keys of the same mapping, above and below', () => {
    const text =
      'workflows:\n  - job_id: 1\n    x: 0\n  - job_name: a\n    ▮\n    is_active: true\n  - y: 1'
    const siblings = placeIn(text)?.siblings
    expect([...(siblings ?? [])]).toEqual([
      ['job_name', 4],
      ['is_active', 6],
    ])
  })

  it('knows the keys below the first of an entry', () => {
    const siblings = placeIn('workflows:\n  - job▮\n    is_active: true\n  - job_id: 2')?.siblings
    expect([...(siblings ?? [])]).toEqual([['is_active', 3]])
  })

  it('is found in a list of 60,000 lines at once', () => {
    const text = `workflows:\n${'  - job_id: 1\n    is_active: true\n'.repeat(30_000)}    is▮`
    expect(placeIn(text)).toMatchObject({ path: ['workflows'], typed: 'is' })
  })
})

describe('the value of a line', () => {
  it.each([
    ['a: 1', '1'],
    ['  - a:   true  # why', 'true'],
    ['a: "x # y" # z', '"x # y"'],
    ["'a: b': 'it''s'", "'it''s'"],
    ['a:', ''],
    ['a: # none', ''],
  ])('of %s', (text, value) => {
    const line = Text.of([text]).line(1)
    const range = valueRange(line)
    expect(range && text.slice(range.from, range.to)).toBe(value)
  })
})

describe('the key at a place', () => {
  it('is the one of its line, with the way to it', () => {
    const text = 'workflows:\n  - job_name: a\n    is_active: true'
    const doc = Text.of(text.split('\n'))
    expect(keyAt(doc, text.indexOf('active'))).toMatchObject({
      path: ['workflows'],
      key: 'is_active',
    })
    expect(keyAt(doc, text.indexOf('job_name'))).toMatchObject({
      path: ['workflows'],
      key: 'job_name',
    })
    expect(keyAt(doc, 2)).toMatchObject({ path: [], key: 'workflows', from: 0, to: 9 })
  })
})
