import { describe, expect, test } from 'vitest'
import { parseText } from '../../../../src/main/configuration/document.ts'
import { applySectionChange } from '../../../../src/main/configuration/section-edit.ts'
import type { SectionChange } from '../../../../src/shared/configuration-preview.ts'
import { AppError } from '../../../../src/shared/errors.ts'

const edited = (text: string, change: SectionChange): string =>
  applySectionChange(parseText(text), change).text

function refusal(text: string, change: SectionChange): AppError {
  try {
    applySectionChange(parseText(text), change)
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
  throw new Error('The edit was not refused')
}

const set = (key: string, value: string, section = 'initial_variables'): SectionChange =>
  ({ type: 'set', section, key, value }) as SectionChange
const unset = (key: string): SectionChange => ({
  type: 'unset',
  section: 'value_replacements',
  key,
})
const move = (from: number, to: number, section = 'path_replacement'): SectionChange =>
  ({ type: 'move', section, from, to }) as SectionChange

describe('setting a value', () => {
  test.each([
    [
      'a new key',
      'initial_variables:\n  v_a: x # n\nb: 1\n',
      set('v_b', 'y'),
      'initial_variables:\n  v_a: x # n\n  v_b: "y"\nb: 1\n',
    ],
    [
      'a known key',
      "initial_variables:\n  v_a: 'x' # n\n",
      set('v_a', "it's"),
      "initial_variables:\n  v_a: 'it''s' # n\n",
    ],
    ['a missing section', 'b: 1\n', set('v_b', 'y'), 'b: 1\ninitial_variables:\n  v_b: "y"\n'],
    [
      'an empty section',
      'initial_variables:\nb: 1\n',
      set('v_b', 'y'),
      'initial_variables:\n  v_b: "y"\nb: 1\n',
    ],
    [
      'a number',
      'initial_variables:\n  v_a: 7\n',
      set('v_a', '12'),
      'initial_variables:\n  v_a: 12\n',
    ],
    [
      'a number beyond 2^53',
      'initial_variables:\n  v_a: 7\n',
      set('v_a', '9007199254740993'),
      'initial_variables:\n  v_a: 9007199254740993\n',
    ],
    [
      'a number to a text',
      'initial_variables:\n  v_a: 7\n',
      set('v_a', '12 days'),
      'initial_variables:\n  v_a: "12 days"\n',
    ],
    [
      'a text that looks like a number',
      'initial_variables:\n  v_a: "7"\n',
      set('v_a', '8'),
      'initial_variables:\n  v_a: "8"\n',
    ],
    [
      'a switch',
      'global_settings:\n  export_libraries: Yes\n',
      set('export_libraries', 'false', 'global_settings'),
      'global_settings:\n  export_libraries: No\n',
    ],
    [
      'a new switch',
      'global_settings:\n',
      set('export_libraries', 'false', 'global_settings'),
      'global_settings:\n  export_libraries: false\n',
    ],
    [
      'braces',
      'initial_variables: { v_a: x }\n',
      set('v_b', 'y'),
      'initial_variables: { v_a: x, v_b: "y" }\n',
    ],
    [
      'Windows line ends',
      'initial_variables:\r\n  v_a: x\r\n',
      set('v_b', 'y'),
      'initial_variables:\r\n  v_a: x\r\n  v_b: "y"\r\n',
    ],
    [
      'a pattern as key',
      'path_replacement:\n  "^/a/": b\n',
      set('^/(x|y): .*$', '\\1', 'path_replacement'),
      'path_replacement:\n  "^/a/": b\n  "^/(x|y): .*$": "\\\\1"\n',
    ],
  ])('%s', (_, before, change, after) => {
    expect(edited(before, change)).toBe(after)
  })
})

describe('renaming, removing and moving', () => {
  const rules =
    '# all\npath_replacement:\n  # one\n  a: "1" # n\n  # two\n  b: "2"\n\n  c: "3"\nend: 1\n'

  test('a key is renamed in its quoting', () => {
    const change = (key: string, to: string): SectionChange => ({
      type: 'rename',
      section: 'path_replacement',
      key,
      to,
    })
    expect(edited("path_replacement:\n  'a': 1 # n\n", change('a', 'b'))).toBe(
      "path_replacement:\n  'b': 1 # n\n",
    )
    expect(refusal(rules, change('a', 'b')).message).toContain('“b” is there already')
    expect(refusal(rules, change('x', 'y')).code).toBe('not-found')
  })

  test.each([
    [
      'the first',
      'value_replacements:\n  a: 1\n  # b\n  b: 2\nc: 3\n',
      'a',
      'value_replacements:\n  # b\n  b: 2\nc: 3\n',
    ],
    [
      'the last, with its comment',
      'value_replacements:\n  a: 1\n  # b\n  b: 2\nc: 3\n',
      'b',
      'value_replacements:\n  a: 1\nc: 3\n',
    ],
    ['the only one', 'value_replacements:\n  a: 1\nc: 3\n', 'a', 'value_replacements: {}\nc: 3\n'],
    [
      'one in braces',
      'value_replacements: { a: 1, b: 2 }\n',
      'a',
      'value_replacements: { b: 2 }\n',
    ],
    [
      'the last without a final line end',
      'value_replacements:\n  a: 1\n  b: 2',
      'b',
      'value_replacements:\n  a: 1',
    ],
  ])('a key is removed: %s', (_, before, key, after) => {
    expect(edited(before, unset(key))).toBe(after)
  })

  test('a rule moves with its comments; blank lines stay', () => {
    expect(edited(rules, move(0, 2))).toBe(
      '# all\npath_replacement:\n  # two\n  b: "2"\n  c: "3"\n\n  # one\n  a: "1" # n\nend: 1\n',
    )
    expect(edited(edited(rules, move(0, 2)), move(2, 0))).toBe(rules)
  })

  test('items move with all of theirs, in lists of any style', () => {
    const list =
      'workflows:\n  - job_id: 1\n    # in\n    note: |\n      a\n      b\n  - {job_id: 2}\n  - job_id: 3'
    expect(edited(list, move(0, 2, 'workflows'))).toBe(
      'workflows:\n  - {job_id: 2}\n  - job_id: 3\n  - job_id: 1\n    # in\n    note: |\n      a\n      b',
    )
    expect(
      edited('pipelines: [ {pipeline_id: a}, {pipeline_id: b} ]\n', move(1, 0, 'pipelines')),
    ).toBe('pipelines: [ {pipeline_id: b}, {pipeline_id: a} ]\n')
  })

  test('an item does not move across the anchor it needs', () => {
    const list = 'workflows:\n  - &a\n    job_id: 1\n  - <<: *a\n    job_id: 2\n'
    expect(refusal(list, move(1, 0, 'workflows')).code).toBe('config-invalid')
  })

  test('nothing happens in moving to the same place', () => {
    const parsed = parseText(rules)
    expect(applySectionChange(parsed, move(1, 1))).toBe(parsed)
  })
})

describe('lists of rules', () => {
  const rule: SectionChange = {
    type: 'add-rule',
    searchKey: 'a',
    targetKey: 'b',
    targetValue: '{{s/k}}',
  }
  const block = '  - search_key: "a"\n    target_key: "b"\n    target_value: "{{s/k}}"\n'

  test.each([
    ['a missing section', '', `spark_conf_key_replacements:\n${block}`],
    [
      'an empty one',
      'spark_conf_key_replacements: []\nx: 1\n',
      `spark_conf_key_replacements:\n${block}x: 1\n`,
    ],
    [
      'below others',
      `spark_conf_key_replacements:\n- search_key: z\nx: 1\n`,
      `spark_conf_key_replacements:\n- search_key: z\n- search_key: "a"\n  target_key: "b"\n  target_value: "{{s/k}}"\nx: 1\n`,
    ],
    [
      'in braces',
      'spark_conf_key_replacements: [{search_key: z}]\n',
      'spark_conf_key_replacements: [{search_key: z}, {search_key: "a", target_key: "b", target_value: "{{s/k}}"}]\n',
    ],
  ])('a rule is added: %s', (_, before, after) => {
    expect(edited(before, rule)).toBe(after)
  })

  test('an entry is changed where it stands, and removed', () => {
    const text = `spark_conf_key_replacements:\n${block}  - search_key: z\n`
    const change: SectionChange = {
      type: 'set-in',
      section: 'spark_conf_key_replacements',
      index: 1,
      key: 'target_key',
      value: 'y',
    }
    expect(edited(text, change)).toBe(`${text}    target_key: "y"\n`)
    expect(edited(text, { type: 'remove', section: 'spark_conf_key_replacements', index: 0 })).toBe(
      'spark_conf_key_replacements:\n  - search_key: z\n',
    )
    expect(refusal(text, { ...change, index: 9 }).code).toBe('not-found')
  })

  test('an item without an id is switched by its place, and gets its id as a number', () => {
    const text = 'workflows:\n  - job_name: x\n    is_active: true\n'
    const inItem = (key: string, value: string): SectionChange => ({
      type: 'set-in',
      section: 'workflows',
      index: 0,
      key,
      value,
    })
    expect(edited(text, inItem('is_active', 'false'))).toBe(
      'workflows:\n  - job_name: x\n    is_active: false\n',
    )
    expect(edited(text, inItem('job_id', '9007199254740993'))).toBe(
      `${text}    job_id: 9007199254740993\n`,
    )
    expect(edited(text, inItem('job_name', 'true'))).toBe(
      'workflows:\n  - job_name: "true"\n    is_active: true\n',
    )
  })
})

test.each<SectionChange>([
  set('<<', 'x'),
  { type: 'rename', section: 'initial_variables', key: 'v_a', to: '<<' },
])('the merge key is no name: %j', (change) => {
  const error = refusal('initial_variables:\n  v_a: x\n', change)
  expect(error).toMatchObject({ code: 'config-invalid', suggestion: 'Choose another name.' })
})

describe('what would change more than was meant is refused', () => {
  test.each<[string, string, SectionChange]>([
    ['a section that is an alias', 'a: &a { k: v }\nvalue_replacements: *a\n', unset('k')],
    ['a key that is there twice', 'value_replacements:\n  a: 1\n  a: 2\n', unset('a')],
    [
      'a section that is there twice',
      'value_replacements: {}\nvalue_replacements: { a: 1 }\n',
      unset('a'),
    ],
    [
      'an item that is an alias',
      'workflows:\n  - &a { job_id: 1 }\n  - *a\n',
      { type: 'set-in', section: 'workflows', index: 1, key: 'is_active', value: 'true' },
    ],
    ['the removal of an anchor in use', 'value_replacements:\n  a: &x 1\n  b: *x\n', unset('a')],
    ['a value that is a list', 'initial_variables:\n  v_a: [1]\n', set('v_a', 'x')],
    ['a text with errors', 'a: [', set('v_a', 'x')],
  ])('%s', (_, text, change) => {
    const { code, suggestion } = refusal(text, change)
    expect(code).toBe('config-invalid')
    expect(suggestion).not.toBe('')
  })
})
