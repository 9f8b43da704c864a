import { describe, expect, test } from 'vitest'
import { parseText } from '../../../../src/main/configuration/document.ts'
import { readPreview } from '../../../../src/main/configuration/preview.ts'
import { Placeholders } from '../../../../src/main/configuration/replacement/placeholders.ts'

const preview = (text: string): ReturnType<typeof readPreview> => readPreview(parseText(text))

describe('placeholders', () => {
  const filled = (variables: Record<string, string>, text: string) =>
    new Placeholders(new Map(Object.entries(variables))).resolve(text)

  test.each([
    ['within each other', { v_a: '/x', v_b: '{v_a}/y' }, '{v_b}/{v_a}', '/x/y//x'],
    [
      'not those of others',
      { v_a: '/x' },
      '{{secrets/a}} {a} { v_a }',
      '{{secrets/a}} {a} { v_a }',
    ],
    ['with a dollar sign', { v_a: '$& $1' }, '[{v_a}]', '[$& $1]'],
    ['empty ones', { v_a: '' }, '[{v_a}]', '[]'],
  ])('are filled in: %s', (_, variables, text, expected) => {
    expect(filled(variables, text)).toEqual({ text: expected, issues: [] })
  })

  test('of variables that are not there stay, and it is said', () => {
    expect(filled({ v_a: '{v_none}/x' }, '{v_a}')).toEqual({
      text: '{v_none}/x',
      issues: ['There is no variable v_none.'],
    })
  })

  test('in a circle stay, and the circle is said', () => {
    const { text, issues } = filled({ v_a: '{v_b}', v_b: '{v_c}', v_c: '{v_a}' }, '{v_a}')
    expect(text).toBe('{v_a}')
    expect(issues).toEqual([
      'The variables refer to each other in a circle: v_a → v_b → v_c → v_a.',
    ])
  })

  test('that double each other again and again end', () => {
    const variables = Object.fromEntries(
      Array.from({ length: 60 }, (_, at) => [`v_${at}`, `{v_${at + 1}}{v_${at + 1}}`]),
    )
    const { text, issues } = filled({ ...variables, v_60: '0123456789' }, '{v_0}')
    expect(text.length).toBeLessThan(20_000)
    expect(issues).toEqual(['It becomes too long.'])
  })
})

describe('the preview', () => {
  test('tells each section with lines, and placeholders filled in', () => {
    const { sections, sparkRules, others, uses } = preview(`initial_variables:
  v_start_path: "/Workspace/x"
  v_logs: "{v_start_path}/logs"
  v_days: 7
global_settings:
  export_libraries: yes
path_replacement:
  "(": x
  "^/a": "{v_logs}"
value_replacements:
spark_conf_key_replacements:
  - search_key: a
    target_key: b
x_notes:
  folders: ["{v_logs}/x", "{v_none}"]
`)
    expect(sections.initial_variables).toMatchObject({
      line: 1,
      problem: null,
      entries: [
        { key: 'v_start_path', value: '/Workspace/x', resolved: null, line: 2, editable: true },
        { key: 'v_logs', value: '{v_start_path}/logs', resolved: '/Workspace/x/logs', line: 3 },
        { key: 'v_days', value: '7', resolved: null, issues: [], line: 4 },
      ],
    })
    expect(sections.global_settings.entries[0]).toMatchObject({ value: 'yes', boolean: true })
    expect(sections.path_replacement.entries.map(({ issues }) => issues.length)).toEqual([1, 0])
    expect(sections.value_replacements).toEqual({ entries: [], line: 10, problem: null })
    expect(sparkRules.entries).toEqual([
      { index: 0, searchKey: 'a', targetKey: 'b', targetValue: null, line: 12, editable: true },
    ])
    expect(others).toEqual([{ key: 'x_notes', line: 14, summary: '1 key' }])
    expect(uses.map(({ place, resolved }) => [place, resolved])).toEqual([
      ['path_replacement.^/a', '/Workspace/x/logs'],
      ['x_notes.folders[0]', '/Workspace/x/logs/x'],
      ['x_notes.folders[1]', '{v_none}'],
    ])
  })

  test('says what a form cannot change', () => {
    const { sections, sparkRules } = preview(`initial_variables: [1]
base: &base
  k: v
global_settings:
  <<: *base
  own: { deep: 1 }
value_replacements: *base
spark_conf_key_replacements: no list
`)
    expect(sections.initial_variables.problem).toContain('does not hold keys')
    expect(sections.global_settings.entries.map(({ key, editable }) => [key, editable])).toEqual([
      ['own', false],
      ['k', false],
    ])
    expect(sections.value_replacements.problem).toContain('alias')
    expect(sections.value_replacements.entries[0]).toMatchObject({ key: 'k', editable: false })
    expect(sparkRules.problem).toContain('not a list')
  })

  test('of what is not YAML is empty and says where', () => {
    const { syntaxError, sections } = preview('a: 1\nb: [\n')
    expect(syntaxError).toMatchObject({ line: 3 })
    expect(sections.initial_variables.entries).toEqual([])
  })
})
