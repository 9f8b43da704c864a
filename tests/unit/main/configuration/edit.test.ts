import { describe, expect, test } from 'vitest'
import { parseText } from '../../../../src/main/configuration/document.ts'
import { applyEdit } from '../../../../src/main/configuration/edit.ts'
import type { Edit } from '../../../../src/main/configuration/edit.ts'
import { readExportJob, readSelection } from '../../../../src/main/configuration/model.ts'
import { AppError } from '../../../../src/shared/errors.ts'

const flags = { isExisting: true, isActive: true, exportLibraries: false }
const guid = 'd4623163-fa76-4fb3-a117-663851c9f32f'

function edited(text: string, edit: Edit): string {
  return applyEdit(parseText(text), edit).text
}

function refusal(text: string, edit: Edit): AppError {
  try {
    applyEdit(parseText(text), edit)
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
  throw new Error('The edit was not refused')
}

const pick = (id: string, name = 'New'): Edit => ({
  type: 'pick',
  kind: 'workflow',
  items: [{ id, name, flags }],
})
const unpick = (...ids: string[]): Edit => ({ type: 'unpick', kind: 'workflow', ids })
const deactivate = (...ids: string[]): Edit => ({
  type: 'switch',
  kind: 'workflow',
  ids,
  flag: 'isActive',
  value: false,
})
const set = (
  section: string,
  key: string,
  value: string,
  as: 'text' | 'digits' = 'text',
): Edit => ({
  type: 'set',
  section,
  values: [{ key, value, as }],
})

const block = `  - job_name: "New"
    job_id: 7
    is_existing: true
    is_active: true
    export_libraries: false
`

describe('picking', () => {
  test.each([
    ['an empty text', '', `workflows:\n${block}`],
    ['a byte order mark alone', '\uFEFF', `\uFEFFworkflows:\n${block}`],
    ['comments alone', '# hi\n', `# hi\nworkflows:\n${block}`],
    ['no list', 'a: 1\n', `a: 1\nworkflows:\n${block}`],
    ['no final line end', 'a: 1', `a: 1\nworkflows:\n${block}`.trimEnd()],
    ['a list without value', 'workflows:\n', `workflows:\n${block}`],
    ['a null with a comment', 'workflows: ~ # none\nb: 2\n', `workflows: # none\n${block}b: 2\n`],
    ['[]', 'workflows: []\n', `workflows:\n${block}`],
    ['[ ] with a comment', 'workflows: [ ]  # none\n', `workflows:  # none\n${block}`],
    ['[] on its own line', 'workflows:\n  []\nb: 1\n', `workflows:\n${block}b: 1\n`],
    [
      'sample items that are commented out',
      'workflows:\n  # - job_id: 1\npipelines: []\n',
      `workflows:\n  # - job_id: 1\n${block}pipelines: []\n`,
    ],
    ['a document end mark', 'a: 1\n...\n', `a: 1\nworkflows:\n${block}...\n`],
    ['sections with blank lines between', 'a: 1\n\nb: 2\n', `a: 1\n\nb: 2\n\nworkflows:\n${block}`],
    [
      'flow items',
      'workflows: [{job_id: 1}]\n',
      'workflows: [{job_id: 1}, {job_id: 7, job_name: "New", is_existing: true, is_active: true, export_libraries: false}]\n',
    ],
    [
      'an empty flow list in JSON',
      '{"workflows": []}\n',
      '{"workflows": [{ job_name: "New", job_id: 7, is_existing: true, is_active: true, export_libraries: false }]}\n',
    ],
    [
      'items in JSON, each on a line',
      '{\n  "workflows": [\n    {"job_id": "1", "is_active": true}\n  ]\n}\n',
      '{\n  "workflows": [\n    {"job_id": "1", "is_active": true},\n    {"job_id": "7", "is_active": true, "job_name": "New", "is_existing": true, "export_libraries": false}\n  ]\n}\n',
    ],
  ])('works for %s', (_case, before, after) => {
    expect(edited(before, pick('7'))).toBe(after)
  })

  test('takes the style of the neighbours: order, quotes, spelling, dashes, blank lines', () => {
    const before =
      "workflows:\n- job_id: '1'\n  job_name: 'A'\n  is_active: True\n\n- job_id: '2'\n  job_name: 'B'\n  is_active: True\n"
    expect(edited(before, pick('7', "it's"))).toBe(
      before +
        "\n- job_id: '7'\n  job_name: 'it''s'\n  is_active: True\n  is_existing: True\n  export_libraries: False\n",
    )
  })

  test('takes the style of the other list where the own one is empty', () => {
    const before = `workflows: []\npipelines:\n    - pipeline_name: abc\n      pipeline_id: ${guid}\n`
    expect(edited(before, pick('7'))).toContain(
      'workflows:\n    - job_name: New\n      job_id: 7\n      is_existing: true\n',
    )
  })

  test.each([
    'true',
    'null',
    '12',
    '1e3',
    '- x',
    'a: b',
    'a #b',
    ' a',
    '',
    "'",
    '\u2028',
    '@x',
    '\ud800',
    'y',
    'ключ',
    '🚀',
    '{a}',
    'x\ny\t',
  ])('keeps the name %j exactly, whatever the quoting around it', (name) => {
    for (const like of ['abc', "'abc'", '"abc"']) {
      const before = `workflows:\n  - job_name: ${like}\n    job_id: 1\n`
      const model = readSelection(applyEdit(parseText(before), pick('7', name)))
      expect(model.items.workflow[1]?.name ?? '').toBe(name)
    }
  })

  test('keeps ids beyond 2^53 exact and does not add what is there', () => {
    const before = 'workflows:\n  - job_id: 9223372036854775807\n'
    expect(edited(before, pick('9223372036854775807'))).toBe(before)
    expect(edited(before, pick('9223372036854775806'))).toContain('job_id: 9223372036854775806\n')
  })

  test('finds GUIDs in any case', () => {
    const before = `pipelines:\n  - pipeline_id: ${guid.toUpperCase()}\n`
    const edit: Edit = { type: 'pick', kind: 'pipeline', items: [{ id: guid, name: 'x', flags }] }
    expect(edited(before, edit)).toBe(before)
  })

  test('adds five thousand items in one pass', () => {
    const items = Array.from({ length: 5000 }, (_, index) => ({
      id: String(index + 1),
      name: `Job ${String(index)}`,
      flags,
    }))
    const after = applyEdit(parseText('workflows: []\n'), { type: 'pick', kind: 'workflow', items })
    expect(readSelection(after).items.workflow).toHaveLength(5000)
    expect(edited(after.text, unpick(...items.map(({ id }) => id)))).toBe('workflows: []\n')
  })

  test.each([
    ['a list that is an alias', 'a: &a []\nworkflows: *a\n'],
    ['a list that others share', 'workflows: &w\n  - job_id: 1\nb: *w\n'],
    ['a text in place of the list', 'workflows: none\n'],
    ['a mapping in place of the list', 'workflows:\n  job_id: 1\n'],
    ['two lists of the same name', 'workflows: []\nworkflows: []\n'],
    ['a top level that is a list', '- a\n'],
    ['a text that is not YAML', 'a: [1\nb: }\n'],
    ['two documents', 'a: 1\n---\nb: 1\n'],
    ['an unusual key', '? workflows\n: - job_id: 1\n'],
  ])('is refused for %s', (_case, text) => {
    const error = refusal(text, pick('7'))
    expect(error.code).toBe('config-invalid')
    expect(error.suggestion).not.toBe('')
  })
})

describe('taking out', () => {
  test('removes own comments, keeps those of others, and items that are commented out', () => {
    const text = `workflows:
  # A is fine
  - job_id: 1
    # inside
  # - job_id: 9
  - job_id: 2 # same line

  # C
  - job_id: 3
# end
`
    expect(edited(text, unpick('1'))).toBe(
      text.replace('  # A is fine\n  - job_id: 1\n    # inside\n', ''),
    )
    expect(edited(text, unpick('2'))).toBe(text.replace('  - job_id: 2 # same line\n', ''))
    expect(edited(text, unpick('3'))).toBe(text.replace('\n  # C\n  - job_id: 3\n', ''))
  })

  test('keeps a comment above the first item that heads the list', () => {
    const text = 'workflows:\n  # all of them\n  - job_id: 1\n  - job_id: 2\n'
    expect(edited(text, unpick('1'))).toBe('workflows:\n  # all of them\n  - job_id: 2\n')
  })

  test('keeps one blank line where there were two neighbours', () => {
    const text = 'workflows:\n  - job_id: 1\n\n  - job_id: 2\n\n  - job_id: 3\n'
    expect(edited(text, unpick('2'))).toBe('workflows:\n  - job_id: 1\n\n  - job_id: 3\n')
  })

  test.each([
    [
      'all of a block list',
      'workflows: # w\n  - job_id: 1\n  - job_id: 2\n',
      ['1', '2'],
      'workflows: [] # w\n',
    ],
    [
      'the first in brackets',
      'workflows: [{job_id: 1}, {job_id: 2}]\n',
      ['1'],
      'workflows: [{job_id: 2}]\n',
    ],
    [
      'the last in brackets',
      'workflows: [{job_id: 1}, {job_id: 2},]\n',
      ['2'],
      'workflows: [{job_id: 1},]\n',
    ],
    [
      'all in brackets',
      'workflows: [ {job_id: 1}, {job_id: 2}, ]\n',
      ['1', '2'],
      'workflows: [  ]\n',
    ],
    [
      'duplicates',
      'workflows:\n- job_id: 1\n- job_id: "1"\n- job_id: 2\n',
      ['1'],
      'workflows:\n- job_id: 2\n',
    ],
    [
      'an alias',
      'a: &a\n  job_id: 1\nworkflows:\n  - *a\n  - job_id: 2\n',
      ['1'],
      'a: &a\n  job_id: 1\nworkflows:\n  - job_id: 2\n',
    ],
  ])('removes %s', (_case, before, ids, after) => {
    expect(edited(before, unpick(...ids))).toBe(after)
  })

  test('is refused when other places use the item', () => {
    const text = 'workflows:\n  - &a\n    job_id: 1\nb: *a\n'
    expect(refusal(text, unpick('1')).code).toBe('config-invalid')
  })

  test('does nothing for what is not there', () => {
    const parsed = parseText('workflows:\n  - job_id: 1\n')
    expect(applyEdit(parsed, unpick('2'))).toBe(parsed)
  })
})

describe('switching', () => {
  test.each([
    [
      'a plain value',
      '- job_id: 1\n    is_active: true   # c\n',
      '- job_id: 1\n    is_active: false   # c\n',
    ],
    ['another spelling', '- job_id: 1\n    is_active: Yes\n', '- job_id: 1\n    is_active: No\n'],
    [
      'a quoted value',
      '- job_id: 1\n    is_active: "true"\n',
      '- job_id: 1\n    is_active: false\n',
    ],
    ['a missing value', '- job_id: 1\n    is_active:\n', '- job_id: 1\n    is_active: false\n'],
    [
      'a missing key',
      '- job_id: 1 # c\n    x: 2\n',
      '- job_id: 1 # c\n    is_active: false\n    x: 2\n',
    ],
    ['a missing key in braces', '- {job_id: 1, x: 2}\n', '- {job_id: 1, is_active: false, x: 2}\n'],
    [
      'a number as a string',
      '- job_id: "1"\n    is_active: true\n',
      '- job_id: "1"\n    is_active: false\n',
    ],
  ])('changes %s', (_case, before, after) => {
    expect(edited(`workflows:\n  ${before}`, deactivate('1'))).toBe(`workflows:\n  ${after}`)
  })

  test('overrides what is merged in, and leaves the source alone', () => {
    const text =
      'd: &d\n  is_active: true\nworkflows:\n  - <<: *d\n    job_id: 1\n  - <<: *d\n    job_id: 2\n'
    expect(edited(text, deactivate('1'))).toBe(
      text.replace('job_id: 1\n', 'job_id: 1\n    is_active: false\n'),
    )
  })

  test('replaces an alias, not what it stands for', () => {
    const text = 'd: &yes true\nworkflows:\n  - job_id: 1\n    is_active: *yes\n'
    expect(edited(text, deactivate('1'))).toBe(text.replace('*yes', 'false'))
  })

  test.each([
    ['an item that is an alias', 'a: &a {job_id: 1}\nworkflows:\n  - *a\n'],
    ['a value that others use', 'workflows:\n  - job_id: 1\n    is_active: &a true\nb: *a\n'],
    [
      'an item that others merge',
      'workflows:\n  - &a\n    job_id: 1\n    is_active: true\n  - <<: *a\n    job_id: 2\n',
    ],
    ['a value that is a list', 'workflows:\n  - job_id: 1\n    is_active: [true]\n'],
  ])('is refused for %s', (_case, text) => {
    expect(refusal(text, deactivate('1')).code).toBe('config-invalid')
  })
})

describe('setting values', () => {
  test.each([
    [
      'a quoted path',
      "initial_variables:\n  v_start_path: '/a' # c\n",
      "initial_variables:\n  v_start_path: '/x' # c\n",
    ],
    [
      'a path without value',
      'initial_variables:\n  v_start_path:\n',
      'initial_variables:\n  v_start_path: "/x"\n',
    ],
    [
      'a missing key',
      'initial_variables:\n    v_a: 1\nb: 1\n',
      'initial_variables:\n    v_a: 1\n    v_start_path: "/x"\nb: 1\n',
    ],
    [
      'an empty section',
      'initial_variables: {}\nb: 1\n',
      'initial_variables:\n  v_start_path: "/x"\nb: 1\n',
    ],
    ['a missing section', 'b: 1\n', 'b: 1\ninitial_variables:\n  v_start_path: "/x"\n'],
    [
      'braces',
      'initial_variables: {v_a: 1}\n',
      'initial_variables: {v_a: 1, v_start_path: "/x"}\n',
    ],
  ])('works for %s', (_case, before, after) => {
    expect(edited(before, set('initial_variables', 'v_start_path', '/x'))).toBe(after)
  })

  test('writes a job id as an integer, exactly', () => {
    const after = applyEdit(
      parseText('export-job:\n  job_name: "x"\n  job_id: "abc"\n'),
      set('export-job', 'job_id', '9007199254740993', 'digits'),
    )
    expect(after.text).toBe('export-job:\n  job_name: "x"\n  job_id: 9007199254740993\n')
    expect(readExportJob(after)).toEqual({ jobId: '9007199254740993', jobName: 'x' })
  })

  test('is refused where the section is shared', () => {
    const text = 'a: &a\n  v_start_path: /y\ninitial_variables: *a\n'
    expect(refusal(text, set('initial_variables', 'v_start_path', '/x')).code).toBe(
      'config-invalid',
    )
  })
})

test('reads and edits texts that are hostile without crashing', () => {
  for (const text of [
    '['.repeat(20_000),
    '{'.repeat(5000),
    'a: &a [*a]\n',
    '\0',
    '%YAML 9\n---\na',
    '\t- x',
    '!!binary |\n x',
  ]) {
    const parsed = parseText(text)
    readSelection(parsed)
    try {
      applyEdit(parsed, pick('7'))
    } catch (error) {
      expect(error).toBeInstanceOf(AppError)
    }
  }
})

test('follows aliases of aliases without multiplying them', () => {
  const levels = Array.from({ length: 40 }, (_, index) =>
    index === 0
      ? 'l0: &l0 [x]'
      : `l${String(index)}: &l${String(index)} [*l${String(index - 1)}, *l${String(index - 1)}]`,
  )
  const text = `${levels.join('\n')}\nworkflows: []\n`
  expect(readSelection(applyEdit(parseText(text), pick('7'))).items.workflow).toHaveLength(1)
})
